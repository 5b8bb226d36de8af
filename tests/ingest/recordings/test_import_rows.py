"""Rows, vehicles and stays go into PostgreSQL whole, twice without change, and out again."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psycopg
import pytest

from ingest.recordings.importing import import_files
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording
from ingest.recordings.sources import expand
from ingest.recordings.summary import Summary, Wanted
from ingest.recordings.undoing import undo
from store.pool import connect
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETS = {
    "moers-radar": "moers_vehicles",
    "basel-radar": "basel_radar_vehicles",
    "saxony-air": "saxony_air",
    "berlin-loops": "berlin_traffic_hourly",
    "telraam": "telraam_berlin",
    "ev-bays": "ev_bay_sessions",
    "munich-bikes": "munich_bikes_weather",
    "ladot-bays": "parking_bay_snapshots",
    "melbourne-bays": "parking_bay_snapshots",
}
#: Munich has two different counts of one day: the first stays.
CONFLICTS = {"munich-bikes": 3}
STORED = """
select c.device || '/' || c.name, count(*), round(coalesce(sum(r.value), 0)::numeric, 3)
from (
  select channel, result as value from observation
  union all select channel, speed_km_h from passage
) as r join channel as c on c.id = r.channel group by 1
"""
WITHOUT_DEPLOYMENT = """
select count(*) from (
  select channel, time from observation union all select channel, time from passage
) as r where not exists (
  select from deployment as d where d.channel = r.channel and d.valid @> r.time
)
"""


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def in_files(name: str, files: list[Path]) -> dict[str, tuple[int, float]]:
    """Return (readings, sum) of each channel, from the files alone."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for path in files:
        said = read_file(mapping(name), path)
        for channel, value in (
            _first_of_each(said),
            (said.vehicles.channel, said.vehicles.speed_km_h.astype(float)),
        ):
            count = np.bincount(channel, minlength=len(said.channels))
            total = np.bincount(channel, weights=np.nan_to_num(value), minlength=len(said.channels))
            for i, one in enumerate(said.channels):
                found[f"{one.device}/{one.name}"][0] += int(count[i])
                found[f"{one.device}/{one.name}"][1] += float(total[i])
    return {key: (int(n), round(value, 2)) for key, (n, value) in found.items() if n}


def _first_of_each(said: Recording) -> tuple[np.ndarray, np.ndarray]:
    identity = np.stack([said.channel.astype(np.int64), said.time_us])
    _, first = np.unique(identity, axis=1, return_index=True)
    return said.channel[first], said.result[first]


async def take_in(dsn: str, name: str, files: list[Path]) -> Summary:
    async with connect(dsn, "wegwarte_ingest", statement_timeout_ms=0) as conn:
        return await import_files(
            conn, mapping(name), files, Wanted(), clock=lambda: NOW, progress=Silent()
        )


def ask(dsn: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as conn:
        return list(conn.execute(query.encode()).fetchall())


@pytest.mark.parametrize("name", SETS)
async def test_a_set_is_stored_whole_twice_and_taken_out(name: str, database: str) -> None:
    files = expand([RECORDINGS / SETS[name]], mapping(name))
    expected = await asyncio.to_thread(in_files, name, files)
    first = await take_in(database, name, files)
    assert first.refused == []
    differ = CONFLICTS.get(name, 0)
    assert (first.duplicate, first.conflict, first.skipped) == (0, differ, 0)
    assert first.stored == first.readings - differ == sum(n for n, _ in expected.values())
    stored = {str(k): (n, round(float(str(v)), 2)) for k, n, v in ask(database, STORED)}
    assert stored == expected
    assert ask(database, WITHOUT_DEPLOYMENT) == [(0,)]

    again = await take_in(database, name, list(reversed(files)))
    assert (again.stored, again.conflict) == (0, differ)
    assert again.duplicate == first.stored
    async with connect(database, "wegwarte_ingest", statement_timeout_ms=0) as conn:
        assert (await undo(conn, again.run, now=NOW)).erased == 0
        assert (await undo(conn, first.run, now=NOW)).erased == first.stored
    assert ask(database, STORED) == []
    assert ask(database, "select count(*) from deployment") == [(0,)]


async def test_a_box_that_comes_back_was_away_in_between(database: str, tmp_path: Path) -> None:
    files = []
    for first_day in ("24.10.16", "24.10.17"):
        name = "weg-1t30" + first_day.replace(".16", "2016").replace(".17", "2017").replace(".", "")
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{first_day} 08:00:00;00;032;01;0 \n{first_day} 08:00:05;00;030;09;0 \n")
        files.append(path)
    await take_in(database, "moers-radar", files)
    spans = ask(
        database,
        "select extract(epoch from upper(valid) - lower(valid))::int, campaign from deployment",
    )
    assert spans == [(6, True), (6, True)]
    again = await take_in(database, "moers-radar", files)
    assert (again.stored, again.hands_off) == (0, 0)
