"""`wegwarte register FLEET`: bring the sites and devices of a fleet file into the registry."""

import asyncio
from datetime import UTC, datetime, timedelta

import typer

from cli.failure import FailedError
from cli.options import Data, DatabaseUrl
from devices.models import MODELS
from firmware_sim.fleet import DeviceFacts, Fleet, FleetError, Site
from firmware_sim.fleet_file import load
from store import enrol
from store.enrol import NewDatastream, NewSite
from store.inventory import fleet as inventory
from store.inventory.errors import RegistryError
from store.pool import Connection, connect
from store.registry import NewChannel, number_channels
from store.unreachable import UnreachableError

#: Simulated fleets send so much history at their start.
_BEFORE_NOW = timedelta(hours=24)


def command(
    fleet: str = typer.Argument(help="A fleet file, or the name of a shipped fleet (telgte)."),
    since: datetime | None = typer.Option(
        None, help="Readings count from here on (UTC); without it from 24 hours ago."
    ),
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Register the sites and devices of a fleet; what is there already stays as it is."""
    from cli import running

    url = running.database_url(data, database_url)
    try:
        sites, devices = asyncio.run(register(url, load(fleet), since=_begin(since)))
    except (FleetError, RegistryError) as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    typer.echo(f"{sites} sites and {devices} devices are new")


def _begin(since: datetime | None) -> datetime:
    """Return the whole hour from which readings count."""
    if since is not None:
        return since.replace(tzinfo=UTC)
    ago = datetime.now(UTC) - _BEFORE_NOW  # noqa: TID251 - the rim
    return ago.replace(minute=0, second=0, microsecond=0)


async def register(database_url: str, fleet: Fleet, *, since: datetime) -> tuple[int, int]:
    """Register a fleet; return how many sites and devices were new. What is there stays."""
    sites = devices = 0
    async with connect(database_url) as conn, conn.transaction():
        await enrol.look_up_by_index(conn)
        for site in fleet.sites:
            sites += await _add_site(conn, fleet, site)
            for device in site.devices:
                devices += await _add_device(conn, site, device, since)
    return sites, devices


async def _add_site(conn: Connection, fleet: Fleet, site: Site) -> bool:
    new = await enrol.add_site(
        conn,
        NewSite(
            id=site.id,
            name=site.name,
            kind=site.kind,
            time_zone=str(fleet.time_zone),
            lat=site.lat,
            lon=site.lon,
            direction_a=site.direction_a,
            direction_b=site.direction_b,
            sample=True,
        ),
    )
    source = f"fleet {fleet.id}"
    if site.capacity is not None:
        await enrol.add_fact(
            conn, site.id, "capacity", site.capacity, valid_from=None, source=source
        )
    if site.opening is not None:
        await enrol.add_fact(
            conn, site.id, "opening_hours", str(site.opening), valid_from=None, source=source
        )
    return new


async def _add_device(conn: Connection, site: Site, device: DeviceFacts, since: datetime) -> bool:
    new = await enrol.add_device(
        conn, device.id, model=device.model, name=device.name, accepted_at=since
    )
    if device.link is not None:
        await inventory.add_alias(conn, device.id, kind="dev_eui", alias=device.link.dev_eui)
    specs = MODELS[device.model].channels
    numbers = await number_channels(
        conn,
        [
            NewChannel(
                device=device.id,
                name=stream.channel,
                property=stream.observed,
                hold_max_s=specs[stream.channel].hold_max_s,
            )
            for stream in device.datastreams
        ],
    )
    for stream in device.datastreams:
        number = await enrol.add_datastream(
            conn,
            NewDatastream(
                site=site.id,
                property=stream.observed,
                source_id=stream.source_id,
                direction=stream.direction,
                mode=stream.mode,
                bay=stream.bay,
                role=stream.role,
                name=device.name,
                nominal_interval_s=stream.nominal_interval_s,
            ),
        )
        await enrol.deploy(conn, numbers[device.id, stream.channel], number, since=since)
    return new
