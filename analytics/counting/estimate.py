"""What gaps have probably hidden: days, months and years estimated from the station's own days.

Up to 12 missing hours are filled from the day-type profile, scaled by the rest of the day; when
more are missing the whole day is taken from the mean of days of its class, times what neighbours
did that day. Only whole days within weeks of the gap speak for it. An estimate stands beside the
count with its interval, never in its place, and enters no factor, profile or threshold.

References
----------
.. [1] BASt, counting stations: substitute values, 12 h rule. Indicators, E9.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region, number_of
from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.nearby import DAYS_MIN, nearby, neighbour_ratio
from analytics.figure import Reason
from analytics.quarters import Float, Int

METHOD: Final = "day-type profile"
METHOD_VERSION: Final = 1
FILL_HOURS_MAX: Final = 12  #: missing hours of a day that are filled from the profile [h]
FILLED_MAX: Final = 0.15  #: share of the days of a month or longer that may be estimated [1]
MONTH_DAYS: Final = 28  #: periods so long obey `FILLED_MAX` [days]
#: How much further a sum of filled days may be off than if each were off by itself: dull weeks
#: last. Measured by cutting gaps into Münster's counters, see the tests.
PERSISTENCE: Final = 3.0
_Z: Final = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What was probably there, with a 95 % interval; or why that cannot be said.

    Parameters
    ----------
    value, low, high
        None where it is withheld. `low` is never below what was counted. [vehicles]
    method
        How the gaps were filled.
    filled_days
        Days with a filled hour, and days that are estimated whole; 0: nothing was missing.
    """

    value: float | None
    low: float | None
    high: float | None
    method: str
    filled_days: int
    reason: Reason | None = None


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


def of_period(counts: Counts, region: Region, first: date, last: date) -> Estimate:
    """Return what was probably there from `first` to `last`, both included. [vehicles].

    Parameters
    ----------
    counts
        Of a window that reaches 8 weeks farther on both sides, as far as there are data.

    Raises
    ------
    ValueError
        The window does not have these days.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[100] = counts.hourly[counts.days.day == 100] = np.nan  # 11 April, a Tuesday
    >>> found = of_period(counts, Region(land="NW"), date(2023, 4, 10), date(2023, 4, 12))
    >>> round(found.value), found.filled_days
    (720, 1)
    """
    number = counts.days.number
    for day in (first, last):
        if not number[0] <= number_of(day) <= number[-1]:
            raise ValueError(f"{day} is not among the days that were counted")
    on = (number >= number_of(first)) & (number <= number_of(last))
    return total(fill(counts, day_types(number, region).classes()), on)


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


def total(found: Filled, on: Bool) -> Estimate:
    """Return the sum of some days of a window with its interval: a day, a month, a year.

    Withheld where a day has nothing that speaks for it, and where more than 15 % of the days of a
    month or longer would be estimated. [vehicles]

    Parameters
    ----------
    on
        The days that are added up.

    Notes
    -----
    half width = 1.96 sqrt(f sum s_i^2 + sum_gaps (sum c_i)^2): errors s of single days add in
    quadrature, f = 3 where more than one is filled; what the days of one gap have in
    common, c, adds up. Never below what was counted.
    """
    filled = on & found.filled
    n, of = int(filled.sum()), int(on.sum())
    long = of >= MONTH_DAYS
    if np.isnan(found.value[on]).any() or (long and n > FILLED_MAX * of):
        reason = Reason.INSUFFICIENT_DATA
        return Estimate(
            value=None, low=None, high=None, method=METHOD, filled_days=n, reason=reason
        )
    value, counted = float(found.value[on].sum()), float(found.counted[on].sum())
    gap = np.cumsum(np.diff(found.filled.astype(np.int8), prepend=0) == 1)[filled]
    together = np.bincount(gap, weights=found.shared[filled]) if n else np.zeros(1)
    alone = float((found.spread[filled] ** 2).sum())
    inflated = PERSISTENCE if n > 1 else 1.0
    half = _Z * float(np.sqrt(inflated * alone + (together**2).sum()))
    return Estimate(
        value=value,
        low=max(value - half, counted),
        high=value + half,
        method=METHOD,
        filled_days=n,
    )


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
    return 1 + (_Z**2 + 1) / (4 * (n - 1))
