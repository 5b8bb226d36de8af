"""Bring what is new into the registry: sites, facts, devices, datastreams, deployments.

Nothing here overwrites: what a person has entered or changed stays, so that registering the same
thing again is harmless.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import facts_said
from store.facts_said import Matter, Word
from store.marks import mark_channel
from store.queries import load

SiteKind = Literal["car_park", "parking_zone", "cross_section", "cycle_track", "station"]
FactKind = Literal[
    "capacity",
    "regulated_hours",
    "opening_hours",
    "speed_limit",
    "max_stay",
    "stay_grace",
    "road_capacity",
    "lanes",
    "expected_least",
    "expected_greatest",
    "expected_rate",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """A place a planner has a question about."""

    id: str
    name: str
    kind: SiteKind
    time_zone: str = "Europe/Berlin"
    land: str = "NW"  #: whose holidays are kept
    lat: float | None = None  #: WGS 84 [degrees north]
    lon: float | None = None  #: WGS 84 [degrees east]
    direction_a: str | None = None
    direction_b: str | None = None
    attribution: str | None = None
    sample: bool = False

    @property
    def geometry(self) -> dict[str, object] | None:
        """The place as a GeoJSON point (longitude first)."""
        if self.lat is None or self.lon is None:
            return None
        return {"type": "Point", "coordinates": [self.lon, self.lat]}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDatastream:
    """One observed property at one site."""

    site: str
    property: str
    source_id: str
    direction: str = "none"
    mode: str | None = None
    lane: str | None = None
    bay: str | None = None
    role: Literal["part", "check"] = "part"
    name: str = ""
    nominal_interval_s: int | None = None


async def add_site(conn: AsyncConnection[Any], site: NewSite) -> bool:
    """Add a site unless its id is taken; return whether it is new."""
    cursor = await conn.execute(
        load("site_add"),
        {
            "id": site.id,
            "name": site.name,
            "kind": site.kind,
            "time_zone": site.time_zone,
            "land": site.land,
            "geometry": None if site.geometry is None else Jsonb(site.geometry),
            "direction_a": site.direction_a,
            "direction_b": site.direction_b,
            "attribution": site.attribution,
            "sample": site.sample,
        },
    )
    return cursor.rowcount == 1


async def add_fact(
    conn: AsyncConnection[Any],
    site: str,
    kind: FactKind,
    value: float | str,
    *,
    valid_from: datetime | None,
    source: str,
) -> bool:
    """Add an open-ended fact for the time of which nobody says anything; whether it is new.

    `valid_from` None: since ever. What files or another fleet say of the site stays.
    """
    matter = Matter(site=site, kind=kind)
    if any(one.recorded for one in await facts_said.said(conn, matter)):
        return False
    word = Word(value=value, since=valid_from, until=None, source=source, recorded=True)
    await facts_said.mark(conn, matter, await facts_said.change(conn, matter, drop=[], add=[word]))
    return True


async def add_device(
    conn: AsyncConnection[Any], device: str, *, model: str, name: str, accepted_at: datetime
) -> bool:
    """Add a device unless its id is taken; return whether it is new."""
    cursor = await conn.execute(
        load("device_add"),
        {"id": device, "model": model, "name": name, "accepted_at": accepted_at},
    )
    return cursor.rowcount == 1


async def add_datastream(conn: AsyncConnection[Any], datastream: NewDatastream) -> int:
    """Add a datastream unless the site has it; return its number."""
    identity = {
        "site": datastream.site,
        "property": datastream.property,
        "source_id": datastream.source_id,
    }
    await conn.execute(
        load("datastream_add"),
        {
            **identity,
            "direction": datastream.direction,
            "mode": datastream.mode,
            "lane": datastream.lane,
            "bay": datastream.bay,
            "role": datastream.role,
            "name": datastream.name,
            "nominal_interval_s": datastream.nominal_interval_s,
        },
    )
    found = await (await conn.execute(load("datastream_number"), identity)).fetchall()
    return int(found[0][0])


async def deploy(
    conn: AsyncConnection[Any], channel: int, datastream: int, *, since: datetime
) -> bool:
    """Join a channel to a datastream from `since` on, unless either is deployed; whether new.

    What the channel has said since is marked, for it counts from now on.
    """
    cursor = await conn.execute(
        load("deployment_add"), {"channel": channel, "datastream": datastream, "since": since}
    )
    new = cursor.rowcount == 1
    if new:
        await mark_channel(conn, channel, cause="deployment")
    return new


async def look_up_by_index(conn: AsyncConnection[Any]) -> None:
    """Let the rest of a transaction that registers much find rows by indexes.

    A statement that is repeated keeps the plan made when the tables were empty, and would read
    them whole each time.
    """
    await conn.execute(load("registry_by_index"))
