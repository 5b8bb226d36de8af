"""Day states: one row a datastream and UTC day, replaced only when its bytes differ."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays, formulas
from store.instants import EPOCH
from store.queries import load

#: (datastream, days since 1970)
Key = tuple[int, int]


async def write(
    conn: AsyncConnection[Any],
    states: Mapping[Key, bytes],
    *,
    speeds: Mapping[Key, bytes],
    spread: Mapping[Key, bytes],
    method_version: int,
    now: datetime,
) -> set[Key]:
    """Store states; return those that changed.

    Parameters
    ----------
    speeds
        Packed speeds of single vehicles, of those of the same days that have any.
    spread
        How vehicles followed each other and levels by time, of those that have any.
    """
    if not states:
        return set()
    keys = sorted(states)
    cursor = await conn.execute(
        load("day_states_write"),
        {
            **_keys(keys),
            "state": arrays.Bytes([states[key] for key in keys]),
            "speeds": arrays.Bytes([speeds.get(key, b"") for key in keys]),
            "spread": arrays.Bytes([spread.get(key, b"") for key in keys]),
            "method_version": method_version,
            "now": now,
        },
    )
    changed = set(await cursor.fetchall())
    if changed:
        await formulas.written(conn, {formulas.DAY_STATE: method_version})
    return changed


async def withdraw(conn: AsyncConnection[Any], keys: Sequence[Key]) -> set[Key]:
    """Remove the states of days of which nothing is known any more; return those there were."""
    if not keys:
        return set()
    cursor = await conn.execute(load("day_states_delete"), _keys(sorted(keys)))
    return set(await cursor.fetchall())


async def read(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: int, last: int
) -> dict[int, dict[int, bytes]]:
    """Return datastream -> day -> packed state for days `first` to `last` (since 1970)."""
    return await _packed(conn, "day_states_read", datastreams, first, last)


async def read_speeds(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: int, last: int
) -> dict[int, dict[int, bytes]]:
    """Return datastream -> day -> packed speeds for days `first` to `last` (since 1970)."""
    return await _packed(conn, "day_speeds_read", datastreams, first, last)


async def read_spread(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: int, last: int
) -> dict[int, dict[int, bytes]]:
    """Return datastream -> day -> what is spread within its quarters (days since 1970)."""
    return await _packed(conn, "day_spread_read", datastreams, first, last)


async def known(conn: AsyncConnection[Any], datastreams: Sequence[int]) -> tuple[date, date] | None:
    """Return the first and the last UTC day of which anything is known; None: of no day."""
    cursor = await conn.execute(load("day_states_known"), {"datastream": list(datastreams)})
    row = await cursor.fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])


async def _packed(
    conn: AsyncConnection[Any], query: str, datastreams: Sequence[int], first: int, last: int
) -> dict[int, dict[int, bytes]]:
    found: dict[int, dict[int, bytes]] = {datastream: {} for datastream in datastreams}
    cursor = conn.cursor(binary=True)
    await cursor.execute(
        load(query),
        {"datastream": list(datastreams), "first": _date(first), "last": _date(last)},
    )
    async for datastream, day, packed in cursor:
        found[datastream][day] = bytes(packed)
    return found


def _keys(keys: Sequence[Key]) -> dict[str, arrays.Column]:
    pairs = np.array(keys, dtype=np.int64)
    return {"datastream": arrays.Int4(pairs[:, 0]), "utc_day": arrays.Dates(pairs[:, 1])}


def _date(day: int) -> date:
    return (EPOCH + timedelta(days=day)).date()
