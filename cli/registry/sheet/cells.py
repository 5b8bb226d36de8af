"""A file as rows of cells: XLSX, or CSV however it was written."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
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

Value = str | int | float | bool | datetime | date | time | None
ROWS_MAX: Final = 50_000
BYTES_MAX: Final = 50_000_000
#: A line that tells how columns are parted stands within these rows. [rows]
_HEAD_WITHIN: Final = 20
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


def sheets_of(path: Path) -> Iterator[list[list[Cell]]]:
    """Yield the rows of each sheet of a file; of CSV there is one.

    Raises
    ------
    FailedError
        It cannot be read.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise FailedError(f"{path} is larger than {BYTES_MAX} bytes: no registry is")
        content = path.read_bytes()
    except OSError as why:
        raise FailedError(f"cannot read {path}: {why.strerror}") from why
    if content[:2] == b"PK":
        yield from _of_workbook(path, content)
    else:
        yield _of_csv(content)


def _of_workbook(path: Path, content: bytes) -> Iterator[list[list[Cell]]]:
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as why:
        raise FailedError(f"{path} is no XLSX file that can be read: {why}") from why
    for sheet in book.worksheets:
        if sheet.max_row > ROWS_MAX:
            raise FailedError(f"{path} has more than {ROWS_MAX} rows in {sheet.title!r}")
        yield [
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
