"""`wegwarte site fact`: how many spaces, which hours, which speed limit, and since when."""

from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from analytics import weekly
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.registry.acting import Author, DryRun, Who, Why, act, ask, now
from store.enrol import FactKind
from store.inventory import facts, places
from store.pool import Connection


def fact(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    kind: Annotated[FactKind | None, typer.Argument(help="What is said of it.")] = None,
    value: Annotated[
        str | None, typer.Argument(help="A number, or hours as 'Mo-Sa 08:00-20:00'.")
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First date; without it since ever."),
    ] = None,
    who: Who = None,
    why: Why = "",
    dry_run: DryRun = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say how many spaces a site has, or its hours, from a date on; without a value list them.

    What held before still holds for the time before.
    """

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        found = await places.site(conn, site, now=now())
        return await facts.facts(conn, found["id"])

    async def saying(conn: Connection) -> list[dict[str, Any]]:
        assert kind is not None  # noqa: S101 - checked below
        found = await places.site(conn, site, now=now())
        zone = ZoneInfo(found["time_zone"])
        since = None
        if from_ is not None:
            since = datetime.combine(from_.date(), time(), tzinfo=zone)
        await facts.say(
            conn,
            found["id"],
            kind,
            _read(kind, value or ""),
            since=since,
            from_date=None if from_ is None else from_.date(),
            source=why or "wegwarte site fact",
        )
        return await facts.facts(conn, found["id"])

    if kind is None or value is None:
        rows, effect = ask(data, database_url, listed), None
    else:
        author = Author(data=data, database_url=database_url, who=who, why=why, dry_run=dry_run)
        rows, effect = act(author, saying, moment=now())
    columns = "kind value since until source"
    shown.show(rows, columns, as_json=as_json, none=f"nothing is said of {site} yet")
    if effect is not None and not as_json:
        typer.echo("nothing was changed (--dry-run)")
        typer.echo("\n".join(shown.effect_lines(effect)))


def _read(kind: FactKind, text: str) -> float | str:
    if kind in {"capacity", "speed_limit"}:
        try:
            return float(text.replace(",", "."))
        except ValueError as why:
            raise FailedError(f"{kind} is a number, not {text!r}") from why
    try:
        weekly.parse(text)
    except weekly.HoursError as why:
        raise FailedError(f"{text!r}: {why}") from why
    return text
