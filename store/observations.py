"""Observations: stored at most once, by identity (channel, measured time)."""

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation

from store import arrays, conflicts
from store.fate import Fate
from store.instants import DAY_US, span
from store.partitions import by_month
from store.queries import load
from store.rows import Observations


async def insert(
    conn: AsyncConnection[Any],
    block: int,
    rows: Observations,
    *,
    now: datetime,
    often_new: bool = False,
) -> NDArray[np.int8]:
    """Store each observation at most once; return the `Fate` of each row.

    Rows whose identity is stored, here or earlier in the batch, with the same value are
    duplicates; with another value they are conflicts: the stored value stays, the other one goes
    to `conflict`. Runs inside the caller's transaction. Partitions must exist.

    Parameters
    ----------
    often_new
        Often none of the rows is stored: worth a look, because what is known to be new is stored
        in two thirds of the time.
    """
    fate = np.zeros(len(rows), dtype=np.int8)
    if len(rows) == 0:
        return fate
    first, owner = _first_of_identity(rows.channel, rows.time_us)
    repeated = np.flatnonzero(owner != np.arange(len(rows)))
    fate[repeated] = np.where(
        rows.same_value(repeated, owner[repeated]), Fate.DUPLICATE, Fate.CONFLICT
    )
    unique = rows.take(first)
    stored_block = np.full(len(rows), block, dtype=np.int64)
    all_new = often_new and await _insert_if_all_new(conn, block, unique)
    if not all_new and await _insert_what_is_new(conn, block, unique) < len(unique):
        for position, same, of_block in await _present(conn, block, unique):
            row = first[position]
            fate[row] = Fate.DUPLICATE if same else Fate.CONFLICT
            stored_block[row] = of_block
        await _judge_repeats(conn, rows, repeated, owner, stored_block, fate, block)
    await conflicts.record(conn, block, rows, fate, stored_block[owner], now)
    return fate


async def _insert_what_is_new(conn: AsyncConnection[Any], block: int, rows: Observations) -> int:
    """Store the rows whose identity is not stored; return how many these were."""
    cursor = await conn.execute(load("observations_insert"), {**rows.columns(), "block": block})
    return cursor.rowcount


async def _insert_if_all_new(conn: AsyncConnection[Any], block: int, rows: Observations) -> bool:
    """Store all rows if none of their identities is stored, else none of them.

    The primary key decides, as it does in every insertion. Looking first only saves a first
    attempt; a row that somebody else stores meanwhile takes back all of it.
    """
    if await _any_stored(conn, rows):
        return False
    try:
        async with conn.transaction():
            await conn.execute(load("observations_insert_new"), {**rows.columns(), "block": block})
    except UniqueViolation:
        return False
    return True


async def _any_stored(conn: AsyncConnection[Any], rows: Observations) -> bool:
    """Whether anything is stored between first and last of any channel's rows of a UTC day.

    Parameters
    ----------
    rows
        Sorted by channel and time.
    """
    day = rows.time_us // DAY_US
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (rows.channel[1:] != rows.channel[:-1]) | (day[1:] != day[:-1])
    ends = np.append(begins[1:], True)
    cursor = await conn.execute(
        load("observations_any_stored"),
        {
            "channel": arrays.Int4(rows.channel[begins]),
            "begins": arrays.Timestamps(rows.time_us[begins]),
            "ends": arrays.Timestamps(rows.time_us[ends]),
            **span(rows.time_us),
        },
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


def _first_of_identity(
    channel: NDArray[np.int32], time_us: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first row of each identity, sorted by key, and for each row that first row."""
    order = np.lexsort((time_us, channel))  # stable: the first to arrive leads its group
    new = np.ones(len(order), dtype=bool)
    new[1:] = (channel[order][1:] != channel[order][:-1]) | (
        time_us[order][1:] != time_us[order][:-1]
    )
    first = order[new]
    owner = np.empty(len(order), dtype=np.intp)
    owner[order] = first[np.cumsum(new) - 1]
    return first, owner


async def _judge_repeats(
    conn: AsyncConnection[Any],
    rows: Observations,
    repeated: NDArray[np.intp],
    owner: NDArray[np.intp],
    stored_block: NDArray[np.int64],
    fate: NDArray[np.int8],
    block: int,
) -> None:
    """Compare repeats of an identity that was stored before the batch with the stored value."""
    older = repeated[stored_block[owner[repeated]] != block]
    if len(older) == 0:
        return
    for position, same, _of_block in await _present(conn, block, rows.take(older)):
        fate[older[position]] = Fate.DUPLICATE if same else Fate.CONFLICT


async def _present(
    conn: AsyncConnection[Any], block: int, rows: Observations
) -> list[tuple[int, bool, int]]:
    """Return position, whether the value is the same, and block of rows stored before this one."""
    found: list[tuple[int, bool, int]] = []
    for positions in by_month(rows.time_us):
        month = rows.take(positions)
        cursor = await conn.execute(
            load("observations_present"),
            {**month.columns(), "block": block, **span(month.time_us)},
        )
        found += [(int(positions[at]), same, of) for at, same, of in await cursor.fetchall()]
    return found
