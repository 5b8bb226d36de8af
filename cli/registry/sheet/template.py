"""The empty form: one row a sensor channel, columns of ids as text so that no digit is lost."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from cli.registry.sheet.columns import FORM, Column

_ROWS = 2_000  #: so many rows are prepared
_TEXT = "@"
_HELP = {
    Column.SITE: "Name or id of the place. A new name makes a new site.",
    Column.PLACE: "Number of the bay, or of the lane. Empty where there is only one.",
    Column.DIRECTION: "What the site calls the direction, e.g. stadteinwärts. One row a direction.",
    Column.MODEL: "One of the models listed on the second sheet.",
    Column.IDENT: "As printed on the device. A DevEUI with or without separators.",
    Column.LAT: "Decimal degrees north, e.g. 51.98205",
    Column.LON: "Decimal degrees east, e.g. 7.78540",
    Column.INSTALLED: "When it was installed, local time. Empty: from today on.",
    Column.REMARKS: "For people.",
    Column.LOOKS: "Where the sensor looks, e.g. stands on the north side, looks east. For sensors "
    "that tell left from right or towards from away.",
    Column.LEADS: "Where the direction of the row leads, e.g. east. Once for each site is enough.",
}


def write(path: Path, models: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> None:
    """Write the form.

    Parameters
    ----------
    models
        (id, name) of each, for the second sheet and the choice in the model's column.
    rows
        What is registered already, in the order of the form's columns.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "devices"
    sheet.append([str(column) for column in FORM])
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    for at, column in enumerate(FORM, start=1):
        head = sheet.cell(row=1, column=at)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDE7F0")
        head.comment = Comment(_HELP[column], "Wegwarte")
        sheet.column_dimensions[get_column_letter(at)].width = 24
        shape = _format(column)
        for number in range(2, max(_ROWS, len(rows) + 100) + 1):
            sheet.cell(row=number, column=at).number_format = shape
    known = book.create_sheet("models")
    known.append(["model", "name"])
    for one in models:
        known.append(list(one))
    choice = DataValidation(
        type="list", formula1=f"=models!$A$2:$A${len(models) + 1}", allow_blank=True
    )
    sheet.add_data_validation(choice)
    letter = get_column_letter(FORM.index(Column.MODEL) + 1)
    choice.add(f"{letter}2:{letter}{_ROWS}")
    book.save(path)


def _format(column: Column) -> str:
    if column is Column.INSTALLED:
        return "yyyy-mm-dd hh:mm"
    return "0.000000" if column in {Column.LAT, Column.LON} else _TEXT
