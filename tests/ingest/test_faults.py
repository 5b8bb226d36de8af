"""What a failed statement means to ingest: refused, again, or away."""

import asyncio

import numpy as np
import psycopg
import pytest

from store import faults
from store.pool import Connection, connect

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "statement",
    [
        b"select 1 / 0",
        b"insert into site (id, name, kind) values ('Not an id', '', 'station')",
        b"select ensure_partition('1066-10-14')",
    ],
)
async def test_what_is_wrong_with_rows_is_refused_in_the_databases_words(
    database: str, statement: bytes
) -> None:
    async with connect(database) as conn:
        with pytest.raises(faults.RefusedError) as refused:
            async with faults.told_apart():
                await conn.execute(statement)
    assert str(refused.value).strip()


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 2**70])
async def test_what_cannot_be_written_down_for_the_database_is_refused(
    database: str, value: object
) -> None:
    async with connect(database) as conn:
        with pytest.raises(faults.RefusedError):
            await ask_about(conn, value)


async def ask_about(conn: Connection, value: object) -> None:
    """Hand a value to the database, numbers by way of an array."""
    async with faults.told_apart():
        if isinstance(value, int):
            np.array([value], dtype=np.int64)
        await conn.execute(b"select %s::text", (value,))


async def test_two_transactions_that_meet_are_tried_again(database: str) -> None:
    async with connect(database) as one, connect(database) as other:
        await one.execute(b"create table t as select 1 as n union select 2")

        async def move(conn: psycopg.AsyncConnection[object], order: tuple[int, int]) -> None:
            async with faults.told_apart(), conn.transaction():
                for n in order:
                    await conn.execute(b"update t set n = n where n = %s", (n,))
                    await asyncio.sleep(0.1)

        ends = await asyncio.gather(move(one, (1, 2)), move(other, (2, 1)), return_exceptions=True)

    assert [type(end) for end in ends if end is not None] == [faults.AgainError]


async def test_a_database_that_is_away_or_not_ready_is_waited_for(database: str) -> None:
    with pytest.raises(faults.AwayError):
        async with faults.told_apart(), connect(database.replace("127.0.0.1", "127.0.0.2")):
            pass
    async with connect(database) as conn:
        for statement in (
            b"select * from a_table_of_tomorrow",
            b"select pg_terminate_backend(pg_backend_pid())",
        ):
            with pytest.raises(faults.AwayError):
                async with faults.told_apart():
                    await conn.execute(statement)
