"""A column of the spreadsheet says where a sensor looks, and so which channel counts what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from devices.orientation import lead, view
from tests.registry.importing import said, words
from tests.registry.sheets import HEAD, Row, csv_text, local, xlsx
from tests.registry.town import Terminal, rows

CHANNELS = (
    "select c.name, d.direction, p.orientation_deg from deployment p "
    "join channel c on c.id = p.channel join datastream d on d.id = p.datastream order by 1"
)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("stands on the north side, looks east", 90),
        ("steht auf der Nordseite, blickt nach Osten", 90),
        ("Nordseite, Blick nach Süden", 180),
        ("mounted at the north-east side, facing south", 180),
        ("hängt an der südöstlichen Straßenseite und schaut in Richtung Nordwesten", 315),
        ("stands on the south side", 0),
        ("stands on the north side looks east", 90),
        ("Blickrichtung NO", 45),
        ("112,5°", 112.5),
    ],
)
def test_an_installers_words_say_where_a_sensor_looks(text: str, degrees: float) -> None:
    assert view(text) == degrees


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("stands on the north side, looks north", "looks away from it"),
        ("stands north", "does not say where the sensor looks"),
        ("east, west", "does not say where the sensor looks"),
        ("upwards", "is no bearing"),
        ("", "does not say where"),
    ],
)
def test_words_that_say_no_view_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        view(text)


@pytest.mark.parametrize(
    ("text", "degrees"), [("ostwärts", 90), ("eastbound", 90), ("Fahrtrichtung Süd", 180)]
)
def test_a_direction_is_called_after_where_it_leads(text: str, degrees: float) -> None:
    assert lead(text) == degrees


def street(looks: str | None, leads: str | None, *names: str) -> list[Row]:
    """Return a radar at a street, one row a direction; the first says where it looks and leads."""
    a, b = names or ("hin", "her")
    at = local(2026, 6, 1, 8)
    radar = ["pmx-tcr", "radar-1", 51.98, 7.78, at, ""]
    return [["Street", None, a, *radar, looks, leads], ["Street", None, b, *radar, None, None]]


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., str]:
    """Return what writes a form and gives its path."""
    return lambda rows: str(xlsx(tmp_path / "town.xlsx", rows))


def found(terminal: Terminal) -> dict[str, tuple[str, float | None]]:
    """Return direction and view of each deployed channel."""
    return {name: (way, deg) for name, way, deg in rows(terminal.database, CHANNELS)}


@pytest.mark.database
@pytest.mark.parametrize(
    ("looks", "leads", "left_to_right", "degrees"),
    [
        ("stands on the north side, looks south", "east", "b", 180),
        ("steht auf der Südseite, blickt nach Norden", "nach Osten", "a", 0),
        ("stands on the south side", "east", "a", 0),
        ("Nordseite", "90°", "b", 180),
    ],
)
def test_the_view_says_which_channel_counts_which_direction(
    terminal: Terminal,
    form: Callable[..., str],
    looks: str,
    leads: str,
    left_to_right: str,
    degrees: float,
) -> None:
    imported = said(terminal, form(street(looks, leads)))

    assert words(imported) == ["added", "added"]
    other = {"a": "b", "b": "a"}[left_to_right]
    channels = found(terminal)
    assert channels["bicycles-ltr"] == (left_to_right, degrees)
    assert channels["bicycles-rtl"] == (other, degrees)
    assert channels["cars-ltr-speed"] == (left_to_right, degrees)
    assert words(said(terminal, form(street(looks, leads)))) == ["unchanged"] * 2


@pytest.mark.database
def test_a_direction_called_after_where_it_leads_needs_no_further_column(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "street.csv"
    head = ["Blickrichtung" if name == "looks" else name for name in HEAD]
    table = street("steht auf der Nordseite, schaut nach Süden", None, "ostwärts", "westwärts")
    path.write_text(csv_text(table, head=head))

    assert words(said(terminal, str(path))) == ["added", "added"]
    assert found(terminal)["bicycles-ltr"] == ("b", 180)


@pytest.mark.database
@pytest.mark.parametrize(
    ("looks", "leads", "cell", "sentence"),
    [
        ("upwards", "east", "J2", "is no bearing"),
        ("stands on the north side, looks north", "east", "J2", "looks away from it"),
        ("looks east", "east", "J2", "across direction a"),
        ("looks south", None, "J2", "where 'hin' leads is not said"),
        ("looks south", "stadteinwärts", "K2", "is no bearing"),
    ],
)
def test_a_view_that_does_not_fit_is_refused_with_its_cell(
    terminal: Terminal,
    form: Callable[..., str],
    looks: str,
    leads: str | None,
    cell: str,
    sentence: str,
) -> None:
    refused = said(terminal, form(street(looks, leads)), code=1)["rows"][0]

    assert (refused["word"], refused["cell"]) == ("refused", cell)
    assert sentence in refused["said"]
    assert rows(terminal.database, "select count(*) from deployment") == [(0,)]


@pytest.mark.database
def test_rows_that_contradict_each_other_are_refused(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    table = street("looks south", "east")
    table[1][9:] = ["looks north", None]
    second = said(terminal, form(table), code=1)["rows"][1]
    assert (second["cell"], "and in row 2 to 180°" in second["said"]) == ("J3", True)
    table[1][9:] = [None, "east"]
    second = said(terminal, form(table), code=1)["rows"][1]
    assert (second["cell"], "one of the two cannot be" in second["said"]) == ("K3", True)


@pytest.mark.database
def test_a_view_that_would_turn_a_known_sensor_is_refused_with_the_command(
    terminal: Terminal, form: Callable[..., str]
) -> None:
    said(terminal, form(street("looks south", "east")))

    refused = said(terminal, form(street("looks north", "east")), code=1)["rows"][0]

    assert refused["cell"] == "J2"
    assert "`wegwarte device turn radar-1 --at T`" in refused["said"]
    terminal.run("device", "turn", "radar-1", "--at", "2026-06-05")
    assert words(said(terminal, form(street("looks north", "east")))) == ["unchanged"] * 2


@pytest.mark.database
def test_a_view_entered_later_is_kept(terminal: Terminal, form: Callable[..., str]) -> None:
    said(terminal, form(street(None, None)))  # left to right usually is a
    assert found(terminal)["bicycles-ltr"] == ("a", None)

    assert words(said(terminal, form(street("looks north", "east")))) == ["changed"] * 2
    assert found(terminal)["bicycles-ltr"] == ("a", 0)


@pytest.mark.database
def test_the_filled_form_says_where_sensors_look(
    terminal: Terminal, form: Callable[..., str], tmp_path: Path
) -> None:
    said(terminal, form(street("looks south", "east")))
    path = tmp_path / "filled.xlsx"
    terminal.run("registry", "template", str(path), "--filled")

    sheet: Any = load_workbook(path)["devices"]
    told = sorted(tuple(cell.value for cell in row[-2:]) for row in sheet["A2:K3"])
    assert told == [("180°", "270°"), ("180°", "90°")]
    assert words(said(terminal, str(path))) == ["unchanged"] * 2
