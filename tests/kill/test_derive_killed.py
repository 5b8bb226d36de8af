"""SIGKILL of derive at any moment: the next pass ends at the rows of one that was never killed."""

import asyncio
import os
import random
import signal
import sys
from datetime import timedelta

import pytest

from store.pool import connect
from tests.analytics.town import Reading, Town, every_quarter, utc

pytestmark = [pytest.mark.kill, pytest.mark.database, pytest.mark.timeout(600)]
SITES = 6
DAYS = 40
KILLS = 12
NOW = utc("2026-08-01 00:00")
BEGIN = utc("2026-06-01 00:00")
#: How long a derive that is left alone takes at least; kills are spread over its beginning. [s]
KILL_WITHIN_S = 2.5
PATIENCE_S = 120.0


def _command(database: str) -> tuple[tuple[str, ...], dict[str, str]]:
    env = os.environ | {  # noqa: TID251 - for the child
        "WEGWARTE_DATABASE_URL": database,
        "WEGWARTE_DERIVE_DAYS_PER_TRANSACTION_MAX": "10",
    }
    return (sys.executable, "-m", "analytics.derive", "--once"), env


async def _derive(database: str) -> None:
    words, env = _command(database)
    process = await asyncio.create_subprocess_exec(*words, env=env)
    assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0


async def _killed(database: str, after_s: float) -> bool:
    """Start derive and kill it; return whether it was still at work."""
    words, env = _command(database)
    process = await asyncio.create_subprocess_exec(*words, env=env)
    try:
        await asyncio.wait_for(process.wait(), after_s)
    except TimeoutError:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        return True
    return False


def _readings(channel: int, part: int, chosen: random.Random) -> list[Reading]:
    """Return a part of the days of a counter, with gaps."""
    first = BEGIN + timedelta(days=part * DAYS // KILLS)
    counts = [chosen.randint(0, 40) for _ in range(96 * DAYS // KILLS)]
    whole = every_quarter(channel, first, counts)
    return [reading for reading in whole if chosen.random() > 0.05]


async def test_derive_killed_at_random_moments_ends_at_the_same_rows(database: str) -> None:
    chosen = random.Random(20260801)
    killed = 0
    async with connect(database) as owner:
        town = Town(owner)
        channels = []
        for number in range(SITES):
            await town.site(f"site-{number}")
            since = BEGIN - timedelta(days=1)
            channels.append(await town.counter(f"site-{number}", f"c{number}", since=since))
        for part in range(KILLS):
            for channel in channels:
                await town.store(_readings(channel, part, chosen), now=NOW)
            killed += await _killed(database, chosen.uniform(0.3, KILL_WITHIN_S))

        await _derive(database)
        after_kills = await town.derived()

        assert await town.rows("select * from dirty") == []
        await owner.execute(b"truncate day_state, indicator, derive_clock")
        await _again(database)
        assert after_kills == await town.derived()
        assert killed > KILLS // 3, "derive was nearly always done before it could be killed"


async def test_a_killed_start_after_another_formula_ends_at_the_same_rows(database: str) -> None:
    chosen = random.Random(20261123)
    killed = 0
    async with connect(database) as owner:
        town = Town(owner)
        since = BEGIN - timedelta(days=1)
        for number in range(SITES):
            await town.site(f"site-{number}")
            channel = await town.counter(f"site-{number}", f"c{number}", since=since)
            for part in range(KILLS):
                await town.store(_readings(channel, part, chosen), now=NOW)
        await _derive(database)
        before = await town.derived()
        # As an older program left it: its version on everything, and its word of it.
        await owner.execute(b"update day_state set method_version = 0")
        await owner.execute(b"update indicator set method_version = 0, value = value + 1")
        await owner.execute(b"update derive_formula set version = 0")
        for _ in range(KILLS):
            killed += await _killed(database, chosen.uniform(0.3, KILL_WITHIN_S))
        await _derive(database)

        assert await town.derived() == before
        assert await town.rows("select * from dirty") == []
        assert await town.rows("select * from derive_formula where version = 0") == []
        assert killed > 2, "derive was nearly always done before it could be killed"


async def _again(database: str) -> None:
    words, env = _command(database)
    process = await asyncio.create_subprocess_exec(*words[:-1], "--again", env=env)
    assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
