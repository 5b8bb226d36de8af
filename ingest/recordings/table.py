"""Bytes to rows of text: CSV (plain or gz) and XLSX. Nothing is interpreted here."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from ingest.recordings.mapping import FileForm
from ingest.recordings.problems import Problem, RecordingError

_PARQUET: Final = b"PAR1"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")  #: byte order marks, as spreadsheets write them
FILE_MAX_BYTES: Final = 512 * 1024 * 1024  # unpacked; a larger file is cut by its publisher first


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header and its rows, all text.

    Parameters
    ----------
    lines
        Of each row, the line it begins on, counted from 1.
    before
        Second header rows, as they stand (capacities).
    notes
        What a person should know of how it was read.
    """

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    before: list[list[str]]
    notes: tuple[str, ...] = ()


def content(path: Path, name: str) -> bytes:
    """Return a file's bytes, unpacked.

    Raises
    ------
    RecordingError
        It cannot be read, is damaged or larger than `FILE_MAX_BYTES`.
    """
    try:
        raw = path.read_bytes()
        if raw[:2] != b"\x1f\x8b":
            return raw
        with gzip.open(io.BytesIO(raw)) as stream:
            unpacked = stream.read(FILE_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as why:
        raise refused(name, f"cannot be read: {why}", "check the file and its rights") from why
    if len(unpacked) > FILE_MAX_BYTES:
        raise refused(name, f"is larger than {FILE_MAX_BYTES} bytes", "cut it into several files")
    return unpacked


_ZIP: Final = b"PK\x03\x04"


def is_xlsx(path: Path) -> bool:
    """Whether a file's name says that it is a workbook."""
    return path.name.lower().removesuffix(".gz").endswith(".xlsx")


def read_table(data: bytes, name: str, form: FileForm, *, xlsx: bool) -> Table:
    """Return the table of a file.

    Raises
    ------
    RecordingError
        Not of the declared encoding, without a header, or packed.
    """
    if not xlsx and data.startswith(_ZIP):
        raise refused(name, "is a zip archive", "unpack it, and import the files that are in it")
    if data.startswith(_PARQUET):
        raise refused(name, "is a Parquet file", "save it as CSV, and import that")
    notes: tuple[str, ...] = ()
    if xlsx:
        rows, lines = _xlsx_rows(data, name, form.sheet)
    else:
        text, notes = _decoded(data, name, form)
        rows, lines = _csv_rows(text, name, form)
    filled = [i for i, row in enumerate(rows) if any(row)]
    kept = [i for i in filled if lines[i] > form.title_rows]
    if form.header:
        header, kept = form.header, kept[form.unit_rows :]
    elif kept:
        header, kept = [cell.strip() for cell in rows[kept[0]]], kept[1 + form.unit_rows :]
    else:
        raise refused(name, "has no header", "an empty file cannot be a recording")
    body, before = [], []
    for i in kept:
        first = rows[i][0].strip()
        if form.capacity_row and first == form.capacity_row:
            before.append(rows[i])
        elif first not in form.total_rows or not form.total_rows:
            body.append(i)
    return Table(
        header=header,
        rows=[rows[i] for i in body],
        lines=[lines[i] for i in body],
        before=before,
        notes=notes,
    )


def read_json(data: bytes, name: str) -> Table:
    """Return the table of a list of JSON objects: one a row, `lines` are their numbers.

    The list may stand in an object beside what describes it, as services answer. Nested values are
    left out: no column can name them.

    Raises
    ------
    RecordingError
        Not JSON, or no list of objects.
    """
    try:
        objects = msgspec.json.decode(_bare(data), type=list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise refused(name, f"is no list of JSON objects: {why}", "check the file") from why
    header = list(dict.fromkeys(key for one in objects for key in one))
    rows = [[_plain(one.get(key)) for key in header] for one in objects]
    return Table(header=header, rows=rows, lines=list(range(1, len(rows) + 1)), before=[])


def _bare(data: bytes) -> bytes:
    """Return the only list that an object holds; what is no such object as it is."""
    if not data.lstrip().startswith(b"{"):
        return data
    inside = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    lists = [raw for raw in inside.values() if bytes(raw).lstrip().startswith(b"[")]
    return bytes(lists[0]) if len(lists) == 1 else data


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _decoded(data: bytes, name: str, form: FileForm) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file; one that is not of the encoding it should be is named."""
    if data[:2] in _UTF_16:
        return _strictly(data, "utf-16", name), ("is UTF-16, and was read as that",)
    if form.encoding == "latin-1":
        return data.decode("latin-1"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return _strictly(data, "cp1252", name), ("is not UTF-8, and was read as Windows-1252",)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as why:
        raise RecordingError(
            [
                Problem(
                    file=name,
                    line=data[: why.start].count(b"\n") + 1,
                    value=repr(data[why.start : why.start + 8]),
                    reason=f"is neither UTF-8 nor {encoding}",
                    remedy="save it as UTF-8",
                )
            ]
        ) from why


def _csv_rows(text: str, name: str, form: FileForm) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=False)
    try:
        rows = list(reader)
    except csv.Error as why:
        raise refused(
            name, f"is no CSV: {why}", "check delimiter and quotes", reader.line_num
        ) from why
    if reader.line_num == len(rows):
        return rows, list(range(1, len(rows) + 1))
    return _with_lines(text, form.delimiter)


def _with_lines(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Read again, slowly, where a quoted field holds a line break."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines, begins = [], [], 1
    for row in reader:
        rows.append(row)
        lines.append(begins)
        begins = reader.line_num + 1
    return rows, lines


def _xlsx_rows(data: bytes, name: str, sheet: str) -> tuple[list[list[str]], list[int]]:
    # Imported here: it takes 0.3 s, and only workbooks need it.
    from openpyxl import load_workbook  # type: ignore[import-untyped]
    from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
        InvalidFileException,
    )

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, OSError, KeyError, ValueError) as why:
        raise refused(name, f"is no XLSX: {why}", "save it as .xlsx or CSV") from why
    if sheet and sheet not in book.sheetnames:
        raise refused(name, f"has no sheet {sheet!r}", f"it has {', '.join(book.sheetnames)}")
    chosen = book[sheet] if sheet else book.worksheets[0]
    rows = [_cells(row) for row in chosen.iter_rows(values_only=True)]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows], list(range(1, len(rows) + 1))


def _cells(row: Iterable[Any]) -> list[str]:
    cells = [_text(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def refused(name: str, reason: str, remedy: str, line: int | None = None) -> RecordingError:
    """Return the error that refuses a whole file."""
    return RecordingError([Problem(file=name, line=line, reason=reason, remedy=remedy)])
