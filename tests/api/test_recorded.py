"""Real streets and stations: from the publishers' files through import, derive and HTTP."""

import csv
import gzip
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analytics.derive import derive_once
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Summary, Wanted
from store.pool import connect
from tests.api.conftest import serve
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
#: From here on Telraam's own V85 is that of its histogram, see tests/analytics/speeds.
ANEW = "2024-10-18 00:00:00"


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


async def told(
    dsn: str, name: str, files: Sequence[Path], indicators: Sequence[str], **params: str
) -> list[dict[str, Any]]:
    """Import files, derive, and return an answer for each indicator of the only site."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        summary = await import_files(
            conn, mapping(name), list(files), Wanted(), clock=lambda: NOW, progress=Silent()
        )
        assert summary.refused == []
        assert (await derive_once(conn, NOW)).problems == {}
        ((site,),) = await (await conn.execute(b"select id from site")).fetchall()
    found: list[dict[str, Any]] = []
    async with serve(dsn, now=NOW) as client:
        for indicator in indicators:
            path = f"/api/v1/sites/{site}/indicators/{indicator}"
            answer = await client.get(path, params=params)
            assert answer.status_code == 200, answer.text
            found.append(answer.json())
    return found


async def test_a_radar_box_of_moers_gives_the_v85_of_its_vehicles(database: str) -> None:
    (path,) = (RECORDINGS / "moers_vehicles").glob("romerstrasse*.txt")
    rows = [line.split(";") for line in path.read_text().splitlines() if line.strip()]
    speed = np.array([float(row[2]) for row in rows])
    window = {"from": "2016-10-01", "to": "2016-12-01", "bucket": "total"}
    wanted = ("v85", "v50", "mean_speed", "speed_deviation", "volume")
    v85, v50, mean, deviation, volume = await told(
        database, "moers-radar", [path], wanted, **window
    )

    assert v85["total"]["vehicles"] == volume["total"]["value"] == len(speed) == 14_152
    assert abs(v85["total"]["value"] - np.percentile(speed, 85)) <= 0.5
    assert v50["total"]["value"] == v85["total"]["v50"]
    assert mean["total"]["value"] == pytest.approx(speed.mean())
    assert deviation["total"]["value"] == pytest.approx(speed.std(ddof=1))


async def test_the_published_v85_of_a_telraam_comes_of_its_histograms(
    database: str, tmp_path: Path
) -> None:
    source = RECORDINGS / "telraam_berlin" / "telraam_2024-10.csv.gz"
    with gzip.open(source, "rt") as file:
        rows = list(csv.DictReader(file))
    busy = [row["segment_id"] for row in rows if float(row["car_total"] or 0) >= 150]
    segment = max(sorted(set(busy)), key=busy.count)
    kept = [row for row in rows if row["segment_id"] == segment]
    path = tmp_path / "telraam_2024-10.csv"
    with path.open("w", newline="") as written:
        writer = csv.DictWriter(written, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    (v85,) = await told(
        database,
        "telraam",
        [path],
        ["v85"],
        **{"from": "2024-10-18", "to": "2024-10-26", "bucket": "hour", "mode": "car"},
    )

    published = {row["date_local"]: float(row["v85"]) for row in kept if row["v85"]}
    ours = {row["start"]: row["value"] for row in v85["values"] if row["value"] is not None}
    differences = [
        abs(value - published[_local(start)])
        for start, value in ours.items()
        if _local(start) in published and _local(start) >= ANEW
    ]
    assert len(differences) > 40
    assert np.median(differences) <= 1.2


def _local(start: str) -> str:
    """Return the local time of an instant of a summer's hour, as the publisher writes it."""
    hour = np.datetime64(start.rstrip("Z")) + np.timedelta64(2, "h")
    return str(hour).replace("T", " ")


