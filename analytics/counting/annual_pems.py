"""AADT as Caltrans PeMS makes it, variants 2 to 8: to compare with numbers made there (B5).

Variant 1 is `annual.aadt_simple`. Variants 2 to 5 ask for every cell of their mean; in 6 to 8, the
relaxed ones, one month or weekday may be missing, and they lean to those that are known.

References
----------
.. [1] Caltrans Performance Measurement System (PeMS), AADT variants 1 to 8.
"""

from typing import Final

import numpy as np

from analytics.counting import months
from analytics.counting.annual import MONTHS, of_cells
from analytics.counting.hours import HOURS, Counts
from analytics.figure import Figure
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: an hour of quarters needs 75 % of its 60 minutes
WEEKDAYS: Final = 7
#: So many months of 12, or weekdays of 7, may be missing in the relaxed variants.
RELAXED_MISSING_MAX: Final = 1


def aadt_of_months(counts: Counts) -> Figure:
    """Return AADT as the mean of 12 monthly means of days. PeMS: AADT_2. [vehicles/24 h].

    Every one of 12 months needs a whole day. Short months weigh as much as long ones.

    Notes
    -----
    AADT = (1/12) sum_m mean(known daily totals of month m) [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_of_months(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.48
    """
    return of_cells(months.madt_simple(counts), MONTHS)


def aadt_of_months_relaxed(counts: Counts) -> Figure:
    """Return `aadt_of_months` of at least 11 months. [vehicles/24 h].

    Notes
    -----
    The mean over the months that are known [1]_: without a quiet January it is too high.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[counts.days.month == 0] = np.nan
    >>> round(aadt_of_months_relaxed(counts).value, 2), aadt_of_months(counts).reason.value
    (205.5, 'insufficient_data')
    """
    return of_cells(months.madt_simple(counts), MONTHS, RELAXED_MISSING_MAX)


def aadt_aashto_relaxed(counts: Counts) -> Figure:
    """Return `aadt_aashto` of at least 11 months with at least 6 weekdays. [vehicles/24 h].

    Notes
    -----
    Means over the months and weekdays that are known [1]_; leans to those.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[counts.days.weekday == 6] = np.nan  # no Sunday is known
    >>> round(aadt_aashto_relaxed(counts).value, 2)
    220.0
    """
    week = months.madw(counts)
    known = ~np.isnan(week)
    n = known.sum(axis=1)
    total = np.where(known, week, 0.0).sum(axis=1)
    enough = n >= WEEKDAYS - RELAXED_MISSING_MAX
    madt = np.divide(total, n, out=np.full(len(n), np.nan), where=enough)
    return of_cells(madt, MONTHS, RELAXED_MISSING_MAX)


def aadt_of_weekdays(counts: Counts) -> Figure:
    """Return AADT as the mean of 7 annual weekday means. PeMS: AADT_3. [vehicles/24 h].

    Every weekday needs a whole day.

    Notes
    -----
    AADT = (1/7) sum_j mean(known daily totals of weekday j) [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_of_weekdays(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.71
    """
    return of_cells(_weekday_means(counts), WEEKDAYS)


def aadt_of_weekdays_relaxed(counts: Counts) -> Figure:
    """Return `aadt_of_weekdays` of at least 6 weekdays. [vehicles/24 h].

    Notes
    -----
    The mean over the weekdays that are known [1]_: too high where a quiet Sunday is missing.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[counts.days.weekday == 6] = np.nan  # no Sunday is known
    >>> round(aadt_of_weekdays_relaxed(counts).value, 2)
    220.0
    """
    return of_cells(_weekday_means(counts), WEEKDAYS, RELAXED_MISSING_MAX)


def aadt_of_hours_of_week(counts: Counts) -> Figure:
    """Return AADT as the mean of 7 sums of hour-of-week means. PeMS: AADT_4. [vehicles/24 h].

    Each of the 168 hours of the week needs a known hour; days that are not whole are used.

    Notes
    -----
    AADT = (1/7) sum_j sum_h mean(volumes of hour h of weekday j) [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_of_hours_of_week(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.71
    """
    days = counts.days
    cells = days.weekday[days.day] * HOURS + days.hour
    means = months.cell_means(cells, counts.hourly, WEEKDAYS * HOURS)
    return of_cells(means.reshape(WEEKDAYS, HOURS).sum(axis=1), WEEKDAYS)


def aadt_of_hours(counts: Counts) -> Figure:
    """Return AADT as the sum of 24 annual hour means. PeMS: AADT_5. [vehicles/24 h].

    Each hour of day needs a known hour; days that are not whole are used.

    Notes
    -----
    AADT = sum_h mean(volumes of hour h over the year) [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_of_hours(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.48
    """
    mean = of_cells(months.cell_means(counts.days.hour, counts.hourly, HOURS), HOURS)
    return mean if mean.value is None else Figure(mean.value * HOURS)


def _weekday_means(counts: Counts) -> Float:
    return months.cell_means(counts.days.weekday, counts.daily, WEEKDAYS)
