"""Occupancy by the hour, and what a year of hours says of a car park or a group (A4, section 5).

Every kernel takes a `Load`: of one site, or of a group as `groups.of_sites` puts it together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load, ratio
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD: Final = "hours with occupied space-time >= percent of capacity space-time"
BUSIEST_METHOD: Final = "n-th highest hourly occupancy"
METHOD_VERSION: Final = 1
_QUARTERS: Final = 4  #: in an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Occupancy of a run of hours that begin at full hours UTC.

    Parameters
    ----------
    first
        Number of the first hour since 1970. [hours]
    occupied, capacity
        Integrals over known time. [spaces * ms]
    expected
        Whether the site was to be in use in the hour: open, and inside the window.
    known
        Whether at least 75 % of that time is known and there was capacity.
    """

    first: int
    occupied: Float
    capacity: Float
    expected: Bool
    known: Bool

    def __len__(self) -> int:
        return len(self.occupied)

    def occupancy(self) -> Float:
        """Return the occupancy of each hour, 1 is full; NaN below 75 % known time. [1].

        Examples
        --------
        >>> Hours(first=0, occupied=np.array([17.0, 5.0]), capacity=np.array([20.0, 20.0]),
        ...       expected=np.ones(2, bool), known=np.array([True, False])).occupancy().tolist()
        [0.85, nan]
        """
        return np.where(self.known, ratio(self.occupied, self.capacity), np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many hours are so full.

    Parameters
    ----------
    hours
        Known hours at or above the threshold; with gaps a lower bound. [hours]
    known, expected
        Hours that are known, and that should be. [hours]
    """

    hours: int
    known: int
    expected: int


@dataclass(frozen=True, slots=True)
class Busiest:
    """The n-th busiest hour.

    Parameters
    ----------
    occupancy
        1 is full.
    hour
        Its number since 1970, the earliest on ties; None where `occupancy` is withheld. [hours]
    """

    occupancy: Figure
    hour: int | None


def at_least(occupied: Float, capacity: Float, percent: int) -> Bool:
    """Whether occupied / capacity >= percent / 100, compared in whole space · ms.

    In floats 0.85 * 20 decides ties by chance: 17 of 20 is 85 %, and 16.99 is not.

    References
    ----------
    PARK-016.

    Examples
    --------
    >>> at_least(np.array([16.0, 17.0, 0.0]), np.array([20.0, 20.0, 0.0]), 85).tolist()
    [False, True, False]
    """
    taken: Int = np.rint(occupied).astype(np.int64)
    usable: Int = np.rint(capacity).astype(np.int64)
    full: Bool = (usable > 0) & (taken * 100 >= usable * percent)
    return full


def by_hour(load: Load) -> Hours:
    """Return a load by the hour; quarters of hours that the run cuts stay out of them.

    Examples
    --------
    >>> four = np.full(4, 900_000)
    >>> load = Load(first=0, occupied=four * 17.0, capacity=four * 20.0, observed_ms=four,
    ...             expected_ms=four, doubted=np.zeros(4, bool))
    >>> by_hour(load).occupancy().tolist()
    [0.85]
    """
    skip = -load.first % _QUARTERS
    count = max(len(load) - skip, 0) // _QUARTERS
    rows = slice(skip, skip + count * _QUARTERS)

    def added(values: Float) -> Float:
        summed: Float = values[rows].reshape(count, _QUARTERS).sum(axis=1)
        return summed

    capacity = added(load.capacity)
    observed, expected = (
        added(part.astype(np.float64)) for part in (load.observed_ms, load.expected_ms)
    )
    enough = observed * 100 >= expected * COVERAGE_MIN_PERCENT
    return Hours(
        first=(load.first + skip) // _QUARTERS,
        occupied=added(load.occupied),
        capacity=capacity,
        expected=expected > 0,
        known=enough & (capacity > 0),
    )


def hours_at_least(hours: Hours, percent: int) -> Counted:
    """Return how many hours were at least so full; of a group, the group as a whole.

    Parameters
    ----------
    percent
        85: comfortably full; 95: full for whoever searches. There is no official scale. [%]

    Examples
    --------
    >>> hours = Hours(first=0, occupied=np.array([17.0, 16]), capacity=np.array([20.0, 20]),
    ...               expected=np.ones(2, bool), known=np.ones(2, bool))
    >>> hours_at_least(hours, 85).hours
    1
    """
    full = hours.known & at_least(hours.occupied, hours.capacity, percent)
    return Counted(
        hours=int(full.sum()), known=int(hours.known.sum()), expected=int(hours.expected.sum())
    )


def nth_busiest(hours: Hours, n: int = 30) -> Busiest:
    """Return the n-th highest hourly occupancy, as counters' K30 is the 30th busiest hour.

    Withheld below n known hours or below 75 % of the expected ones: among the missing could be
    busier ones. To be asked of a year.

    Examples
    --------
    >>> hours = Hours(first=7, occupied=np.array([1.0, 3, 2]), capacity=np.full(3, 4.0),
    ...               expected=np.ones(3, bool), known=np.ones(3, bool))
    >>> nth_busiest(hours, 2)
    Busiest(occupancy=Figure(value=0.5, reason=None), hour=9)
    """
    known, expected = int(hours.known.sum()), int(hours.expected.sum())
    if known < n or known * 100 < expected * COVERAGE_MIN_PERCENT:
        return Busiest(Figure(None, Reason.INSUFFICIENT_DATA), None)
    occupancy = np.where(hours.known, hours.occupancy(), -np.inf)
    at = int(np.argsort(-occupancy, kind="stable")[n - 1])
    return Busiest(Figure(float(occupancy[at])), hours.first + at)


def design_occupancy(hours: Hours, percent: float = 85) -> Figure:
    """Return the occupancy that `percent` of the known hours do not exceed (Hyndman-Fan 7). [0..1].

    Not the share of time at or above 85 %: a different thing with the same number in its name.
    Withheld below 75 % of the expected hours.

    Examples
    --------
    >>> hours = Hours(first=7, occupied=np.array([1.0, 3, 2]), capacity=np.full(3, 4.0),
    ...               expected=np.ones(3, bool), known=np.ones(3, bool))
    >>> design_occupancy(hours, 50).value
    0.5
    """
    known = hours.occupancy()[hours.known]
    if not len(known) or len(known) * 100 < int(hours.expected.sum()) * COVERAGE_MIN_PERCENT:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(np.percentile(known, percent)))
