"""Marks that say what has to be computed again: append-only, a set and never a range."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays
from store.instants import DAY_US
from store.queries import load
from store.rows import Observations

_DAY_OFFSET: Final = 2**31  #: makes a day before 1970 positive


async def mark(
    conn: AsyncConnection[Any],
    channel: NDArray[np.int32],
    utc_day: NDArray[np.int64],
    *,
    cause: str,
) -> None:
    """Mark pairs of channel and UTC day [days since 1970]."""
    if len(channel) == 0:
        return
    await conn.execute(
        load("dirty_mark"),
        {"channel": arrays.Int4(channel), "utc_day": arrays.Dates(utc_day), "cause": cause},
    )


def touched_days(rows: Observations) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the set of (channel, UTC day) that these rows touch, intervals with all their days."""
    length_us = np.maximum(rows.duration_ms, 1).astype(np.int64) * 1_000
    first_day = rows.time_us // DAY_US
    last_day = (rows.time_us + length_us - 1) // DAY_US
    channel, day = rows.channel, first_day
    for beyond in range(1, int((last_day - first_day).max(initial=0)) + 1):
        longer = last_day - first_day >= beyond
        channel = np.concatenate([channel, rows.channel[longer]])
        day = np.concatenate([day, first_day[longer] + beyond])
    return distinct(channel, day)


def distinct(
    channel: NDArray[np.int32], utc_day: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return each pair of channel and UTC day once, sorted.

    Both in one number: `np.unique` of pairs was a third of what an import computes.
    """
    keys = np.sort(channel.astype(np.int64) << 32 | (utc_day + _DAY_OFFSET))
    keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
    return (keys >> 32).astype(np.int32), (keys & 0xFFFF_FFFF) - _DAY_OFFSET
