"""Which days speak for a gap, and what neighbouring counters say of it; see `filling`."""

from typing import Final

import numpy as np

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
REACH_DAYS: Final = 28  #: whole days so near speak for a gap
FAR_DAYS: Final = 56  #: and so near where there are too few
DAYS_MIN: Final = 3  #: days that must speak for a gap
CORRELATION_MIN: Final = 0.8  #: of a neighbour that is heeded, over the 8 weeks before [1]
CORRELATED_DAYS_MIN: Final = 14  #: common days of these weeks [days]
_WEEKS_DAYS: Final = 56


def nearby(at: Int, speak: Int) -> Float:
    """Return which whole days speak for each gap day: gap days x whole days, 1 or 0.

    NaN where fewer than 3 do.

    Parameters
    ----------
    at, speak
        Local dates of the gap days and of the whole days of their class. [days since 1970]

    Examples
    --------
    >>> nearby(np.array([100]), np.array([65, 72, 93, 107])).tolist()
    [[0.0, 1.0, 1.0, 1.0]]
    """
    distance = np.abs(at[:, None] - speak[None, :])
    near = distance <= REACH_DAYS
    few = near.sum(axis=1) < DAYS_MIN
    near[few] = distance[few] <= FAR_DAYS
    found: Float = near.astype(np.float64)
    found[near.sum(axis=1) < DAYS_MIN] = np.nan
    return found


def neighbour_ratio(own: Float, neighbour: Float | None, number: Int, classes: Int) -> Float:
    """Return what neighbours counted on each day over their mean of such days; 1 where not heeded.

    Heeded on days that are not known here and known there, where both have gone along (r > 0.8) in
    the 8 weeks before and enough days of the class are known nearby.

    Parameters
    ----------
    own, neighbour
        Daily totals; NaN where not known. [vehicles/24 h]
    number
        Local dates. [days since 1970]
    classes
        The class of each day, see `DayTypes.classes`.

    Examples
    --------
    >>> day = np.arange(60)
    >>> there = 1000.0 + 100 * (day % 5)
    >>> own = np.where(day == 50, np.nan, there / 2)
    >>> there[50] = 600.0  # a wet day, half of the usual
    >>> round(float(neighbour_ratio(own, there, day, day * 0)[50]), 2)
    0.49
    """
    ratio = np.ones(len(own))
    if neighbour is None:
        return ratio
    both = ~np.isnan(own) & ~np.isnan(neighbour)
    for day in np.flatnonzero(np.isnan(own) & ~np.isnan(neighbour)).tolist():
        before = both & (number < number[day]) & (number >= number[day] - _WEEKS_DAYS)
        same = both & (classes == classes[day]) & (np.abs(number - number[day]) <= REACH_DAYS)
        if same.sum() < DAYS_MIN or before.sum() < CORRELATED_DAYS_MIN:
            continue
        mean = float(neighbour[same].mean())
        if mean > 0 and _correlation(own[before], neighbour[before]) > CORRELATION_MIN:
            ratio[day] = neighbour[day] / mean
    return ratio


def _correlation(a: Float, b: Float) -> float:
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / scale if scale > 0 else 0.0
