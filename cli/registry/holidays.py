"""`wegwarte holiday`: days that a town keeps beside the holidays of its Land."""

from datetime import datetime
from typing import Annotated, Any, Final

import typer

from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, now
from store.inventory import local_days, places
from store.inventory.local_days import Kind
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_DATE: Final = ["%Y-%m-%d"]
_COLUMNS: Final = "id name kind site from_date to_date yearly withdrawn_at"


@app.callback()
def about() -> None:
    """List, add and withdraw local holidays."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Option(help="Those that a site keeps.")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Withdrawn ones as well.")] = False,
    *,
    reader: Reader,
) -> None:
    """List local holidays."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        known = None if site is None else (await places.site(conn, site, now=now()))["id"]
        return await local_days.listed(conn, site=known, withdrawn=withdrawn)

    found = reader.ask(listed)
    shown.show(found, _COLUMNS, as_json=reader.as_json, none="no local holiday yet")


@app.command()
@with_options
def add(
    name: Annotated[str, typer.Argument(help="What it is called: 'Rosenmontag'.")],
    from_: Annotated[datetime, typer.Option("--from", formats=_DATE, help="Its first date.")],
    kind: Annotated[
        Kind, typer.Option(help="public: as a Sunday; school: a day without school.")
    ] = "public",
    to: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DATE, help="The first date after it; without it one day."),
    ] = None,
    yearly: Annotated[
        bool, typer.Option("--yearly", help="On the same date of every later year, too.")
    ] = False,
    site: Annotated[
        str | None, typer.Option(help="The only site that keeps it; without it all.")
    ] = None,
    *,
    author: Author,
) -> None:
    """Write down a holiday of the town, or of one site."""

    async def adding(conn: Connection) -> dict[str, Any]:
        place = None if site is None else (await places.site(conn, site, now=now()))["id"]
        number = await local_days.add(
            conn,
            site=place,
            kind=kind,
            name=name,
            from_date=from_.date(),
            to_date=None if to is None else to.date(),
            yearly=yearly,
        )
        return {"holiday": number, "site": place}

    said, effect = act(author, adding, moment=now())
    kept = said["site"] or "every site"
    line = f"holiday {said['holiday']} is kept by {kept}"
    shown.told(said, [line], effect, as_json=author.as_json)


@app.command()
@with_options
def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the holiday.")],
    *,
    author: Author,
) -> None:
    """Withdraw a local holiday; it keeps its row."""
    _, effect = act(author, lambda c: local_days.withdraw(c, number, now=now()), moment=now())
    line = f"holiday {number} is withdrawn"
    shown.told({"withdrawn": number}, [line], effect, as_json=author.as_json)
