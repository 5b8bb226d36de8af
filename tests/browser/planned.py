"""A town as a planner has it: years of real recordings, a radar box, a group, a spot check.

* `100034978`: bicycles of Münster, October 2023 to December 2024, as the city published them; the
  year has gaps of its own. With a finding that waits for a decision.
* `ph-theater`, `ph-karstadt`: car parks of Münster, October to December 2023; the group `mitte`.
  A spot check of the theatre had 33 of 40 right.
* `ring`: a radar box with a speed limit of 30; 400 vehicles in the first of two days, 40 in the
  second.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from analytics.derive import derive_once
from devices.properties import Property
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Wanted
from store import checks, findings
from store.checks import Check
from store.inventory import groups
from store.pool import Connection, connect
from tests.analytics.town import Town
from tests.analytics.vehicles import steady, store_vehicles
from tests.api.recorded_parking import Silent, cut
from tests.ingest.recordings.samples import mapping
from tests.needs import ROOT

DEMO: Final = ROOT / "demo"
STATION: Final = "100034978"
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RING_BEGIN: Final = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
SENTENCE_DE: Final = "Zählt 0 statt etwa 812."
SENTENCE_EN: Final = "Counts 0 in place of some 812."
FOUND: Final = datetime(2024, 11, 12, 6, 0, tzinfo=UTC)
KEY: Final = "planned-finding-1"


async def build(dsn: str, folder: Path) -> None:
    """Fill an empty migrated database."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        await _recorded(
            conn, "muenster-bikes", sorted((DEMO / "muenster-bikes" / STATION).iterdir())
        )
        decks = (DEMO / "muenster-parking").glob("*/*.csv.gz")
        columns = ("PH Theater", "PH Karstadt")
        await _recorded(conn, "muenster-parking", cut(decks, columns, folder))
        await _ring(conn)
        await groups.add(conn, "mitte", name="Parkhäuser Mitte", remarks="")
        for site in ("ph-theater", "ph-karstadt"):
            await groups.join(conn, "mitte", site, since=None)
        at = datetime(2023, 12, 12, 10, 0, tzinfo=UTC)
        await checks.enter(
            conn, Check(site="ph-theater", time=at, present=40, detected=33), now=NOW
        )
        assert (await derive_once(conn, NOW)).problems == {}
        await _finding(conn)


async def _recorded(conn: Connection, name: str, files: list[Path]) -> None:
    summary = await import_files(
        conn, mapping(name), files, Wanted(), clock=lambda: NOW, progress=Silent()
    )
    assert summary.refused == []


async def _ring(conn: Connection) -> None:
    town = Town(conn)
    await town.site("ring", speed_limit=30.0)
    channel = await town.channel("vehicles", Property.PASSAGE, device="radar-1")
    stream = await town.datastream("ring", Property.PASSAGE, "vehicles")
    await conn.execute(b"update datastream set mode = 'car' where id = %s", (stream,))
    await town.deploy(channel, stream, RING_BEGIN, RING_BEGIN + timedelta(days=2))
    speeds = np.random.default_rng(5).normal(33, 6, 400).round()
    await store_vehicles(conn, steady(channel, RING_BEGIN, speeds.tolist(), every_s=60), now=NOW)
    later = RING_BEGIN + timedelta(days=1)
    await store_vehicles(conn, steady(channel, later, speeds[:40].tolist(), every_s=60), now=NOW)


async def _finding(conn: Connection) -> None:
    rows = await conn.execute(
        b"select min(id) from datastream where site = %s and role = 'part'", (STATION,)
    )
    ((stream,),) = await rows.fetchall()
    found = {
        "id": KEY,
        "datastream": stream,
        "test": "dead",
        "flag": 4,
        "begin_at": FOUND.isoformat(),
        "end_at": (FOUND + timedelta(hours=30)).isoformat(),
        "known_at": (FOUND + timedelta(hours=30)).isoformat(),
        "evidence": {},
        "message_de": SENTENCE_DE,
        "message_en": SENTENCE_EN,
    }
    await findings.write(conn, STATION, [found], since=FOUND, through=NOW, now=NOW)
