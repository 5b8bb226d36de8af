"""Look at an unknown file: its form, its header, its time. Every finding can be doubted later."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ingest.recordings.clock import Times
from ingest.recordings.mapping import FileForm
from ingest.recordings.table import content, is_xlsx, read_table, refused
from ingest.recordings.times import wall_times
from ingest.recordings.values import Texts

SAMPLE_LINES: Final = 60
FITTING_SHARE_MIN: Final = 0.9  #: of a column's cells, before it is called times or numbers
_MOMENTS: Final = tuple(
    f"{day}{between}{clock}"
    for day in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d", "%Y/%m/%d", "%d/%m/%Y")
    for between in (" ", "T", ", ", "  ")
    for clock in ("%H:%M", "%H:%M:%S", "%H.%M")
)
_DAYS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d", "%d/%m/%Y", "%Y-%m-%d 00:00:00")
_CLOCKS: Final = ("%H:%M", "%H:%M:%S", "%H.%M", "%H", "%H:%M Uhr", "%H Uhr")
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[. ']\d{3})*(?:,\d+)?|[+-]?\d+(?:[.,]\d+)?")
_DATED: Final = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
_SUM: Final = re.compile(
    r"summe|gesamt|total|sum|Σ|insgesamt|mittelwert|durchschnitt", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A file as it looks.

    Parameters
    ----------
    units
        First fields of rows between header and readings.
    time_columns, time_format
        One column, or a date and a time of day, and what they are written like.
    local
        The times of the rows, of the wall clock. [us]
    values
        Position of each column of numbers.
    """

    form: FileForm
    header: list[str]
    rows: list[list[str]]
    units: list[str]
    time_columns: list[str]
    time_format: str
    local: Times
    values: list[int]


def look(path: Path) -> Look:
    """Look at a file.

    Raises
    ------
    RecordingError
        No table with times and numbers can be made out in it.
    """
    data = content(path, path.name)
    form = FileForm() if is_xlsx(path) else _text_form(data)
    plain = read_table(data, path.name, form, xlsx=is_xlsx(path))
    everything = [plain.header, *plain.rows]
    lines = [plain.lines[0] - 1 if plain.lines else 1, *plain.lines]
    first = _first_reading(everything, path.name)
    top = _header(everything, first)
    header = [cell.strip() for cell in everything[top]]
    width = len(header)
    body = [row for row in everything[first:] if len(row) == width]
    totals = [row[0].strip() for row in body if _SUM.search(" ".join(row[:2]))]
    body = [row for row in body if row[0].strip() not in totals]
    between = everything[top + 1 : first]
    units = [row[0].strip() for row in between if not _says_something(row)]
    names, written, local, readable = _times(header, body, path.name)
    body = [row for row, good in zip(body, readable, strict=True) if good]
    values = _numbers(header, body, names)
    decimal, thousands = _marks([row[i] for row in body for i in values])
    return Look(
        form=replace_form(
            form,
            decimal=decimal,
            thousands=thousands,
            title_rows=max(lines[top] - 1, 0),
            total_rows=sorted({*totals, *units}),
        ),
        header=header,
        rows=body,
        units=units,
        time_columns=names,
        time_format=written,
        local=local,
        values=values,
    )


def replace_form(form: FileForm, **changes: object) -> FileForm:
    """Return the form with changes."""
    import msgspec

    return msgspec.structs.replace(form, **changes)


def _text_form(data: bytes) -> FileForm:
    encoding = "utf-8"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding, text = "latin-1", data.decode("latin-1")
    head = "\n".join(text.splitlines()[:SAMPLE_LINES])
    return FileForm(
        delimiter=_delimiter(head), encoding="utf-8" if encoding == "utf-8" else "latin-1"
    )


