"""Who rides, told from how weekends and mornings compare with the rest (B17).

References
----------
.. [1] Miranda-Moreno, Nosal, Schneider, Proulx: Classification of bicycle traffic patterns in five
   North American cities, Transportation Research Record 2339, 2013: WWI, AMI.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from analytics.counting.hours import Bool, Counts
from analytics.figure import Figure, Reason

METHOD_VERSION: Final = 2  #: 2: AMI needs weekend days, too, as the pattern told from it does
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


def _season(counts: Counts) -> Bool:
    """Return which days lie in April to October."""
    month = counts.days.month_of_year() + 1
    inside: Bool = (month >= SEASON[0]) & (month <= SEASON[1])
    return inside
