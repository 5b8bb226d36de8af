"""Cameras of Telraam through import, store and derive: their V85, and what they see by day."""

import csv
import gzip
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analytics.civil import Bucket
from analytics.derive import derive_once
from analytics.derive.registry import site_of
from analytics.indicators import vehicles
from analytics.indicators.method import Known
from analytics.quarters import QUARTER_MS, QUARTERS
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span
from analytics.speeds import percentiles
from analytics.speeds.classes import TELRAAM_10, Binned
from analytics.topic import Indicator, Topic
from devices.properties import Property
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Summary, Wanted
from store import day_states, plan
from store.pool import connect
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FOLDER = RECORDINGS / "telraam_berlin"
CARS_MIN = 20
#: From this day on Telraam's own V85 is that of its histogram, see tests/analytics/speeds.
ANEW = date(2024, 10, 18)
STREETS = 12

Row = dict[str, str]


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def some_streets(folder: Path) -> tuple[Path, list[Row]]:
    """Write a file of the streets with the most cars, half of each hardware, beside segments."""
    with gzip.open(FOLDER / "telraam_2024-10.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    chosen: list[str] = []
    for hardware in ("1.0", "2.0"):
        many = Counter[str]()
        for row in rows:
            if row["hardware_version"] == hardware and float(row["car_total"]) >= CARS_MIN:
                many[row["segment_id"]] += 1
        chosen += [segment for segment, _ in many.most_common(STREETS // 2)]
    kept = [row for row in rows if row["segment_id"] in chosen]
    path = folder / "telraam_2024-10.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    (folder / "segments.csv").write_bytes((FOLDER / "segments.csv").read_bytes())
    return path, kept


async def derived(
    dsn: str, path: Path, window: Span
) -> list[tuple[Site, dict[int, dict[int, bytes]]]]:
    """Import a file and derive it; return each site with its states of a window."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        summary = await import_files(
            conn, mapping("telraam"), [path], Wanted(), clock=lambda: NOW, progress=Silent()
        )
        assert summary.refused == []
        assert (await derive_once(conn, NOW)).problems == {}
        found = []
        for row in (await plan.sites(conn)).values():
            site = site_of(row)
            first, last = window.from_ms // 86_400_000 - 1, window.to_ms // 86_400_000 + 1
            states = await day_states.read(conn, [s.id for s in site.sources], first, last)
            found.append((site, states))
    return found


def local(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=BERLIN).timestamp() * 1_000)


async def test_v85_of_stored_histograms_is_the_published_one(database: str, tmp_path: Path) -> None:
    path, rows = some_streets(tmp_path)
    window = Span(local(2024, 10, 18), local(2024, 10, 26))
    published = {
        (row["segment_id"], datetime.fromisoformat(row["date_local"]).replace(tzinfo=BERLIN)): row
        for row in rows
        if row["v85"] and float(row["car_total"]) >= CARS_MIN
    }
    differences, compared = [], set()
    asked = Question(window=window, bucket=Bucket.HOUR, zone=BERLIN)
    topic = Topic(Indicator.V85, "car")
    for site, states in await derived(database, path, window):
        (histogram,) = vehicles.measured(site, Known(states=states), topic, asked).histograms
        quarters = np.unique(histogram.quarter)
        counts = np.zeros((len(quarters), len(TELRAAM_10)), dtype=np.int64)
        np.add.at(
            counts,
            (np.searchsorted(quarters, histogram.quarter), histogram.bin),
            histogram.count,
        )
        ours = percentiles.percentile(Binned(classes=TELRAAM_10, counts=counts), 85)
        for quarter, v85, cars in zip(
            quarters.tolist(), ours.tolist(), counts.sum(axis=1).tolist(), strict=True
        ):
            at = datetime.fromtimestamp(quarter * QUARTER_MS / 1_000, BERLIN)
            row = published.get((site.id, at))
            if row is None or np.isnan(v85):
                continue
            assert cars == float(row["car_total"])
            differences.append(abs(v85 - float(row["v85"])))
            compared.add(site.id)
    assert len(compared) == STREETS
    assert len(differences) > 1_000
    assert np.median(differences) <= 1.2


async def test_nothing_is_expected_by_night_of_a_camera_that_sees_by_day(
    database: str, tmp_path: Path
) -> None:
    path, rows = some_streets(tmp_path)
    hardware = {row["segment_id"]: row["hardware_version"] for row in rows}
    window = Span(local(2024, 10, 8), local(2024, 10, 9))
    first = window.from_ms // QUARTER_MS
    for site, states in await derived(database, path, window):
        (cars,) = site.parts(Property.COUNT, mode="car")
        run = cars.stream(states.get(cars.id, {})).quarters(first, QUARTERS)
        told = [
            float(row["car_total"])
            for row in rows
            if row["segment_id"] == site.id and row["date_local"].startswith("2024-10-08")
        ]
        assert run.total.sum() == sum(told)
        expected_h = run.expected_ms.sum() / 3_600_000
        if hardware[site.id] == "2.0":
            assert cars.daylight is None
            assert expected_h == 24
            continue
        by_night = np.r_[0:28, 76:96]  # the sun rises at 07:20 and sets at 18:27
        assert run.expected_ms[by_night].sum() == 0
        assert 11 <= expected_h <= 12
        if len(told) >= 11:
            assert run.observed_ms.sum() >= 0.95 * run.expected_ms.sum()
