"""`wegwarte measure`: what a town did, so that one can ask for before and after."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, now
from store.inventory import groups, judgements, places
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
_DATE = ["%Y-%m-%d"]


@app.callback()
def about() -> None:
    """List, add and withdraw measures."""


@app.command("list")
@with_options
def list_(
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Withdrawn ones as well.")] = False,
    *,
    reader: Reader,
) -> None:
    """List measures."""
    found = reader.ask(lambda c: judgements.measures(c, withdrawn=withdrawn))
    columns = "id name site site_group from_date to_date remarks withdrawn_at"
    shown.show(found, columns, as_json=reader.as_json, none="no measure yet")


@app.command()
@with_options
def add(
    name: Annotated[str, typer.Argument(help="What was done: 'cycle street', 'new tariff'.")],
    from_: Annotated[datetime, typer.Option("--from", formats=_DATE, help="Its first date.")],
    to: Annotated[
        datetime | None, typer.Option("--to", formats=_DATE, help="The first date without it.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Where: a site.")] = None,
    group: Annotated[str | None, typer.Option(help="Where: a group of sites.")] = None,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Write down a measure of a site or group."""
    if (site is None) == (group is None):
        raise FailedError("give --site or --group: where was it done?")

    async def adding(conn: Connection) -> dict[str, Any]:
        place = None if site is None else (await places.site(conn, site, now=now()))["id"]
        known = None if group is None else (await groups.one(conn, group, now=now()))["id"]
        number = await judgements.add_measure(
            conn,
            site=place,
            group=known,
            name=name,
            from_date=from_.date(),
            to_date=None if to is None else to.date(),
            remarks=remarks,
        )
        return {"measure": number, "site": place, "group": known}

    said, effect = act(author, adding, moment=now())
    shown.told(said, [f"measure {said['measure']} is written down"], effect, as_json=author.as_json)


@app.command()
@with_options
def withdraw(
    number: Annotated[int, typer.Argument(help="Number of the measure.")],
    *,
    author: Author,
) -> None:
    """Withdraw a measure; it keeps its row."""
    _, effect = act(
        author, lambda c: judgements.withdraw_measure(c, number, now=now()), moment=now()
    )
    line = f"measure {number} is withdrawn"
    shown.told({"withdrawn": number}, [line], effect, as_json=author.as_json)
