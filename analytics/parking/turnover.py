"""Parking volume, turnover and mean duration (indicators A5, A6, A7)."""

from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.parking.stays import Stays
from analytics.quarters import Int
from analytics.spans import Span

METHOD: Final = "distinct stays that overlap the window / spaces"
LITTLE_METHOD: Final = "parking load / parking volume (Little's law)"
METHOD_VERSION: Final = 2  #: 2: no volume and no mean duration below 75 % known time
#: With more of the volume present at the edges of the window, load / volume is biased. [percent]
EDGES_MAX_PERCENT: Final = 10
_HOUR_MS: Final = 3_600_000
_SPARSE: Final = 64  # so many numbers for each of them


def volume(stays: Stays, window: Span) -> int:
    """Return the parking volume: distinct stays in the window, those present at its start too.

    What is parted by a gap in the data alone counts once (`Stays.vehicle`). [vehicles]

    References
    ----------
    Survey practice: NPTEL / IIT Bombay, Transportation Engineering, ch. 38; PARK-003, PARK-039.

    Examples
    --------
    >>> volume(_example(), Span(10, 20)), arrivals(_example(), Span(10, 20))
    (2, 1)
    """
    return distinct(stays.vehicle[stays.overlapping(window)])


def distinct(vehicle: Int) -> int:
    """Return how many vehicles there are; numbers near one another are counted without sorting.

    Examples
    --------
    >>> distinct(np.array([7, 9, 7])), distinct(np.array([-1, 10**12]))
    (2, 2)
    """
    if not len(vehicle):
        return 0
    least, most = int(vehicle.min()), int(vehicle.max())
    if most - least > _SPARSE * len(vehicle):
        return len(np.unique(vehicle))
    there = np.zeros(most - least + 1, dtype=bool)
    there[vehicle - least] = True
    return int(np.count_nonzero(there))


def arrivals(stays: Stays, window: Span) -> int:
    """Return how many arrivals were seen in the window, 0 and more. [vehicles].

    Examples
    --------
    >>> arrivals(_example(), Span(10, 20))
    1
    """
    begin = stays.begin_ms
    seen = stays.arrived & (begin >= window.from_ms) & (begin < window.to_ms)
    return int(seen.sum())


def load_ms(stays: Stays, window: Span) -> int:
    """Return the parking load: the part of all stays inside the window, in vehicle · ms (A3).

    Examples
    --------
    >>> zero, yes = np.zeros(1, np.int64), np.ones(1, bool)
    >>> one = Stays(bay=zero, begin_ms=zero + 5, end_ms=zero + 40, arrived=yes, departed=yes,
    ...             vehicle=zero)
    >>> load_ms(one, Span(10, 20)), load_ms(one, Span(30, 60))
    (10, 10)
    """
    begin = np.maximum(stays.begin_ms, window.from_ms)
    end = np.minimum(stays.end_ms, window.to_ms)
    return int(np.maximum(end - begin, 0).sum())


def per_space(vehicles: int, spaces: float) -> Figure:
    """Return the turnover: vehicles per space in the period. [vehicles/space].

    The period is always to be stated.

    Only right while the number of spaces stays the same; else `per_space_hour`.

    Examples
    --------
    >>> per_space(27, 12).value
    2.25
    """
    if spaces <= 0:
        return Figure(None, Reason.CAPACITY_ZERO)
    return Figure(vehicles / spaces)


def per_space_hour(vehicles: int, load: Load) -> Figure:
    """Return the turnover per hour that a space was in service: V / integral of C. [1/h].

    Withheld below 75 % known time, of days to come as well: a stay that was not seen is in no
    volume; and where no space was in service.

    Parameters
    ----------
    load
        Of the same window; see `analytics.occupancy`.

    Examples
    --------
    >>> hour = np.full(4, 900_000)
    >>> load = Load(first=0, occupied=hour * 5.0, capacity=hour * 12.0, observed_ms=hour,
    ...             expected_ms=hour, doubted=np.zeros(4, bool))
    >>> per_space_hour(27, load).value
    2.25
    """
    if load.observed_ms.sum() * 100 < load.expected_ms.sum() * COVERAGE_MIN_PERCENT:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    if load.capacity.sum() <= 0:
        return Figure(None, Reason.CAPACITY_ZERO)
    return Figure(vehicles / (float(load.capacity.sum()) / _HOUR_MS))


def mean_duration(load: float, vehicles: int, *, at_edges: int = 0) -> Figure:
    """Return the mean duration by Little's law: load / volume, in the load's unit of time.

    Needs no single stays, entries and a balance do. Exact if nobody is there at both edges of the
    window; withheld from 10 % of the volume on, where the distribution of durations is to be used.

    Parameters
    ----------
    load
        Integral of the vehicles present. [vehicles * time]
    at_edges
        Vehicles present at the start plus those at the end of the window. [vehicles]

    References
    ----------
    Little 1961; PARK-005.

    Examples
    --------
    >>> mean_duration(615, 27).value
    22.77...
    """
    if vehicles <= 0:
        return Figure(None, Reason.UNDEFINED)
    if at_edges * 100 >= vehicles * EDGES_MAX_PERCENT:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(load / vehicles)


def _example() -> Stays:
    """Return a stay from 5 to 15 and one from 15 to 30, which began and ended in sight."""
    return Stays(
        bay=np.zeros(2, dtype=np.int64),
        begin_ms=np.array([5, 15]),
        end_ms=np.array([15, 30]),
        arrived=np.ones(2, dtype=bool),
        departed=np.ones(2, dtype=bool),
        vehicle=np.arange(2),
    )
