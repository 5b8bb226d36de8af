"""`wegwarte device install|accept|swap|move|turn|recalibrate|retire`: each at its moment."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli import credential
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import At, Author, moment_of, now
from cli.registry.device_swap import swap
from cli.registry.telling import Done, tell
from cli.registry.whereabouts import Named, channel_of, zone_of
from devices import orientation
from devices.properties import Direction
from store import credentials
from store.inventory import changes, models, moves, places, standing
from store.inventory.standing import Stand
from store.pool import Connection


def add_to(app: typer.Typer) -> None:
    """Add the commands to `wegwarte device`."""
    for command in (install, accept, swap, move, turn, recalibrate, retire):
        app.command()(command)


def view_of(text: str) -> float:
    """Read where a sensor looks, in somebody's words."""
    try:
        return orientation.view(text)
    except ValueError as why:
        raise typer.BadParameter(str(why)) from why


def lead_of(text: str) -> float:
    """Read where a direction leads, in somebody's words."""
    try:
        return orientation.lead(text)
    except ValueError as why:
        raise typer.BadParameter(str(why)) from why


@with_options
def install(
    device: Named,
    site: Annotated[str, typer.Argument(help="The site it stands at.")],
    at: At = None,
    bay: Annotated[str | None, typer.Option(help="The bay it watches.")] = None,
    lane: Annotated[str | None, typer.Option(help="The lane it watches.")] = None,
    direction: Annotated[
        Direction | None, typer.Option(help="Of a device that tells no directions apart.")
    ] = None,
    looks: Annotated[
        float | None,
        typer.Option(
            parser=view_of,
            metavar="<bearing>",
            help="Where it looks: east, SW, 112, `stands on the north side, looks east`.",
        ),
    ] = None,
    a_leads: Annotated[
        float | None,
        typer.Option(
            parser=lead_of,
            metavar="<bearing>",
            help="Where the site's direction a leads; with --looks it tells which channel is a.",
        ),
    ] = None,
    *,
    author: Author,
) -> None:
    """Put a device to a site: each of its channels answers for a datastream there."""

    async def installing(conn: Connection, found: dict[str, Any], _: datetime) -> Done:
        place = await places.site(conn, site, now=now())
        stand = Stand(
            site=place["id"],
            since=moment_of(at, place["time_zone"], present=now()),
            bay=bay,
            lane=lane,
            direction=direction,
            looks_deg=looks,
            a_leads_deg=a_leads,
        )
        model = await models.of(conn, found["model"])
        made = await standing.install(conn, found, model, stand, now=now())
        said = {"device": found["id"], "site": place["id"], "at": stand.since, "deployments": made}
        return said, [f"{found['id']} stands at {place['id']} from {shown.cell(stand.since)} on"]

    tell(author, device, None, installing)


@with_options
def accept(
    device: Named,
    at: At = None,
    installed_at: Annotated[
        str | None,
        typer.Option(help="When it came to its place, where it is deployed only later."),
    ] = None,
    *,
    author: Author,
) -> None:
    """Let the readings of a device count from a moment on, after the settling time of its model."""

    async def accepting(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        installed = None
        if installed_at is not None:
            zone = await zone_of(conn, found)
            installed = moment_of(installed_at, zone, present=now())
        counts = await changes.accept(conn, found, at=moment, now=now(), installed_at=installed)
        said = {"device": found["id"], "accepted_at": counts}
        return said, [f"readings of {found['id']} count from {shown.cell(counts)} on"]

    tell(author, device, at, accepting)


@with_options
def move(
    device: Named,
    to: Annotated[str, typer.Option("--to", help="The site it answers for from then on.")],
    at: At = None,
    bay: Annotated[str | None, typer.Option(help="The bay there.")] = None,
    lane: Annotated[str | None, typer.Option(help="The lane there.")] = None,
    direction: Annotated[
        str | None, typer.Option(help="For a device of one direction: a, b, both or none.")
    ] = None,
    *,
    author: Author,
) -> None:
    """Let a device answer for another place from a moment on."""

    async def moving(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        site = await places.site(conn, to, now=now())
        place = {"bay": bay, "lane": lane, "direction": direction}
        spans = await moves.move(conn, found, site=site, at=moment, now=now(), place=place)
        said = {"device": found["id"], "site": site["id"], "at": moment, "moved": len(spans)}
        return said, [f"{found['id']} answers for {site['id']} from {shown.cell(moment)} on"]

    tell(author, device, at, moving)


@with_options
def turn(
    device: Named,
    at: At = None,
    *,
    author: Author,
) -> None:
    """Exchange the directions of a device from a moment on: it stands the other way round."""

    async def turning(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        spans = await moves.turn(conn, found, at=moment, now=now())
        said = {"device": found["id"], "at": moment, "turned": len(spans)}
        return said, [
            f"{found['id']} tells the directions the other way round from {shown.cell(moment)} on"
        ]

    tell(author, device, at, turning)


@with_options
def recalibrate(
    device: Named,
    factor: Annotated[float, typer.Option(help="The true number for one counted.")],
    at: At = None,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
    *,
    author: Author,
) -> None:
    """Count each counted one as FACTOR from a moment on."""

    async def calibrating(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        number = None if channel is None else await channel_of(conn, found["id"], channel)
        spans = await moves.recalibrate(
            conn, found, factor=factor, at=moment, now=now(), channel=number
        )
        said = {"device": found["id"], "at": moment, "factor": factor, "changed": len(spans)}
        if not spans:
            return said, [f"{found['id']} counts with {factor:g} already"]
        return said, [f"{found['id']} counts with {factor:g} from {shown.cell(moment)} on"]

    tell(author, device, at, calibrating)


@with_options
def retire(
    device: Named,
    at: At = None,
    *,
    author: Author,
) -> None:
    """End everything a device is deployed at; what it says later is refused."""
    logins: list[str] = []

    async def retiring(conn: Connection, found: dict[str, Any], moment: datetime) -> Done:
        spans = await changes.retire(conn, found, at=moment, now=now())
        every = await credentials.listed(conn, device=found["id"])
        logins.extend(one.id for one in every if one.revoked_at is None)
        said = {"device": found["id"], "at": moment, "ended": len(spans)}
        return said, [f"{found['id']} is retired from {shown.cell(moment)} on"]

    tell(author, device, at, retiring)
    if (
        logins
        and not author.dry_run
        and not credential.tell_broker(author.data, author.database_url)
    ):
        typer.echo(credential.TELL, err=True)
