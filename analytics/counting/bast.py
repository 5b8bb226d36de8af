"""The BASt family: DTV by day type, fer, bSo, bFr and mean hourly volumes (B9).

The names are those of the official CSV, so that results compare one to one. Beware: DTV_W is
Monday to Saturday outside school holidays; what towns call DTVw is Monday to Friday, DTV_W5.

References
----------
.. [1] BASt, Abkürzungen und CSV-Datensatzbeschreibung, 27 October 2015.
"""

from typing import Final

import numpy as np

from analytics.calendar.day_types import DayTypes
from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.months import cell_means
from analytics.figure import Figure, Reason

METHOD_VERSION: Final = 1
#: A year needs so many whole days, some in every month. [days]
DAYS_MIN: Final = 300
#: Fewer days of a type say nothing about the type.
TYPE_DAYS_MIN: Final = 3
_MONTHS: Final = 12
_FRIDAY: Final = 4
_SUNDAY: Final = 6
#: Local hours of the mean hourly volumes: from and to; Mn and RLS-19's night go over midnight.
PERIODS: Final = {"Mt": (6, 22), "Mn": (22, 6), "Md": (6, 18), "Me": (18, 22)}
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def enough(counts: Counts) -> bool:
    """Tell whether a year is known well enough: 300 whole days, some in each of 12 months.

    Examples
    --------
    >>> from analytics.counting import example
    >>> enough(example.year(mon_fri=10.0, sat_sun=5.0))
    True
    """
    known = ~np.isnan(counts.daily)
    of_month = np.bincount(counts.days.month[known], minlength=counts.days.months)
    return bool(known.sum() >= DAYS_MIN and len(of_month) >= _MONTHS and of_month.all())


def dtv(counts: Counts) -> Figure:
    """Return DTV_MobisSo: the mean daily volume of all known days of a year. [vehicles/24 h].

    At least 300 whole days, some in each of 12 months.

    Notes
    -----
    DTV = (1/n) sum of the n known daily totals [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> round(dtv(example.year(mon_fri=10.0, sat_sun=5.0)).value, 2)
    205.48
    """
    return _of_days(counts, np.ones(len(counts.days), dtype=bool))


def dtv_w(counts: Counts, types: DayTypes) -> Figure:
    """Return DTV_W: Monday to Saturday outside school and public holidays. [vehicles/24 h].

    A year as for `dtv`, with at least 3 known days of the type; the same of the other types.

    Parameters
    ----------
    types
        The day types of its days, of one Land.

    Notes
    -----
    The mean of the known daily totals of day type W [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> round(dtv_w(counts, example.types(counts)).value, 2)
    219.13
    """
    return _of_days(counts, types["W"])


def dtv_u(counts: Counts, types: DayTypes) -> Figure:
    """Return DTV_U: Monday to Saturday in school holidays. [vehicles/24 h].

    Notes
    -----
    The mean of the known daily totals of day type U [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> dtv_u(counts, example.types(counts)).value
    220.0
    """
    return _of_days(counts, types["U"])


def dtv_s(counts: Counts, types: DayTypes) -> Figure:
    """Return DTV_S: Sundays and public holidays. [vehicles/24 h].

    Notes
    -----
    The mean of the known daily totals of day type S [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> round(dtv_s(counts, example.types(counts)).value, 2)
    139.05
    """
    return _of_days(counts, types["S"])


def dtv_w5(counts: Counts, types: DayTypes) -> Figure:
    """Return DTV_W_MobisFr: Monday to Friday without public holidays. [vehicles/24 h].

    School holidays are in it; the description of the CSV does not say whether BASt leaves them out.

    Notes
    -----
    The mean of the known daily totals of day type W5 [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> dtv_w5(counts, example.types(counts)).value
    240.0
    """
    return _of_days(counts, types["W5"])


def fer(counts: Counts, types: DayTypes) -> Figure:
    """Return the holiday factor, DTV_U / DTV_W. [1].

    Withheld with the reason of whichever of the two is withheld.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> round(fer(counts, example.types(counts)).value, 3)
    1.004
    """
    return factor(dtv_u(counts, types), dtv_w(counts, types))


def b_so(counts: Counts, types: DayTypes) -> Figure:
    """Return the Sunday factor bSo: Sundays over Tuesday to Thursday, in quiet weeks. [1].

    Quiet: a whole week free of public and school holidays (NZB). At least 3 days of each.

    Notes
    -----
    bSo = mean day of the Sundays / mean day of Tuesday to Thursday [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> b_so(counts, example.types(counts)).value
    0.5
    """
    quiet = types["NZB"]
    sundays = _of_days(counts, quiet & (types.weekday == _SUNDAY))
    return factor(sundays, _of_days(counts, quiet & types["DiMiDo"]))


def b_fr(counts: Counts, types: DayTypes) -> Figure:
    """Return the Friday factor bFr: Fridays over Tuesday to Thursday, in quiet weeks. [1].

    As `b_so`.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> b_fr(counts, example.types(counts)).value
    1.0
    """
    quiet = types["NZB"]
    fridays = _of_days(counts, quiet & (types.weekday == _FRIDAY))
    return factor(fridays, _of_days(counts, quiet & types["DiMiDo"]))


def factor(part: Figure, whole: Figure) -> Figure:
    """Return the ratio of two mean daily volumes; withheld with the reason of either. [1].

    Examples
    --------
    >>> factor(Figure(11_400.0), Figure(12_000.0)).value
    0.95
    """
    for one in (part, whole):
        if one.value is None:
            return one
    if part.value is None or not whole.value:
        return Figure(None, Reason.UNDEFINED)
    return Figure(part.value / whole.value)


def mean_hourly(counts: Counts, period: str) -> Figure:
    """Return a mean hourly volume of a year, over all days. [vehicles/h].

    The mean of the annual means of its hours of day. Mt and Mn feed noise calculation (RLS-19).

    Parameters
    ----------
    period
        `Mt` 06-22, `Mn` 22-06, `Md` 06-18, `Me` 18-22 o'clock, local.

    Examples
    --------
    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.counting.hours import civil_days, of_hours
    >>> days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("Europe/Berlin"))
    >>> night = (days.hour >= 22) | (days.hour < 6)
    >>> mean_hourly(of_hours(days, np.where(night, 100.0, 700.0)), "Mn").value
    100.0
    """
    if not enough(counts):
        return _WITHHELD
    means = cell_means(counts.days.hour, counts.hourly, HOURS)
    begin, end = PERIODS[period]
    hours = (begin + np.arange((end - begin) % HOURS)) % HOURS
    return Figure(float(means[hours].mean()))


def _of_days(counts: Counts, asked: Bool) -> Figure:
    """Return the mean of the known days of a type, where the year is known well enough."""
    known = asked & ~np.isnan(counts.daily)
    if not enough(counts) or known.sum() < TYPE_DAYS_MIN:
        return _WITHHELD
    return Figure(float(counts.daily[known].mean()))
