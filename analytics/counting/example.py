"""A year of counts for the examples in docstrings: 2023 in Berlin's time, whole and simple."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.day_types import DayTypes, day_types
from analytics.calendar.region import Region
from analytics.counting.hours import Counts, civil_days, of_hours

_SATURDAY: Final = 5
_REGION: Final = Region(land="NW")


def year(mon_fri: float, sat_sun: float) -> Counts:
    """Return 2023 with one volume in every hour of Monday to Friday, another on other days.

    Parameters
    ----------
    mon_fri, sat_sun
        Volume of each hour. [vehicles/h]

    Examples
    --------
    >>> counts = year(10.0, 5.0)
    >>> len(counts.days), counts.daily[:2].tolist()
    (365, [120.0, 240.0])
    """
    days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("Europe/Berlin"))
    weekend = days.weekday[days.day] >= _SATURDAY
    return of_hours(days, np.where(weekend, sat_sun, mon_fri))


def types(counts: Counts) -> DayTypes:
    """Return the day types of its days in North Rhine-Westphalia.

    Examples
    --------
    >>> int(types(year(1.0, 1.0))["S"].sum())
    63
    """
    return day_types(counts.days.number, _REGION)
