"""A spreadsheet as cells: XLSX, or CSV however it was written."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.utils.datetime import (  # type: ignore[import-untyped]
    CALENDAR_WINDOWS_1900,
    from_excel,
)
from openpyxl.utils.exceptions import (  # type: ignore[import-untyped]
    InvalidFileException,
)

from cli.failure import FailedError
from cli.registry.sheet.columns import is_secret

Value = str | int | float | bool | datetime | date | time | None
#: The head stands within these rows. [rows]
_HEAD_WITHIN: Final = 20
ROWS_MAX: Final = 50_000
BYTES_MAX: Final = 50_000_000
_ENCODINGS: Final = ("utf-8-sig", "cp1252")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: where it stands and what is in it.

    Parameters
    ----------
    ref
        As people call it: `F17`.
    format
        How a spreadsheet shows a number; '' in CSV.
    epoch
        The day that a spreadsheet counts days from.
    """

    ref: str
    value: Value
    format: str = ""
    epoch: datetime = CALENDAR_WINDOWS_1900

    @property
    def text(self) -> str:
        """The text in it without the spaces around, also those that cannot be seen."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        return str(self.value).replace("\xa0", " ").replace("\u200b", "").strip().lstrip("'")

    def day(self, number: float) -> datetime:
        """Return what a number means as a date of this spreadsheet."""
        found: datetime = from_excel(number, self.epoch)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row that is not empty."""

    number: int
    cells: dict[StrEnum, Cell]

    def cell(self, column: StrEnum) -> Cell | None:
        """Return the cell of a column unless it is empty."""
        found = self.cells.get(column)
        return None if found is None or not found.text else found

    def ref(self, column: StrEnum) -> str:
        """Return where a column stands in this row, or the row where it has no such column."""
        found = self.cells.get(column)
        return f"row {self.number}" if found is None else found.ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A spreadsheet.

    Parameters
    ----------
    unknown
        Heads of columns that are not read.
    secret
        Heads of columns with keys; nothing of them is in `lines`.
    """

    lines: list[Line]
    columns: list[StrEnum]
    unknown: list[str] = field(default_factory=list)
    secret: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a spreadsheet must look like.

    Parameters
    ----------
    column_of
        What a head says the column is about, None where it is not known.
    needs
        The column without which it is another spreadsheet.
    remedy
        Which command writes an empty form.
    """

    column_of: Callable[[str], StrEnum | None]
    needs: StrEnum
    remedy: str


def read(path: Path, form: Form) -> Table:
    """Read a file.

    Raises
    ------
    FailedError
        It cannot be read, or has no row of heads.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise FailedError(f"{path} is larger than {BYTES_MAX} bytes: no registry is")
        content = path.read_bytes()
    except OSError as why:
        raise FailedError(f"cannot read {path}: {why.strerror}") from why
    rows = _of_workbook(path, content, form) if content[:2] == b"PK" else _of_csv(content)
    return _table(path, rows, form)


def _of_workbook(path: Path, content: bytes, form: Form) -> list[list[Cell]]:
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as why:
        raise FailedError(f"{path} is no XLSX file that can be read: {why}") from why
    found: list[list[Cell]] = []
    for sheet in book.worksheets:
        if sheet.max_row > ROWS_MAX:
            raise FailedError(f"{path} has more than {ROWS_MAX} rows in {sheet.title!r}")
        rows = [
            [
                Cell(
                    ref=f"{get_column_letter(at + 1)}{number}",
                    value=cell.value,
                    format=cell.number_format or "",
                    epoch=book.epoch,
                )
                for at, cell in enumerate(row)
            ]
            for number, row in enumerate(sheet.iter_rows(), start=1)
        ]
        found = found or rows
        if _head_at(rows, form) is not None:
            return rows
    return found


def _of_csv(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    lines = text.splitlines()
    delimiter = ","
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) > len("sep="):
        delimiter = lines[0][4]
        lines[0] = ""
    else:
        head = next((line for line in lines[:_HEAD_WITHIN] if line.strip()), "")
        delimiter = max(";,\t|", key=head.count)
    read = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    rows = []
    for number, record in enumerate(read, start=1):
        if number > ROWS_MAX:
            raise FailedError(f"more than {ROWS_MAX} rows: no registry has so many")
        rows.append(
            [
                Cell(ref=f"{get_column_letter(at + 1)}{number}", value=text)
                for at, text in enumerate(record)
            ]
        )
    return rows


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _table(path: Path, rows: Sequence[Sequence[Cell]], form: Form) -> Table:
    at = _head_at(rows, form)
    if at is None:
        raise FailedError(
            f"{path} has no row of heads with `{form.needs}` and others; "
            f"`{form.remedy}` writes an empty form"
        )
    heads = [(place, cell.text) for place, cell in enumerate(rows[at]) if cell.text]
    columns: dict[int, StrEnum] = {}
    for place, head in heads:
        column = form.column_of(head)
        if column is None:
            continue
        if column in columns.values():
            raise FailedError(f"{path}: two columns are about {column}, one of them {head!r}")
        columns[place] = column
    return Table(
        lines=list(_lines(rows[at + 1 :], at + 2, columns)),
        columns=list(columns.values()),
        unknown=[h for p, h in heads if p not in columns and not is_secret(h)],
        secret=[h for _, h in heads if is_secret(h)],
    )


def _lines(
    rows: Sequence[Sequence[Cell]], first: int, columns: dict[int, StrEnum]
) -> Iterator[Line]:
    for number, row in enumerate(rows, start=first):
        cells = {columns[at]: cell for at, cell in enumerate(row) if at in columns}
        if any(cell.text for cell in cells.values()):
            yield Line(number=number, cells=cells)


def _head_at(rows: Sequence[Sequence[Cell]], form: Form) -> int | None:
    """Return which row has the heads: the one that names most columns, the needed one as well."""
    best, found = 0, None
    for at, row in enumerate(rows[:_HEAD_WITHIN]):
        texts = [cell.text for cell in row if isinstance(cell.value, str)]
        known = {form.column_of(text) for text in texts} - {None}
        if form.needs in known and len(known) > max(best, 1):
            best, found = len(known), at
    return found
