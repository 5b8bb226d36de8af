"""What was usual on each day of a series, by what had been received shortly before the day."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.grid import SLOTS, Grid
from analytics.forecasts.profile import DAYS_ASKED, historical_average
from analytics.quarters import Float

METHOD_VERSION: Final = 1
#: A day's average is fixed so long before the day begins, so that every forecast of it had it.
#: [quarter hours]
FIXED_BEFORE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Usual:
    """Of each quarter of a series; NaN where too few days speak for it. [as the series].

    Parameters
    ----------
    average
        Historical average of its slot and class (G2).
    naive
        The newest earlier value of its slot and class (G1).
    """

    average: Float
    naive: Float


def usual(series: Grid) -> Usual:
    """Return the historical average and the seasonal naive of each quarter of a series.

    Examples
    --------
    >>> place = np.arange(3 * SLOTS)
    >>> series = Grid(first=0, value=10.0 + 10 * (place // SLOTS), known_from=place + 1,
    ...               ceiling=None, number=place // SLOTS, slot=place % SLOTS, classes=place * 0,
    ...               public=place * 0)
    >>> usual(series).naive[[0, 96, 200]].tolist()  # the newest day alike that had arrived
    [nan, 10.0, 20.0]
    """
    day = series.number - series.number[0]
    days = int(day[-1]) + 1
    place, size = day * SLOTS + series.slot, days * SLOTS
    known = ~np.isnan(series.value)
    n = np.bincount(place[known], minlength=size)  # 2 in the hour that autumn has twice
    total = np.bincount(place[known], weights=series.value[known], minlength=size)
    table = np.where(n > 0, total / np.maximum(n, 1), np.nan).reshape(days, SLOTS)
    known_from = np.zeros(size, dtype=np.int64)
    np.maximum.at(known_from, place, series.known_from)
    arrived = known_from.reshape(days, SLOTS)
    begins = series.first + np.searchsorted(day, np.arange(days))
    classes = np.zeros(days, dtype=np.int64)
    classes[day] = series.classes
    average = np.full((days, SLOTS), np.nan)
    naive = np.full((days, SLOTS), np.nan)
    for k in range(days):
        rows = np.flatnonzero(classes[:k] == classes[k])[-DAYS_ASKED:]
        if len(rows):
            seen = arrived[rows] <= begins[k] - FIXED_BEFORE
            told = np.where(seen, table[rows], np.nan)
            average[k] = historical_average(told)
            naive[k] = _newest(told)
    return Usual(average=average[day, series.slot], naive=naive[day, series.slot])


def _newest(days: Float) -> Float:
    """Return the last known value of each slot."""
    rows = np.where(np.isnan(days), -1, np.arange(len(days))[:, None]).max(axis=0)
    found = days[np.maximum(rows, 0), np.arange(days.shape[1])]
    return np.where(rows >= 0, found, np.nan)
