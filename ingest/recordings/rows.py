"""Rows of text to a rectangle of text: ragged rows are settled or refused, never shifted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.recordings.mapping import Mapping
from ingest.recordings.problems import Problem
from ingest.recordings.table import Table
from ingest.recordings.values import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """Cells of the rows that could be laid under the header.

    Parameters
    ----------
    cells
        Rows x columns, text.
    lines
        The line of each row.
    """

    cells: Texts
    lines: NDArray[np.int64]
    problems: list[Problem]
    notes: list[str]


def lay(table: Table, name: str, mapping: Mapping) -> Rectangle:
    """Lay rows under the header, by name.

    A row that is one field too long is refused, unless the mapping says that its publisher had
    put a new, still unnamed column behind the time: read by position it would shift every value
    by one car park.
    """
    width = len(table.header)
    rows, lines, problems, longer = [], [], [], 0
    inserted = mapping.file.long_rows == "unnamed-after-time"
    at = len(mapping.time.columns)
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) == width:
            rows.append(row)
        elif inserted and len(row) == width + 1:
            rows.append(row[:at] + row[at + 1 :])
            longer += 1
        else:
            problems.append(_ragged(name, line, len(row), width))
            continue
        lines.append(line)
    notes = []
    if longer:
        notes.append(
            f"{longer} rows have one field more than the header has names: the unnamed field "
            "behind the time was left out"
        )
    cells = np.array(rows, dtype=np.str_) if rows else np.empty((0, width), dtype="U1")
    return Rectangle(
        cells=cells, lines=np.array(lines, dtype=np.int64), problems=problems, notes=notes
    )


def _ragged(name: str, line: int, fields: int, width: int) -> Problem:
    return Problem(
        file=name,
        line=line,
        reason=f"the row has {fields} fields, the header {width}",
        remedy="correct the row, or leave it out with --skip-bad",
    )
