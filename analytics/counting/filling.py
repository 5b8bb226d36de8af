"""Gaps of a counter filled day by day from the station's own days.

Up to 12 missing hours are filled from the day-type profile, scaled by the rest of the day; when
more are missing the whole day is taken from the mean of days of its class, times what neighbours
did that day. Only whole days within weeks of the gap speak for it.

References
----------
.. [1] BASt, counting stations: substitute values, 12 h rule. Indicators, E9.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.nearby import DAYS_MIN, nearby, neighbour_ratio
from analytics.quarters import Float, Int

FILL_HOURS_MAX: Final = 12  #: missing hours of a day that are filled from the profile [h]
Z: Final = 1.96  #: standard errors of a normal 95 % interval [1]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filled:
    """The days of a window with their gaps filled; one entry a day.

    Parameters
    ----------
    counted
        What was counted. [vehicles/24 h]
    value
        The same with what is missing; NaN where nothing speaks for it. [vehicles/24 h]
    spread
        Standard error of the day by itself; 0 where nothing is missing. [vehicles/24 h]
    shared
        Standard error that it has in common with the other days of its gap. [vehicles/24 h]
    filled
        Something is estimated.
    """

    counted: Float
    value: Float
    spread: Float
    shared: Float
    filled: Bool


def fill(
    counts: Counts, classes: Int, neighbour: Float | None = None, typical: Bool | None = None
) -> Filled:
    """Fill the gaps of a window day by day.

    Only hours in which something was expected are filled.

    Parameters
    ----------
    classes
        The class of each day, see `DayTypes.classes`.
    neighbour
        Daily totals of a neighbouring counter, or of several added up; NaN where not known. It is
        heeded for days estimated whole, where it has gone along (r > 0.8) in the 8 weeks before.
    typical
        The days that may speak for others; None: every whole day.

    Notes
    -----
    Some hours, x = counted * sum(profile of the lost hours) / sum(profile of the others); whole
    days, x = mean of the days of its class * neighbour that day / neighbour on those days. A day
    that fewer than `DAYS_MIN` whole days of its class within 8 weeks speak for stays NaN [1]_.

    Examples
    --------
    Of a Tuesday the first eight hours are lost, another Tuesday is lost altogether:

    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> for day, lost in ((100, 8), (170, 24)):
    ...     counts.hourly[counts.days.begins[day] :][:lost] = counts.daily[day] = np.nan
    >>> found = fill(counts, counts.days.weekday)
    >>> np.flatnonzero(found.filled).tolist(), found.value[found.filled].tolist()
    ([100, 170], [240.0, 240.0])
    """
    days = counts.days
    told = np.where(np.isnan(counts.hourly), 0.0, counts.hourly)
    begin = days.begins[:-1]
    whole = ~np.isnan(counts.daily)
    counted = np.where(whole, counts.daily, np.add.reduceat(told, begin))
    missing = counts.expected & np.isnan(counts.hourly)
    missing &= ~whole[days.day]
    gaps = np.add.reduceat(missing.astype(np.int64), begin)
    filled = gaps > 0
    found = Filled(
        counted=counted,
        value=np.where(filled, np.nan, counted),
        spread=np.zeros(len(days)),
        shared=np.zeros(len(days)),
        filled=filled,
    )
    table = counts.by_hour()
    table = np.where(np.isnan(table) & whole[:, None], counts.daily[:, None] / HOURS, table)
    lost, asked = _of_hour(counts, missing), _of_hour(counts, counts.expected)
    ratio = neighbour_ratio(counts.daily, neighbour, days.number, classes)
    for name in np.unique(classes[filled]):
        speak = np.flatnonzero((classes == name) & (whole if typical is None else whole & typical))
        if len(speak) < DAYS_MIN:
            continue
        at = np.flatnonzero((classes == name) & filled)
        near = nearby(days.number[at], days.number[speak])
        part = gaps[at] <= FILL_HOURS_MAX
        _fill_hours(found, at[part], near[part], table[speak], lost[at[part]], asked[at[part]])
        _fill_days(found, at[~part], near[~part], table[speak], asked[at[~part]], ratio)
    return found


def _of_hour(counts: Counts, hours: Bool) -> Float:
    """Return how many of some hours each day has at each hour of day: days x 24, 0, 1 or 2."""
    days = counts.days
    cells = (days.day * HOURS + days.hour)[hours]
    return np.bincount(cells, minlength=len(days) * HOURS).reshape(-1, HOURS).astype(np.float64)


def _fill_hours(
    found: Filled, at: Int, near: Float, table: Float, lost: Float, asked: Float
) -> None:
    """Fill some hours of days: the profile, scaled by what the rest of the day counted."""
    n = near.sum(axis=1)
    left = asked - lost
    known, gone = left @ table.T, lost @ table.T  # what each of the days that speak had there
    known_mean, gone_mean = (near * known).sum(axis=1) / n, (near * gone).sum(axis=1) / n
    seen = known_mean > 0
    share = np.divide(gone_mean, known_mean, out=np.zeros(len(n)), where=seen)
    value = np.where(seen, found.counted[at] * share, gone_mean)
    off = near * (gone - np.where(seen[:, None], known * share[:, None], gone_mean[:, None])) ** 2
    level = np.divide(found.counted[at], known_mean, out=np.ones(len(n)), where=seen)
    found.value[at] = found.counted[at] + value
    # Counts vary by their root at least, also where the days that speak were all alike.
    spread = np.sqrt(np.maximum(off.sum(axis=1) / (n - 1) * level, value)) * _few(n)
    found.spread[at] = spread
    found.shared[at] = spread / np.sqrt(n)


def _fill_days(
    found: Filled, at: Int, near: Float, table: Float, asked: Float, ratio: Float
) -> None:
    """Estimate whole days: the mean of days of the class, times what neighbours did."""
    n = near.sum(axis=1)
    days = asked @ table.T
    mean = (near * days).sum(axis=1) / n
    spread = np.sqrt((near * (days - mean[:, None]) ** 2).sum(axis=1) / (n - 1))
    value = np.maximum(mean * ratio[at], found.counted[at])
    found.value[at] = value
    spread = np.maximum(spread, np.sqrt(value)) * _few(n)
    found.spread[at] = spread
    found.shared[at] = spread / np.sqrt(n)


def _few(n: Float) -> Float:
    """Return how much wider the interval of few days is: Student's t over the normal, nearly."""
    return 1 + (Z**2 + 1) / (4 * (n - 1))
