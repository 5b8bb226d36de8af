"""Rows as CSV: for programs (UTC and local time with offset), and for German Excel.

`csv-de`: semicolons, decimal comma, byte-order mark, date and time in columns of their own that
Excel reads as such; the hour that comes twice when the clocks go back is told apart by `2A` (summer
time) and `2B` (winter time) in a column of its own. A text that a spreadsheet would take for a
formula is preceded by an apostrophe.
"""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from analytics.catalogue.methods_de import METHODS_DE

Row = Mapping[str, object]
Values = Sequence[object]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
FLAGS_DE: Final[dict[object, str]] = {
    1: "gut",
    2: "ungeprüft",
    3: "zweifelhaft",
    4: "falsch",
    9: "fehlt",
}
STATUS_DE: Final[dict[object, str]] = {
    "provisional": "vorläufig",
    "final": "endgültig",
    "estimated": "geschätzt",
}


class Kind(Enum):
    """What a column holds."""

    TEXT = auto()
    NUMBER = auto()
    INSTANT = auto()  #: two columns (UTC, local); in German date, time and 2A/2B
    DATE = auto()
    YES_NO = auto()
    FLAG = auto()  #: QARTOD; in German a word
    STATUS = auto()  #: in German a word
    METHOD = auto()  #: how a number came about; in German its German name
    COVERAGE = auto()  #: 0..1; in German a percentage and a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: the key in rows (and English header), its German header, and what it holds."""

    key: str
    german: str
    kind: Kind = Kind.TEXT


def csv_text(columns: Sequence[Column], rows: Sequence[Row], zone: ZoneInfo) -> str:
    """Return rows as CSV for programs (RFC 4180): decimal point, times in UTC and local."""
    header: list[str] = []
    cells: list[list[str]] = []
    for column in columns:
        values = [row.get(column.key) for row in rows]
        if column.kind is Kind.INSTANT:
            header += [f"{column.key}_utc", f"{column.key}_local"]
            cells += [_instants(values, UTC), _instants(values, zone)]
        else:
            header.append(column.key)
            cells.append([plain(value) for value in values])
    return _written(header, cells, ",")


def csv_de_text(columns: Sequence[Column], rows: Sequence[Row], zone: ZoneInfo) -> str:
    """Return rows as CSV that German Excel opens with a double click."""
    header: list[str] = []
    cells: list[list[str]] = []
    for column in columns:
        values = [row.get(column.key) for row in rows]
        parts = _GERMAN_HEADERS.get(column.kind, ("{}",))
        header += [part.format(column.german).strip() for part in parts]
        cells += _GERMAN_CELLS[column.kind](values, zone)
    return "\ufeff" + _written(header, cells, ";")


def _written(header: list[str], cells: list[list[str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _instants(values: Sequence[object], zone: tzinfo) -> list[str]:
    return [
        value.astimezone(zone).isoformat().replace("+00:00", "Z")
        if isinstance(value, datetime)
        else ""
        for value in values
    ]


def plain(value: object) -> str:
    """Return a cell for programs; text that looks like a formula is defused."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
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


def _de_text(values: Values, _zone: ZoneInfo) -> list[list[str]]:
    return [[plain(value) for value in values]]


def _de_number(values: Values, _zone: ZoneInfo) -> list[list[str]]:
    return [[plain(value).replace(".", ",") for value in values]]


def _de_instant(values: Values, zone: ZoneInfo) -> list[list[str]]:
    dates, times, halves = [], [], []
    for value in values:
        if not isinstance(value, datetime):
            dates.append("")
            times.append("")
            halves.append("")
            continue
        local = value.astimezone(zone)
        seconds = f":{local.second:02d}" if local.second or local.microsecond else ""
        dates.append(_de_day(local))
        times.append(f"{local.hour:02d}:{local.minute:02d}{seconds}")
        halves.append(clock_change(value, zone))
    return [dates, times, halves]


def _de_date(values: Values, _zone: ZoneInfo) -> list[list[str]]:
    return [[_de_day(value) if isinstance(value, date) else "" for value in values]]


def _de_day(day: date) -> str:
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def _de_coverage(values: Values, zone: ZoneInfo) -> list[list[str]]:
    shares = [value if isinstance(value, float) else None for value in values]
    (percent,) = _de_number([None if s is None else round(s * 100, 1) for s in shares], zone)
    return [percent, [_covered(share) for share in shares]]


def _covered(share: float | None) -> str:
    if share is None:
        return "nicht erwartet"
    return "vollständig" if share >= 1 else "unvollständig" if share > 0 else "keine Daten"


def _de_word(words: Mapping[object, str]) -> Callable[[Values, ZoneInfo], list[list[str]]]:
    return lambda values, _zone: [[words.get(value, plain(value)) for value in values]]


_GERMAN_HEADERS: Final = {
    Kind.INSTANT: ("{} Datum", "{} Uhrzeit", "{} Zeitumstellung"),
    Kind.COVERAGE: ("{} [%]", "{} in Worten"),
}
_GERMAN_CELLS: Final[dict[Kind, Callable[[Values, ZoneInfo], list[list[str]]]]] = {
    Kind.TEXT: _de_text,
    Kind.NUMBER: _de_number,
    Kind.INSTANT: _de_instant,
    Kind.DATE: _de_date,
    Kind.YES_NO: _de_word({True: "ja", False: "nein"}),
    Kind.FLAG: _de_word(FLAGS_DE),
    Kind.STATUS: _de_word(STATUS_DE),
    Kind.METHOD: _de_word(METHODS_DE),
    Kind.COVERAGE: _de_coverage,
}
