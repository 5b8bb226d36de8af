"""SIGKILL anywhere, at any moment, loses nothing and doubles nothing; with the counter-proof."""

import json
import subprocess
import sys

import pytest

from tests.ingest.running import rows
from tests.kill.conftest import MakeTown
from tests.kill.schedule import Town

pytestmark = [
    pytest.mark.kill,
    pytest.mark.database,
    pytest.mark.broker,
    pytest.mark.timeout(900),
]


async def five_kills(town: Town) -> None:
    """Kill ingest five times, each time with at least 100 messages un-acked: 12,000 readings."""
    await town.kill_in_full_flight(2_400)
    await town.kill_between_commit_and_acknowledgement(2_400)
    await town.kill_while_database_is_away(2_400, away_s=10)
    await town.kill_between_commit_and_acknowledgement(2_400)
    await town.kill_in_full_flight(2_400)


async def test_nothing_is_lost_or_doubled_whatever_is_killed(town: MakeTown) -> None:
    here = await town()

    await five_kills(here)
    await here.database_away(2_000, away_s=10)
    await here.database_away(2_000, away_s=90)
    await here.kill_database(2_000)
    await here.kill_broker(2_000)
    await here.settled()

    assert here.truth().total() == 20_000
    assert here.store() == here.truth()
    assert len(here.redeliveries) == 5
    assert min(here.redeliveries) >= 1
    assert rows(here.database, "select * from rejected") == []
    assert rows(here.database, "select * from conflict") == []
    assert audit(here.database) == {"differences": [], "lost_before_us": []}


async def test_counter_proof_acknowledging_before_commit_loses(town: MakeTown) -> None:
    here = await town("-m", "tests.kill.mutants.acknowledges_first")

    await five_kills(here)
    await here.settled()

    assert (here.truth() - here.store()).total() > 0


async def test_a_late_acknowledgement_loses_and_doubles_nothing(town: MakeTown) -> None:
    here = await town("-m", "tests.kill.mutants.acknowledges_late")

    await five_kills(here)
    await here.settled()

    assert here.store() == here.truth()


async def test_counter_proof_identity_by_arrival_doubles(town: MakeTown) -> None:
    here = await town("-m", "tests.kill.mutants.identifies_by_arrival")

    await five_kills(here)
    await here.settled()

    assert here.store().total() > here.truth().total()


def audit(database: str) -> object:
    """Run `wegwarte ledger --audit` and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "ledger", "--audit", "--json", "--database-url", database],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return json.loads(done.stdout)
