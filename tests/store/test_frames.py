"""A frame without a time of its own keeps the one it was first stored with."""

import asyncio
import hashlib

import pytest

from store import frames
from store.frames import COPIES_WITHIN_US
from store.messages import Identity, Unfixed
from store.pool import Connection, connect

pytestmark = pytest.mark.database

NOON_US = 1_780_000_000_000_000
HOUR_US = 3_600_000_000


def frame(
    measured_us: int, *, counter: int = 7, payload: bytes = b"\x01", by_receipt: bool = False
) -> Unfixed:
    digest = hashlib.blake2b(payload, digest_size=16).digest()
    return Unfixed(
        message=0,
        identity=Identity("bay-17", "00bcb929", counter, digest),
        measured_us=measured_us,
        by_receipt=by_receipt,
    )


async def fix(database: str, *wanted: Unfixed) -> list[int]:
    async with connect(database, "wegwarte_ingest") as conn, conn.transaction():
        return await frames.fix(conn, list(wanted))


async def test_a_copy_takes_the_time_of_the_first(database: str) -> None:
    assert await fix(database, frame(NOON_US)) == [NOON_US]
    assert await fix(database, frame(NOON_US + 48_000_000)) == [NOON_US]


async def test_copies_in_one_batch_take_the_time_of_the_first(database: str) -> None:
    assert await fix(database, frame(NOON_US), frame(NOON_US + 200_000)) == [NOON_US, NOON_US]


async def test_a_number_that_returns_hours_later_is_another_frame(database: str) -> None:
    times = [NOON_US, NOON_US + 5 * HOUR_US, NOON_US + 9 * HOUR_US]

    assert [(await fix(database, frame(at)))[0] for at in times] == times
    copies = [frame(at + 1_000_000) for at in reversed(times)]
    assert await fix(database, *copies) == times[::-1]


async def test_numbers_that_return_within_one_batch_are_frames_of_their_own(database: str) -> None:
    times = [NOON_US + n * 5 * HOUR_US for n in range(3)]

    assert await fix(database, *(frame(at) for at in times)) == times


async def test_other_bytes_of_one_number_are_another_frame(database: str) -> None:
    one, other = frame(NOON_US), frame(NOON_US + 60_000_000, payload=b"\x00")

    assert await fix(database, one, other) == [NOON_US, NOON_US + 60_000_000]


async def test_a_late_copy_without_any_clock_is_no_new_frame(database: str) -> None:
    late = frame(NOON_US + 3 * COPIES_WITHIN_US, by_receipt=True)

    assert await fix(database, frame(NOON_US, by_receipt=True)) == [NOON_US]
    assert await fix(database, late) == [NOON_US]


async def test_two_roads_at_once_agree_on_one_time(database: str) -> None:
    async with connect(database, "wegwarte_ingest") as first, connect(database) as second:

        async def other_road() -> list[int]:
            async with second.transaction():
                return await frames.fix(second, [frame(NOON_US + 250_000)])

        async with first.transaction():
            assert await frames.fix(first, [frame(NOON_US)]) == [NOON_US]
            waiting = asyncio.create_task(other_road())
            async with connect(database) as watcher:
                while not await _waits(watcher):
                    assert not waiting.done(), "it must wait for the first to commit"
        assert await waiting == [NOON_US]


async def _waits(conn: Connection) -> bool:
    cursor = await conn.execute(
        "select exists (select from pg_stat_activity"
        " where datname = current_database() and wait_event = 'transactionid')"
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])
