"""A file and its mapping to a recording. Pure but for reading the file."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.recordings import row_values, session_rows, table, vehicle_rows
from ingest.recordings.assemble import assemble
from ingest.recordings.cells import UNTIL_US, Sheet, leave_out_bad_rows, read_cells
from ingest.recordings.clock import Times
from ingest.recordings.instants import instants
from ingest.recordings.labels import UnreadableLabelError, value_columns
from ingest.recordings.lines import lines_of
from ingest.recordings.mapping import Mapping
from ingest.recordings.problems import Problem, RecordingError
from ingest.recordings.recording import Recording
from ingest.recordings.repeated import repeated
from ingest.recordings.rows import Rectangle, lay
from ingest.recordings.sitefile import described
from ingest.recordings.times import expected, wall_times
from ingest.recordings.values import Texts

Columns = list[tuple[int, str, str]]  # position, id, label


def read_file(
    mapping: Mapping, path: Path, *, skip_bad: bool = False, until_us: int = UNTIL_US
) -> Recording:
    """Read one file.

    Parameters
    ----------
    skip_bad
        Leave out what cannot be read and list it in `skipped`, instead of refusing the file.
    until_us
        No measurement can be later than this. [us since 1970, UTC]

    Raises
    ------
    RecordingError
        With every problem of the file, each with line, column, value and remedy.
    """
    data = table.content(path, path.name)
    by = _by_rows if mapping.columns is None else _by_columns
    found = by(mapping, data, path, skip_bad=skip_bad, until_us=until_us)
    return replace(found, notes=(*found.notes, *repeated(found)))


def _by_columns(
    mapping: Mapping, data: bytes, path: Path, *, skip_bad: bool, until_us: int
) -> Recording:
    """Read a file of one column a channel."""
    raw = table.read_table(data, path.name, mapping.file, xlsx=table.is_xlsx(path))
    sheet = _lay_out(mapping, raw, path.name)
    read_cells(sheet)
    leave_out_bad_rows(sheet, until_us)
    if sheet.problems and not skip_bad:
        raise RecordingError(sorted(sheet.problems, key=lambda p: p.line or 0))
    places = described(mapping.site_file, path) if mapping.site_file else None
    if mapping.site_file and places is None:
        sheet.notes.append(f"no {mapping.site_file.name} beside the file: no names, no capacities")
    digest = hashlib.sha256(data).digest()
    try:
        return assemble(
            sheet, folder=path.resolve().parent.name, places=places or {}, sha256=digest
        )
    except UnreadableLabelError as why:
        raise _unreadable(path.name, why.column, mapping) from why


def _by_rows(
    mapping: Mapping, data: bytes, path: Path, *, skip_bad: bool, until_us: int
) -> Recording:
    """Read a file whose rows say whose they are, or which are one vehicle or stay each."""
    digest = hashlib.sha256(data).digest()
    places = (described(mapping.site_file, path) if mapping.site_file else None) or {}
    wanted = [*mapping.time.columns]
    if mapping.rows:
        lines = lines_of(mapping, data, path, [*wanted, *row_values.wanted(mapping.rows)])
        found = row_values.read_rows(lines, mapping.rows, places, digest, until_us)
    elif mapping.vehicles:
        lines = lines_of(mapping, data, path, [*wanted, *vehicle_rows.wanted(mapping.vehicles)])
        found = vehicle_rows.read_vehicles(lines, mapping.vehicles, places, digest, until_us)
    elif mapping.sessions:
        lines = lines_of(mapping, data, path, [*wanted, *session_rows.wanted(mapping.sessions)])
        found = session_rows.read_sessions(lines, mapping.sessions, places, digest, until_us)
    if found.skipped and not skip_bad:
        raise RecordingError(sorted(found.skipped, key=lambda p: p.line or 0))
    return found


def _lay_out(mapping: Mapping, raw: table.Table, name: str) -> Sheet:
    columns = _value_columns(mapping, raw.header, name)
    laid = lay(raw, name, mapping)
    local, readable = _local_times(laid, raw.header, name, mapping)
    notes = [*raw.notes, *laid.notes]
    unnamed = sum(1 for column in raw.header if not column)
    if unnamed:
        notes.append(f"{unnamed} column without a name was left out")
    return Sheet(
        name=name,
        mapping=mapping,
        cells=laid.cells[readable],
        lines=laid.lines[readable],
        columns=columns,
        when=instants(local[readable], mapping.time),
        problems=laid.problems,
        notes=notes,
        capacities=_capacities(raw, columns),
    )


def _value_columns(mapping: Mapping, header: list[str], name: str) -> Columns:
    """Return the columns with readings, or say why this header is not of this mapping."""
    line = mapping.file.title_rows + 1
    for column in mapping.time.columns:
        if header.count(column) != 1:
            raise table.refused(
                name,
                f"has no column {column!r} (or more than one)",
                f"mapping {mapping.id} reads the time from it; is this another format?",
                line,
            )
    try:
        columns = value_columns(header, mapping)
    except UnreadableLabelError as why:
        raise _unreadable(name, why.column, mapping) from why
    if not columns:
        raise table.refused(name, "has no column with readings", f"see mapping {mapping.id}", line)
    ids = [column_id for _, column_id, _ in columns]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise table.refused(
            name,
            f"has two columns {twice!r}",
            "two columns cannot be one channel: rename one",
            line,
        )
    return columns


def _unreadable(name: str, column: str, mapping: Mapping) -> RecordingError:
    return RecordingError(
        [
            Problem(
                file=name,
                line=mapping.file.title_rows + 1,
                column=column,
                reason=f"is not explained by mapping {mapping.id}",
                remedy="add it to columns.ignore or widen columns.pattern of the mapping",
            )
        ]
    )


def _local_times(
    laid: Rectangle, header: list[str], name: str, mapping: Mapping
) -> tuple[Times, NDArray[np.bool_]]:
    """Return the wall-clock time of each row, and which rows have one."""
    positions = [header.index(column) for column in mapping.time.columns]
    texts: Texts = laid.cells[:, positions[0]]
    for position in positions[1:]:
        texts = np.char.add(np.char.add(np.char.strip(texts), " "), laid.cells[:, position])
    width = int(np.char.str_len(texts).max()) if len(texts) else 1
    local, bad = wall_times(texts.astype(f"U{max(width, 1)}"), mapping.time.format)
    laid.problems.extend(
        Problem(
            file=name,
            line=int(laid.lines[row]),
            column=mapping.time.columns[0],
            value=str(texts[row]),
            reason=f"is no time of the form {expected(mapping.time.format)}",
            remedy="correct it, or time.format of the mapping, or leave it out with --skip-bad",
        )
        for row in np.flatnonzero(bad).tolist()
    )
    return local, ~bad


def _capacities(raw: table.Table, columns: Columns) -> dict[str, int]:
    """Return the capacities of a second header row, "(743)"; 0 is "not known", not a fact."""
    found = {}
    for row in raw.before:
        for position, column_id, _ in columns:
            text = row[position].strip(" ()") if position < len(row) else ""
            if text.isdigit() and int(text) > 0:
                found[column_id] = int(text)
    return found