async def test_days_of_saxony_are_the_means_of_their_hours(database: str) -> None:
    path = RECORDINGS / "saxony_air" / "2017-01_Dresden-Bergstrasse.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Datum"][:4] == "2017"]
    hours: dict[str, list[float]] = {}
    for row in rows:  # a time names the end of its hour
        if row["Zeit"] and row["NO2"]:
            end = np.datetime64(f"{row['Datum']}T{row['Zeit']}")
            day = str(end - np.timedelta64(1, "h"))[:10]
            hours.setdefault(day, []).append(float(row["NO2"]))
    no2, pm10, over = await told(
        database,
        "saxony-air",
        [path],
        ("no2", "pm10", "pm10_exceedance_days"),
        **{"from": "2017-01-01", "to": "2017-02-01"},
    )

    expected = {day: np.mean(told) for day, told in hours.items() if len(told) >= 18}
    found = {row["start"]: row["value"] for row in no2["values"] if row["value"] is not None}
    assert found == {day: pytest.approx(value) for day, value in expected.items()}
    assert len(found) > 25
    daily = {row["Datum"]: float(row["PM10"]) for row in rows if row["PM10"] and not row["Zeit"]}
    said = {row["start"]: row["value"] for row in pm10["values"] if row["value"] is not None}
    assert said == {day: pytest.approx(value) for day, value in daily.items()}
    assert over["total"]["value"] == sum(value > 50.49 for value in daily.values())


@pytest.mark.parametrize(
    ("direction", "lane", "vehicles"), [("a", "0", "car"), ("b", "1", "heavy")]
)
async def test_a_radar_box_that_tells_no_modes_tells_directions_and_groups(
    database: str, direction: str, lane: str, vehicles: str
) -> None:
    (path,) = (RECORDINGS / "moers_vehicles").glob("romerstrasse*.txt")
    rows = [line.split(";") for line in path.read_text().splitlines() if line.strip()]
    there = [row for row in rows if row[4].strip() == lane]
    group = [row for row in there if (int(row[3]) >= 8) == (vehicles == "heavy")]
    asked = {"from": "2016-10-01", "to": "2016-12-01", "bucket": "total", "direction": direction}
    wanted = ("mean_speed", "v85", "pace", "v85_free", "speed_deviation")

    mean, *others = await told(database, "moers-radar", [path], wanted, **asked, vehicles=vehicles)

    assert mean["total"]["vehicles"] == len(group) < len(there) < len(rows)
    assert mean["total"]["value"] == pytest.approx(np.mean([float(row[2]) for row in group]))
    assert {one["direction"] for one in (mean, *others)} == {direction}


async def test_of_whole_kmh_those_above_the_limit_are_over_it(database: str) -> None:
    (path,) = (RECORDINGS / "moers_vehicles").glob("romerstrasse*.txt")
    rows = [line.split(";") for line in path.read_text().splitlines() if line.strip()]
    speed = np.array([float(row[2]) for row in rows])
    before = np.array([row[0].startswith("24.10.16") for row in rows])
    limit = np.where(before, 40, 30)  # from the 25th on slower
    async with connect(database) as conn:
        await conn.execute(
            "insert into site (id, name, kind, time_zone) "
            "values ('romerstrasse-415', 'Römerstraße', 'cross_section', 'Europe/Berlin')"
        )
        for value, valid in ((40, "[,2016-10-24T22:00Z)"), (30, "[2016-10-24T22:00Z,)")):
            await conn.execute(
                "insert into fact (site, kind, value, valid) "
                "values ('romerstrasse-415', 'speed_limit', to_jsonb(%s::int), %s::tstzrange)",
                (value, valid),
            )

    (said,) = await told(
        database,
        "moers-radar",
        [path],
        ["share_over_limit"],
        **{"from": "2016-10-01", "to": "2016-12-01", "bucket": "total"},
    )

    total = said["total"]
    shares = [(speed > limit + step).mean() for step in (0, 10, 20)]
    assert [total[key] for key in ("value", "over_10", "over_20")] == pytest.approx(shares)
    assert said["method_version"] == 2
