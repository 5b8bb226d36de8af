"""One cell read as what it should be; what a spreadsheet program has done to it is told.

What can be mended without guessing is mended and noted; what has lost digits is refused.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from cli.registry.naming import bare_hex
from cli.registry.sheet.cells import Cell

#: A spreadsheet keeps so many digits of a number.
_DIGITS_KEPT: Final = 15
_EUI_DIGITS: Final = 16
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9A-Fa-f]+([.,][0-9A-Fa-f]+)?[eE]\+\d+|\d[.,]\d+[eE]\d+")
_BROKEN: Final = re.compile(r"#(\w+[!?/]|#+|NV|N/A|WERT!|BEZUG!|NAME\?).*|#{3,}")
_MONTH: Final = re.compile(
    r"\d{1,2}[. -]+(jan|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*\.?"
    r"|(jan|feb|mär|mrz|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*\.?[ -]\d{2,4}",
    re.IGNORECASE,
)


class CellError(Exception):
    """A cell that cannot be taken; the message says why and what to do."""

    def __init__(self, ref: str, sentence: str) -> None:
        super().__init__(f"{ref}: {sentence}")
        self.ref = ref
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Ident:
    """What a device is called in a row.

    Parameters
    ----------
    kind
        `dev_eui` or `serial`.
    numeric
        The spreadsheet holds it as a number, so zeros in front may be lost.
    """

    text: str
    kind: str
    numeric: bool


def plain(cell: Cell) -> str:
    """Return text; refuse what a spreadsheet shows instead of a value."""
    if _BROKEN.fullmatch(cell.text):
        raise CellError(cell.ref, f"{cell.text} is an error of the spreadsheet, no value")
    return " ".join(cell.text.split())


def label(cell: Cell) -> str:
    """Return the name of a bay, lane or site: `1-2` that became a date is refused."""
    if isinstance(cell.value, datetime | date | time):
        raise CellError(
            cell.ref,
            f"the spreadsheet has made the date {cell.text} of what was typed; "
            "format the column as text and type it again",
        )
    text = plain(cell)
    if _MONTH.fullmatch(text):
        raise CellError(
            cell.ref, f"{text!r} looks like a label that became a date; type it again as text"
        )
    if isinstance(cell.value, float) and not cell.value.is_integer():
        return text.replace(".", ",") if "," in cell.format else text
    return text


def ident(cell: Cell, *, expects_eui: bool) -> Ident:
    """Return a DevEUI (in any spelling) or serial number.

    Parameters
    ----------
    expects_eui
        Whether devices of this model come through a LoRaWAN network server.
    """
    if isinstance(cell.value, bool | datetime | date | time):
        raise CellError(cell.ref, f"{cell.text} is no DevEUI or serial number")
    text = plain(cell)
    _refuse_scientific(cell, text)
    numeric = isinstance(cell.value, int | float)
    if numeric:
        text = _as_shown(text, cell.format)
    bare = bare_hex(text)
    if expects_eui and len(bare) == _EUI_DIGITS:
        _refuse_mistyped(cell, bare)
    if re.fullmatch(r"[0-9a-f]+", bare):
        if len(bare) == _EUI_DIGITS and not numeric:
            return Ident(bare, "dev_eui", numeric=False)
        if expects_eui and (numeric or _nearly_eui(bare)):
            raise CellError(
                cell.ref,
                f"{text!r} has {len(bare)} digits, a DevEUI has {_EUI_DIGITS}: "
                "zeros in front were lost; format the column as text and enter it again",
            )
    if not text:
        raise CellError(cell.ref, "no DevEUI or serial number")
    return Ident(text, "serial", numeric)


def _refuse_mistyped(cell: Cell, bare: str) -> None:
    meant = bare.translate(str.maketrans("oil", "011"))
    if meant != bare and re.fullmatch(r"[0-9a-f]+", meant):
        raise CellError(
            cell.ref,
            f"{cell.text!r} is a DevEUI but for its letters O, I or L: are they digits?",
        )
    if bare in {"0" * _EUI_DIGITS, "f" * _EUI_DIGITS}:
        raise CellError(cell.ref, f"{cell.text} stands for a DevEUI, and no device has it")


def _refuse_scientific(cell: Cell, text: str) -> None:
    lost = isinstance(cell.value, float) and not cell.value.is_integer()
    long = isinstance(cell.value, int | float) and abs(cell.value) >= 10**_DIGITS_KEPT
    if lost or long or _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise CellError(
            cell.ref,
            f"{text} is an id in scientific notation: the spreadsheet took it for a number and "
            "dropped its last digits; format the column as text and enter it again",
        )


def _as_shown(text: str, shape: str) -> str:
    """Return a number as the spreadsheet shows it where its format writes zeros in front."""
    return text.zfill(len(shape)) if re.fullmatch(r"0{2,15}", shape) else text


def _nearly_eui(bare: str) -> bool:
    """Whether digits are a DevEUI that lost some; an IMEI (15 digits that check) is none."""
    if len(bare) == _DIGITS_KEPT and bare.isdecimal() and _luhn(bare):
        return False
    return 8 < len(bare) < 24


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def degrees(cell: Cell, what: str, bound: float) -> float:
    """Return a coordinate in degrees, written with a decimal point or comma."""
    if isinstance(cell.value, bool | datetime | date | time) or _MONTH.fullmatch(cell.text):
        raise CellError(cell.ref, f"the spreadsheet has made the date {cell.text} of a {what}")
    text = cell.text.replace("°", "").replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d*)?([eE]-?\d+)?", text):
        raise CellError(
            cell.ref,
            f"{cell.text!r} is no {what}: write decimal degrees, one number, as 51.98205",
        )
    value = float(text)
    if abs(value) > bound:
        hint = ", the decimal point was lost" if abs(value) > 180 else ""
        raise CellError(cell.ref, f"{cell.text} is no {what}{hint}: it lies within ±{bound:g}")
    return value
