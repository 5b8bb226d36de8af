"""Chance of a free space on arrival, from what was observed (indicator A12, empirical form)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.occupancy import COVERAGE_MIN_PERCENT
from analytics.parking.proportions import jeffreys
from analytics.parking.zone import ABSENT_MS, FreeBays
from analytics.quarters import QUARTER_MS, Float, Int

METHOD: Final = "share of observed time with a free space, by quarter hour and day type"
METHOD_VERSION: Final = 3  #: 3: over all days only where one kind of them has a chance
#: Days of a type below which no chance is given.
DAYS_MIN: Final = 20
#: Days from the first observed one to the last, below which nothing is told: eight weeks.
SPAN_MIN_DAYS: Final = 56
_EDGES_PERCENT: Final = (55, 80, 98)


class Withheld(StrEnum):
    """Why no availability is given; the value is the word in answers."""

    FEW_DAYS = "few_days"  #: under 8 weeks, or under 20 days alike
    UNKNOWN_NOW = "unknown_now"  #: the newest value is too old, or too few spaces are known
    DOUBTED = "doubted"  #: what is known now is flagged
    CLOSED = "closed"  #: it is closed then
    NOT_TRIED = "not_tried"  #: too few answers of the past to judge by
    NOT_RELIABLE = "not_reliable"  #: such answers have not come true as often as was told


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """The chance of a free space by quarter hour of the day. Arrays have one entry a quarter.

    Parameters
    ----------
    chance, low, high
        With its 95 % interval; NaN below 20 days. [0..1]
    days
        Days on which at least 75 % of the quarter hour is observed.
    """

    chance: Float
    low: Float
    high: Float
    days: Int


def observed(zone: FreeBays, starts_ms: Int, *, spaces: int = 1) -> tuple[Int, Int]:
    """Return for each day and quarter hour the time with free spaces, and the time observed.

    Parameters
    ----------
    starts_ms
        Where quarters begin, a row a day, see `zone.local_quarters`. [ms since 1970]
    spaces
        How many must be free. [bays]

    Returns
    -------
    tuple of Int
        Both as `starts_ms`. [ms]

    Examples
    --------
    >>> at = np.array([0])
    >>> zone = FreeBays(from_ms=at, to_ms=at + 600_000, free=at + 2, known=at + 4, bays=4)
    >>> free, known = observed(zone, np.array([[0, ABSENT_MS]]))
    >>> free.tolist(), known.tolist()
    ([[600000, 0]], [[600000, 0]])
    >>> observed(zone, np.array([[0]]), spaces=3)[0].tolist()
    [[0]]
    """
    there = starts_ms != ABSENT_MS
    begin = np.where(there, starts_ms, 0)
    free = zone.time_in(zone.offering(spaces), begin, begin + QUARTER_MS)
    known = zone.time_in(zone.observed(), begin, begin + QUARTER_MS)
    return np.where(there, free, 0), np.where(there, known, 0)


def empirical(free_ms: Int, observed_ms: Int, *, days_min: int = DAYS_MIN) -> Chances:
    """Return the chance of a free space by quarter hour, from days of one day type.

    The chance is free time over observed time. Its interval is that of a share of *days* with the
    prior Beta(1/2, 1/2): the seconds of a day are no independent observations.

    Parameters
    ----------
    free_ms, observed_ms
        A row a day, see `observed`. [ms]

    Examples
    --------
    >>> free = np.repeat([[900_000], [0]], [18, 2], axis=0)
    >>> told = empirical(free, np.full((20, 1), 900_000))
    >>> float(told.chance[0]), round(float(told.low[0]), 2), round(float(told.high[0]), 2)
    (0.9, 0.72, 0.98)
    """
    counts = _known_enough(observed_ms)
    known, free = np.where(counts, observed_ms, 0), np.where(counts, free_ms, 0)
    chance, days = chances(free_ms, observed_ms, days_min=days_min)
    low, high = jeffreys((free / np.maximum(known, 1)).sum(axis=0), days.astype(np.float64))
    enough = ~np.isnan(chance)
    return Chances(
        chance=chance,
        low=np.where(enough, low, np.nan),
        high=np.where(enough, high, np.nan),
        days=days,
    )


def chances(free_ms: Int, observed_ms: Int, *, days_min: int = DAYS_MIN) -> tuple[Float, Int]:
    """Return the chance of a free space by quarter hour [1], and the days it is of [days].

    See `empirical`.

    Parameters
    ----------
    free_ms, observed_ms
        Days x quarter hours: time with a free space, and time known. [ms]

    Examples
    --------
    >>> chance, days = chances(np.full((20, 1), 450_000), np.full((20, 1), 900_000))
    >>> chance.tolist(), days.tolist()
    ([0.5], [20])
    """
    counts = _known_enough(observed_ms)
    days: Int = counts.sum(axis=0)
    total = np.where(counts, observed_ms, 0).sum(axis=0)
    free = np.where(counts, free_ms, 0).sum(axis=0)
    return np.where(days >= max(days_min, 1), free / np.maximum(total, 1), np.nan), days


def _known_enough(observed_ms: Int) -> NDArray[np.bool_]:
    return observed_ms * 100 >= QUARTER_MS * COVERAGE_MIN_PERCENT


def occupancy_bucket(percent: Float) -> Int:
    """Return INRIX's bucket of an occupancy: 1 below 55 %, 2 below 80 %, 3 below 98 %, else 4.

    What happens exactly at an edge is not specified there; here it belongs to the higher bucket.

    References
    ----------
    docs.inrix.com/parking/occupancy; PARK-034.

    Examples
    --------
    >>> occupancy_bucket(np.array([30.0, 60, 90, 99])).tolist()
    [1, 2, 3, 4]
    """
    return np.searchsorted(np.array(_EDGES_PERCENT), percent, side="right") + 1
