"""Looking for faults beside derive: a process of its own, a lock of its own, once a day."""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest

from analytics.derive import derive_once, findings
from store import findings as stored
from store.pool import connect
from tests.analytics.town import Town
from tests.patience import PATIENCE_S
from tests.quality.street import FAULT, build

pytestmark = pytest.mark.database
NOW = FAULT + timedelta(hours=48)
DEAD = "select site from finding where test = 'dead' and state = 'open'"


async def start(database: str, *words: str) -> asyncio.subprocess.Process:
    """Start derive as a process that asks five times a second whether a site is due."""
    env = os.environ | {  # noqa: TID251 - for the child
        "WEGWARTE_DATABASE_URL": database,
        "WEGWARTE_DERIVE_FINDINGS_POLL_S": "0.2",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "analytics.derive", *words),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_findings_can_be_asked_for_and_are_looked_for_once(database: str) -> None:
    await build(database, until=NOW)

    said = []
    for _ in range(2):
        process = await start(database, "--findings")
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
        assert (process.returncode, err) == (0, b"")
        said.append(out.decode())

    assert said[0].startswith("4 sites looked at")
    assert said[1] == "0 sites looked at, 0 new findings, 0 gone\n"
    async with connect(database) as conn:
        assert ("street",) in await Town(conn).rows(DEAD)


async def test_the_service_looks_by_itself_and_ends_when_told(database: str) -> None:
    await build(database, until=NOW)
    process = await start(database)
    try:
        async with connect(database) as conn:
            deadline = datetime.now(UTC) + timedelta(seconds=PATIENCE_S)  # noqa: TID251 - bounds
            while ("street",) not in await Town(conn).rows(DEAD):
                assert datetime.now(UTC) < deadline, "nothing was found"  # noqa: TID251
                assert process.returncode is None
                await asyncio.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), PATIENCE_S)
    assert process.returncode == 0


async def test_who_looks_keeps_nobody_from_deriving_and_nobody_looks_twice(database: str) -> None:
    await build(database, until=NOW)
    async with connect(database) as looking, connect(database) as other:
        async with looking.transaction():
            assert await stored.claim(looking, "street")

            done = await findings.look(other, NOW, ["street", "park"])
            work = await derive_once(other, NOW + timedelta(minutes=15))

        assert (done.claimed, done.sites) == ({"street"}, 1)
        assert work.claimed == set()
        assert (await findings.look(other, NOW, ["street"])).sites == 1
