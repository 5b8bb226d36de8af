"""What indicators are computed from: day states, deployments, facts and closures of a site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.enrol import FactKind
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time `[since, until)` of a datastream; None: open."""

    datastream: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What holds about a site in `[since, until)`; None: open."""

    since: datetime | None
    until: datetime | None
    value: float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A recurring closure as it was written; `spaces` None: the whole site."""

    every: str
    spaces: int | None
    from_date: date
    to_date: date | None
    except_dates: list[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The state of a stored value."""

    start: date
    status: str
    revision: int
    watermark: datetime
    computed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A series of stored values, and the local dates `[first, end)` asked for."""

    site: str
    indicator: str
    mode: str
    direction: str
    variant: str
    bucket: str
    first: date
    end: date

    def parameters(self) -> dict[str, object]:
        """Return what the queries of stored values take."""
        return {name: getattr(self, name) for name in Key.__slots__}


async def day_states(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: date, last: date
) -> dict[int, dict[int, bytes]]:
    """Return datastream -> days since 1970 -> packed state, of the UTC days [first, last]."""
    found: dict[int, dict[int, bytes]] = {datastream: {} for datastream in datastreams}
    cursor = await conn.execute(
        load("read_day_states"), {"datastreams": list(datastreams), "first": first, "last": last}
    )
    for datastream, day, state in await cursor.fetchall():
        found[datastream][day] = state
    return found


async def day_states_version(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: date, last: date
) -> str:
    """Return what differs whenever one of these day states does."""
    cursor = await conn.execute(
        load("read_day_states_version"),
        {"datastreams": list(datastreams), "first": first, "last": last},
    )
    return str(await cursor.fetchone())


async def deployed(conn: AsyncConnection[Any], site: str) -> list[Span]:
    """Return when each datastream of a site was deployed by an accepted device."""
    async with conn.cursor(row_factory=class_row(Span)) as cursor:
        await cursor.execute(load("read_deployed"), {"site": site})
        return await cursor.fetchall()


async def facts(conn: AsyncConnection[Any], site: str, kind: FactKind) -> list[Fact]:
    """Return the facts of one kind about a site, oldest first."""
    async with conn.cursor(row_factory=class_row(Fact)) as cursor:
        await cursor.execute(load("read_facts"), {"site": site, "kind": kind})
        return await cursor.fetchall()


async def closures(conn: AsyncConnection[Any], site: str) -> list[Closure]:
    """Return the closures of a site that were not withdrawn."""
    async with conn.cursor(row_factory=class_row(Closure)) as cursor:
        await cursor.execute(load("read_closures"), {"site": site})
        return await cursor.fetchall()


async def stored(conn: AsyncConnection[Any], key: Key) -> list[Stored]:
    """Return the state of the stored values of a series."""
    async with conn.cursor(row_factory=class_row(Stored)) as cursor:
        await cursor.execute(load("read_indicator_states"), key.parameters())
        return await cursor.fetchall()


async def stored_version(conn: AsyncConnection[Any], key: Key) -> str:
    """Return what differs whenever the state of one of these values does."""
    cursor = await conn.execute(load("read_indicator_version"), key.parameters())
    return str(await cursor.fetchone())


async def registry_version(conn: AsyncConnection[Any], *, now: datetime) -> str:
    """Return what differs whenever the registry does, or a fact begins or ends to hold."""
    row = await (await conn.execute(load("read_registry_version"), {"now": now})).fetchone()
    return str(row)
