"""Spreadsheets for tests: a town's registry as a person would fill it in."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from cli.registry.sheet.columns import FORM

HEAD = [str(column) for column in FORM]
#: site, bay or lane, direction, model, DevEUI or serial, lat, lon, installed at, remarks
Row = list[Any]


def town() -> list[Row]:
    """Return two bays, a counter of two directions and a barrier, as the form has them."""
    bay, counter, barrier = "wegwarte-bay-1", "wegwarte-bicycle-counter-1", "wegwarte-barrier-1"
    at = local(2026, 6, 1, 8)
    return [
        ["Süd-Platz", "001", None, bay, "70B3D57ED0000001", 51.9801, 7.7801, at, ""],
        ["Süd-Platz", "002", None, bay, "70B3D57ED0000002", 51.9802, 7.7802, at, "tree"],
        ["Ring", None, "hin", counter, "ring-counter", 51.9703, 7.7703, at, ""],
        ["Ring", None, "her", counter, "ring-counter", 51.9703, 7.7703, at, ""],
        ["Parkhaus", None, None, barrier, "004711", 51.9904, 7.7904, at, ""],
    ]


def local(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """Return a date as a spreadsheet has it: without a zone."""
    return datetime(year, month, day, hour)  # noqa: DTZ001 - spreadsheets know no zone


def xlsx(path: Path, rows: Sequence[Row], head: Sequence[str] = HEAD, **shapes: str) -> Path:
    """Write an XLSX file; `shapes`: number formats by cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    for ref, shape in shapes.items():
        sheet[ref].number_format = shape
    book.save(path)
    return path


def csv_text(rows: Sequence[Row], head: Sequence[str] = HEAD, delimiter: str = ";") -> str:
    """Return the rows as CSV, as a German spreadsheet program saves them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_german(value) for value in row])
    return out.getvalue()


def _german(value: object) -> str:
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return "" if value is None else str(value)
