"""Times as servers and devices write them -> microseconds since 1970-01-01T00:00Z."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
#: The year 9999: what lies beyond is no time.
_LATEST_US: Final = 253_402_300_799_000_000


def from_text(text: str | None) -> int | None:
    """Return an RFC 3339 time, its fraction (up to nanoseconds) cut to microseconds.

    Servers do send what is none ("2020-0327T12:39:05Z"), and an absent clock as an empty text:
    None, for a frame is worth more than its clock. A time without zone says nothing either.

    Examples
    --------
    >>> from_text("1970-01-01T00:00:01.000001999Z")
    1000001
    >>> from_text("2020-0327T12:39:05.547336Z") is None
    True
    """
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        return None
    return (found - _EPOCH) // _MICROSECOND


def from_number(value: float | None, *, per_s: int) -> int | None:
    """Return a time counted since 1970 in `per_s` steps a second; None when there is none."""
    if value is None or not 0 < value * (1_000_000 // per_s) <= _LATEST_US:
        return None
    return round(value * (1_000_000 // per_s))


def to_text(time_us: int) -> str:
    """Return a time as decoded fields carry it.

    Examples
    --------
    >>> to_text(1_000_001)
    '1970-01-01T00:00:01.000001+00:00'
    """
    return (_EPOCH + timedelta(microseconds=time_us)).isoformat()
