"""Enter what recordings know of sites, pseudo-devices and labels; nothing is overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.queries import load

#: channel, direction, mode ('' none), role
Label = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSite:
    """A site as a recording knows it; empty texts and NaN are "not known"."""

    id: str
    alias: str
    name: str
    kind: str
    time_zone: str
    direction_a: str
    direction_b: str
    longitude: float | None
    latitude: float | None
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLabel:
    """What a file calls a channel, met for the first time."""

    channel: int
    site: str
    property: str
    direction: str
    mode: str
    role: str
    source_id: str
    name: str
    nominal_interval_s: int
    bay: str = ""
    speed_class: str = ""  #: of a share: '0-10', '70-' [km/h]
    daylight_only: bool = False


async def enter_sites(
    conn: AsyncConnection[Any], sites: Sequence[NewSite], *, sample: bool
) -> None:
    """Enter sites that are not known, and their aliases; what a person changed stays."""
    wanted = {field.name: [getattr(s, field.name) for s in sites] for field in fields(NewSite)}
    await conn.execute(load("import_sites"), {**wanted, "sample": sample})


async def enter_devices(
    conn: AsyncConnection[Any], devices: Sequence[tuple[str, str]], *, now: datetime
) -> None:
    """Enter pseudo-devices (id, name) that are not known."""
    await conn.execute(
        load("import_devices"),
        {"id": [one for one, _ in devices], "name": [name for _, name in devices], "now": now},
    )


async def labels(conn: AsyncConnection[Any], channels: Iterable[int]) -> dict[Label, int]:
    """Return the datastream of every label these channels have had."""
    cursor = await conn.execute(load("import_labels"), {"channel": list(channels)})
    return {(c, d, m, r): datastream for c, d, m, r, datastream in await cursor.fetchall()}


async def enter_labels(
    conn: AsyncConnection[Any], mapping: str, wanted: Sequence[NewLabel]
) -> dict[Label, int]:
    """Give labels their datastreams, and return them."""
    values = {field.name: [getattr(x, field.name) for x in wanted] for field in fields(NewLabel)}
    cursor = await conn.execute(load("import_label_add"), {**values, "mapping": mapping})
    return {(c, d, m, r): datastream for c, d, m, r, datastream in await cursor.fetchall()}
