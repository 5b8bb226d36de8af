"""`wegwarte campaign`: a device at a site for some weeks; nothing is expected of it afterwards."""

from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, moment_of, now
from cli.registry.whereabouts import Named
from devices.properties import Direction
from store.inventory import deployments, fleet, models, places, standing
from store.inventory.standing import Stand
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)


@app.callback()
def about() -> None:
    """List, add and end counting campaigns."""


@app.command("list")
@with_options
def list_(
    site: Annotated[str | None, typer.Option(help="Only those at this site.")] = None,
    *,
    reader: Reader,
) -> None:
    """List campaigns, past ones as well."""

    async def listed(conn: Connection) -> list[dict[str, Any]]:
        known = None if site is None else (await places.site(conn, site, now=now()))["id"]
        found = await deployments.listed(conn, site=known)
        return [one for one in found if one["campaign"]]

    columns = "id site device channel direction lane since until remarks"
    found = reader.ask(listed)
    shown.show(found, columns, as_json=reader.as_json, none="no campaign yet")


@app.command()
@with_options
def add(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    device: Named,
    from_: Annotated[str, typer.Option("--from", help="From when on.")],
    to: Annotated[str, typer.Option("--to", help="Up to when; a date does not count itself.")],
    lane: Annotated[str | None, typer.Option(help="The lane.")] = None,
    direction: Annotated[
        Direction | None, typer.Option(help="Of a device that tells no directions apart.")
    ] = None,
    factor: Annotated[float, typer.Option(help="The true number for one counted.")] = 1.0,
    remarks: Annotated[str, typer.Option(help="For people.")] = "",
    *,
    author: Author,
) -> None:
    """Count at a site for a time; the device is accepted with it."""

    async def adding(conn: Connection) -> dict[str, Any]:
        place = await places.site(conn, site, now=now())
        found = await fleet.device(conn, device, now=now())
        since = moment_of(from_, place["time_zone"], present=now())
        until = moment_of(to, place["time_zone"], present=now())
        if until <= since:
            raise FailedError(f"--to {to} is not after --from {from_}")
        made = await standing.install(
            conn,
            found,
            await models.of(conn, found["model"]),
            Stand(
                site=place["id"],
                since=since,
                until=until,
                lane=lane,
                direction=direction,
                factor=factor,
                campaign=True,
                remarks=remarks,
            ),
            now=now(),
        )
        return {"site": place["id"], "device": found["id"], "from": since, "to": until, "ids": made}

    said, effect = act(author, adding, moment=now())
    line = (
        f"{said['device']} counts at {said['site']} from {shown.cell(said['from'])} "
        f"to {shown.cell(said['to'])}"
    )
    shown.told(said, [line], effect, as_json=author.as_json)


@app.command()
@with_options
def end(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    device: Named,
    at: Annotated[str | None, typer.Option("--at", help="When it was taken away.")] = None,
    *,
    author: Author,
) -> None:
    """End a campaign before its time; a moment before its beginning withdraws it."""

    async def ending(conn: Connection) -> dict[str, Any]:
        place = await places.site(conn, site, now=now())
        found = await fleet.device(conn, device, now=now())
        moment = moment_of(at, place["time_zone"], present=now())
        chosen = [
            one
            for one in await deployments.of(
                conn, device=found["id"], site=place["id"], after=moment
            )
            if one.campaign
        ]
        if not chosen:
            raise FailedError(f"{found['id']} has no campaign at {place['id']} that goes on then")
        await deployments.end(conn, chosen, at=moment, now=now(), cause="campaign ended")
        return {"site": place["id"], "device": found["id"], "at": moment, "ended": len(chosen)}

    said, effect = act(author, ending, moment=now())
    shown.told(
        said, [f"the campaign ends at {shown.cell(said['at'])}"], effect, as_json=author.as_json
    )
