"""The recordings of three publishers go into PostgreSQL whole, and an import may be killed."""

import asyncio
import signal
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psycopg
import pytest

from ingest.recordings.importing import import_files
from ingest.recordings.read import read_file
from ingest.recordings.sources import expand
from ingest.recordings.summary import Summary, Wanted
from store.pool import connect
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(900)]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETS = {
    "muenster-bikes": "muenster_bikes",
    "muenster-parking": "muenster_parking_decks",
    "german-lots": "german_parking_lots",
}
STORED = (
    "select c.device || '/' || c.name, count(*), coalesce(sum(result), 0)"
    " from observation as o join channel as c on c.id = o.channel group by 1"
)


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def in_files(name: str, files: list[Path]) -> dict[str, tuple[int, float]]:
    """Return (readings, sum) of each channel, from the files alone."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for path in files:
        recording = read_file(mapping(name), path)
        count = np.bincount(recording.channel, minlength=len(recording.channels))
        total = np.bincount(
            recording.channel,
            weights=np.nan_to_num(recording.result),
            minlength=len(recording.channels),
        )
        for i, channel in enumerate(recording.channels):
            found[f"{channel.device}/{channel.name}"][0] += int(count[i])
            found[f"{channel.device}/{channel.name}"][1] += float(total[i])
    return {key: (int(n), value) for key, (n, value) in found.items() if n}


async def stored(dsn: str) -> dict[str, tuple[int, float]]:
    async with connect(dsn, statement_timeout_ms=0) as conn:
        rows = await (await conn.execute(STORED.encode())).fetchall()
    return {key: (int(count), float(total)) for key, count, total in rows}


async def test_every_file_of_three_publishers_is_stored(database: str) -> None:
    expected: dict[str, tuple[int, float]] = {}
    for name, folder in SETS.items():
        files = expand([RECORDINGS / folder], mapping(name))
        expected |= await asyncio.to_thread(in_files, name, files)
        async with connect(database, "wegwarte_ingest", statement_timeout_ms=0) as conn:
            summary = await import_files(
                conn, mapping(name), files, Wanted(), clock=lambda: NOW, progress=Silent()
            )
        assert summary.refused == []
        assert summary.files == len(files)
        assert (summary.duplicate, summary.conflict, summary.skipped) == (0, 0, 0)
        assert summary.stored == summary.readings
    assert await stored(database) == expected
    assert sum(count for count, _ in expected.values()) > 12_000_000


def wegwarte(database: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "cli", "import", "--database-url", database, *words]


def rows(database: str) -> int:
    with psycopg.connect(database, autocommit=True) as conn:
        found = conn.execute("select count(*) from observation").fetchone()
    return 0 if found is None else int(found[0])


def test_an_import_that_is_killed_is_continued_by_starting_it_again(database: str) -> None:
    folder = RECORDINGS / "muenster_bikes" / "100031297"
    words = ("-m", "muenster-bikes", str(folder))
    expected = in_files("muenster-bikes", expand([folder], mapping("muenster-bikes")))
    kills = 0
    for enough in (1, 400_000):
        with subprocess.Popen(wegwarte(database, *words), stdout=subprocess.PIPE) as running:
            while running.poll() is None and rows(database) < enough:
                with_patience(running)
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
                kills += 1
        assert rows(database) < sum(count for count, _ in expected.values())
    assert kills == 2
    done = subprocess.run(wegwarte(database, *words), capture_output=True, text=True, check=True)
    assert "known already" in done.stdout
    assert asyncio.run(stored(database)) == expected
    again = subprocess.run(wegwarte(database, *words), capture_output=True, text=True, check=True)
    assert ": 0 new" in again.stdout
    listed = subprocess.run(
        [*wegwarte(database)[:4], "list", "--database-url", database],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert listed.count("interrupted") == 2
    assert listed.count("finished") == 2


def with_patience(running: subprocess.Popen[bytes]) -> None:
    """Let the import work for a moment, and notice its end."""
    try:
        running.wait(timeout=0.02)
    except subprocess.TimeoutExpired:
        return
