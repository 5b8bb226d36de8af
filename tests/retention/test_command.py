"""`wegwarte archive`, as a process: what it says, and that killing it loses nothing."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import run
from tests.retention.city import City

pytestmark = [pytest.mark.database, pytest.mark.timeout(600)]
PATIENCE_S = 120.0


def words(city: City, *said: str) -> tuple[str, ...]:
    return ("archive", *said, "--database-url", city.dsn, "--data", str(city.root.parent))


async def test_a_month_goes_into_the_archive_and_comes_back(plain_city: City) -> None:
    before = await plain_city.raw()

    assert "nothing was archived yet" in run(*words(plain_city, "list")).stdout
    made = run(*words(plain_city, "create", "2025-03"))
    assert made.returncode == 0, made.stderr
    assert "lie in archive/2025-03; `wegwarte archive restore 2025-03`" in made.stdout
    assert "2025-03: writing" in made.stderr
    (listed,) = json.loads(run(*words(plain_city, "list", "--json")).stdout)
    assert (listed["month"], listed["state"], listed["refused"]) == ("2025-03", "sealed", 0)
    again = run(*words(plain_city, "create", "2025-03"))
    assert (again.returncode, again.stderr.count("sealed already")) == (1, 1)

    restored = run(*words(plain_city, "restore", "2025-03"))
    assert restored.returncode == 0, restored.stderr
    assert f"2025-03: {len(before):,} rows back" in restored.stdout
    assert await plain_city.raw() == before


async def test_retention_is_off_by_default_and_follows_its_setting(plain_city: City) -> None:
    kept = run(*words(plain_city, "apply"))
    assert kept.returncode == 0
    assert "every raw reading is kept" in kept.stdout

    few = run(*words(plain_city, "apply", "--keep-months", "1"))
    assert few.returncode == 2

    done = run(*words(plain_city, "apply"), WEGWARTE_RAW_RETENTION_MONTHS="12")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("lie in archive/2025-0") == 3


async def test_a_month_is_written_as_one(plain_city: City) -> None:
    wrong = run(*words(plain_city, "create", "March"))
    assert wrong.returncode == 2
    assert "write 2025-03" in wrong.stderr


def killed(arguments: tuple[str, ...], after_s: float) -> bool:
    """Run the command and kill it; return whether it was still at work."""
    with subprocess.Popen(
        (sys.executable, "-m", "cli", *arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(os.environ),  # noqa: TID251 - for the child
    ) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
        return False


def moment(chosen: random.Random, kills: int) -> float:
    """Return when to kill next: later each time, so that every step is met. [s]."""
    return 0.3 + 0.1 * kills + 0.2 * chosen.random()


def folders(root: Path) -> set[str]:
    return {one.name for one in root.glob("2025-03*")}


@pytest.mark.kill
@pytest.mark.parametrize("seed", range(2))
async def test_killed_at_any_moment_nothing_is_lost(plain_city: City, seed: int) -> None:
    before, states, numbers = (
        await plain_city.raw(),
        await plain_city.states(),
        await plain_city.numbers(),
    )
    chosen = random.Random(seed)
    for step in ("create", "restore"):
        kills = 0
        while killed(words(plain_city, step, "2025-03"), moment(chosen, kills)):
            kills += 1
            assert kills < 200
            found = await plain_city.raw()
            assert len(found) == len(before) or "2025-03" in folders(plain_city.root)
            assert (await plain_city.states(), await plain_city.numbers()) == (states, numbers)
        assert kills
        (row,) = await plain_city.town.rows("select state from sealed_month")
        assert row == ({"create": "sealed", "restore": "restored"}[step],)

    await plain_city.derive()
    assert await plain_city.raw() == before
    assert (await plain_city.states(), await plain_city.numbers()) == (states, numbers)
    assert await plain_city.unaccounted() == plain_city.at_first
