"""Datastreams of one device that contradict each other: Berlin's loops, imported and looked at."""

import asyncio
import csv
import gzip
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.conftest import serve
from tests.quality.test_recorded import DATA, derive, local, look
from tests.registry.town import Terminal

LOOPS: Final = DATA / "berlin_traffic_hourly" / "mq_hr_2023_10.csv.gz"
HEALTHY: Final = "TE001"
FAULTY: Final = "TE010"
REAL: Final = "TE556"
AGREEMENT: Final = {"class_sum", "part_of", "speed_missing"}
pytestmark = [
    pytest.mark.database,
    pytest.mark.recordings,
    pytest.mark.skipif(not LOOPS.is_file(), reason=f"the recording is missing: {LOOPS}"),
]


def month(folder: Path) -> Path:
    """Write the month of three cross-sections; on three days one of them contradicts itself."""
    with gzip.open(LOOPS, "rt", encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file, delimiter=";")
            if row["mq_name"] in {HEALTHY, FAULTY, REAL}
        ]
    for row in rows:
        if row["mq_name"] != FAULTY:
            continue
        if row["tag"] == "10.10.2023":  # lorries that are no motor vehicles
            row["q_lkw_mq_hr"] = str(int(row["q_kfz_mq_hr"]) + 50)
        if row["tag"] == "17.10.2023" and int(row["stunde"]) >= 6:  # vehicles without a speed
            row["v_kfz_mq_hr"] = "-1"
        if row["tag"] == "20.10.2023" and row["stunde"] in {"8", "9"}:  # two odd hours are none
            row["q_lkw_mq_hr"] = str(int(row["q_kfz_mq_hr"]) + 50)
    path = folder / "mq_hr_2023_10.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), delimiter=";")
        table.writeheader()
        table.writerows(rows)
    return path


def told(terminal: Terminal, site: str) -> list[dict[str, Any]]:
    findings = terminal.json("quality", "list", site)
    return [one for one in findings if one["test"] in AGREEMENT]


def test_contradictions_of_one_device_are_found_in_their_nights(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("import", "files", str(month(tmp_path)))
    derive(terminal, local("2023-11-02T03:00"))

    look(terminal, "2023-10-11T03:00", FAULTY.lower())
    first = {(one["source_id"], one["test"], one["flag"]) for one in told(terminal, FAULTY.lower())}
    look(terminal, "2023-11-01T03:00", FAULTY.lower())
    both = told(terminal, FAULTY.lower())

    assert first == {("q_lkw_mq_hr", "part_of", 4), ("q_kfz_mq_hr", "class_sum", 3)}
    found = {(one["test"], one["start"][:13], one["end"][:13]) for one in both}
    assert found == {
        ("part_of", "2023-10-09T22", "2023-10-10T22"),
        ("class_sum", "2023-10-09T22", "2023-10-10T22"),
        ("speed_missing", "2023-10-17T04", "2023-10-17T22"),
    }
    words = {one["test"]: (one["message_de"], one["message"]) for one in both}
    assert "keine Geschwindigkeit" in words["speed_missing"][0]
    assert "no speed was measured" in words["speed_missing"][1]
    flags = asyncio.run(of_days(terminal))
    assert {one: flags["2023-10-10"][one] for one in AGREEMENT} == {
        "part_of": [1, 4], "class_sum": [3], "speed_missing": [1, 1, 1],
    }  # fmt: skip
    assert flags["2023-10-17"]["speed_missing"] == [1, 1, 3]
    assert flags["2023-10-16"] == {"part_of": [1, 1], "class_sum": [1], "speed_missing": [1, 1, 1]}


def test_vehicles_that_no_class_holds_are_found_and_rounding_is_not(
    terminal: Terminal, tmp_path: Path
) -> None:
    """TE556 counts motor vehicles that are neither cars nor lorries, all month."""
    terminal.run("import", "files", str(month(tmp_path)))
    derive(terminal, local("2023-11-02T03:00"))

    for site in (HEALTHY, REAL):
        look(terminal, "2023-11-01T03:00", site.lower())

    assert told(terminal, HEALTHY.lower()) == []
    assert {one["test"] for one in told(terminal, REAL.lower())} == {"class_sum"}


async def of_days(terminal: Terminal) -> dict[str, dict[str, list[int]]]:
    """Return the flags of each test by day, over all datastreams, as they are asked over HTTP."""
    async with serve(terminal.database, now=local("2023-11-01T03:00")) as client:
        asked = f"/api/v1/quality?site={FAULTY.lower()}&from=2023-10-10&to=2023-10-18"
        coverage = (await client.get(asked)).json()["coverage"]
    flags: dict[str, dict[str, list[int]]] = {}
    for one in coverage:
        for test, flag in one["tests"].items():
            if test in AGREEMENT:
                flags.setdefault(one["date"], {}).setdefault(test, []).append(flag)
    return {
        day: {test: sorted(told) for test, told in of_day.items()} for day, of_day in flags.items()
    }
