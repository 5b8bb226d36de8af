"""Which device is meant, where it is, and what its place is called."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

import typer

from cli.registry.acting import now
from cli.registry.naming import device_id, looks_like_eui
from store.inventory import deployments, fleet, places
from store.inventory.deployments import Span
from store.inventory.errors import RegistryError, UnknownError
from store.pool import Connection

Named = Annotated[
    str, typer.Argument(help="Id, DevEUI, serial number or other name of the device.")
]
#: Where a moment is told without an offset and no site says its zone.
ZONE: Final = "Europe/Berlin"


async def zone_of(conn: Connection, device: dict[str, Any]) -> str:
    """Return the zone of the site a device is deployed at, now or at last."""
    rows = await deployments.listed(conn, device=device["id"])
    if not rows:
        return ZONE
    site = await places.site(conn, rows[-1]["site"], now=now())
    return str(site["time_zone"])


async def channel_of(conn: Connection, device: str, name: str) -> int:
    """Return the number of a channel, or say which there are."""
    names = {found: number for number, (found, _) in (await fleet.channels(conn, device)).items()}
    if name not in names:
        raise UnknownError(f"{device} has no channel {name!r}; it has {', '.join(sorted(names))}")
    return names[name]


async def or_registered(
    conn: Connection, named: str, model: str, *, installed_at: datetime
) -> tuple[dict[str, Any], bool]:
    """Return the device that takes a place, and whether it is registered only now."""
    try:
        return await fleet.device(conn, named, now=now()), False
    except UnknownError:
        new = device_id(named)
    aliases = [("dev_eui", new)] if looks_like_eui(named) else []
    await fleet.add(
        conn,
        fleet.NewDevice(id=new, model=model, installed_at=installed_at, aliases=aliases),
    )
    return await fleet.device(conn, new, now=now()), True


async def in_words(conn: Connection, spans: Sequence[Span]) -> str:
    """Return places in words: `bay 17 of telgte-marktplatz`."""
    words = []
    for number in dict.fromkeys(span.datastream for span in spans):
        stream = await places.datastream(conn, number)
        where = [f"bay {stream['bay']}"] if stream["bay"] else []
        where += [f"lane {stream['lane']}"] if stream["lane"] else []
        where += [f"direction {stream['direction']}"] if stream["direction"] in {"a", "b"} else []
        words.append(f"{' '.join([stream['property'], *where])} of {stream['site']}")
    if not words:
        raise RegistryError("nothing is deployed there")
    return ", ".join(words)
