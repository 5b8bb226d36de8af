"""What only TimescaleDB has: compression and policies, under the same writer."""

import numpy as np
import pytest

from store import blocks, partitions
from store.pool import connect
from store.registry import NewChannel, number_channels
from store.writer import write
from tests.store.batches import NOW, T0_US, batch

pytestmark = pytest.mark.timescale


async def test_late_rows_and_duplicates_reach_a_compressed_chunk(timescale_database: str) -> None:
    async with connect(timescale_database) as conn:
        await conn.execute("insert into device (id, model) values ('counter-1', 'import')")
        months = sorted(partitions.months_of(np.array([T0_US])))
        await partitions.ensure_partitions(conn, months)
        run = await blocks.open_run(conn, "live", {}, now=NOW)
        wanted = NewChannel(device="counter-1", name="a", property="count", hold_max_s=0)
        channel = (await number_channels(conn, [wanted]))["counter-1", "a"]
        async with conn.transaction():
            await write(conn, batch(run, [(channel, q, q) for q in range(0, 192, 2)]), now=NOW)
        chunks = await conn.execute("select compress_chunk(c) from show_chunks('observation') c")
        assert chunks.rowcount >= 1
        async with conn.transaction():
            late = batch(run, [(channel, q, q) for q in range(192)])
            written = await write(conn, late, now=NOW)
        assert (written.stored, written.duplicate) == (96, 96)
        total = await conn.execute("select count(*), sum(result) from observation")
        assert await total.fetchone() == (192, float(sum(range(192))))


async def test_raw_rows_are_compressed_by_a_policy(timescale_database: str) -> None:
    async with connect(timescale_database) as conn:
        found = await conn.execute(
            "select hypertable_name from timescaledb_information.jobs"
            " where proc_name = 'policy_compression' order by 1"
        )
        assert await found.fetchall() == [("observation",), ("passage",)]