def _delimiter(text: str) -> str:
    """Return the mark that parts most lines into equally many, and most, fields."""

    def score(mark: str) -> int:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(text), delimiter=mark) if row)
        width, lines = max(widths.items(), key=lambda item: ((item[0] > 1) * item[1], item[0]))
        return (width > 1) * lines * 100 + min(width, 99)

    return max((";", ",", "\t", "|"), key=score)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def _first_reading(rows: list[list[str]], name: str) -> int:
    """Return the first row with a time and a number."""
    for i, row in enumerate(rows):
        cells = [cell.strip() for cell in row if cell.strip()]
        has_time = any(_looks_like_time(cell) for cell in cells[:3])
        if has_time and any(_is_number(cell) for cell in cells[1:]):
            return i
    raise refused(
        name, "holds no row with a time and a number", "a mapping has to be written by hand"
    )


def _says_something(row: list[str]) -> bool:
    """Whether a row has a date or a number: then it is a reading, although it cannot be read."""
    return any(_DATED.search(cell) or _is_number(cell) for cell in row)


def _looks_like_time(cell: str) -> bool:
    text = np.array([cell])
    return any(not wall_times(text, form)[1][0] for form in (*_MOMENTS, *_DAYS, "iso"))


def _header(rows: list[list[str]], first: int) -> int:
    """Return the row of the header: the topmost one above the readings that is as wide as they."""
    width = len(rows[first])
    filled = sum(bool(cell.strip()) for cell in rows[first])
    top = first
    for i in range(first - 1, -1, -1):
        if len(rows[i]) == width and any(map(_DATED.search, rows[i])):
            continue  # a reading that cannot be read, or has no values
        named = sum(bool(cell.strip()) for cell in rows[i])
        if len(rows[i]) != width or named < max(2, filled // 2):
            break
        top = i
    if top == first:
        raise refused("the file", "has no header", "put a line with the columns' names above it", 1)
    return top


def _times(
    header: list[str], body: list[list[str]], name: str
) -> tuple[list[str], str, Times, list[bool]]:
    """Return the time's columns, how it is written, the times, and which rows have one."""
    sample = body[:SAMPLE_LINES]
    for columns, forms in _candidates(header):
        for form in forms:
            if _share(sample, columns, form) >= FITTING_SHARE_MIN:
                local, bad = wall_times(_joined(body, columns), form)
                return [header[i] for i in columns], form, local[~bad], (~bad).tolist()
    raise refused(
        name,
        "has no column of times such as 31.12.2024 13:45, 2024-12-31 13:45 or "
        "2024-12-31T13:45:00+01:00",
        "write the mapping by hand",
    )


def _candidates(header: list[str]) -> list[tuple[list[int], list[str]]]:
    """Return columns that may be the time, and how it may be written: whole times first."""
    whole = [([i], [*_MOMENTS, "iso"]) for i in range(len(header))]
    halves = [f"{day} {clock}" for day in _DAYS for clock in _CLOCKS]
    split = [([i, i + 1], halves) for i in range(len(header) - 1)]
    return [*whole, *split, *(([i], list(_DAYS)) for i in range(len(header)))]


def _joined(rows: list[list[str]], columns: list[int]) -> Texts:
    return np.array([" ".join(row[i].strip() for i in columns) for row in rows])


def _share(rows: list[list[str]], columns: list[int], form: str) -> float:
    return 1.0 - float(wall_times(_joined(rows, columns), form)[1].mean())


def _numbers(header: list[str], body: list[list[str]], times: Sequence[str]) -> list[int]:
    found = []
    for i, column in enumerate(header):
        cells = [row[i] for row in body if row[i].strip()]
        if column in times or not column or not cells:
            continue
        if sum(map(_is_number, cells)) >= FITTING_SHARE_MIN * len(cells):
            found.append(i)
    return found


def _marks(cells: Sequence[str]) -> tuple[str, str]:
    """Return decimal and thousands marks."""
    commas = any("," in cell for cell in cells)
    points = any(re.search(r"\.\d{3}(?!\d)", cell) for cell in cells)
    if commas:
        return ",", "." if points else ""
    all_thousands = points and all(
        re.fullmatch(r"\s*\d{1,3}(\.\d{3})*\s*", cell) for cell in cells if "." in cell
    )
    return (",", ".") if all_thousands else (".", "")
