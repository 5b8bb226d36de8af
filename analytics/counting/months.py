"""Months and weekdays: MADW, MADT, AAWDT, and the cells that annual means are made of (B7, B8).

A month that misses what its method needs is NaN, never estimated from what it has.

References
----------
.. [1] FHWA, Traffic Monitoring Guide 2022, appendix L: AASHTO's average of averages.
.. [2] Jessberger, Krile, Schroeder, Todt, Feng: Improved annual average daily traffic estimation
   processes, Transportation Research Record 2593, 2016, pp. 103-109.
"""

from typing import Final

import numpy as np

from analytics.calendar.region import Region, public
from analytics.counting.hours import HOURS, Bool, Counts
from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
#: AAWDT needs so many working days. [days]
WORKING_DAYS_MIN: Final = 30
_MON_FRI: Final = 5


def madw(counts: Counts) -> Float:
    """Return the monthly average daily volume of each weekday, months x 7. [vehicles/24 h].

    The mean of the known daily totals of a weekday in a month; NaN where none is known.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madw(example.year(mon_fri=10.0, sat_sun=5.0))[0].tolist()
    [240.0, 240.0, 240.0, 240.0, 240.0, 120.0, 120.0]
    """
    days = counts.days
    cells = days.month * 7 + days.weekday
    return cell_means(cells, counts.daily, days.months * 7).reshape(-1, 7)


def madt_simple(counts: Counts) -> Float:
    """Return the monthly mean of the known daily totals. [vehicles/24 h].

    NaN where no day is known. It leans to the days that are.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madt_simple(example.year(mon_fri=10.0, sat_sun=5.0))[:2].round(2).tolist()
    [205.16, 205.71]
    """
    return cell_means(counts.days.month, counts.daily, counts.days.months)


def madt_aashto(counts: Counts) -> Float:
    """Return the monthly average daily traffic after AASHTO. [vehicles/24 h].

    The mean of the seven weekday means, each weighing the same; NaN where a weekday is missing.

    Notes
    -----
    MADT = (1/7) sum_j MADW_j [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madt_aashto(example.year(mon_fri=10.0, sat_sun=5.0))[:2].round(2).tolist()
    [205.71, 205.71]
    """
    means: Float = madw(counts).mean(axis=1)
    return means


def madt_calendar_weighted(counts: Counts) -> Float:
    """Return the monthly average daily traffic, weekdays weighed by how often they occur.

    NaN where a weekday of the month is missing. [vehicles/24 h]

    Notes
    -----
    MADT = sum_j w_j MADW_j / sum_j w_j, w_j the number of weekdays j in the month [2]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madt_calendar_weighted(example.year(mon_fri=10.0, sat_sun=5.0))[:2].round(2).tolist()
    [205.16, 205.71]
    """
    return _weighed(madw(counts), counts.days.weekdays_of_months())


def madt_fhwa(counts: Counts) -> Float:
    """Return the hour-based monthly average daily traffic of FHWA 2016. [vehicles/24 h].

    Uses every known hour, of days that are not whole too. NaN where one of the 168 hours of the
    week is missing all month. On the spring day hour 2 is one observation less, on the autumn day
    one more: an error of at most one night hour in a year.

    Notes
    -----
    MADT_m = sum_j w_jm sum_h mean_i(VOL_ihjm) / sum_j w_jm [2]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madt_fhwa(example.year(mon_fri=10.0, sat_sun=5.0))[:2].round(2).tolist()
    [205.16, 205.71]
    """
    return _weighed(hours_of_week(counts).sum(axis=2), counts.days.weekdays_of_months())


def madt_fhwa_renormalised(counts: Counts) -> Float:
    """Return MADT as `madt_fhwa`, of the weekdays that are known where others are missing.

    Biased where a missing weekday is unlike the others. NaN where none is known. [vehicles/24 h]

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.hourly[counts.days.weekday[counts.days.day] == 6] = np.nan  # no Sunday is known
    >>> madt_fhwa_renormalised(counts)[:2].round(2).tolist(), bool(np.isnan(madt_fhwa(counts)[0]))
    ([221.54, 220.0], True)
    """
    week = hours_of_week(counts).sum(axis=2)
    weight = np.where(np.isnan(week), 0, counts.days.weekdays_of_months())
    return _weighed(np.nan_to_num(week), weight)


def madw_working(counts: Counts) -> Float:
    """Return the mean of the weekday means Monday to Friday, a month each. [vehicles/24 h].

    NaN where one of the five is missing.

    Examples
    --------
    >>> from analytics.counting import example
    >>> madw_working(example.year(mon_fri=10.0, sat_sun=5.0))[:2].tolist()
    [240.0, 240.0]
    """
    means: Float = madw(counts)[:, :_MON_FRI].mean(axis=1)
    return means


def aawdt(counts: Counts, region: Region) -> Figure:
    """Return the annual average weekday traffic, DTVw5: Monday to Friday without holidays.

    The mean of the known daily totals; at least 30 of them. [vehicles/24 h]

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("Europe/Berlin"))
    >>> aawdt(of_hours(days, np.full(len(days.hour), 10.0)), Region(land="NW")).value
    240.0
    """
    free = public(counts.days.number, region)
    working = (counts.days.weekday < _MON_FRI) & ~free & ~np.isnan(counts.daily)
    # The clock changes on Sundays: no working day has 23 or 25 hours.
    if working.sum() < WORKING_DAYS_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(counts.daily[working].mean()))


def hours_of_week(counts: Counts) -> Float:
    """Return the mean volume of each hour of the week in each month: months x 7 x 24.

    An hour that comes twice on the autumn day enters as two observations. [vehicles/h]

    Examples
    --------
    >>> from analytics.counting import example
    >>> means = hours_of_week(example.year(mon_fri=10.0, sat_sun=5.0))
    >>> means.shape, float(means[0, 5, 8])
    ((12, 7, 24), 5.0)
    """
    days = counts.days
    cells = (days.month * 7 + days.weekday)[days.day] * HOURS + days.hour
    return cell_means(cells, counts.hourly, days.months * 7 * HOURS).reshape(-1, 7, HOURS)


def cell_means(cells: Int, values: Float, count: int) -> Float:
    """Return the mean of the known values of each cell; NaN where there is none. [as `values`].

    Parameters
    ----------
    cells
        The cell of each value, 0 to `count` - 1.
    values
        NaN where not known.

    Examples
    --------
    >>> cell_means(np.array([0, 0, 2]), np.array([1.0, 3.0, np.nan]), 3).tolist()
    [2.0, nan, nan]
    """
    known = ~np.isnan(values)
    n = np.bincount(cells[known], minlength=count)
    total = np.bincount(cells[known], weights=values[known], minlength=count)
    means: Float = np.divide(total, n, out=np.full(count, np.nan), where=n > 0)
    return means


def _weighed(week: Float, weight: Int) -> Float:
    """Return the weighed mean over weekdays; those that do not occur are not asked for."""
    occurs: Bool = weight > 0
    total = np.where(occurs, week * weight, 0.0).sum(axis=1)
    n = weight.sum(axis=1)
    means: Float = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    return means
