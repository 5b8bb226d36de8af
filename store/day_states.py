"""Day states: one row a datastream and UTC day, replaced only when its bytes differ."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays
from store.instants import EPOCH
from store.queries import load

#: (datastream, days since 1970)
Key = tuple[int, int]


async def write(
    conn: AsyncConnection[Any],
    states: Mapping[Key, bytes],
    *,
    method_version: int,
    now: datetime,
) -> int:
    """Store states; return how many rows changed."""
    if not states:
        return 0
    keys = sorted(states)
    cursor = await conn.execute(
        load("day_states_write"),
        {
            **_keys(keys),
            "state": [states[key] for key in keys],
            "method_version": method_version,
            "now": now,
        },
    )
    return cursor.rowcount


async def withdraw(conn: AsyncConnection[Any], keys: Sequence[Key]) -> int:
    """Remove the states of days of which nothing is known any more."""
    if not keys:
        return 0
    return (await conn.execute(load("day_states_delete"), _keys(sorted(keys)))).rowcount


async def read(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: int, last: int
) -> dict[int, dict[int, bytes]]:
    """Return datastream -> day -> packed state for days `first` to `last` (since 1970)."""
    found: dict[int, dict[int, bytes]] = {datastream: {} for datastream in datastreams}
    cursor = conn.cursor(binary=True)
    await cursor.execute(
        load("day_states_read"),
        {"datastream": list(datastreams), "first": _date(first), "last": _date(last)},
    )
    async for datastream, day, state in cursor:
        found[datastream][day] = bytes(state)
    return found


def _keys(keys: Sequence[Key]) -> dict[str, arrays.Column]:
    pairs = np.array(keys, dtype=np.int64)
    return {"datastream": arrays.Int4(pairs[:, 0]), "utc_day": arrays.Dates(pairs[:, 1])}


def _date(day: int) -> date:
    return (EPOCH + timedelta(days=day)).date()
