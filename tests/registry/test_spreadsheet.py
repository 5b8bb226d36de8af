"""One spreadsheet makes a registry; what a spreadsheet program ruins is mended or refused."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.registry import sheets
from tests.registry.sheets import HEAD, Row, csv_text, local, xlsx
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database
EVERYTHING = (
    "select (select json_agg(s order by id) from site s),"
    " (select json_agg(d order by id) from device d),"
    " (select json_agg(a order by alias) from device_alias a),"
    " (select json_agg(d order by id) from datastream d),"
    " (select json_agg(p order by id) from deployment p)"
)


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., str]:
    """Return what writes a form and gives its path."""
    return lambda rows, **shapes: str(xlsx(tmp_path / "town.xlsx", rows, **shapes))


def said(terminal: Terminal, path: str, *words: str, code: int = 0) -> dict[str, Any]:
    """Import a file; return what it said."""
    printed = terminal.run("registry", "import", path, *words, "--json", code=code)
    return json.loads(printed)  # type: ignore[no-any-return]


def words(imported: dict[str, Any]) -> list[str]:
    """Return the fate of each row."""
    return [row["word"] for row in imported["rows"]]


def test_one_file_makes_sites_devices_datastreams_and_deployments(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    imported = said(terminal, form(sheets.town()))

    assert words(imported) == ["added"] * 5
    sites = {one["id"]: one for one in terminal.json("site", "list")}
    assert {key: one["kind"] for key, one in sites.items()} == {
        "sued-platz": "parking_zone",
        "ring": "cycle_track",
        "parkhaus": "car_park",
    }
    assert (sites["ring"]["direction_a"], sites["ring"]["direction_b"]) == ("hin", "her")
    deployed = terminal.json("deployment", "list", "--at", "now")
    assert {(d["device"], d["channel"], d["bay"], d["direction"]) for d in deployed} == {
        ("70b3d57ed0000001", "bay", "001", "none"),
        ("70b3d57ed0000002", "bay", "002", "none"),
        ("ring-counter", "bicycles-a", None, "a"),
        ("ring-counter", "bicycles-b", None, "b"),
        ("004711", "free", None, "none"),
        ("004711", "operating", None, "none"),
    }
    assert {d["since"] for d in deployed} == {"2026-06-01T06:00:00+00:00"}
    assert terminal.json("device", "show", "70-b3-d5-7e-d0-00-00-01")["life"] == "installed"


def test_the_same_file_again_changes_nothing(terminal: Terminal, form: Callable[..., str]) -> None:
    path = form(sheets.town())
    said(terminal, path)
    before = rows(terminal.database, EVERYTHING)
    audited = rows(terminal.database, "select count(*) from audit")

    imported = said(terminal, path)

    assert words(imported) == ["unchanged"] * 5
    assert rows(terminal.database, EVERYTHING) == before
    assert rows(terminal.database, "select count(*) from audit") == audited


def test_only_what_differs_is_changed_and_a_missing_row_stays(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    table[1][7] = local(2026, 6, 3, 8)
    table[1][8] = "tree cut"

    imported = said(terminal, form(table[1:]))

    assert words(imported) == ["changed", "unchanged", "unchanged", "unchanged"]
    deployed = {d["bay"]: d["since"] for d in terminal.json("deployment", "list", "--at", "now")}
    assert deployed["001"] == "2026-06-01T06:00:00+00:00"
    assert deployed["002"] == "2026-06-03T06:00:00+00:00"


def test_an_empty_cell_erases_nothing(terminal: Terminal, form: Callable[..., str]) -> None:
    table = sheets.town()
    said(terminal, form(table))
    before = rows(terminal.database, EVERYTHING)

    for row in table:
        row[5] = row[6] = row[7] = row[8] = None
    assert words(said(terminal, form(table))) == ["unchanged"] * 5
    assert rows(terminal.database, EVERYTHING) == before


def test_a_rehearsal_says_the_same_and_enters_nothing(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    before = rows(terminal.database, EVERYTHING)

    rehearsed = said(terminal, form(sheets.town()), "--dry-run")

    assert words(rehearsed) == ["added"] * 5
    assert rehearsed["entered"] is False
    assert rows(terminal.database, EVERYTHING) == before
    entered = said(terminal, form(sheets.town()))
    assert [row["said"].split(",")[0] for row in entered["rows"]] == [
        row["said"].split(",")[0] for row in rehearsed["rows"]
    ]


def test_one_refused_row_keeps_the_whole_file_out(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    table[1][4] = "7.0B3D5E+15"

    printed = terminal.run("registry", "import", form(table), code=1)

    assert "row 3     refused   E3: 7.0B3D5E+15 is an id in scientific notation" in printed
    assert "nothing was entered" in printed
    assert rows(terminal.database, "select count(*) from site") == [(0,)]
    assert words(said(terminal, form(table), "--skip-refused", code=1)).count("added") == 4
    assert rows(terminal.database, "select count(*) from device") == [(3,)]


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


def test_a_device_that_stands_elsewhere_is_refused_with_the_command(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    table[4][0] = "Ring"

    refused = said(terminal, form(table), code=1)["rows"][4]

    assert refused["cell"] == "A6"
    assert "`wegwarte device move 004711 --to SITE --at T`" in refused["said"]


def test_another_device_in_a_known_bay_is_refused_with_the_command(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    said(terminal, form(table))
    table[0][4] = "70B3D57ED0000009"

    refused = said(terminal, form(table), code=1)["rows"][0]

    assert refused["word"] == "refused"
    assert "`wegwarte device swap 70b3d57ed0000001 NEW --at T`" in refused["said"]
    assert rows(terminal.database, "select count(*) from device") == [(4,)]


def test_a_second_device_in_a_place_is_refused_with_the_row_of_the_first(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = sheets.town()
    table[1][1] = "001"

    refused = said(terminal, form(table), code=1)["rows"][1]

    assert refused["cell"] == "B3"
    assert refused["said"] == (
        "Süd-Platz 001 stands in row 2 already (B2), with 70b3d57ed0000001: "
        "in one place stands one device at a time"
    )


def test_a_place_that_is_taken_is_told_without_numbers_of_the_database(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    said(terminal, form(sheets.town()))
    table = sheets.town()[:1]
    table[0][4] = "70B3D57ED0000009"

    refused = said(terminal, form(table), code=1)["rows"][0]

    assert refused["cell"] == "B2"
    assert "already answers for bay_state of sued-platz, bay 001 from" in refused["said"]
    assert "(deployment" not in refused["said"]


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


def test_a_device_list_of_the_things_stack_is_read_and_its_keys_are_dropped(
    terminal: Terminal, tmp_path: Path
) -> None:
    secret = "0123456789ABCDEF0123456789ABCDEF"
    path = tmp_path / "devices.csv"
    path.write_text(
        "id;dev_eui;join_eui;name;description;frequency_plan_id;app_key;nwk_key;brand_id\n"
        f"bay-17;70B3D57ED0000017;0000000000000000;Bay 17;key {secret};EU_863_870;{secret};;nwave\n"
    )

    printed = terminal.run("registry", "import", str(path), "--model", "wegwarte-bay-1")

    assert "keys were dropped, and belong in no such file: app_key, nwk_key" in printed
    assert "E2: a key stood there; it is left out" in printed
    device = terminal.json("device", "show", "bay-17")
    assert (device["id"], device["name"]) == ("70b3d57ed0000017", "Bay 17")
    stored = rows(terminal.database, "select string_agg(a::text, ' ') from audit a")
    assert secret not in stored[0][0]


def test_a_device_list_of_chirpstack_is_read_and_its_keys_are_dropped(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "devices.csv"
    path.write_text(
        "DevEUI,Application ID,Device-profile ID,Name,Description,Network key,Application key\n"
        f"70b3d57ed0000018,1,2,bay 18,behind the tree,{'ab' * 16},{'cd' * 16}\n"
    )

    imported = said(terminal, str(path), "--model", "wegwarte-bay-1")

    assert imported["key_columns_dropped"] == ["Network key", "Application key"]
    assert imported["columns_left_out"] == ["Application ID", "Device-profile ID"]
    assert terminal.json("device", "show", "70b3d57ed0000018")["remarks"] == "behind the tree"


def test_a_device_list_without_a_model_asks_for_it(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text("dev_eui,name\n70b3d57ed0000018,bay 18\n70b3d57ed000018,bay 19\n")

    first, second = said(terminal, str(path), code=1)["rows"]

    assert "for all rows with --model" in first["said"]
    assert (second["cell"], "has 15 digits" in second["said"]) == ("A3", True)


def test_the_form_can_be_filled_in_and_read(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    terminal.run("registry", "template", str(path))
    book = load_workbook(path)
    sheet = book["devices"]
    assert [cell.value for cell in sheet[1]] == HEAD
    assert sheet["E2"].number_format == "@"
    for at, row in enumerate(sheets.town(), start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(row=at, column=column).value = value
    book.save(path)

    assert words(said(terminal, str(path))) == ["added"] * 5
    assert "is there already" in terminal.run("registry", "template", str(path), code=1)


def test_the_filled_form_read_back_changes_nothing(
    terminal: Terminal, form: Callable[..., str], tmp_path: Path
) -> None:
    said(terminal, form(sheets.town()))
    path = str(tmp_path / "filled.xlsx")
    terminal.run("registry", "template", path, "--filled")

    imported = said(terminal, path)

    assert words(imported) == ["unchanged"] * 5


def test_the_filled_form_of_a_radar_whose_vehicles_are_a_check_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("site", "add", "Street", "--kind", "cross_section")
    terminal.run("device", "add", "radar", "--model", "wegwarte-radar-1")
    terminal.run("device", "install", "radar", "street", "--at", "2026-06-01")
    for stream in terminal.json("datastream", "list", "--site", "street"):
        if stream["property"] == "passage":
            terminal.run("datastream", "change", str(stream["id"]), "--role", "check")
    rows(terminal.database, "update device set installed_at = null returning id")
    path = str(tmp_path / "filled.xlsx")
    terminal.run("registry", "template", path, "--filled")

    assert words(said(terminal, path)) == ["unchanged"] * 2


def test_new_devices_can_be_accepted_with_their_installation(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    said(terminal, form(sheets.town()), "--accept")

    found = rows(terminal.database, "select distinct accepted_at from device")
    assert [str(one[0]) for one in found] == ["2026-06-01 06:00:00+00:00"]


def test_a_device_of_an_earlier_campaign_is_accepted_with_its_new_place(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    terminal.run("site", "add", "Allee", "--kind", "cycle_track")
    terminal.run("device", "add", "ring-counter", "--model", "wegwarte-bicycle-counter-1")
    words = ("--from", "2026-05-01", "--to", "2026-05-08")
    terminal.run("campaign", "add", "allee", "ring-counter", *words)

    said(terminal, form(sheets.town()[2:4]), "--accept")

    deployed = terminal.json("deployment", "list", "--device", "ring-counter")
    assert {(one["site"], one["accepted_at"]) for one in deployed} == {
        ("allee", "2026-04-30T22:00:00+00:00"),
        ("ring", "2026-06-01T06:00:00+00:00"),
    }


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
