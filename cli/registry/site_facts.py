"""`wegwarte site fact`: how many spaces, which hours, which speed limit, and since when."""

from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from analytics import weekly
from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, act, now
from devices.properties import Property
from store.enrol import FactKind
from store.inventory import facts, places
from store.pool import Connection


@with_options
def fact(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    kind: Annotated[FactKind | None, typer.Argument(help="What is said of it.")] = None,
    value: Annotated[
        str | None, typer.Argument(help="A number, or hours as 'Mo-Sa 08:00-20:00'.")
    ] = None,
    of: Annotated[
        Property | None,
        typer.Option("--property", help="Of which value, for expected_… and nothing else."),
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First date; without it since ever."),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option(
            "--to",
            formats=["%Y-%m-%d"],
            help="The first date without it: then holds again what would otherwise.",
        ),
    ] = None,
    replace_later: Annotated[
        bool, typer.Option("--replace-later", help="Take back what was said for later dates.")
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back what was said with this --from.")
    ] = False,
    *,
    author: Author,
) -> None:
    """Say how many spaces a site has, or its hours, from a date on; without a value list them.

    It holds until the date of what was said for later, whichever was said first; what held before
    still holds for the time before. The same date again replaces.
    """
    _check(value, to, replace_later=replace_later, withdraw=withdraw)

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        found = await places.site(conn, site, now=now())
        return await facts.facts(conn, found["id"])

    async def saying(conn: Connection, kind: FactKind) -> list[dict[str, Any]]:
        found = await places.site(conn, site, now=now())
        zone = ZoneInfo(found["time_zone"])
        since = _midnight(from_, zone)
        if value is None:
            await facts.take_back(conn, found["id"], kind, of=of, since=since)
        else:
            await facts.say(
                conn,
                found["id"],
                kind,
                _read(kind, value),
                of=of,
                since=since,
                until=_midnight(to, zone),
                replace_later=replace_later,
                source=author.why or "wegwarte site fact",
            )
        return await facts.facts(conn, found["id"])

    if kind is None or (value is None and not withdraw):
        rows, effect = author.ask(listed), None
    else:
        rows, effect = act(author, lambda conn: saying(conn, kind), moment=now())
    columns = "kind property value since until source"
    none = f"nothing is said of {site} yet"
    shown.left(rows, columns, effect, as_json=author.as_json, none=none)


def _check(value: str | None, to: datetime | None, *, replace_later: bool, withdraw: bool) -> None:
    """Refuse words that do not go together, before anything is written."""
    if withdraw and (value is not None or to is not None or replace_later):
        raise typer.BadParameter("--withdraw takes a kind and its --from, and nothing else")
    if value is None and (to is not None or replace_later):
        raise typer.BadParameter("--to and --replace-later need a value that is said")


def _midnight(day: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day.date(), time(), tzinfo=zone)


def _read(kind: FactKind, text: str) -> float | str:
    if kind in facts.NUMBERS:
        try:
            return float(text.replace(",", "."))
        except ValueError as why:
            raise FailedError(f"{kind} is a number, not {text!r}") from why
    try:
        weekly.parse(text)
    except weekly.HoursError as why:
        raise FailedError(f"{text!r}: {why}") from why
    return text
