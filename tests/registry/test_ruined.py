"""Whatever a spreadsheet program does to a form: it is read as it was meant, or its cell is named.

No ruined cell is ever read as something else.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
from hypothesis import Phase, given, settings

from cli.registry.naming import device_id
from cli.registry.sheet import comparing, table, wanted
from cli.registry.sheet.comparing import Registered
from cli.registry.sheet.importing import FORM
from cli.registry.sheet.wanted import Known, Reading
from devices.models import MODELS
from tests.registry.sheets import HEAD, Row, local, xlsx

KNOWN = Known(
    models=MODELS,
    model=None,
    zones={},
    zone="Europe/Berlin",
    latest=datetime(2028, 1, 1, tzinfo=UTC),
)
#: A model that comes through a LoRaWAN network server.
LORAWAN = next(name for name in MODELS if MODELS[name].codec)
#: Reading files is slow: an example is told as it was found.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
EPOCH = local(1899, 12, 30)
Ruin = Callable[[Any], Any]


def eui(number: int) -> str:
    """Return a DevEUI as it is printed on a device."""
    return f"{number:016X}"


forms = st.lists(
    st.tuples(
        st.integers(2**40, 2**60 - 1).map(eui),
        st.integers(5_190_000, 5_210_000).map(lambda n: n / 100_000),
        st.integers(750_001, 790_000).map(lambda n: n / 100_000),
        st.integers(0, 500).map(lambda days: local(2025, 1, 1) + timedelta(days=days)),
    ),
    min_size=3,
    max_size=5,
    unique_by=lambda row: row[0],
)


def separated(text: str) -> str:
    """Write a DevEUI as some vendors print it."""
    return "-".join(text[at : at + 2] for at in range(0, 16, 2)).lower()


def as_number(text: str) -> Any:  # noqa: ANN401 - a number if it can be one
    """Return what a spreadsheet makes of a DevEUI typed into a cell that is no text."""
    return float(f"{int(text):.14e}") if text.isdecimal() else text


def scientific(text: str) -> str:
    """Return what stands in the CSV of a DevEUI that was a number."""
    return f"{float(int(text, 16)):.5E}".replace(".", ",")


#: column, what is done to a cell
MENDED: dict[str, tuple[int, Ruin]] = {
    "separators": (4, separated),
    "lower case": (4, str.lower),
    "spaces": (4, lambda text: f" {text}\xa0"),
    "decimal comma": (5, lambda value: str(value).replace(".", ",")),
    "coordinate as text": (6, str),
    "date as number": (7, lambda at: (at - EPOCH).days),
    "German date": (7, lambda at: f"{at:%d.%m.%Y}"),
    "date as text": (7, lambda at: f"{at:%Y-%m-%d}"),
}
LOST: dict[str, tuple[int, Ruin]] = {
    "scientific notation": (4, scientific),
    "lost zeros": (4, lambda text: text.lstrip("0")),
    "label as date": (1, lambda _: local(2026, 2, 1)),
    "lost point": (5, lambda value: int(value * 100_000)),
    "coordinate as date": (6, lambda _: local(2026, 7, 8)),
    "far away": (5, lambda value: value - 30),
    "exchanged": (5, lambda value: value),
    "error": (1, lambda _: "#NAME?"),
    "no date": (7, lambda _: "nach Ostern"),
    "two meanings": (7, lambda _: "03/04/2026"),
    "duplicate": (4, lambda text: text),
    "letters": (4, lambda text: f"{text[:-1]}O"),
    "place holder": (4, lambda _: "FF-FF-FF-FF-FF-FF-FF-FF"),
    "key": (4, lambda _: "AppKey 2B7E151628AED2A6ABF7158809CF4F3C"),
    "merged": (0, lambda _: None),
    "hour that comes twice": (7, lambda _: "25.10.2026 02:30"),
    "hour that never comes": (7, lambda _: local(2026, 3, 29) + timedelta(hours=2.5)),
}


def form(rows: list[tuple[str, float, float, datetime]]) -> list[Row]:
    """Return the rows of a form: bays of one place."""
    return [
        ["Markt", f"B{at}", None, LORAWAN, name, lat, lon, installed, ""]
        for at, (name, lat, lon, installed) in enumerate(rows)
    ]


def read(rows: list[Row]) -> Reading:
    """Read a form out of a file, as the command does."""
    with TemporaryDirectory() as folder:
        found = table.read(xlsx(Path(folder) / "form.xlsx", rows, HEAD), FORM)
    reading = wanted.read_rows(found, KNOWN)
    comparing.compare(reading, Registered())
    return reading


def meant(reading: Reading) -> dict[int, tuple[Any, ...]]:
    """Return what each row was read as."""
    return {
        one.line: (device_id(one.ident.text), one.place, one.lat, one.lon, one.installed_at)
        for one in reading.wanted
    }


def close_together(rows: list[tuple[str, float, float, datetime]]) -> list[Row]:
    """Return a form whose bays stand within some hundred metres."""
    table_rows = form(rows)
    for row in table_rows:
        row[5] = round(51.98 + (row[5] - 52.0) / 100, 6)
        row[6] = round(7.78 + (row[6] - 7.7) / 100, 6)
    return table_rows


@settings(max_examples=40, deadline=None, phases=PHASES)
@given(forms, st.sampled_from(sorted(MENDED)), st.data())
def test_what_can_be_mended_is_read_as_it_was_meant(
    rows: list[tuple[str, float, float, datetime]], ruin: str, data: st.DataObject
) -> None:
    sheet = close_together(rows)
    before = meant(read(sheet))
    column, act = MENDED[ruin]
    at = data.draw(st.integers(0, len(sheet) - 1))
    sheet[at][column] = act(sheet[at][column])

    assert len(before) == len(sheet)
    assert meant(read(sheet)) == before


@settings(max_examples=60, deadline=None, phases=PHASES)
@given(forms, st.sampled_from(sorted(LOST)), st.data())
def test_what_is_lost_is_refused_with_its_cell_and_nothing_else_is(
    rows: list[tuple[str, float, float, datetime]], ruin: str, data: st.DataObject
) -> None:
    sheet = close_together(rows)
    before = meant(read(sheet))
    column, act = LOST[ruin]
    at = data.draw(st.integers(1, len(sheet) - 1))
    if ruin == "exchanged":
        sheet[at][5], sheet[at][6] = sheet[at][6], sheet[at][5]
    elif ruin == "duplicate":
        sheet[at][4] = separated(sheet[0][4])
    else:
        sheet[at][column] = act(sheet[at][column])

    reading = read(sheet)

    line = at + 2
    assert set(reading.wrong) == {line}
    assert reading.wrong[line].ref == f"{'ABCDEFGHI'[column]}{line}"
    assert meant(reading) == {key: value for key, value in before.items() if key != line}


def test_the_number_of_a_time_is_read_to_the_second() -> None:
    sheet = form([(eui(2**44), 51.98, 7.78, local(2026, 11, 1))])
    sheet[0][7] = 46_327.333333

    (found,) = read(sheet).wanted

    assert found.installed_at == datetime(2026, 11, 1, 7, 0, tzinfo=UTC)


@settings(max_examples=40, deadline=None, phases=PHASES)
@given(forms, st.data())
def test_a_deveui_typed_as_a_number_is_never_read_as_another(
    rows: list[tuple[str, float, float, datetime]], data: st.DataObject
) -> None:
    sheet = close_together(rows)
    before = meant(read(sheet))
    at = data.draw(st.integers(0, len(sheet) - 1))
    typed = data.draw(st.from_regex(r"[0-9]{16}", fullmatch=True))
    sheet[at][4] = as_number(typed)

    reading = read(sheet)

    assert set(reading.wrong) == {at + 2}
    assert len(meant(reading)) == len(before) - 1
