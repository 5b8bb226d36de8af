"""A whole spreadsheet: read, compared, entered in one transaction, and told row by row."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from cli.failure import FailedError
from cli.registry.sheet import comparing, table, views, wanted
from cli.registry.sheet.columns import Column, column_of
from cli.registry.sheet.comparing import Registered
from cli.registry.sheet.entering import Entry, enter
from cli.registry.sheet.table import Form, Table
from cli.registry.sheet.wanted import Known, Reading, Wanted
from cli.registry.sheet.words import CellError
from store.inventory import fleet, models, places
from store.inventory.errors import UnknownError
from store.inventory.overlaps import OverlapError
from store.pool import Connection

FORM: Final = Form(
    column_of=column_of, needs=Column.IDENT, remedy="wegwarte registry template --xlsx"
)


#: Devices are planned at most so long before.
_AHEAD_MAX: Final = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSaid:
    """What became of a row.

    Parameters
    ----------
    word
        added, changed, unchanged or refused.
    cell
        The cell that is wrong, of a refused row.
    said
        What was added or changed, or why it was refused.
    """

    row: int
    word: str
    cell: str | None = None
    said: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file."""

    rows: list[RowSaid]
    unknown: list[str]
    secret: list[str]

    def count(self, word: str) -> int:
        """Return how many rows had this fate."""
        return sum(row.word == word for row in self.rows)


async def import_file(conn: Connection, path: Path, entry: Entry, *, model: str | None) -> Imported:
    """Enter every row that can be, in the caller's transaction; the caller decides about refusals.

    Parameters
    ----------
    model
        Of rows that name none.

    Raises
    ------
    UnknownError
        There is no such model.
    FailedError
        The file cannot be read, or nothing is filled in.
    """
    found = table.read(path, FORM)
    if not found.lines:
        raise FailedError(
            f"{path} is empty: below its heads no row is filled in, so there is nothing to enter"
        )
    every = await models.known(conn)
    if model is not None and model not in every:
        raise UnknownError(f"no model {model!r}; known: {', '.join(sorted(every))}")
    sites = await places.sites(conn, now=entry.now, retired=True)
    zones = {
        str(name).lower(): site["time_zone"]
        for site in sites
        for name in (site["id"], site["name"], *site["aliases"])
    }
    reading = wanted.read_rows(
        found,
        Known(
            models=every,
            model=model,
            zones=zones,
            zone=entry.zone,
            latest=entry.now + _AHEAD_MAX,
        ),
    )
    views.complete(reading)
    comparing.compare(reading, await _registered(conn, entry, sites))
    done = []
    made_by: dict[int, Wanted] = {}
    for one in reading.wanted:
        try:
            outcome = await enter(conn, one, entry)
        except CellError as why:
            reading.wrong[one.line] = why
            continue
        except OverlapError as why:
            reading.wrong[one.line] = _taken(one, why, made_by.get(why.deployment))
            continue
        made_by |= dict.fromkeys(outcome.deployments, one)
        said = ", ".join(dict.fromkeys([*outcome.added, *outcome.changed]))
        done.append(RowSaid(row=one.line, word=outcome.word, said=said))
    return _said(found, reading, done)


def _taken(one: Wanted, why: OverlapError, first: Wanted | None) -> CellError:
    """Return what is wrong with the second device in a place."""
    column = Column.SITE if one.place is None else Column.PLACE
    if first is None:
        return one.wrong(column, why.sentence)
    where = " ".join(part for part in (one.site, one.place, one.direction) if part)
    return one.wrong(
        column,
        f"{where} stands in row {first.line} already ({first.refs.get(column, 'its place')}), with "
        f"{first.ident.text}: in one place stands one device at a time",
    )


async def _registered(conn: Connection, entry: Entry, sites: list[dict[str, Any]]) -> Registered:
    devices = await fleet.devices(conn, now=entry.now, retired=True)
    names = {one["id"] for one in devices}
    names |= {alias["alias"] for one in devices for alias in one["aliases"]}
    labels: dict[str, set[str]] = {}
    for stream in await places.datastreams(conn):
        label = stream["bay"] or stream["lane"]
        if label:
            labels.setdefault(stream["site"], set()).add(label)
    points = {
        site["id"]: (
            float(site["geometry"]["coordinates"][1]),
            float(site["geometry"]["coordinates"][0]),
        )
        for site in sites
        if (site["geometry"] or {}).get("type") == "Point"
    }
    return Registered(
        names=frozenset(names),
        places={site: frozenset(found) for site, found in labels.items()},
        points=points,
    )


def _said(found: Table, reading: Reading, done: list[RowSaid]) -> Imported:
    refused = [
        RowSaid(row=line, word="refused", cell=why.ref, said=why.sentence)
        for line, why in reading.wrong.items()
    ]
    rows = [
        RowSaid(
            row=row.row,
            word=row.word,
            cell=row.cell,
            said=row.said,
            notes=reading.notes.get(row.row, []),
        )
        for row in sorted([*done, *refused], key=lambda row: row.row)
    ]
    return Imported(rows=rows, unknown=found.unknown, secret=found.secret)
