"""What people type for an instant or a length of time."""

import re
from datetime import UTC, datetime
from typing import Final, overload

from cli.failure import FailedError

_DATE: Final = "2026-11-03"
_LENGTH: Final = re.compile(r"([+-]?\d{1,9})([smhd])")
_UNITS_S: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


@overload
def instant(text: str) -> datetime: ...
@overload
def instant(text: str | None) -> datetime | None: ...
def instant(text: str | None) -> datetime | None:
    """Return an instant from what was typed; a date is its beginning in UTC.

    Raises
    ------
    FailedError
        It is none, or a time without a zone.
    """
    if text is None:
        return None
    try:
        said = datetime.fromisoformat(text)
    except ValueError as why:
        raise FailedError(f"{text!r} is no time: write {_DATE}, or {_DATE}T13:20Z") from why
    if said.tzinfo is None and len(text) > len(_DATE):
        raise FailedError(f"{text!r} has no zone: write {text}Z, or {text}+01:00")
    return said if said.tzinfo is not None else said.replace(tzinfo=UTC)


def seconds(text: str | None) -> int:
    """Return a length of time from what was typed, `-1h` or `+90m`. [s].

    Raises
    ------
    FailedError
        It is none.
    """
    if text is None:
        return 0
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise FailedError(f"{text!r} is no length of time: write -1h, +90m or -3600s")
    return int(found[1]) * _UNITS_S[found[2]]
