"""A mapping is proposed for unknown files, and what is unclear is asked."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.recordings import shelf
from ingest.recordings.guess import answered, guess
from ingest.recordings.mapping import parse
from ingest.recordings.mapping_text import to_toml
from ingest.recordings.problems import MappingError, RecordingError
from ingest.recordings.read import read_file
from tests.ingest.recordings.samples import BIKES, bikes, day, mapping

GERMAN = """Verkehrszählung der Stadt Telgte
Stand: 2.1.2025

Datum;Uhrzeit von;Rad Richtung 1;Rad Richtung 2;Fußgänger;Temperatur
26.10.2024;00:00;{row}
26.10.2024;01:00;{row}
27.10.2024;01:00;{row}
27.10.2024;02:00;2.004;10;8;1,5
27.10.2024;03:00;{row}
27.10.2024;04:00;{row}
Summe;;12.004;60;48;
"""


@pytest.fixture
def german(tmp_path: Path) -> Path:
    path = tmp_path / "telgte.csv"
    path.write_bytes(GERMAN.format(row="1.002;5;4;12,5").encode("latin-1"))
    return path


def test_a_german_file_is_understood(german: Path) -> None:
    found = guess(german).mapping
    assert (found.file.delimiter, found.file.encoding, found.file.decimal) == (";", "latin-1", ",")
    assert (found.file.thousands, found.file.title_rows) == (".", 3)
    assert found.file.total_rows == ["Summe"]
    assert found.time.columns == ["Datum", "Uhrzeit von"]
    assert found.time.format == "%d.%m.%Y %H:%M"
    assert (found.time.label, found.time.interval_s) == ("start", 3_600)
    assert found.time.clock_change == "summed-hour"


def test_the_proposal_reads_the_file_it_was_made_for(german: Path) -> None:
    proposal = parse(to_toml(guess(german).mapping), "proposal")
    assert proposal == guess(german).mapping
    found = read_file(proposal, german)
    said = {c.source_id: (c.direction, c.mode) for c in found.channels}
    assert said == {
        "Rad Richtung 1": ("a", "bicycle"),
        "Rad Richtung 2": ("b", "bicycle"),
        "Fußgänger": ("both", "pedestrian"),
    }
    assert found.result.sum() == 5 * (1_002 + 5 + 4) + (2_004 + 10 + 8)


@pytest.mark.parametrize(
    "unreadable", ["01.05.2024 00:00;x;x", "32.05.2024 00:00;5;7", ";5;7", "01.05.2024 00:00;;"]
)
def test_an_unreadable_first_row_is_no_row_of_units(tmp_path: Path, unreadable: str) -> None:
    path = tmp_path / "a.csv"
    rows = [f"01.05.2024 {h:02d}:00;{h};2" for h in range(1, 24)]
    path.write_text("\n".join(["Zeit;Rad IN;Rad OUT", unreadable, *rows]))
    found = guess(path).mapping
    assert found.file.total_rows == []
    if unreadable.split(";")[1]:
        with pytest.raises(RecordingError, match="line 2"):
            read_file(found, path)


def test_a_row_of_units_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"01.05.2024 {h:02d}:00;{h};2" for h in range(24)]
    path.write_text("\n".join(["Zeit;Rad IN;Rad OUT", "[hh:mm];[Anzahl];[Anzahl]", *rows]))
    found = guess(path).mapping
    assert found.file.total_rows == ["[hh:mm]"]
    assert len(read_file(found, path)) == 48


def test_what_the_file_does_not_say_is_asked(german: Path) -> None:
    keys = {question.key for question in guess(german).questions}
    assert "time.zone" in keys
    assert "columns.site_name" in keys
    assert "time.clock_change" not in keys


def test_places_below_each_other_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"2024-05-01 {h:02d}:00,{place},{h}" for h in range(24) for place in ("Tor", "Weg")]
    path.write_text("\n".join(["Zeit,Ort,Rad", *rows]))
    assert "several places" in guess(path).questions[0].text


def test_end_labels_and_fixed_offsets_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    times = np.arange(
        np.datetime64("2024-03-31T01:00"), np.datetime64("2024-04-01T01:00"), np.timedelta64(1, "h")
    )
    rows = [f"{str(time).replace('T', ' ')},1,2" for time in times]
    path.write_text("\n".join(["Zeit,Rad IN,Rad OUT", *rows]))
    found = guess(path).mapping.time
    assert (found.clock_change, found.offset) == ("fixed-offset", "+01:00")
    assert found.label == "end"


def test_a_total_column_is_a_check(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"2024-05-01 {h:02d}:00,{3 * h},{h},{2 * h}" for h in range(24)]
    path.write_text("\n".join(["Zeit,Gesamt,Rad einwärts,Rad auswärts", *rows]))
    found = read_file(guess(path).mapping, path)
    assert [(c.source_id, c.role) for c in found.channels] == [
        ("Gesamt", "check"),
        ("Rad einwärts", "part"),
        ("Rad auswärts", "part"),
    ]


def test_a_workbook_is_understood(tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook()
    book.active.append(["Zählstelle Münstertor"])
    book.active.append(["Zeit", "PKW Richtung 1", "PKW Richtung 2"])
    for hour in range(24):
        book.active.append([datetime(2024, 5, 1, hour), hour, 2 * hour])  # noqa: DTZ001 - as Excel
    path = tmp_path / "tor.xlsx"
    book.save(path)
    found = read_file(guess(path).mapping, path)
    assert len(found) == 48
    assert {c.mode for c in found.channels} == {"car"}


def test_an_answer_changes_the_proposal_or_is_refused(german: Path) -> None:
    proposal = guess(german).mapping
    changed = answered(proposal, "time.clock_change", "fixed-offset")
    assert (changed.time.clock_change, changed.time.offset) == ("fixed-offset", "+01:00")
    with pytest.raises(MappingError, match=r"time\.zone"):
        answered(proposal, "time.zone", "Münster")


def test_a_known_format_is_recognised_by_its_header(tmp_path: Path) -> None:
    path = bikes(tmp_path, "2024-05.csv", day("2024-05-01", "5", "3", "2"))
    assert shelf.recognise_file(path) == mapping(BIKES)


def wegwarte(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "import", *words],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_confirmed_mapping_is_recognised_the_next_time(german: Path, tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    unknown = wegwarte("--dry-run", str(german), *data)
    assert unknown.returncode == 2
    assert "--guess" in unknown.stderr
    proposed = wegwarte("--guess", str(german), *data)
    assert parse(proposed.stdout, "stdout").id == "telgte"
    assert "unclear: time.zone" in proposed.stderr
    assert wegwarte("--guess", "--yes", str(german), *data).returncode == 0
    known = wegwarte("--dry-run", str(german), *data)
    assert known.returncode == 0, known.stderr
    assert "mapping telgte" in known.stdout
    assert "2024-10-26T23:00:00Z  2024-10-27T01:00:00+02:00  3600 s   1002" in known.stdout
    again = wegwarte("--guess", "--yes", str(german), *data)
    assert again.returncode == 0
    assert "mapping telgte fits this header already" in again.stderr
    assert f"wegwarte import --mapping telgte {german}" in again.stdout


def test_no_mapping_is_kept_beside_one_that_fits(tmp_path: Path) -> None:
    path = bikes(tmp_path, "2024-05.csv", day("2024-05-01", "5", "3", "2"))
    done = wegwarte("--guess", "--yes", str(path), "--data", str(tmp_path / "data"))
    assert done.returncode == 0
    assert f"mapping {BIKES} fits this header already" in done.stderr
    assert f"wegwarte import --mapping {BIKES} {path}" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_dry_run_names_what_is_wrong_and_fails(tmp_path: Path) -> None:
    path = bikes(tmp_path, "2024-05.csv", [("2024-05-01 00:00", "x", "1", "1")])
    done = wegwarte("-m", BIKES, "--dry-run", str(path))
    assert done.returncode == 1
    assert "2024-05.csv, line 2, column 'Weg': 'x' is not a number" in done.stderr
    assert wegwarte("-m", "nothing", "--dry-run", str(path)).returncode == 2
    assert wegwarte("-m", BIKES, "--dry-run", str(tmp_path / "missing.csv")).returncode == 2


def test_a_time_that_cannot_be_read_says_what_was_expected(tmp_path: Path) -> None:
    path = bikes(tmp_path, "2024-05.csv", [("1.5.24 0 Uhr", "2", "1", "1")])
    done = wegwarte("-m", BIKES, "--dry-run", str(path))
    assert "'1.5.24 0 Uhr' is no time of the form %Y-%m-%d %H:%M" in done.stderr
    assert "such as 2024-12-31 13:45" in done.stderr
    assert "1 file by mapping" in done.stdout
    lots = tmp_path / "2024-05-01.csv"
    lots.write_text("timestamp,a\n2024-05-01 00:00,5\n")
    done = wegwarte("-m", "german-lots", "--dry-run", str(lots))
    assert "an offset, such as 2024-12-31T13:45:00+01:00" in done.stderr
