"""A spreadsheet as lines: its row of heads found, each cell under what it is about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from cli.failure import FailedError
from cli.registry.sheet.cells import Cell, sheets_of
from cli.registry.sheet.columns import is_secret

#: The head stands within these rows. [rows]
_HEAD_WITHIN: Final = 20


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
    first: list[list[Cell]] | None = None
    for rows in sheets_of(path):
        first = rows if first is None else first
        if _head_at(rows, form) is not None:
            return _table(path, rows, form)
    return _table(path, first or [], form)


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
