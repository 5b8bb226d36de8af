"""Air of Saxony, imported, derived, looked at: a healthy year is left alone, faults are found."""

import asyncio
import csv
import gzip
import io
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.conftest import serve
from tests.quality.test_recorded import DATA, derive, local, look
from tests.registry.town import Terminal

AIR: Final = DATA / "saxony_air"
HOURLY: Final = 4  #: columns of the station that are told by the hour all year
MEASURED: Final = {"flat_line", "attenuated", "rate_of_change", "out_of_range"}
pytestmark = [
    pytest.mark.database,
    pytest.mark.recordings,
    pytest.mark.skipif(not AIR.is_dir(), reason=f"the recordings are missing: {AIR}"),
]
Change = Callable[[float, float], float]  # of the value, and of the first one of the fault


def changed(source: Path, target: Path, faults: dict[str, tuple[str, int, Change]]) -> None:
    """Copy a month of a station with one fault in each named column: since when, how many hours."""
    with gzip.open(source, "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, (since, hours, change) in faults.items():
        begin = datetime.fromisoformat(since)
        first: float | None = None
        for row in rows:
            if not row["Datum"].startswith("2") or not row["Zeit"] or not row[column]:
                continue
            at = datetime.fromisoformat(f"{row['Datum']}T{row['Zeit']}")
            if begin < at <= begin + timedelta(hours=hours):
                first = float(row[column]) if first is None else first
                row[column] = f"{change(float(row[column]), first):.2f}"
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    target.write_bytes(gzip.compress(out.getvalue().encode()))


def measured(terminal: Terminal, site: str) -> list[dict[str, Any]]:
    return [one for one in terminal.json("quality", "list", site) if one["test"] in MEASURED]


def test_a_year_of_healthy_air_gives_next_to_no_alarm(terminal: Terminal) -> None:
    terminal.run("import", "files", *[str(one) for one in sorted(AIR.glob("2017-*_*Mitte*"))])
    derive(terminal, local("2018-01-02T03:00"))

    look(terminal, "2018-01-02T03:00", "leipzig-mitte")

    told = measured(terminal, "leipzig-mitte")
    rate = len(told) / 12 / HOURLY
    sys.stdout.write(f"{len(told)} alarms in a year: {rate:.2f} a datastream and month\n")
    assert told  # such as nitrogen monoxide, 47 and an hour later 269, on a calm winter evening
    assert rate <= 0.5


def test_faults_of_measured_air_are_found_in_their_nights(
    terminal: Terminal, tmp_path: Path
) -> None:
    """Each is asked for on what had been measured 48 hours after it began, and not later."""
    months = [AIR / f"2017-{month:02}_Leipzig-Mitte.csv.gz" for month in range(1, 6)]
    faults: dict[str, tuple[str, int, Change]] = {
        "NO2": ("2017-05-10T00:00", 72, lambda _, first: first),
        "NO": ("2017-05-10T00:00", 72, lambda value, first: first + (value - first) / 20),
        "BEN": ("2017-05-11T00:00", 48, lambda value, _: value + 40),
        "SO2": ("2017-05-11T12:00", 6, lambda value, _: value + 900),
    }
    last = tmp_path / months[-1].name
    changed(months[-1], last, faults)
    terminal.run("import", "files", *[str(one) for one in [*months[:-1], last]])
    derive(terminal, local("2017-06-02T03:00"))

    look(terminal, "2017-05-12T03:00", "leipzig-mitte")

    told = {
        (one["source_id"], one["test"], one["flag"])
        for one in measured(terminal, "leipzig-mitte")
        if one["start"] > "2017-05-05"
    }
    assert told == {
        ("NO2", "flat_line", 4),
        ("NO", "attenuated", 3),
        ("BEN", "rate_of_change", 3),
        ("SO2", "rate_of_change", 3),
        ("SO2", "out_of_range", 3),
    }
    flags = asyncio.run(of_day(terminal, "2017-05-11"))
    assert {one: flags["no2"][one] for one in sorted(MEASURED)} == {
        "attenuated": 1, "flat_line": 4, "out_of_range": 1, "rate_of_change": 1,
    }  # fmt: skip
    assert (flags["so2"]["out_of_range"], flags["no"]["attenuated"]) == (3, 3)
    assert flags["pm10"]["flat_line"] == 1


async def of_day(terminal: Terminal, day: str) -> dict[str, dict[str, int]]:
    """Return the flags of a day by property, as they are asked for over HTTP."""
    async with serve(terminal.database, now=local("2017-05-12T03:00")) as client:
        asked = f"/api/v1/quality?site=leipzig-mitte&from={day}&to=2017-05-12"
        coverage = (await client.get(asked)).json()["coverage"]
    return {one["property"]: one["tests"] for one in coverage if one["date"] == day}
