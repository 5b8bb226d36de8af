"""One cell read as a moment: a date of the spreadsheet, its number, or text as people write it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cli.registry.sheet.cells import Cell
from cli.registry.sheet.words import CellError

_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:[ ,T]+(\d{1,2}:\d{2}.*))?")
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: +(\d{1,2}:\d{2}.*))?")
_FIRST_YEAR: Final = 1990
#: Numbers that are dates of 1990 to 2119 in a spreadsheet. [days since 1900]
_DAYS: Final = (32_874, 80_354)


def moment(cell: Cell, zone: ZoneInfo, note: Callable[[str], None]) -> datetime:
    """Return an instant: a date of the spreadsheet, its number, or text; local unless it says."""
    value = cell.value
    if isinstance(value, bool | time):
        raise CellError(cell.ref, f"{cell.text} is no date")
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime.combine(value, time())
    else:
        found = _read_date(cell, note)
    if found.year < _FIRST_YEAR:
        raise CellError(cell.ref, f"{cell.text} is before {_FIRST_YEAR}")
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    first, second = (found.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise CellError(
            cell.ref,
            f"{cell.text} is twice or never in {zone}: write it with its offset, as "
            f"{found:%Y-%m-%dT%H:%M}+01:00",
        )
    return first.astimezone(UTC)


def _read_date(cell: Cell, note: Callable[[str], None]) -> datetime:
    text = cell.text
    number = re.fullmatch(r"\d{5}([.,]\d+)?", text)
    if number or isinstance(cell.value, int | float):
        days = float(text.replace(",", "."))
        if not _DAYS[0] <= days <= _DAYS[1]:
            raise CellError(cell.ref, f"{text} is no date: write 2026-11-03 or 03.11.2026")
        found = (cell.day(days) + timedelta(seconds=0.5)).replace(microsecond=0)
        note(f"{cell.ref}: the number {text} is read as the date {found:%Y-%m-%d %H:%M}")
        return found
    try:
        if german := _GERMAN_DATE.fullmatch(text):
            day, month, year, at = german.groups()
            return _dated(_century(year), month, day, at)
        if slashed := _SLASHED.fullmatch(text):
            first, second, year, at = slashed.groups()
            if int(first) > 12:
                return _dated(year, second, first, at)
            if int(second) > 12 or first == second:
                return _dated(year, first, second, at)
            raise CellError(
                cell.ref, f"{text} has two meanings: write it as 2026-11-03 or 03.11.2026"
            )
        return datetime.fromisoformat(text)
    except ValueError as why:
        raise CellError(
            cell.ref, f"{text!r} is no date: write 2026-11-03, 2026-11-03 14:20 or 03.11.2026"
        ) from why


def _century(year: str) -> str:
    return year if len(year) > 2 else f"20{year}"


def _dated(year: str, month: str, day: str, at: str | None) -> datetime:
    found = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the zone is the site's
    if at is None:
        return found
    clock = time.fromisoformat(at.strip().zfill(5))
    return datetime.combine(found.date(), clock)
