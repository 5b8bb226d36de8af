"""Rows expected to be new are stored like all others: at most once, whoever else writes."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from store import observations, partitions
from store.fate import Fate
from store.instants import DAY_US
from store.pool import Connection, connect
from store.registry import NewChannel, number_channels
from store.rows import NO_DURATION, Observations
from tests.store import batches
from tests.store.batches import NOW, T0_US

WAIT_MAX_S = 10.0
VALUES = "select channel, time, duration_ms, result::text, quality from observation order by 1, 2"


async def prepared(database: str) -> str:
    """Number three channels, 1 to 3, and make room for a month."""
    async with connect(database) as conn:
        await conn.execute("insert into device (id, model) values ('counter-1', 'import')")
        wanted = [
            NewChannel(device="counter-1", name=name, property="count", hold_max_s=0)
            for name in ("a", "b", "c")
        ]
        assert sorted((await number_channels(conn, wanted)).values()) == [1, 2, 3]
        months = partitions.months_of(np.array([T0_US, T0_US + DAY_US]))
        await partitions.ensure_partitions(conn, sorted(months))
    return database


@pytest.fixture(
    params=[
        pytest.param("database", marks=pytest.mark.database),
        pytest.param("timescale_database", marks=pytest.mark.timescale),
    ]
)
async def conn(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    """Connect as an import does, to a database of either engine."""
    dsn = await prepared(request.getfixturevalue(request.param))
    async with connect(dsn, "wegwarte_ingest", statement_timeout_ms=0) as connection:
        yield connection


async def ask(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    return await (await conn.execute(query.encode())).fetchall()


async def insert(
    conn: Connection, block: int, rows: Observations, *, often_new: bool = True
) -> NDArray[np.int8]:
    """Insert in a transaction of its own."""
    async with conn.transaction():
        return await observations.insert(conn, block, rows, now=NOW, often_new=often_new)


def with_nulls() -> Observations:
    """Return rows of every kind of null, and a zero below zero."""
    n = 9
    return Observations(
        channel=np.repeat(np.array([1, 2, 3], dtype=np.int32), 3),
        time_us=T0_US + np.arange(n, dtype=np.int64) * 1_234_567,
        duration_ms=np.where(np.arange(n) % 2, NO_DURATION, 900_000).astype(np.int32),
        result=np.array([0.0, -0.0, np.nan, np.nan, 5.5, -7.0, np.nan, 1e300, 3.0]),
        quality=np.array([1, 3, 9] * 3, dtype=np.int16),
    )


async def test_new_rows_are_stored_as_any_others(conn: Connection) -> None:
    await insert(conn, 1, with_nulls(), often_new=False)
    inserted = await ask(conn, VALUES)
    await conn.execute("delete from observation")
    assert (await insert(conn, 1, with_nulls()) == Fate.STORED).all()
    assert await ask(conn, VALUES) == inserted
    assert len(inserted) == 9


async def test_one_stored_row_among_new_ones_is_a_duplicate_or_a_conflict(conn: Connection) -> None:
    await insert(conn, 1, batches.observations([(2, 7, 5), (2, 9, 4)]))
    rows = batches.observations([(1, 0, 1), (2, 9, 4), (2, 7, 6), (2, 8, 1), (3, 7, 2)])
    fate = await insert(conn, 2, rows)
    assert fate.tolist() == [
        *(Fate.STORED, Fate.DUPLICATE, Fate.CONFLICT),
        *(Fate.STORED, Fate.STORED),
    ]
    stored = "select result, block from observation where channel = 2 order by time"
    assert await ask(conn, stored) == [(5.0, 1), (1.0, 2), (4.0, 1)]


async def test_rows_are_new_between_stored_ones_of_other_days_and_channels(
    conn: Connection,
) -> None:
    await insert(conn, 1, batches.observations([(1, 0, 1), (1, 192, 1), (3, 96, 1)]))
    fate = await insert(conn, 2, batches.observations([(1, 96, 2), (2, 96, 2)]))
    assert (fate == Fate.STORED).all()
    assert await ask(conn, "select count(*) from observation") == [(5,)]


@pytest.mark.database
async def test_rows_that_another_transaction_stores_meanwhile_are_duplicates(
    database: str,
) -> None:
    rows = batches.observations([(1, quarter, quarter) for quarter in range(40)])
    await prepared(database)
    async with (
        connect(database, "wegwarte_ingest") as conn,
        connect(database, "wegwarte_ingest") as other,
        connect(database) as watch,
    ):
        async with asyncio.TaskGroup() as tasks, other.transaction():
            known = batches.observations([(1, 20, 20), (1, 21, 99)])
            await observations.insert(other, 1, known, now=NOW)
            storing = tasks.create_task(insert(conn, 2, rows))
            await _somebody_waits(watch)
        fate = storing.result()
        assert np.flatnonzero(fate != Fate.STORED).tolist() == [20, 21]
        assert fate[[20, 21]].tolist() == [Fate.DUPLICATE, Fate.CONFLICT]
        found = await ask(conn, "select block, count(*) from observation group by 1 order by 1")
        assert found == [(1, 2), (2, 38)]
        assert await ask(conn, "select result, block from conflict") == [(21.0, 2)]


async def _somebody_waits(watch: Connection) -> None:
    async with asyncio.timeout(WAIT_MAX_S):
        while await ask(watch, "select from pg_locks where not granted") == []:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
