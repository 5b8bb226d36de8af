"""What the page shows beside the answers of the API: newest values, raw messages, first steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load

PUBLIC_BAYS_MIN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestValue:
    """A datastream with the channel that reports there, or last did, and its newest value.

    Parameters
    ----------
    since
        When the site was entered.
    device, model, channel, hold_max_s
        None where no channel was ever deployed.
    time, duration_ms, value, quality, received
        None where nothing has arrived; `value` is calibrated, None: the source does not know.
    """

    site: str
    datastream: int
    property: str
    direction: str
    mode: str | None
    lane: str | None
    bay: str | None
    role: str
    name: str
    source_id: str
    since: datetime
    device: str | None
    model: str | None
    channel: str | None
    hold_max_s: int | None
    time: datetime | None
    duration_ms: int | None
    value: float | None
    quality: int | None
    received: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawObservation:
    """A stored observation as the device said it; `received` None: its block is gone."""

    time: datetime
    duration_ms: int | None
    value: float | None
    quality: int
    received: datetime | None
    property: str
    direction: str
    mode: str | None
    bay: str | None
    name: str
    channel: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSteps:
    """How far a fresh installation has come."""

    messages_read: int
    messages_unknown: int
    devices_unknown: int
    sites: int
    first_received: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUnderWay:
    """An import that has begun and not ended; `detail` is what its writer says of it."""

    id: int
    detail: Mapping[str, Any]
    started_at: datetime


async def newest(
    conn: AsyncConnection[Any], *, public_only: bool, sites: Sequence[str] | None = None
) -> list[NewestValue]:
    """Return the datastreams of these sites (None: of all), in the order of sites and numbers.

    `public_only` leaves out sites that are not public, and groups of fewer than `PUBLIC_BAYS_MIN`
    sensed bays.
    """
    async with conn.cursor(row_factory=class_row(NewestValue)) as cursor:
        wanted = None if sites is None else list(sites)
        await cursor.execute(
            load("page_newest"),
            {"sites": wanted, "public_only": public_only, "bays_min": PUBLIC_BAYS_MIN},
        )
        return await cursor.fetchall()


async def raw(conn: AsyncConnection[Any], site: str, *, limit: int) -> list[RawObservation]:
    """Return at most `limit` of the newest observations of a site, newest first."""
    async with conn.cursor(row_factory=class_row(RawObservation)) as cursor:
        await cursor.execute(load("page_raw"), {"site": site, "limit": limit})
        return await cursor.fetchall()


async def first_steps(conn: AsyncConnection[Any]) -> FirstSteps:
    """Return how far a fresh installation has come."""
    async with conn.cursor(row_factory=class_row(FirstSteps)) as cursor:
        await cursor.execute(load("page_checklist"))
        return (await cursor.fetchall())[0]


async def runs_under_way(conn: AsyncConnection[Any]) -> list[RunUnderWay]:
    """Return the imports that are under way, oldest first."""
    async with conn.cursor(row_factory=class_row(RunUnderWay)) as cursor:
        await cursor.execute(load("page_runs"))
        return await cursor.fetchall()
