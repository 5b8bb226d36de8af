"""What people count is kept apart from what sensors say, and can be corrected."""

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.registry.counters import counter, prove_derived, said, store
from tests.registry.sheets import local
from tests.registry.town import Terminal, derived, in_town

pytestmark = pytest.mark.database
Row = list[Any]
ROWS: list[Row] = [
    ["promenade", local(2026, 6, 2), time(7), time(7, 15), "bicycles", "hin", None, 42, "Meier"],
    ["Promenade", "02.06.2026", "07:15", "7.30", "Fahrräder", "b", None, "17", "Meier"],
    ["promenade", 46175, 0.25, "24:00", "cars", None, None, 5.0, ""],
]


def town(terminal: Terminal) -> None:
    """Make a counter whose site names its direction a."""
    counter(terminal)
    terminal.run("site", "change", "promenade", "--direction-a", "hin")


def form(terminal: Terminal, path: Path, rows: list[Row]) -> str:
    """Fill in the form of a site."""
    path.unlink(missing_ok=True)
    terminal.run("manual", "template", "promenade", "--out", str(path))
    book = load_workbook(path)
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            book["count"].cell(row=at, column=column).value = value
    book.save(path)
    return str(path)


def entered(terminal: Terminal, path: str, *words: str, code: int = 0) -> list[dict[str, Any]]:
    """Import a form; return what it said of each row."""
    printed = terminal.run("manual", "import", path, *words, "--json", code=code)
    found: list[dict[str, Any]] = json.loads(printed)["rows"]
    return found


def test_what_people_count_is_kept_and_corrected(terminal: Terminal, tmp_path: Path) -> None:
    town(terminal)
    path = form(terminal, tmp_path / "count.xlsx", ROWS)

    assert [row["word"] for row in entered(terminal, path, "--dry-run")] == ["added"] * 3
    assert [row["word"] for row in entered(terminal, path)] == ["added"] * 3
    assert [row["word"] for row in entered(terminal, path)] == ["unchanged"] * 3
    changed = [[*ROWS[0][:7], 43, "Meier"], *ROWS[1:]]
    path = form(terminal, tmp_path / "count.xlsx", changed)
    assert [row["word"] for row in entered(terminal, path)] == ["changed"] + ["unchanged"] * 2

    third, first, second = terminal.json("manual", "list", "promenade")
    assert (first["value"], first["direction"], first["duration_s"]) == (43, "a", 900)
    assert (second["time"], second["direction"]) == ("2026-06-02T07:15:00+00:00", "b")
    assert (third["mode"], third["duration_s"], third["direction"]) == ("car", 18 * 3600, "none")
    terminal.run("manual", "withdraw", str(first["id"]))
    assert len(terminal.json("manual", "list", "promenade", "--from", "2026-06-02")) == 2


def test_what_people_count_is_in_no_series_of_a_sensor(terminal: Terminal, tmp_path: Path) -> None:
    town(terminal)
    store(terminal.database, said(terminal.database, "c1"))
    before = in_town(terminal.database, derived)

    entered(terminal, form(terminal, tmp_path / "count.xlsx", ROWS))
    terminal.run("site", "add", "Theater", "--kind", "car_park")
    terminal.run("anchor", "theater", "17", "--at", "2026-06-02T08:00")

    assert in_town(terminal.database, derived) == before
    prove_derived(terminal.database)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (0, "Nirgendwo", "no site 'Nirgendwo'"),
        (1, "morgens", "is no date"),
        (1, local(2030, 1, 1), "is still to come"),
        (2, "25:00", "is no time of the day"),
        (2, "früh", "is no time of the day"),
        (3, "06:00", "is not after the beginning"),
        (3, None, "a count needs its end"),
        (4, "elephants", "is none of: bicycles"),
        (5, "quer", "is no direction of promenade: a, b, both, hin"),
        (7, -1, "is no whole number"),
        (7, "1,5", "is no whole number of vehicles or people: write it as 1250"),
        (7, "1.000", "without a decimal or thousands separator"),
        (7, None, "no number"),
    ],
)
def test_a_cell_that_is_wrong_is_named_and_nothing_is_entered(
    terminal: Terminal,
    tmp_path: Path,
    column: int,
    value: Any,  # noqa: ANN401 - whatever a cell holds
    sentence: str,
) -> None:
    town(terminal)
    rows = [list(row) for row in ROWS]
    rows[0][column] = value

    first = entered(terminal, form(terminal, tmp_path / "count.xlsx", rows), code=1)[0]

    assert sentence in first["said"]
    assert (first["word"], first["cell"][1:]) == ("refused", "2")
    assert terminal.json("manual", "list", "promenade") == []


def test_the_same_count_twice_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    town(terminal)
    path = form(terminal, tmp_path / "count.xlsx", [ROWS[0], ROWS[0]])

    assert "row 2 counts the same" in entered(terminal, path, code=1)[1]["said"]


def test_where_nobody_parks_there_is_nothing_to_anchor(terminal: Terminal) -> None:
    terminal.run("site", "add", "Cycle street", "--kind", "cycle_track")

    assert "is no car park" in terminal.run("anchor", "cycle-street", "3", code=1)
    assert terminal.json("anchor", "cycle-street") == []


def test_a_car_park_is_anchored_at_a_moment(terminal: Terminal) -> None:
    terminal.run("site", "add", "Theater", "--kind", "car_park")

    terminal.run("anchor", "theater", "55", "--at", "2026-06-02T08:00")
    terminal.run("anchor", "theater", "57", "--at", "2026-06-02T08:00", "--remarks", "again")

    (anchor,) = terminal.json("anchor", "theater")
    assert (anchor["vehicles"], anchor["time"]) == (57, "2026-06-02T06:00:00+00:00")
    assert "capacity" in terminal.run("anchor", "theater", "--free", "3", code=1)
    assert "give one of them" in terminal.run("anchor", "theater", "1", "--free", "3", code=1)
    assert "still to come" in terminal.run("anchor", "theater", "1", "--at", "2036-01-01", code=1)
    terminal.run("anchor", "theater", "--withdraw", str(anchor["id"]))
    assert terminal.json("anchor", "theater") == []
