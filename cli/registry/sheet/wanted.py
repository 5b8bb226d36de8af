"""Rows of a spreadsheet as wishes: each cell read, each row compared with the others."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from cli.registry.sheet import dates, words
from cli.registry.sheet.cells import Cell
from cli.registry.sheet.columns import KEY, Column
from cli.registry.sheet.table import Line, Table
from cli.registry.sheet.words import CellError, Ident
from devices import orientation
from devices.model import DeviceModel
from devices.names import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a row wants; None: it says nothing of it, so what is registered stays.

    Parameters
    ----------
    place
        Bay or lane.
    looks_deg
        Where the sensor looks, clockwise from north. [degrees]
    leads_deg
        Where the direction of the row leads. [degrees]
    refs
        Where each column stands, for sentences about it.
    """

    line: int
    ident: Ident
    model: str | None
    site: str | None = None
    kind: str | None = None
    place: str | None = None
    direction: str | None = None
    channel: str | None = None
    server_id: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    installed_at: datetime | None = None
    remarks: str | None = None
    looks_deg: float | None = None
    leads_deg: float | None = None
    refs: Mapping[StrEnum, str] = field(default_factory=dict)

    def wrong(self, column: Column, sentence: str) -> CellError:
        """Return what is wrong with a cell of this row."""
        return CellError(self.refs.get(column, f"row {self.line}"), sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rows are read with.

    Parameters
    ----------
    model
        Of rows that name none.
    zones
        Site (id, name or alias in lower case) -> its time zone.
    zone
        Of sites that are new.
    latest
        No device is installed after it.
    """

    models: Mapping[str, DeviceModel]
    model: str | None
    zones: Mapping[str, str]
    zone: str
    latest: datetime


@dataclass(slots=True, kw_only=True)
class Reading:
    """What became of the rows: wishes, what is wrong by row, and what was noted by row."""

    wanted: list[Wanted] = field(default_factory=list)
    wrong: dict[int, CellError] = field(default_factory=dict)
    notes: dict[int, list[str]] = field(default_factory=dict)

    def refuse(self, line: int, error: CellError) -> None:
        """Take a row out, and say why."""
        self.wrong.setdefault(line, error)
        self.wanted = [one for one in self.wanted if one.line != line]


def read_rows(table: Table, known: Known) -> Reading:
    """Read every row; one that is wrong does not keep the others from being read."""
    reading = Reading()
    for line in table.lines:
        notes: list[str] = []
        try:
            reading.wanted.append(_row(line, known, notes))
        except CellError as why:
            reading.wrong[line.number] = why
        if notes:
            reading.notes[line.number] = notes
    return reading


def _row(line: Line, known: Known, notes: list[str]) -> Wanted:
    site = _label(line, Column.SITE)
    model = _model(line, known)
    cell = line.cell(Column.IDENT)
    if cell is None:
        raise CellError(line.ref(Column.IDENT), "no DevEUI or serial number: what device is it?")
    if KEY.search(cell.text):
        raise CellError(cell.ref, "a key stands there: keys belong in no spreadsheet")
    if site is None and (_label(line, Column.PLACE) or line.cell(Column.DIRECTION)):
        raise CellError(
            line.ref(Column.SITE),
            "no site: of merged cells only the first has a value, write it in every row",
        )
    expects_eui = model is not None and bool(known.models[model].codec)
    lat, lon = _position(line)
    zone = ZoneInfo(known.zones.get((site or "").lower(), known.zone))
    installed = line.cell(Column.INSTALLED)
    return Wanted(
        line=line.number,
        ident=words.ident(cell, expects_eui=expects_eui or _only_euis(line)),
        model=model,
        site=site,
        kind=_text(line, Column.KIND, notes),
        place=_label(line, Column.PLACE),
        direction=_text(line, Column.DIRECTION, notes),
        channel=_text(line, Column.CHANNEL, notes),
        server_id=_text(line, Column.SERVER_ID, notes),
        name=_text(line, Column.NAME, notes),
        lat=lat,
        lon=lon,
        installed_at=None if installed is None else _installed(installed, zone, known, notes),
        remarks=_text(line, Column.REMARKS, notes),
        looks_deg=_bearing(line, Column.LOOKS, orientation.view),
        leads_deg=_bearing(line, Column.LEADS, orientation.lead),
        refs={column: found.ref for column, found in line.cells.items()},
    )


def _installed(cell: Cell, zone: ZoneInfo, known: Known, notes: list[str]) -> datetime:
    found = dates.moment(cell, zone, notes.append)
    if found > known.latest:
        raise CellError(cell.ref, f"{found:%Y-%m-%d} is years ahead: which day is meant?")
    return found


def _only_euis(line: Line) -> bool:
    """Whether this is a network server's list: it has no sites."""
    return Column.SITE not in line.cells


def _label(line: Line, column: Column) -> str | None:
    cell = line.cell(column)
    return None if cell is None else words.label(cell)


def _text(line: Line, column: Column, notes: list[str]) -> str | None:
    cell = line.cell(column)
    if cell is None:
        return None
    text = words.plain(cell)
    if KEY.search(text):
        notes.append(f"{cell.ref}: a key stood there; it is left out")
        text = KEY.sub("", text).strip()
    return text or None


def _bearing(line: Line, column: Column, read: Callable[[str], float]) -> float | None:
    cell = line.cell(column)
    if cell is None:
        return None
    try:
        return read(words.plain(cell))
    except ValueError as why:
        raise CellError(cell.ref, str(why)) from why


def _position(line: Line) -> tuple[float | None, float | None]:
    lat, lon = line.cell(Column.LAT), line.cell(Column.LON)
    if lat is None and lon is None:
        return None, None
    if lat is None or lon is None:
        missing = Column.LAT if lat is None else Column.LON
        raise CellError(line.ref(missing), "one coordinate without the other")
    if lat.text == lon.text:
        raise CellError(lat.ref, f"lat and lon are both {lat.text}: that is nowhere")
    return words.degrees(lat, "latitude", 90), words.degrees(lon, "longitude", 180)


def _model(line: Line, known: Known) -> str | None:
    cell = line.cell(Column.MODEL)
    if cell is not None:
        return _named(cell, words.plain(cell), known.models)
    brand, of_brand = line.cell(Column.BRAND), line.cell(Column.BRAND_MODEL)
    if known.model is None and of_brand is not None:
        maker = "" if brand is None else brand.text
        for one in (f"{maker} {of_brand.text}", of_brand.text):
            if slug(one) in known.models:
                return slug(one)
    return known.model


def _named(cell: Cell, text: str, models: Mapping[str, DeviceModel]) -> str:
    if slug(text) in models:
        return slug(text)
    for one in models.values():
        if one.name.lower() == text.lower():
            return one.id
    near = difflib.get_close_matches(slug(text), list(models), n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "`wegwarte model list` shows them"
    raise CellError(cell.ref, f"no model {text!r}; {hint}")


def of_sites(wanted: Iterable[Wanted]) -> dict[str, list[Wanted]]:
    """Return rows by the site they name, however it is written."""
    found: dict[str, list[Wanted]] = {}
    for one in wanted:
        if one.site is not None:
            found.setdefault(slug(one.site), []).append(one)
    return found
