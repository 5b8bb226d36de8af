"""A form of what people have counted, read cell by cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from cli.registry.sheet import dates, words
from cli.registry.sheet.cells import Cell
from cli.registry.sheet.table import Form, Line
from cli.registry.sheet.words import CellError
from store.inventory.manual import Observed


class Column(StrEnum):
    """What a column is about."""

    SITE = "site"
    DATE = "date"
    FROM = "from"
    TO = "to"
    WHAT = "what"
    DIRECTION = "direction name"
    PLACE = "bay or lane"
    VALUE = "number"
    OBSERVER = "observer"
    REMARKS = "remarks"


_HEADS: Final = {
    "site": Column.SITE,
    "ort": Column.SITE,
    "standort": Column.SITE,
    "date": Column.DATE,
    "datum": Column.DATE,
    "from": Column.FROM,
    "von": Column.FROM,
    "time": Column.FROM,
    "uhrzeit": Column.FROM,
    "to": Column.TO,
    "bis": Column.TO,
    "what": Column.WHAT,
    "was": Column.WHAT,
    "directionname": Column.DIRECTION,
    "direction": Column.DIRECTION,
    "richtung": Column.DIRECTION,
    "bayorlane": Column.PLACE,
    "stellplatz": Column.PLACE,
    "spur": Column.PLACE,
    "number": Column.VALUE,
    "anzahl": Column.VALUE,
    "zahl": Column.VALUE,
    "observer": Column.OBSERVER,
    "zähler": Column.OBSERVER,
    "remarks": Column.REMARKS,
    "bemerkungen": Column.REMARKS,
}
FORM: Final = Form(
    column_of=lambda head: _HEADS.get(re.sub(r"[^a-zäöüß]", "", head.lower())),
    needs=Column.VALUE,
    remedy="wegwarte manual template SITE",
)
#: what people write -> property, mode
WHAT: Final = {
    "bicycles": ("count", "bicycle"),
    "pedestrians": ("count", "pedestrian"),
    "cars": ("count", "car"),
    "heavy vehicles": ("count", "heavy"),
    "motor vehicles": ("count", "motor"),
    "vehicles present": ("vehicles_present", ""),
    "free spaces": ("free_spaces", ""),
}
_GERMAN: Final = {
    "fahrräder": "bicycles",
    "räder": "bicycles",
    "fußgänger": "pedestrians",
    "pkw": "cars",
    "lkw": "heavy vehicles",
    "kfz": "motor vehicles",
    "fahrzeuge": "vehicles present",
    "freie plätze": "free spaces",
}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What rows are read with: sites by every name they have, in lower case."""

    sites: Mapping[str, Mapping[str, Any]]
    sheet: str
    now: datetime


def read(line: Line, context: Context) -> Observed:
    """Read a row, or raise `CellError` with the cell that is wrong."""
    site = _site(line, context)
    observed, mode = _what(line)
    since, until = _times(line, ZoneInfo(site["time_zone"]))
    counted = observed == "count"
    if counted and until is None:
        raise CellError(line.ref(Column.TO), "a count needs its end: from when to when was it?")
    if since > context.now:
        raise CellError(line.ref(Column.DATE), f"{since:%Y-%m-%d %H:%M}Z is still to come")
    place = line.cell(Column.PLACE)
    return Observed(
        site=site["id"],
        property=observed,
        mode=mode,
        direction=_direction(line, site),
        place="" if place is None else words.label(place),
        time=since,
        duration_s=int((until - since).total_seconds()) if counted and until else None,
        value=_number(line),
        observer=_text(line, Column.OBSERVER),
        remarks=_text(line, Column.REMARKS),
        sheet=context.sheet,
    )


def _needed(line: Line, column: Column) -> Cell:
    cell = line.cell(column)
    if cell is None:
        raise CellError(line.ref(column), f"no {column}")
    return cell


def _site(line: Line, context: Context) -> Mapping[str, Any]:
    cell = _needed(line, Column.SITE)
    found = context.sites.get(words.label(cell).lower())
    if found is None:
        raise CellError(cell.ref, f"no site {cell.text!r}; `wegwarte site list` shows them")
    return found


def _what(line: Line) -> tuple[str, str]:
    cell = _needed(line, Column.WHAT)
    said = words.plain(cell).lower()
    said = _GERMAN.get(said, said)
    if said not in WHAT:
        raise CellError(cell.ref, f"{cell.text!r} is none of: {', '.join(WHAT)}")
    return WHAT[said]


def _direction(line: Line, site: Mapping[str, Any]) -> str:
    cell = line.cell(Column.DIRECTION)
    if cell is None:
        return "none"
    said = words.plain(cell).lower()
    if said in {"both", "beide"}:
        return "both"
    for letter in ("a", "b"):
        if said in {letter, str(site[f"direction_{letter}"]).lower()}:
            return letter
    names = [site[f"direction_{x}"] for x in ("a", "b") if site[f"direction_{x}"]]
    known = ", ".join(["a", "b", "both", *names])
    raise CellError(cell.ref, f"{cell.text!r} is no direction of {site['id']}: {known}")


def _number(line: Line) -> float:
    cell = _needed(line, Column.VALUE)
    whole = re.fullmatch(r"(\d+)(?:[.,]0)?", cell.text)  # 1.000 may be a thousand, or one
    if isinstance(cell.value, bool | date | time) or whole is None:
        raise CellError(
            cell.ref,
            f"{cell.text!r} is no whole number of vehicles or people: write it as 1250, "
            "without a decimal or thousands separator",
        )
    return float(whole[1])


def _times(line: Line, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    cell = _needed(line, Column.DATE)
    notes: list[str] = []
    day = dates.moment(cell, zone, notes.append).astimezone(zone).replace(tzinfo=None)
    midnight = datetime.combine(day.date(), time())
    since = _instant(_needed(line, Column.FROM), midnight, zone)
    end = line.cell(Column.TO)
    if end is None:
        return since, None
    until = _instant(end, midnight, zone)
    if until <= since:
        raise CellError(end.ref, f"{end.text} is not after the beginning; one row a day")
    return since, until


def _instant(cell: Cell, midnight: datetime, zone: ZoneInfo) -> datetime:
    value = cell.value
    if isinstance(value, datetime | time):
        after = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        after = timedelta(seconds=round(value * 86_400))
    else:
        found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2}))?(?: ?Uhr)?", cell.text)
        if found is None:
            raise CellError(cell.ref, f"{cell.text!r} is no time of the day: write 07:15")
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        after = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if after > _DAY:
        raise CellError(cell.ref, f"{cell.text} is no time of the day")
    return (midnight + after).replace(tzinfo=zone).astimezone(UTC)


def _text(line: Line, column: Column) -> str:
    cell = line.cell(column)
    return "" if cell is None else words.plain(cell)
