"""What the radio says of a device: signal, battery, margin, joins; one row a device."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from store.queries import load


@dataclass(slots=True, kw_only=True)
class Heard:
    """News of a device; None: nothing was said on this matter.

    Parameters
    ----------
    rssi_dbm, snr_db
        Of the gateway that heard the newest frame best.
    gateways
        That heard it, the best one first.
    heard_as
        What its network server calls it, beside its DevEUI.
    told
        The network server's own complaint.
    compared, differed
        Frames that the server had decoded too, and where it read something else than we do.
    """

    device: str
    heard_at: datetime | None = None
    session: str | None = None
    counter: int | None = None
    rssi_dbm: float | None = None
    snr_db: float | None = None
    gateways: list[str] | None = None
    heard_as: list[str] | None = None
    spreading_factor: int | None = None
    battery_percent: float | None = None
    battery_at: datetime | None = None
    margin_db: float | None = None
    margin_at: datetime | None = None
    joined_at: datetime | None = None
    told: str | None = None
    told_at: datetime | None = None
    compared: int = 0
    differed: int = 0
    difference: str | None = None


@dataclass(slots=True, kw_only=True)
class Health(Heard):
    """What is known of a device; `came` and `lost` count its frames by their numbers."""

    came: int
    lost: int


async def put(conn: AsyncConnection[Any], news: Iterable[Heard]) -> None:
    """Take news of devices over, one item a device; an older word replaces no newer one."""
    rows = list(news)
    if rows:
        await conn.execute(load("health_put"), {"rows": Jsonb(rows, dumps=msgspec.json.encode)})


async def known(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Health]:
    """Return what is known of one device, or of all by their ids."""
    async with conn.cursor(row_factory=class_row(Health)) as cursor:
        await cursor.execute(load("health_all"), {"device": device})
        return await cursor.fetchall()
