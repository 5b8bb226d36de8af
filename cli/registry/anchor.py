"""`wegwarte anchor`: how many vehicles were in a car park at one moment."""

from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, act, moment_of, now
from store.inventory import manual, places
from store.pool import Connection


@with_options
def command(
    site: Annotated[str, typer.Argument(help="Id or alias of the car park.")],
    vehicles: Annotated[
        int | None, typer.Argument(min=0, help="How many vehicles stood there; or --free.")
    ] = None,
    at: At = None,
    free: Annotated[int | None, typer.Option(min=0, help="How many spaces were free.")] = None,
    withdraw: Annotated[
        int | None, typer.Option(help="Withdraw the anchor of this number.")
    ] = None,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Say how many vehicles stood in a car park at a moment; without a number list what was said.

    A known number corrects the drift of a balance of entries and exits. It is kept apart from what
    sensors say.
    """
    if sum(one is not None for one in (vehicles, free, withdraw)) > 1:
        raise FailedError("a number of vehicles, --free and --withdraw: give one of them")

    async def acting(conn: Connection) -> list[dict[str, Any]]:
        found = await places.site(conn, site, now=now())
        moment = moment_of(at, found["time_zone"], present=now())
        if moment > now():
            raise FailedError(f"{shown.cell(moment)} is still to come")
        if withdraw is not None:
            await manual.withdraw_anchor(conn, found["id"], withdraw, now=now())
        else:
            await manual.set_anchor(
                conn,
                found["id"],
                vehicles=_present(found, vehicles, free),
                at=moment,
                remarks=remarks,
                now=now(),
            )
        return await manual.anchors(conn, found["id"])

    async def listing(conn: Connection) -> list[dict[str, Any]]:
        found = await places.site(conn, site, now=now())
        return await manual.anchors(conn, found["id"])

    if vehicles is None and free is None and withdraw is None:
        said, effect = author.ask(listing), None
    else:
        said, effect = act(author, acting, moment=now())
    columns = "id time vehicles remarks"
    none = f"{site} has no anchor"
    shown.left(said, columns, effect, as_json=author.as_json, none=none)


def _present(site: dict[str, Any], vehicles: int | None, free: int | None) -> int:
    if vehicles is not None:
        return vehicles
    capacity = site["capacity"]
    if capacity is None:
        raise FailedError(f"the capacity of {site['id']} is not known: give the vehicles instead")
    present = round(float(capacity)) - (free or 0)
    if present < 0:
        raise FailedError(f"{site['id']} has {capacity:g} spaces, so {free} cannot be free")
    return present
