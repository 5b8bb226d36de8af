"""A column of written times to microseconds of the wall clock."""

import re
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.recordings.clock import SECOND_US, Times
from ingest.recordings.values import Texts

#: Width of what a fixed-width format may hold.
_WIDTHS: Final = {"%Y": 4, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2, "%y": 2}
_TOKEN: Final = re.compile(r"%[YmdHMSy]|.", re.DOTALL)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_CENTURY_SINCE: Final = 69  # POSIX: 69 to 99 are of the 20th century
_EXAMPLE: Final = datetime(2024, 12, 31, 13, 45, tzinfo=UTC)


def expected(form: str) -> str:
    """Say what a time of a format looks like, by an example."""
    if form == "iso":
        return "ISO 8601 with an offset, such as 2024-12-31T13:45:00+01:00"
    return f"{form}, such as {_EXAMPLE.strftime(form)}"


def wall_times(texts: Texts, form: str) -> tuple[Times, NDArray[np.bool_]]:
    """Return local times [us], and which texts are none of this format (their time is 0).

    A format of fixed width is read by slicing whole columns; what does not fit is read one by one.
    A whole column may also have seconds of 00 or a T where the format has none.
    """
    if form == "iso":
        return _iso(texts)
    stripped = np.char.strip(texts)
    for spelling in _spellings(form):
        fast = _sliced(stripped, spelling)
        if fast is not None:
            return fast, np.zeros(len(texts), dtype=bool)
    return _one_by_one(stripped, form)


def _spellings(form: str) -> list[str]:
    """Return a format and how else programs write the same: with seconds of 00, with a T."""
    found = [form, form + ":00"] if form.endswith("%H:%M") else [form]
    return [*found, *(one.replace("%d %H", "%dT%H") for one in found if "%d %H" in one)]


def _sliced(texts: Texts, form: str) -> Times | None:
    """Read a regular column at once; None where it is not regular."""
    parts = _TOKEN.findall(form)
    if any(part.startswith("%") and part not in _WIDTHS for part in parts):
        return None
    if not {"%Y", "%y"} & set(parts):
        return None
    width = sum(_WIDTHS.get(part, len(part)) for part in parts)
    if len(texts) == 0:
        return np.zeros(0, dtype=np.int64)
    if texts.dtype.itemsize != 4 * width:
        return None
    codes = np.ascontiguousarray(texts).view(np.uint32).reshape(len(texts), width)
    fields: dict[str, Any] = {}
    at = 0
    for part in parts:
        span = codes[:, at : at + _WIDTHS.get(part, len(part))]
        at += span.shape[1]
        if part in _WIDTHS:
            if ((span < 48) | (span > 57)).any():
                return None
            fields[part] = span
        elif (span != np.array([ord(c) for c in part], dtype=np.uint32)).any():
            return None
    return _compose(fields, len(texts))


def _compose(fields: dict[str, Any], n: int) -> Times | None:
    def number(part: str, otherwise: int) -> Times:
        if part not in fields:
            return np.full(n, otherwise, dtype=np.int64)
        digits = fields[part].astype(np.int64) - 48
        found: Times = digits @ (10 ** np.arange(digits.shape[1] - 1, -1, -1, dtype=np.int64))
        return found

    year = number("%Y", 1970)
    if "%y" in fields:
        short = number("%y", 0)
        year = short + np.where(short < _CENTURY_SINCE, 2000, 1900)  # as strptime has it
    month, day = number("%m", 1), number("%d", 1)
    hour, minute, second = number("%H", 0), number("%M", 0), number("%S", 0)
    if (month < 1).any() or (month > 12).any() or (day < 1).any() or (year < 1).any():
        return None
    if (hour > 23).any() or (minute > 59).any() or (second > 59).any():
        return None
    months = (year - 1970) * 12 + month - 1
    starts = months.astype("datetime64[M]")
    length = ((starts + 1).astype("datetime64[D]") - starts.astype("datetime64[D]")).astype(int)
    if (day > length).any():
        return None
    days = starts.astype("datetime64[D]").astype(np.int64) + day - 1
    return (days * 86_400 + hour * 3_600 + minute * 60 + second) * SECOND_US


def _one_by_one(texts: Texts, form: str) -> tuple[Times, NDArray[np.bool_]]:
    found, bad = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(texts.tolist()):
        try:
            moment = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            bad[i] = True
            continue
        found[i] = (moment - _EPOCH).total_seconds() * SECOND_US
    return found, bad


def _iso(texts: Texts) -> tuple[Times, NDArray[np.bool_]]:
    """ISO 8601 with an offset; the common case of a whole column in UTC at once."""
    stripped = np.char.strip(texts)
    for ending in ("+00:00", "Z"):
        if len(stripped) and np.char.endswith(stripped, ending).all():
            plain = np.char.replace(stripped, ending, "")
            fast = _sliced(plain.astype(f"U{np.char.str_len(plain).max()}"), "%Y-%m-%dT%H:%M:%S")
            if fast is not None:
                return fast, np.zeros(len(texts), dtype=bool)
    found, bad = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(stripped.tolist()):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            bad[i] = True
            continue
        if moment.tzinfo is None:
            bad[i] = True
            continue
        found[i] = (moment - _EPOCH).total_seconds() * SECOND_US
    return found, bad
