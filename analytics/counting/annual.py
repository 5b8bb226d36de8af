"""Mean daily traffic: ADT of a period and AADT of a year, each method a function (B4 to B7).

`aadt_fhwa` is the one to publish as DTV: it is exact on whole data, uses half days, and does not
lean to the months and weekdays that happen to be known. The others are there to compare with
numbers that were made by them.

References
----------
.. [1] FHWA, Traffic Monitoring Guide 2022, appendix L.
.. [2] Jessberger et al., Transportation Research Record 2593, 2016, pp. 103-109.
.. [3] Caltrans PeMS, AADT variants 1 to 8; 6 to 8 are those that accept 11 months or 6 weekdays.
"""

from typing import Final

import numpy as np

from analytics.counting import months
from analytics.counting.hours import HOURS, Counts
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: an hour of quarters needs 75 % of its 60 minutes
MONTHS: Final = 12
WEEKDAYS: Final = 7
#: A mean over the days of a year needs so many of them. [days]
DAYS_MIN: Final = 30
#: So many months of 12, or weekdays of 7, may be missing in the relaxed variants.
RELAXED_MISSING_MAX: Final = 1
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def adt(counts: Counts) -> Figure:
    """Return the mean daily volume of a period: the known daily totals over their number.

    At least one whole day. State the period and its days beside it. [vehicles/24 h]

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> june = civil_days(date(2023, 6, 1), date(2023, 6, 30), ZoneInfo("Europe/Berlin"))
    >>> adt(of_hours(june, np.full(720, 5.0))).value
    120.0
    """
    return _mean(counts.daily, 1)


def aadt_simple(counts: Counts) -> Figure:
    """Return AADT as the mean of the known daily totals of a year. [vehicles/24 h].

    At least 30 days. Unbiased only where the missing days are missing at random. PeMS: AADT_1.
    """
    return _mean(counts.daily, DAYS_MIN)


def aadt_aashto(counts: Counts) -> Figure:
    """Return AADT after AASHTO, the average of averages. [vehicles/24 h].

    Every weekday of every one of 12 months needs a whole day [1]_. Whole data differ from the true
    mean too, because all 84 cells weigh the same.

    Notes
    -----
    AADT = (1/12) sum_m (1/7) sum_j mean(daily totals of weekday j in month m).
    """
    return _of_cells(months.madt_aashto(counts), MONTHS)


def aadt_fhwa(counts: Counts) -> Figure:
    """Return AADT after FHWA 2016, hour-based and weighed by the calendar. [vehicles/24 h].

    Each of the 168 hours of the week needs a known hour in every one of 12 months; else the month
    and the year are withheld. Exactly the true mean on whole data, but for at most one night hour
    a year by the clock changes.

    Notes
    -----
    AADT = sum_m d_m MADT_m / sum_m d_m, d_m the days of the month, MADT_m as `madt_fhwa` [2]_.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("Europe/Berlin"))
    >>> round(aadt_fhwa(of_hours(days, np.full(8760, 10.0))).value, 9)
    240.0
    """
    return _by_days(counts, months.madt_fhwa(counts))


def aadt_fhwa_renormalised(counts: Counts) -> Figure:
    """Return AADT as `aadt_fhwa`, where a month may miss weekdays; biased there.

    Every one of 12 months needs a weekday with all its hours. [vehicles/24 h]
    """
    return _by_days(counts, months.madt_fhwa_renormalised(counts))


def aadt_of_months(counts: Counts) -> Figure:
    """Return AADT as the mean of 12 monthly means of days. PeMS: AADT_2. [vehicles/24 h]."""
    return _of_cells(months.madt_simple(counts), MONTHS)


def aadt_of_months_relaxed(counts: Counts) -> Figure:
    """Return `aadt_of_months` of at least 11 months [3]_. [vehicles/24 h]."""
    return _of_cells(months.madt_simple(counts), MONTHS, RELAXED_MISSING_MAX)


def aadt_aashto_relaxed(counts: Counts) -> Figure:
    """Return `aadt_aashto` of at least 11 months with at least 6 weekdays [3]_. [vehicles/24 h]."""
    week = months.madw(counts)
    known = ~np.isnan(week)
    n = known.sum(axis=1)
    total = np.where(known, week, 0.0).sum(axis=1)
    enough = n >= WEEKDAYS - RELAXED_MISSING_MAX
    madt = np.divide(total, n, out=np.full(len(n), np.nan), where=enough)
    return _of_cells(madt, MONTHS, RELAXED_MISSING_MAX)


def aadt_of_weekdays(counts: Counts) -> Figure:
    """Return AADT as the mean of 7 annual weekday means. PeMS: AADT_3. [vehicles/24 h]."""
    return _of_cells(_weekday_means(counts), WEEKDAYS)


def aadt_of_weekdays_relaxed(counts: Counts) -> Figure:
    """Return `aadt_of_weekdays` of at least 6 weekdays [3]_. [vehicles/24 h]."""
    return _of_cells(_weekday_means(counts), WEEKDAYS, RELAXED_MISSING_MAX)


def aadt_of_hours_of_week(counts: Counts) -> Figure:
    """Return AADT as the mean of 7 sums of hour-of-week means. PeMS: AADT_4. [vehicles/24 h]."""
    days = counts.days
    cells = days.weekday[days.day] * HOURS + days.hour
    means = months.cell_means(cells, counts.hourly, WEEKDAYS * HOURS)
    return _of_cells(means.reshape(WEEKDAYS, HOURS).sum(axis=1), WEEKDAYS)


def aadt_of_hours(counts: Counts) -> Figure:
    """Return AADT as the sum of 24 annual hour means. PeMS: AADT_5. [vehicles/24 h]."""
    mean = _of_cells(months.cell_means(counts.days.hour, counts.hourly, HOURS), HOURS)
    return mean if mean.value is None else Figure(mean.value * HOURS)


def _weekday_means(counts: Counts) -> Float:
    return months.cell_means(counts.days.weekday, counts.daily, WEEKDAYS)


def _mean(values: Float, at_least: int) -> Figure:
    known = values[~np.isnan(values)]
    return Figure(float(known.mean())) if len(known) >= at_least else _WITHHELD


def _of_cells(cells: Float, count: int, missing_max: int = 0) -> Figure:
    """Return the mean of at least `count` cells, of which so many may be missing in `count`."""
    missing = int(np.isnan(cells).sum())
    if len(cells) < count or missing * count > missing_max * len(cells):
        return _WITHHELD
    return _mean(cells, 1)


def _by_days(counts: Counts, madt: Float) -> Figure:
    """Return the mean of 12 or more known months, weighed by their days."""
    if len(madt) < MONTHS or np.isnan(madt).any():
        return _WITHHELD
    length = np.bincount(counts.days.month)
    return Figure(float((madt * length).sum() / length.sum()))
