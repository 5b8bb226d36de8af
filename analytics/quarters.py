"""What is known of each quarter hour: the arrays that every kernel of time takes.

Quarters are numbered from 1970-01-01T00:00Z, so that any run of them is an array with a first
number.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from devices.quality import Flag

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Byte = NDArray[np.uint8]

QUARTER_MS: Final = 900_000
QUARTERS: Final = 96  #: in a UTC day
DAY_MS: Final = QUARTERS * QUARTER_MS
GRAIN_MAX: Final = 255  #: `grain` of any longer interval [quarters]
NO_STATE: Final = np.int64(-(2**62))  #: `first_ms`, `last_ms` where no state is known

_GOOD: Final = np.uint8(Flag.GOOD)
_MISSING: Final = np.uint8(Flag.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarters:
    """A run of quarters of one datastream, or of several put together.

    Parameters
    ----------
    first
        Number of the first quarter since 1970. [quarters]
    total
        Counts and passages: how many, intervals apportioned to quarters and calibrated.
        Held states: the integral of the raw value over the observed time. [value * ms]
    observed_ms
        Time for which a value is known and the site is not closed. [ms]
    closed_ms
        Held states: time the site said it was closed. [ms]
    expected_ms
        Time the datastream was deployed, accepted and in service. [ms]
    grain
        The longest source interval that touches the quarter; 0: none, 255: 255 or more. [quarters]
    flag
        QARTOD, see `devices.quality.Flag`.
    low, high, last
        Held states: least, greatest and last known value in the quarter; NaN where none is.
    """

    first: int
    total: Float
    observed_ms: Int
    closed_ms: Int
    expected_ms: Int
    grain: Byte
    flag: Byte
    low: Float
    high: Float
    last: Float

    def __len__(self) -> int:
        return len(self.total)


def empty(first: int, count: int, *, extremes: bool = True) -> Quarters:
    """Return `count` quarters in which nothing was expected and nothing known.

    Parameters
    ----------
    extremes
        Whether `low`, `high` and `last` will be written; else they are NaN for good and cost
        nothing: a count has none.

    Examples
    --------
    >>> run = empty(100, 2)
    >>> run.expected_ms.tolist(), run.flag.tolist()
    ([0, 0], [9, 9])
    """
    low, high, last = (_unknown(count, writable=extremes) for _ in range(3))
    return Quarters(
        first=first,
        total=np.zeros(count),
        observed_ms=np.zeros(count, dtype=np.int64),
        closed_ms=np.zeros(count, dtype=np.int64),
        expected_ms=np.zeros(count, dtype=np.int64),
        grain=np.zeros(count, dtype=np.uint8),
        flag=np.full(count, Flag.MISSING, dtype=np.uint8),
        low=low,
        high=high,
        last=last,
    )


def _unknown(count: int, *, writable: bool) -> Float:
    return np.full(count, np.nan) if writable else np.broadcast_to(np.nan, count)


def flags(
    observed_ms: Int, expected_ms: Int, suspect: NDArray[np.bool_], failed: NDArray[np.bool_]
) -> Byte:
    """Return the flag of each quarter: 1 whole, 3 doubted or incomplete, 4 refused, 9 nothing.

    Examples
    --------
    >>> whole, no = np.array([9, 9, 9, 0]), np.zeros(4, bool)
    >>> flags(np.array([9, 5, 0, 0]), whole, no, np.array([False, False, True, False])).tolist()
    [1, 3, 4, 9]
    """
    known = observed_ms > 0
    flag: Byte = np.where(known, _GOOD, _MISSING)
    if failed.any():
        flag[failed & ~known] = Flag.FAIL
    flag[(observed_ms < expected_ms) & known | suspect] = Flag.SUSPECT
    flag[expected_ms == 0] = Flag.MISSING
    return flag


@dataclass(frozen=True, slots=True)
class Ends:
    """Held states: first and last known value of each day, and from when; see `DayState`."""

    first_value: Float
    first_ms: Int
    last_value: Float
    last_ms: Int


def no_ends(days: int) -> Ends:
    """Return the ends of days on which no state is known.

    Examples
    --------
    >>> no_ends(2).first_value.tolist()
    [nan, nan]
    """
    return Ends(
        first_value=np.full(days, np.nan),
        first_ms=np.full(days, NO_STATE),
        last_value=np.full(days, np.nan),
        last_ms=np.full(days, NO_STATE),
    )
