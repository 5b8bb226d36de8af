"""`wegwarte close`: when a site, or spaces of it, is closed, and when parking is regulated."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from analytics import weekly
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.registry.acting import Author, DryRun, Who, Why, act, ask
from store import closures
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for."""

    site: str
    every: str | None
    spaces: int | None
    from_date: date | None
    to_date: date | None
    except_dates: list[date]
    reason: str
    withdraw: int | None
    regulated: str | None

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        return any(one is not None for one in (self.every, self.withdraw, self.regulated))


def command(
    site: Annotated[str, typer.Argument(help="The site, by its id or an alias.")],
    every: Annotated[
        str | None, typer.Option(help="When, in local time: 'Tue,Fri 06:00-14:00', 'Mo-Sa 22-06'.")
    ] = None,
    spaces: Annotated[
        int | None, typer.Option(min=1, help="How many spaces; without it the whole site.")
    ] = None,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First date; without it today."),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The date from which it no longer closes."),
    ] = None,
    except_: Annotated[
        list[datetime] | None,
        typer.Option("--except", formats=["%Y-%m-%d"], help="A date without it; repeatable."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, for people.")] = "",
    withdraw: Annotated[
        int | None, typer.Option(help="Withdraw the closure with this number.")
    ] = None,
    regulated: Annotated[
        str | None,
        typer.Option(help="Instead: hours over which means are taken, from --from on or ever."),
    ] = None,
    who: Who = None,
    why: Why = "",
    dry_run: DryRun = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Close a site or spaces of it; without --every the closures are listed."""
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    wish = Wish(
        site=site,
        every=every,
        spaces=spaces,
        from_date=None if from_ is None else from_.date(),
        to_date=None if to is None else to.date(),
        except_dates=[one.date() for one in except_ or []],
        reason=reason,
        withdraw=withdraw,
        regulated=regulated,
    )
    _check(wish)
    author = Author(data=data, database_url=database_url, who=who, why=why, dry_run=dry_run)
    effect = None
    try:
        if wish.changes:
            found, effect = act(author, lambda conn: _act(conn, wish, now), moment=now)
        else:
            found = ask(data, database_url, lambda conn: _act(conn, wish, now))
    except closures.UnknownSiteError as unknown:
        raise FailedError(str(unknown)) from unknown
    if as_json:
        shown.left(found, "", effect, as_json=True, none="")
        return
    typer.echo("\n".join(_line(one) for one in found) or f"{site} is never closed")
    shown.rehearsed(effect, as_json=False)


def _check(wish: Wish) -> None:
    """Refuse what cannot be meant, before anything is written."""
    if sum(one is not None for one in (wish.every, wish.withdraw, wish.regulated)) > 1:
        raise typer.BadParameter("--every, --withdraw and --regulated: give one of them")
    for name, hours in (("--every", wish.every), ("--regulated", wish.regulated)):
        try:
            if hours is not None:
                weekly.parse(hours)
        except weekly.HoursError as why:
            raise typer.BadParameter(f"{name}: {why}") from why


def _check_dates(from_date: date, to_date: date | None) -> None:
    if to_date is not None and to_date <= from_date:
        raise typer.BadParameter(
            f"--to {to_date} is not after --from {from_date}; it is the first date without the "
            "closure"
        )


async def _act(conn: Connection, wish: Wish, now: datetime) -> list[dict[str, Any]]:
    async with conn.transaction():
        site, zone = await closures.site_of(conn, wish.site)
        if wish.every is not None:
            from_date = wish.from_date or now.astimezone(ZoneInfo(zone)).date()
            _check_dates(from_date, wish.to_date)
            await closures.close(
                conn,
                site,
                every=wish.every,
                spaces=wish.spaces,
                from_date=from_date,
                to_date=wish.to_date,
                except_dates=wish.except_dates,
                reason=wish.reason,
            )
        if wish.regulated is not None:
            await closures.regulate(conn, site, wish.regulated, from_date=wish.from_date)
        if wish.withdraw is not None and not await closures.withdraw(conn, site, wish.withdraw):
            raise FailedError(
                f"{site} has no closure {wish.withdraw}; `wegwarte close {site}` lists them"
            )
        return await _listed(conn, site)


async def _listed(conn: Connection, site: str) -> list[dict[str, Any]]:
    names = ("closure", "every", "spaces", "from", "to", "except", "reason")
    return [dict(zip(names, row, strict=True)) for row in await closures.closures(conn, site)]


def _line(one: dict[str, Any]) -> str:
    what = "whole site" if one["spaces"] is None else f"{one['spaces']} spaces"
    last = None if one["to"] is None else one["to"] - timedelta(days=1)
    until = "until further notice" if last is None else f"up to and including {last}"
    but = f", not on {', '.join(map(str, one['except']))}" if one["except"] else ""
    why = f" ({one['reason']})" if one["reason"] else ""
    return f"{one['closure']}: {one['every']}, {what}, from {one['from']} {until}{but}{why}"
