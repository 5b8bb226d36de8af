"""What arrived and what became of it: devices, conflicts, rejected, newest values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Hardware, its channels, where it is deployed now, and when it was last heard of."""

    id: str
    model: str
    name: str
    registered_at: datetime
    accepted_at: datetime | None
    retired_at: datetime | None
    last_received: datetime | None
    last_measured: datetime | None
    channels: list[str]
    sites: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Another value for a stored identity, and the one that stands."""

    id: int
    site: str
    datastream: int
    source_id: str
    time: datetime
    duration_ms: int | None
    other: float | None
    stored: float | None
    seen: int
    found_at: datetime
    decision: str | None
    other_source: str | None
    stored_source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedGroup:
    """Messages and readings of one sender that were set aside for one cause."""

    source: str
    device: str
    cause: str
    messages: int
    readings: int
    kept: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest value of a deployed channel."""

    site: str
    datastream: int
    property: str
    direction: str
    mode: str | None
    bay: str | None
    channel: int
    time: datetime
    value: float | None
    received: datetime
    commissioning: bool
    public: bool


async def devices(
    conn: AsyncConnection[Any], *, now: datetime, limit: int, after: str | None = None
) -> list[Device]:
    """Return at most `limit` devices in the order of their ids, those after `after`."""
    async with conn.cursor(row_factory=class_row(Device)) as cursor:
        await cursor.execute(load("read_devices"), {"now": now, "limit": limit, "after": after})
        return await cursor.fetchall()


async def conflicts(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    since: datetime,
    until: datetime,
    limit: int,
    public_only: bool,
    after: int | None = None,
) -> list[Conflict]:
    """Return at most `limit` conflicts of `[since, until)` in the order they were found."""
    async with conn.cursor(row_factory=class_row(Conflict)) as cursor:
        await cursor.execute(
            load("read_conflicts"),
            {
                "site": site,
                "since": since,
                "until": until,
                "limit": limit,
                "public_only": public_only,
                "after": after,
            },
        )
        return await cursor.fetchall()


async def rejected_groups(
    conn: AsyncConnection[Any],
    *,
    site: str | None,
    since: datetime,
    until: datetime,
    limit: int,
) -> list[RejectedGroup]:
    """Return the newest groups that were active in `[since, until)`; of a site by its devices."""
    async with conn.cursor(row_factory=class_row(RejectedGroup)) as cursor:
        await cursor.execute(
            load("read_rejected_groups"),
            {"site": site, "since": since, "until": until, "limit": limit},
        )
        return await cursor.fetchall()


async def newest_since(conn: AsyncConnection[Any], *, since: datetime, limit: int) -> list[Newest]:
    """Return newest values that arrived at `since` or later, in the order of their arrival."""
    async with conn.cursor(row_factory=class_row(Newest)) as cursor:
        await cursor.execute(load("read_latest_since"), {"since": since, "limit": limit})
        return await cursor.fetchall()


async def newest_received(conn: AsyncConnection[Any]) -> datetime | None:
    """Return when the newest of all values arrived; None when nothing ever did."""
    row = await (await conn.execute(load("read_latest_received"))).fetchone()
    return None if row is None else row[0]
