"""One spreadsheet makes a registry, and says what it will not change."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.registry import sheets
from tests.registry.importing import EVERYTHING, said, words
from tests.registry.sheets import HEAD, local
from tests.registry.town import Terminal, rows

pytestmark = pytest.mark.database


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
