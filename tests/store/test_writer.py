"""The writer keeps every promise of identity: once, whatever arrives again, and in the ledger."""

from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from store import blocks, partitions, rejected
from store.instants import DAY_US
from store.messages import Batch, SetAside, Written
from store.pool import Connection, connect
from store.registry import NewChannel, number_channels
from store.writer import write
from tests.store.batches import NOW, QUARTER_US, T0_US, batch

pytestmark = pytest.mark.database


@pytest.fixture(params=["plain", pytest.param("timescaledb", marks=pytest.mark.timescale)])
async def conn(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    """Connect as ingest does, to a database of either engine that knows one device."""
    plain = request.param == "plain"
    database: str = request.getfixturevalue("database" if plain else "timescale_database")
    async with connect(database) as owner:
        await owner.execute("insert into device (id, model) values ('counter-1', 'import')")
    async with connect(database, "wegwarte_ingest") as connection:
        await partitions.ensure_partitions(
            connection, sorted(partitions.months_of(np.array([T0_US])))
        )
        yield connection


@pytest.fixture
async def run(conn: Connection) -> int:
    """Begin a live run."""
    return await blocks.open_run(conn, "live", {}, now=NOW)


@pytest.fixture
async def channel(conn: Connection) -> int:
    """Number one channel."""
    wanted = NewChannel(device="counter-1", name="bicycles-a", property="count", hold_max_s=0)
    return (await number_channels(conn, [wanted]))["counter-1", "bicycles-a"]


async def store(conn: Connection, what: Batch) -> Written:
    """Write a batch in a transaction of its own."""
    async with conn.transaction():
        return await write(conn, what, now=NOW)


async def rows(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    return await (await conn.execute(query.encode())).fetchall()


async def test_a_redelivered_batch_is_stored_once_and_counted_as_duplicates(
    conn: Connection, run: int, channel: int
) -> None:
    first = await store(conn, batch(run, [(channel, 0, 5), (channel, 1, 7)]))
    again = await store(conn, batch(run, [(channel, 1, 7), (channel, 0, 5)]))
    assert (first.stored, first.duplicate) == (2, 0)
    assert (again.stored, again.duplicate) == (0, 2)
    assert await rows(conn, "select result from observation order by time") == [(5.0,), (7.0,)]


async def test_another_value_for_a_stored_identity_is_a_conflict_and_changes_nothing(
    conn: Connection, run: int, channel: int
) -> None:
    await store(conn, batch(run, [(channel, 0, 5)]))
    for _ in range(2):
        other = await store(conn, batch(run, [(channel, 0, 6)]))
        assert (other.stored, other.conflict) == (0, 1)
    assert await rows(conn, "select result from observation") == [(5.0,)]
    assert await rows(conn, "select result, seen from conflict") == [(6.0, 2)]


async def test_duplicate_and_conflict_inside_one_message_are_told_apart(
    conn: Connection, run: int, channel: int
) -> None:
    written = await store(conn, batch(run, [(channel, 0, 5), (channel, 0, 5), (channel, 0, 6)]))
    assert (written.stored, written.duplicate, written.conflict) == (1, 1, 1)
    assert await rows(conn, "select result from observation") == [(5.0,)]


async def test_repeats_in_a_batch_are_compared_with_the_value_stored_before_it(
    conn: Connection, run: int, channel: int
) -> None:
    await store(conn, batch(run, [(channel, 0, 5)]))
    written = await store(conn, batch(run, [(channel, 0, 6), (channel, 0, 5), (channel, 0, 6)]))
    assert (written.stored, written.duplicate, written.conflict) == (0, 1, 2)
    assert await rows(conn, "select result, seen from conflict") == [(6.0, 2)]


async def test_two_vehicles_of_one_second_are_two_and_the_same_file_again_is_not(
    conn: Connection, run: int, channel: int
) -> None:
    cars = [(channel, 3, 0), (channel, 3, 1)]
    assert (await store(conn, batch(run, [], vehicles=cars))).stored == 2
    assert (await store(conn, batch(run, [], vehicles=[*cars, (channel, 4, 0)]))).duplicate == 2
    assert await rows(conn, "select count(*) from passage") == [(3,)]


async def test_the_ledger_balances_over_everything_that_can_happen(
    conn: Connection, run: int, channel: int
) -> None:
    await store(conn, batch(run, [(channel, 0, 5), (channel, 1, 7), (channel, 1, 8)]))
    one = SetAside(message=0, cause="value_out_of_range", detail="-1 bicycles", reading_index=1)
    await store(conn, batch(run, [(channel, 0, 5)], set_aside=[one]))
    whole = SetAside(message=0, cause="not_json", detail="the payload is not JSON")
    await store(conn, batch(run, [], set_aside=[whole], payload=b"{"))
    assert await rows(
        conn,
        "select messages_received, messages_read, messages_rejected, readings_read, stored, "
        "duplicate, conflict, rejected from ledger",
    ) == [(3, 2, 1, 5, 2, 1, 1, 1)]


@pytest.mark.parametrize("order", [(0.0, -0.0), (-0.0, 0.0)])
async def test_zero_is_stored_alike_whatever_its_sign_and_order(
    conn: Connection, run: int, channel: int, order: tuple[float, float]
) -> None:
    for value in order:
        await store(conn, batch(run, [(channel, 0, value)]))
    assert await rows(conn, "select result::text from observation") == [("0",)]
    assert await rows(conn, "select result::text from latest") == [("0",)]


async def test_a_reading_of_years_ago_does_not_have_all_since_then_read(database: str) -> None:
    touched = (
        "select coalesce(sum(seq_scan + idx_scan), 0)::int from pg_stat_xact_user_tables"
        " where relname in ('observation_2025_11', 'passage_2025_11')"
    )
    long_ago, last_year, now = -3 * 365 * 96, -365 * 96, range(500)  # in quarter hours
    times = T0_US + np.array([long_ago, last_year, *now]) * QUARTER_US
    async with connect(database) as conn:
        await conn.execute("insert into device (id, model) values ('counter-1', 'import')")
        await partitions.ensure_partitions(conn, sorted(partitions.months_of(times)))
        run = await blocks.open_run(conn, "live", {}, now=NOW)
        wanted = NewChannel(device="counter-1", name="a", property="count", hold_max_s=0)
        channel = (await number_channels(conn, [wanted]))["counter-1", "a"]

        def said(*quarters: int) -> Batch:
            vehicles = [(channel, quarter * 900, 0) for quarter in quarters]
            return batch(run, [(channel, quarter, 5) for quarter in quarters], vehicles=vehicles)

        await store(conn, said(long_ago, last_year, *now))
        await conn.execute("analyze observation, passage")
        async with conn.transaction():
            before = await rows(conn, touched)
            written = await write(conn, said(long_ago, *now), now=NOW)
            after = await rows(conn, touched)
    assert (written.stored, written.duplicate) == (0, 2 * 501)
    assert before[0][0] > 0
    assert after == before


async def test_a_newer_value_raises_latest_and_an_older_one_does_not(
    conn: Connection, run: int, channel: int
) -> None:
    await store(conn, batch(run, [(channel, 4, 9), (channel, 2, 1)]))
    await store(conn, batch(run, [(channel, 3, 4)]))
    assert await rows(conn, "select result from latest") == [(9.0,)]


async def test_a_batch_marks_the_days_it_touches_and_a_redelivery_marks_none(
    conn: Connection, run: int, channel: int
) -> None:
    await store(conn, batch(run, [(channel, 0, 5), (channel, 1, 5), (channel, 96, 5)]))
    await store(conn, batch(run, [(channel, 0, 5)]))
    days = len({(T0_US + quarter * QUARTER_US) // DAY_US for quarter in (0, 1, 96)})
    assert await rows(conn, "select count(*), count(distinct utc_day) from dirty") == [(days, days)]


async def test_a_group_of_rejected_messages_is_bounded_and_counts_the_rest(
    conn: Connection, run: int
) -> None:
    whole = SetAside(message=0, cause="not_json", detail="the payload is not JSON")
    for _ in range(3):
        bounded = batch(run, [], set_aside=[whole], payload=b"{\x00")
        object.__setattr__(bounded, "rejected_keep_per_group", 2)
        await store(conn, bounded)
    assert await rows(conn, "select messages, kept from rejected_group") == [(3, 2)]
    assert await rows(conn, "select payload from rejected limit 1") == [(b"{\x00",)]


async def test_what_is_replayed_before_its_cause_is_mended_can_be_replayed_again(
    conn: Connection, run: int
) -> None:
    whole = SetAside(message=0, cause="unknown_device", detail="it is not registered")
    put_back = []
    for _ in range(4):
        for payload in (b"one", b"two", b"three"):
            bounded = batch(run, [], set_aside=[whole], payload=payload)
            object.__setattr__(bounded, "rejected_keep_per_group", 2)
            await store(conn, bounded)
        async with conn.transaction():
            put_back.append(await rejected.replay(conn, cause=None, device=None, now=NOW))
    assert put_back == [2, 2, 2, 2]
    assert await rows(conn, "select messages, kept from rejected_group") == [(12, 0)]
    # The bytes of the last replay alone are still here: as bounded as what is kept.
    assert await rows(conn, "select count(*) from rejected where payload <> ''") == [(2,)]


async def test_many_bad_readings_keep_their_message_once_and_count_each(
    conn: Connection, run: int
) -> None:
    bad = [
        SetAside(message=0, cause="value_out_of_range", detail=f"reading {i}", reading_index=i)
        for i in range(4_000)
    ]
    await store(conn, batch(run, [], set_aside=bad, payload=b"x" * 200_000))
    assert await rows(conn, "select readings, kept from rejected_group") == [(4_000, 1)]
    assert await rows(
        conn, "select detail, reading_index, octet_length(payload) from rejected"
    ) == [("reading 0; so are 3999 more of this message", 0, 200_000)]


async def test_ingest_may_not_touch_what_is_derived(conn: Connection) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await conn.execute("delete from indicator")
