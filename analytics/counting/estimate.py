"""What a day, a month or a year with gaps has probably had: the sum of filled days, with interval.

How each day is filled says `analytics.counting.filling`. An estimate stands beside the count with
its interval, never in its place, and enters no factor, profile or threshold.

References
----------
Indicators E9, B15.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region, number_of
from analytics.counting.filling import Filled, Z, fill
from analytics.counting.hours import Bool, Counts
from analytics.figure import Reason

METHOD: Final = "day-type profile"
METHOD_VERSION: Final = 1
FILLED_MAX: Final = 0.15  #: share of the days of a month or longer that may be estimated [1]
MONTH_DAYS: Final = 28  #: periods so long obey `FILLED_MAX` [days]
#: How much further a sum of filled days may be off than if each were off by itself: dull weeks
#: last. Measured by cutting gaps into Münster's counters, see the tests.
PERSISTENCE: Final = 3.0


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


def total(found: Filled, on: Bool) -> Estimate:
    """Return the sum of some days of a window with its interval. [vehicles].

    Withheld where a day has nothing that speaks for it, and where more than 15 % of the days of a
    month or longer would be estimated.

    Parameters
    ----------
    on
        The days that are added up.

    Notes
    -----
    half width = 1.96 sqrt(f sum s_i^2 + sum_gaps (sum c_i)^2): errors s of single days add in
    quadrature, f = 3 where more than one is filled; what the days of one gap have in
    common, c, adds up. Never below what was counted.

    Examples
    --------
    A Tuesday among days of 240 is lost. All the days that speak for it were alike, so that its
    interval is what chance alone does to a count of 240 and to their mean:

    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[100] = counts.hourly[counts.days.day == 100] = np.nan
    >>> found = total(fill(counts, counts.days.weekday), np.arange(365) == 100)
    >>> [round(number, 1) for number in (found.value, found.low, found.high)], found.filled_days
    ([240.0, 202.2, 277.8], 1)
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
    half = Z * float(np.sqrt(inflated * alone + (together**2).sum()))
    return Estimate(
        value=value,
        low=max(value - half, counted),
        high=value + half,
        method=METHOD,
        filled_days=n,
    )
