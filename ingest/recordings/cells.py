"""The cells of a file that say something: numbers, tokens, and what is wrong with the others."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.recordings.instants import Instants
from ingest.recordings.mapping import Mapping
from ingest.recordings.problems import Problem
from ingest.recordings.values import Texts, numbers, out_of_range

SINCE_US: Final = 946_684_800_000_000  #: 2000-01-01: what is older is a clock that was not set
UNTIL_US: Final = 4_102_444_800_000_000  #: 2100-01-01


@dataclass(slots=True)
class Sheet:
    """A file on its way to becoming a recording.

    Parameters
    ----------
    columns
        (position, id, label) of each column with readings.
    row, column
        Of each cell that says something: its row, and its index into `columns`. File order.
    value
        Its number, NaN where it is a token.
    token
        Index into `mapping.tokens` of each cell, -1 where it is a number.
    has_tokens
        Whether any cell of the file is a token, rows that are left out included.
    """

    name: str
    mapping: Mapping
    cells: Texts
    lines: NDArray[np.int64]
    columns: list[tuple[int, str, str]]
    when: Instants
    problems: list[Problem]
    notes: list[str]
    capacities: dict[str, int]
    row: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    column: NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    value: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    token: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    has_tokens: bool = False


def read_cells(sheet: Sheet) -> None:
    """Fill `row`, `column`, `value` and `token`; what cannot be read becomes a problem."""
    positions = [position for position, _, _ in sheet.columns]
    block = np.char.strip(sheet.cells[:, positions]) if len(sheet.cells) else sheet.cells[:, :0]
    sheet.row, sheet.column = np.nonzero(block != "")
    texts = block[sheet.row, sheet.column]
    sheet.token = np.full(len(texts), -1, dtype=np.int8)
    for index, token in enumerate(sheet.mapping.tokens):
        sheet.token[texts == token] = index
    numeric = sheet.token < 0
    sheet.has_tokens = not numeric.all()
    form = sheet.mapping.file
    sheet.value = np.full(len(texts), np.nan)
    bad = np.zeros(len(texts), dtype=bool)
    sheet.value[numeric], bad[numeric] = numbers(texts[numeric], form.decimal, form.thousands)
    observed = sheet.mapping.wide.property
    beyond = out_of_range(sheet.value, observed) & ~bad
    known = ", ".join(sheet.mapping.tokens)
    tokens = f" and none of the tokens {known}" if known else ""
    _complain(sheet, bad, texts, f"is not a number{tokens}", "add it under [tokens]")
    _complain(sheet, beyond, texts, f"is outside the range of {observed}", "see its range")
    _keep(sheet, ~(bad | beyond))


def leave_out_bad_rows(sheet: Sheet, until_us: int) -> None:
    """Take out rows whose instant cannot be told or be true; rows without values disturb nobody.

    Parameters
    ----------
    until_us
        No measurement is later than this. [us since 1970, UTC]
    """
    times = sheet.when.time_us
    for impossible, reason in (
        (times < SINCE_US, "is before 2000"),
        (times > until_us, "lies in the future"),
    ):
        sheet.when.bad.update(dict.fromkeys(np.flatnonzero(impossible).tolist(), reason))
    if not sheet.when.bad:
        return
    used = set(np.unique(sheet.row).tolist())
    for row, reason in sorted(sheet.when.bad.items()):
        if row not in used:
            continue
        sheet.problems.append(
            Problem(
                file=sheet.name,
                line=int(sheet.lines[row]),
                column=sheet.mapping.time.columns[0],
                value=str(sheet.cells[row, 0]),
                reason=reason,
                remedy=f"correct the file, or the mapping (clock_change is "
                f"{sheet.mapping.time.clock_change!r}), or leave the row out with --skip-bad",
            )
        )
    _keep(sheet, ~np.isin(sheet.row, list(sheet.when.bad)))


def _complain(sheet: Sheet, bad: NDArray[np.bool_], texts: Texts, reason: str, remedy: str) -> None:
    for cell in np.flatnonzero(bad).tolist():
        sheet.problems.append(
            Problem(
                file=sheet.name,
                line=int(sheet.lines[sheet.row[cell]]),
                column=sheet.columns[int(sheet.column[cell])][2],
                value=str(texts[cell]),
                reason=reason,
                remedy=f"{remedy}, correct the file, or leave it out with --skip-bad",
            )
        )


def _keep(sheet: Sheet, kept: NDArray[np.bool_]) -> None:
    if kept.all():
        return
    sheet.row, sheet.column = sheet.row[kept], sheet.column[kept]
    sheet.value, sheet.token = sheet.value[kept], sheet.token[kept]
