"""Mean daily traffic: ADT of a period and AADT of a year, each method a function (B4 to B7).

`aadt_fhwa` is the one to publish as DTV: it is exact on whole data, uses half days, and does not
lean to the months and weekdays that happen to be known. The others are there to compare with
numbers that were made by them.

References
----------
.. [1] FHWA, Traffic Monitoring Guide 2022, appendix L.
.. [2] Jessberger et al., Transportation Research Record 2593, 2016, pp. 103-109.
.. [3] Caltrans PeMS, AADT variant 1; variants 2 to 8 are in `annual_pems`.
"""

from typing import Final

import numpy as np

from analytics.counting import months
from analytics.counting.hours import Counts
from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 2  #: 2: an hour of quarters needs 75 % of its 60 minutes
MONTHS: Final = 12
#: A mean over the days of a year needs so many of them. [days]
DAYS_MIN: Final = 30
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

    At least 30 whole days. Unbiased only where the missing days are missing at random.
    PeMS: AADT_1 [3]_.

    Parameters
    ----------
    counts
        A year; an hour or day that is not known is NaN. [vehicles/h]

    Notes
    -----
    AADT = (1/n) sum of the n known daily totals.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_simple(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.48
    """
    return _mean(counts.daily, DAYS_MIN)


def aadt_aashto(counts: Counts) -> Figure:
    """Return AADT after AASHTO, the average of averages. [vehicles/24 h].

    Every weekday of every one of 12 months needs a whole day [1]_. Whole data differ from the true
    mean too, because all 84 cells weigh the same.

    Notes
    -----
    AADT = (1/12) sum_m (1/7) sum_j mean(daily totals of weekday j in month m).

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(aadt_aashto(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.71
    """
    return of_cells(months.madt_aashto(counts), MONTHS)


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
    """Return AADT as `aadt_fhwa`, where a month may miss weekdays; biased there. [vehicles/24 h].

    Every one of 12 months needs a weekday with all its hours.

    Notes
    -----
    AADT = sum_m d_m MADT_m / sum_m d_m, MADT_m of the known weekdays alone, whose weights are made
    to add up to 1 again.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.hourly[counts.days.weekday[counts.days.day] == 6] = np.nan  # no Sunday is known
    >>> round(aadt_fhwa_renormalised(counts).value, 2), aadt_fhwa(counts).reason.value
    (219.98, 'insufficient_data')
    """
    return _by_days(counts, months.madt_fhwa_renormalised(counts))


def _mean(values: Float, at_least: int) -> Figure:
    known = values[~np.isnan(values)]
    return Figure(float(known.mean())) if len(known) >= at_least else _WITHHELD


def of_cells(cells: Float, count: int, missing_max: int = 0) -> Figure:
    """Return the mean of at least `count` cells. [unit of the cells].

    So many may be missing in `count` of them.

    Examples
    --------
    >>> of_cells(np.array([2.0, 4.0, np.nan]), 3, missing_max=1).value
    3.0
    """
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
