"""`python -m analytics.derive` as a process: it follows what is stored and ends when told."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.database


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """Make a counter with one day of counts, long past."""
    async with connect(database) as conn:
        made = Town(conn)
        await made.site("promenade")
        channel = await made.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
        await made.store(
            every_quarter(channel, utc("2026-06-09 22:00"), [2] * 96), now=utc("2026-06-11 00:00")
        )
        yield made


async def start(database: str, *words: str) -> asyncio.subprocess.Process:
    """Start derive as a process."""
    env = os.environ | {"WEGWARTE_DATABASE_URL": database}  # noqa: TID251 - for the child
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "analytics.derive", *words),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def until_worked_off(town: Town) -> None:
    """Wait until no mark is left."""
    deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE_S)  # noqa: TID251 - bounds the wait
    while await town.rows("select 1 from dirty limit 1"):
        assert datetime.now(UTC) < deadline, "the marks were not worked off"  # noqa: TID251
        await asyncio.sleep(0.05)


async def test_once_ends_when_nothing_is_left(database: str, town: Town) -> None:
    process = await start(database, "--once")

    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)

    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"2 marks worked off")
    assert (await town.numbers("volume"))["2026-06-10"][0] == 192


async def test_again_computes_everything_and_changes_nothing(database: str, town: Town) -> None:
    await (await start(database, "--once")).wait()
    before = await town.derived()

    process = await start(database, "--again")
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)

    assert process.returncode == 0
    assert b"0 day states and 0 numbers changed" in out
    assert await town.derived() == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_follows_what_is_stored_and_ends_when_told(
    database: str, town: Town, number: signal.Signals
) -> None:
    process = await start(database)
    await until_worked_off(town)
    channel = (await town.rows("select id from channel"))[0][0]
    later = every_quarter(channel, utc("2026-06-11 22:00"), [3] * 4)
    await town.store(later, now=utc("2026-06-12 00:00"))
    await until_worked_off(town)

    process.send_signal(number)
    await asyncio.wait_for(process.communicate(), 10)

    assert process.returncode == 0
    assert (await town.numbers("volume"))["2026-06-12"][0] == 12


async def test_a_lost_connection_is_made_again(database: str, town: Town) -> None:
    process = await start(database)
    await until_worked_off(town)
    await town.rows(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    channel = (await town.rows("select id from channel"))[0][0]
    later = every_quarter(channel, utc("2026-06-11 22:00"), [3] * 4)
    await town.store(later, now=utc("2026-06-12 00:00"))

    await until_worked_off(town)

    assert process.returncode is None
    process.terminate()
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert b"database away" in err


async def test_without_a_database_it_says_what_to_set() -> None:
    process = await start("")

    _, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)

    assert process.returncode == 2
    assert b"WEGWARTE_DATABASE_URL" in err
