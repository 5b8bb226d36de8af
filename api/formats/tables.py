"""Rows as CSV: for programs (UTC and local time with offset), and for German Excel.

`csv-de`: semicolons, decimal comma, byte-order mark, date and time in columns of their own that
Excel reads as such; the hour that comes twice when the clocks go back is told apart by `2A` (summer
time) and `2B` (winter time) in a column of its own. A text that a spreadsheet would take for a
formula is preceded by an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

Row = Mapping[str, object]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
FLAGS_DE: Final[dict[object, str]] = {
    1: "gut",
    2: "ungeprüft",
    3: "zweifelhaft",
    4: "falsch",
    9: "fehlt",
}
STATUS_DE: Final[dict[object, str]] = {"provisional": "vorläufig", "final": "endgültig"}


class Kind(Enum):
    """What a column holds."""

    TEXT = auto()
    NUMBER = auto()
    INSTANT = auto()  #: two columns (UTC, local); in German date, time and 2A/2B
    DATE = auto()
    YES_NO = auto()
    FLAG = auto()  #: QARTOD; in German a word
    STATUS = auto()  #: in German a word
    COVERAGE = auto()  #: 0..1; in German a percentage and a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the key in rows (and English header), its German header, and what it holds."""

    key: str
    german: str
    kind: Kind = Kind.TEXT


def csv_text(columns: Sequence[Column], rows: Iterable[Row], zone: ZoneInfo) -> str:
    """Return rows as CSV for programs (RFC 4180): decimal point, times in UTC and local."""
    header = []
    for column in columns:
        instant = column.kind is Kind.INSTANT
        header += [f"{column.key}_utc", f"{column.key}_local"] if instant else [column.key]
    return _written(header, ([*_english(columns, row, zone)] for row in rows), ",")


def csv_de_text(columns: Sequence[Column], rows: Iterable[Row], zone: ZoneInfo) -> str:
    """Return rows as CSV that German Excel opens with a double click."""
    header = []
    for column in columns:
        parts = _GERMAN_HEADERS.get(column.kind, ("{}",))
        header += [part.format(column.german).strip() for part in parts]
    lines = ([*_german(columns, row, zone)] for row in rows)
    return "\ufeff" + _written(header, lines, ";")


def _written(header: list[str], lines: Iterable[list[str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def _english(columns: Sequence[Column], row: Row, zone: ZoneInfo) -> Iterable[str]:
    for column in columns:
        value = row.get(column.key)
        if column.kind is Kind.INSTANT:
            assert value is None or isinstance(value, datetime)  # noqa: S101 - by its kind
            yield "" if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            yield "" if value is None else value.astimezone(zone).isoformat()
        elif isinstance(value, bool):
            yield "true" if value else "false"
        else:
            yield plain(value)


def _german(columns: Sequence[Column], row: Row, zone: ZoneInfo) -> Iterable[str]:
    for column in columns:
        yield from _GERMAN_CELLS[column.kind](row.get(column.key), zone)


def plain(value: object) -> str:
    """Return a cell for programs; text that looks like a formula is defused."""
    match value:
        case None:
            return ""
        case float():
            return "" if value != value else _decimal(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return defused(" ".join(str(item) for item in value))
        case _:
            return defused(str(value))


def defused(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def clock_change(instant: datetime, zone: ZoneInfo) -> str:
    """Return `2A` or `2B` in the hour that comes twice, else nothing.

    Examples
    --------
    >>> clock_change(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    '2A'
    >>> clock_change(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    '2B'
    """
    local = instant.astimezone(zone)
    other = local.replace(fold=1 - local.fold)
    if other.utcoffset() == local.utcoffset():
        return ""
    # In the gap of spring the two offsets differ as well, but no instant lies in it.
    return f"{local.hour}{'B' if local.fold else 'A'}"


def _decimal(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return format(value, ".12f").rstrip("0") if "e" in text else text


def _de_number(value: object, _zone: ZoneInfo) -> list[str]:
    return [plain(value).replace(".", ",")]


def _de_instant(value: object, zone: ZoneInfo) -> list[str]:
    if not isinstance(value, datetime):
        return ["", "", ""]
    local = value.astimezone(zone)
    seconds = local.second or local.microsecond
    return [
        local.strftime("%d.%m.%Y"),
        local.strftime("%H:%M:%S" if seconds else "%H:%M"),
        clock_change(value, zone),
    ]


def _de_date(value: object, _zone: ZoneInfo) -> list[str]:
    return [value.strftime("%d.%m.%Y") if isinstance(value, date) else ""]


def _de_coverage(value: object, _zone: ZoneInfo) -> list[str]:
    if not isinstance(value, float) or value != value:
        return ["", "nicht erwartet"]
    word = "vollständig" if value >= 1 else "unvollständig" if value > 0 else "keine Daten"
    return [plain(round(value * 100, 1)).replace(".", ","), word]


def _de_word(words: Mapping[object, str]) -> Callable[[object, ZoneInfo], list[str]]:
    return lambda value, _zone: [words.get(value, plain(value))]


_GERMAN_HEADERS: Final = {
    Kind.INSTANT: ("{} Datum", "{} Uhrzeit", "{} Zeitumstellung"),
    Kind.COVERAGE: ("{} [%]", "{} in Worten"),
}
_GERMAN_CELLS: Final[dict[Kind, Callable[[object, ZoneInfo], list[str]]]] = {
    Kind.TEXT: lambda value, _zone: [plain(value)],
    Kind.NUMBER: _de_number,
    Kind.INSTANT: _de_instant,
    Kind.DATE: _de_date,
    Kind.YES_NO: _de_word({True: "ja", False: "nein"}),
    Kind.FLAG: _de_word(FLAGS_DE),
    Kind.STATUS: _de_word(STATUS_DE),
    Kind.COVERAGE: _de_coverage,
}
