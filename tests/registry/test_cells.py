"""What a spreadsheet program ruins is mended where that takes no guessing, and else refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.registry import sheets
from tests.registry.importing import EVERYTHING, said, words
from tests.registry.sheets import HEAD, Row, csv_text, local
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database
REFUSED: list[tuple[str, int, int, Any, str]] = [
    ("a float", 0, 4, 7.03e15, "scientific notation"),
    ("scientific text", 0, 4, "7,03D57E+15", "scientific notation"),
    ("scientific decimal", 0, 4, "7.03E+15", "scientific notation"),
    ("an infinite number", 0, 4, "7E+4000", "scientific notation"),
    ("sixteen digits as a number", 0, 4, 7003057300000001, "scientific notation"),
    ("a bay without its zeros", 0, 1, 1, "has lost its zeros in front"),
    ("a bay that became a date", 0, 1, local(2026, 2, 1), "has made the date"),
    ("a bay that became a month", 0, 1, "01. Feb", "became a date"),
    ("an error of the spreadsheet", 0, 1, "#WERT!", "is an error of the spreadsheet"),
    ("exchanged coordinates", 1, (5, 6), (7.7802, 51.9802), "exchanged"),
    ("a lost decimal point", 1, 5, 519802, "the decimal point was lost"),
    ("a coordinate that became a date", 1, 6, local(2026, 7, 7), "has made the date"),
    ("a place far away", 1, (5, 6), (48.1, 11.6), "km from the other"),
    ("another bay of the site far away", 1, 5, 52.1, "from the other rows of Süd-Platz"),
    ("one coordinate", 1, 6, None, "one coordinate without the other"),
    ("degrees and minutes", 1, 5, "51°58'48\"", "is no latitude"),
    ("two numbers", 1, 5, "51.98, 7.78", "is no latitude"),
    ("a duplicate", 1, (1, 4), ("001", "70-B3-D5-7E-D0-00-00-01"), "stands in row 2 already"),
    ("a date of two meanings", 1, 7, "03/04/2026", "has two meanings"),
    ("no date", 1, 7, "neulich", "is no date"),
    ("a date years ahead", 1, 7, local(2066, 6, 1), "is years ahead"),
    ("a shorter DevEUI", 1, 4, "B3D57ED0000002", "the DevEUIs beside it have 16"),
    ("a date of 1904", 1, 7, 12.5, "is no date"),
    ("an unknown model", 1, 3, "wegwarte-bai-1", "did you mean wegwarte-bay-1"),
    ("no device", 1, 4, None, "no DevEUI or serial number"),
]  # fmt: skip
MENDED: list[tuple[str, int, int, Any]] = [
    ("separators and case", 0, 4, "70-b3-d5-7e-d0-00-00-01"),
    ("colons and spaces", 0, 4, " 70:B3:D5:7E:D0:00:00:01\xa0"),
    ("dots", 0, 4, "70.b3.d5.7e.d0.00.00.01"),
    ("a decimal comma", 0, 5, "51,9801"),
    ("coordinates as text", 0, 6, "7.7801°"),
    ("a date as a number", 0, 7, 46174.333333333336),
    ("a German date", 0, 7, "1.6.2026 8:00"),
    ("an ISO date", 0, 7, "2026-06-01T08:00"),
    ("a date with its zone", 0, 7, "2026-06-01T06:00Z"),
    ("another spelling of the site", 0, 0, "sued-platz"),
    ("spaces around a model", 0, 3, " Wegwarte-Bay-1 "),
]


@pytest.mark.parametrize(
    ("row", "column", "value", "sentence"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_what_has_lost_its_meaning_is_refused_with_its_cell(
    terminal: Terminal,
    form: Callable[..., str],
    row: int,
    column: int | tuple[int, int],
    value: Any,  # noqa: ANN401 - whatever a cell holds
    sentence: str,
) -> None:
    table = sheets.town()
    places = column if isinstance(column, tuple) else (column,)
    values = value if isinstance(column, tuple) else (value,)
    for at, one in zip(places, values, strict=True):
        table[row][at] = one

    imported = said(terminal, form(table), "--dry-run", code=1)

    refused = [one for one in imported["rows"] if one["word"] == "refused"]
    assert [one["row"] for one in refused] == [row + 2]
    assert sentence in refused[0]["said"]
    assert refused[0]["cell"] in {f"{chr(65 + at)}{row + 2}" for at in range(len(HEAD))}


@pytest.mark.parametrize(
    ("row", "column", "value"), [case[1:] for case in MENDED],
    ids=[case[0] for case in MENDED],
)  # fmt: skip
def test_what_can_be_mended_without_guessing_is_mended(
    terminal: Terminal,
    form: Callable[..., str],
    row: int,
    column: int,
    value: Any,  # noqa: ANN401 - whatever a cell holds
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    before = rows(terminal.database, EVERYTHING)
    table[row][column] = value

    imported = said(terminal, form(table))

    assert words(imported) == ["unchanged"] * 5
    assert rows(terminal.database, EVERYTHING) == before


def test_a_number_taken_for_a_date_is_told(terminal: Terminal, form: Callable[..., str]) -> None:
    table = sheets.town()
    table[0][7] = 46174

    printed = terminal.run("registry", "import", form(table, H2="General"))

    assert "H2: the number 46174 is read as the date 2026-06-01 00:00" in printed


def test_a_serial_number_without_its_zeros_is_refused(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    table[4][4] = 4711

    refused = said(terminal, form(table), code=1)["rows"][4]

    assert (refused["cell"], "is written 004711" in refused["said"]) == ("E6", True)


def test_a_number_shown_with_its_zeros_keeps_them(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    table[4][4] = 4711

    assert words(said(terminal, form(table, E6="000000"))) == ["unchanged"] * 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_however_it_was_saved(
    terminal: Terminal, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "town.csv"
    path.write_bytes(csv_text(sheets.town(), delimiter=delimiter).encode(encoding))

    imported = said(terminal, str(path))

    assert words(imported) == ["added"] * 5
    assert "sued-platz" in [one["id"] for one in terminal.json("site", "list")]


def test_an_empty_form_is_told_to_be_empty(terminal: Terminal, tmp_path: Path) -> None:
    path = str(tmp_path / "form.xlsx")
    terminal.run("registry", "template", path)

    told = terminal.run("registry", "import", path, code=1)

    assert f"{path} is empty: below its heads no row is filled in" in told


def test_a_bay_known_with_zeros_is_not_made_anew_without(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    said(terminal, form(sheets.town()))
    alone: list[Row] = [["Süd-Platz", 2, None, "wegwarte-bay-1", "70B3D57ED0000002"]]

    refused = said(terminal, form(alone), code=1)["rows"][0]

    assert (refused["cell"], "002" in refused["said"]) == ("B2", True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 no workbook", "is no XLSX file that can be read"),
        (b"colour;size\nred;7\n", "has no row of heads"),
        (b"", "has no row of heads"),
        (b"dev_eui;deveui;model\n1;2;3\n", "two columns are about"),
    ],
)
def test_a_file_that_is_no_registry_is_refused_in_one_sentence(
    terminal: Terminal, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "thing.csv"
    path.write_bytes(content)

    assert sentence in terminal.run("registry", "import", str(path), code=1)
    assert "cannot read" in terminal.run("registry", "import", str(tmp_path / "none"), code=1)


def test_dates_of_a_spreadsheet_have_no_time(terminal: Terminal, form: Callable[..., str]) -> None:
    table = sheets.town()
    table[0][7] = date(2026, 6, 1)
    said(terminal, form(table))

    (deployed,) = terminal.json("deployment", "list", "--device", "70b3d57ed0000001")
    assert deployed["since"] == "2026-05-31T22:00:00+00:00"
