"""Profiles of the day, the week and the year (B18).

Means are for factors; medians are for showing, because one fair does not bend them. The hour that
comes twice on the autumn day is one observation, the mean of both, never their sum.

References
----------
Indicators B18.
"""

from typing import Final

import numpy as np

from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.months import cell_means, madt_calendar_weighted
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: with that of `patterns`
CELL_MIN: Final = 3  #: observations that a cell of a profile needs


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

    From Monday, 0 o'clock on; NaN where an hour is known on fewer than 3 days.

    Examples
    --------
    >>> from analytics.counting import example
    >>> week = weekly_profile(example.year(mon_fri=10.0, sat_sun=5.0))
    >>> week.shape, week[4:6, 12].tolist()  # Friday and Saturday, 12 to 13 o'clock
    ((7, 24), [10.0, 5.0])
    """
    weeks = [hourly_profile(counts, counts.days.weekday == day) for day in range(7)]
    return np.array(weeks)


def medians(table: Float, at_least: int) -> Float:
    """Return the median of the known values of each column. [unit of the table].

    NaN where fewer than `at_least` are known.

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
