"""Profiles of the day, the week and the year, and what they tell of who rides (B17, B18).

Means are for factors; medians are for showing, because one fair does not bend them. The hour that
comes twice on the autumn day is one observation, the mean of both, never their sum.

References
----------
.. [1] Miranda-Moreno, Nosal, Schneider, Proulx: Classification of bicycle traffic patterns in five
   North American cities, Transportation Research Record 2339, 2013: WWI, AMI.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.months import cell_means, madt_calendar_weighted
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: AMI needs weekend days, too, as the pattern told from it does
CELL_MIN: Final = 3  #: observations that a cell of a profile needs
WEEKDAYS_MIN: Final = 20  #: days that WWI and AMI need
WEEKEND_DAYS_MIN: Final = 8  #: days that they need as well
SEASON: Final = (4, 10)  #: April to October
MORNING: Final = (7, 8)  #: the hours of AMI
NOON: Final = (11, 12)  #: the hours AMI compares with
_SATURDAY: Final = 5


class Pattern(StrEnum):
    """Who rides, told from WWI and AMI."""

    UTILITARIAN = "utilitarian"
    RECREATIONAL = "recreational"
    MIXED = "mixed"


def hourly_profile(counts: Counts, on: Bool) -> Float:
    """Return the mean volume of each hour of some days, 24. [vehicles/h].

    Of every known hour; NaN where an hour is known on fewer than 3 of them.

    Parameters
    ----------
    on
        Of each day: it is asked.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> hourly_profile(counts, counts.days.weekday == 5)[[0, 12]].tolist()
    [5.0, 5.0]
    """
    table = counts.by_hour()[on]
    known = ~np.isnan(table)
    n = known.sum(axis=0)
    total = np.where(known, table, 0.0).sum(axis=0)
    means: Float = np.divide(total, n, out=np.full(HOURS, np.nan), where=n >= CELL_MIN)
    return means


def hourly_profile_median(counts: Counts, on: Bool) -> Float:
    """Return the median volume of each hour of some days, 24, for showing. [vehicles/h].

    NaN where an hour is known on fewer than 3 of them.

    Examples
    --------
    >>> from analytics.counting import example
    >>> float(hourly_profile_median(example.year(10.0, 5.0), np.ones(365, dtype=bool))[12])
    10.0
    """
    return medians(counts.by_hour()[on], CELL_MIN)


def hourly_index(counts: Counts, on: Bool) -> Float:
    """Return each hour's share of the mean day, 24 that add up to 1. [1].

    NaN everywhere when an hour is known on fewer than 3 days, or nothing passed.

    Notes
    -----
    I_h = mean volume of hour h / sum over hours of the same.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(float(hourly_index(example.year(5.0, 5.0), np.ones(365, dtype=bool))[8]), 4)
    0.0417
    """
    profile = hourly_profile(counts, on)
    total = profile.sum()
    return profile / total if total > 0 else np.full(HOURS, np.nan)


def weekday_index(counts: Counts) -> Float:
    """Return the mean day of each weekday over the mean of the seven, 7. [1].

    NaN everywhere when a weekday is known fewer than 3 times.

    Notes
    -----
    I_j = mean day of weekday j / mean of the seven.

    Examples
    --------
    >>> from analytics.counting import example
    >>> weekday_index(example.year(mon_fri=10.0, sat_sun=5.0)).round(4).tolist()
    [1.1667, 1.1667, 1.1667, 1.1667, 1.1667, 0.5833, 0.5833]
    """
    known = ~np.isnan(counts.daily)
    n = np.bincount(counts.days.weekday[known], minlength=7)
    means = cell_means(counts.days.weekday, counts.daily, 7)
    if (n < CELL_MIN).any() or means.mean() <= 0:
        return np.full(7, np.nan)
    index: Float = means / means.mean()
    return index


def monthly_index(counts: Counts, aadt: float) -> Float:
    """Return MADT over AADT, a month each; NaN where a month misses a weekday. [1].

    Parameters
    ----------
    aadt
        Of the same year. [vehicles/24 h]

    Examples
    --------
    >>> from analytics.counting import example
    >>> monthly_index(example.year(mon_fri=10.0, sat_sun=5.0), 205.48)[:2].round(4).tolist()
    [0.9984, 1.0011]
    """
    if aadt <= 0:
        return np.full(counts.days.months, np.nan)
    index: Float = madt_calendar_weighted(counts) / aadt
    return index


def weekly_profile(counts: Counts) -> Float:
    """Return the mean volume of each hour of the week, 7 x 24. [vehicles/h].

    NaN where an hour is known on fewer than 3 days.
    """
    weeks = [hourly_profile(counts, counts.days.weekday == day) for day in range(7)]
    return np.array(weeks)


def weekend_index(counts: Counts, public: Bool) -> Figure:
    """Return WWI: the mean weekend day over the mean weekday, April to October. [1].

    Public holidays are in neither. At least 20 weekdays and 8 weekend days that are whole.

    Parameters
    ----------
    public
        Of each day: it is a public holiday.

    Notes
    -----
    WWI = mean day of Saturdays and Sundays / mean day of Monday to Friday [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> weekend_index(example.year(mon_fri=10.0, sat_sun=5.0), np.zeros(365, dtype=bool)).value
    0.5003...
    """
    on = _season(counts) & ~public & ~np.isnan(counts.daily)
    weekend = counts.days.weekday >= _SATURDAY
    working, free = counts.daily[on & ~weekend], counts.daily[on & weekend]
    if len(working) < WEEKDAYS_MIN or len(free) < WEEKEND_DAYS_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    if working.sum() <= 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(float(free.mean() / working.mean()))


def morning_index(counts: Counts, public: Bool) -> Figure:
    """Return AMI: weekday volume of 07-09 over that of 11-13 o'clock, April to October. [1].

    Public holidays are left out. At least 20 weekdays with these four hours known, and 8 whole
    weekend days, as WWI.

    Parameters
    ----------
    public
        Of each day: it is a public holiday.

    Notes
    -----
    AMI = sum of the hours from 7 and 8 / sum of the hours from 11 and 12 [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> morning_index(example.year(mon_fri=10.0, sat_sun=5.0), np.zeros(365, dtype=bool)).value
    1.0
    """
    free = _season(counts) & ~public & (counts.days.weekday >= _SATURDAY)
    table = counts.by_hour()[_season(counts) & ~public & (counts.days.weekday < _SATURDAY)]
    hours = table[:, [*MORNING, *NOON]]
    hours = hours[~np.isnan(hours).any(axis=1)]
    if len(hours) < WEEKDAYS_MIN or (free & ~np.isnan(counts.daily)).sum() < WEEKEND_DAYS_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    morning, noon = hours[:, : len(MORNING)].sum(), hours[:, len(MORNING) :].sum()
    return Figure(float(morning / noon)) if noon > 0 else Figure(None, Reason.UNDEFINED)


def pattern(wwi: float, ami: float) -> Pattern:
    """Return who rides: to work and school, for pleasure, or both.

    Examples
    --------
    >>> pattern(0.75, 2.0).value
    'utilitarian'
    """
    if ami > 1.5 and wwi < 0.8:
        return Pattern.UTILITARIAN
    if ami < 0.7 or wwi > 1.3:
        return Pattern.RECREATIONAL
    return Pattern.MIXED


def medians(table: Float, at_least: int) -> Float:
    """Return the median of the known values of each column; NaN where fewer are known.

    Examples
    --------
    >>> medians(np.array([[1.0, 5], [2, np.nan], [9, np.nan]]), 2).tolist()
    [2.0, nan]
    """
    if len(table) == 0:
        return np.full(table.shape[1:], np.nan)
    ranked = np.sort(table, axis=0)  # NaN last
    n = (~np.isnan(table)).sum(axis=0)
    low, high = np.maximum(n - 1, 0) // 2, n // 2
    high = np.minimum(high, len(table) - 1)
    pick = [np.take_along_axis(ranked, at[None], axis=0)[0] for at in (low, high)]
    return np.where(n >= at_least, (pick[0] + pick[1]) / 2, np.nan)


def _season(counts: Counts) -> Bool:
    """Return which days lie in April to October."""
    month = counts.days.month_of_year() + 1
    inside: Bool = (month >= SEASON[0]) & (month <= SEASON[1])
    return inside
