"""Counted hours of civil days: what every kernel of counters takes.

Hours are kept one after the other as the clock on the wall begins them, which in Kolkata is half
past in UTC, and know their local day and local hour of day. So the
autumn day has 25 of them, its hour 2 twice, and the spring day 23: nothing is doubled, summed or
made up. Which hour lies where is worked out once for a zone and a window, and kept.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.civil import day_start_ms, from_ms
from analytics.quarters import QUARTER_MS, Float, Int

METHOD_VERSION: Final = 1
Bool = NDArray[np.bool_]

HOURS: Final = 24
_HOUR_MS: Final = 4 * QUARTER_MS
_EPOCH: Final = date(1970, 1, 1)
_EPOCH_WEEKDAY: Final = 3  # 1970-01-01 was a Thursday
WINDOWS_MAX: Final = 256  #: windows kept in memory, a year takes 140 kB


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days:
    """Civil days in a row and the hours they are made of; the arrays cannot be written to.

    Parameters
    ----------
    first_quarter
        Where the first hour begins. [quarters since 1970, UTC]
    begins
        Where each day begins among the hours, and where the last one ends: one more than days.
    number
        Local date of each day. [days since 1970]
    weekday
        Of each day: 0 Monday to 6 Sunday.
    month
        Of each day: the month it lies in, counted from the month of the first day.
    day
        Of each hour: the day it lies in.
    hour
        Of each hour: the local hour of day, 0 to 23.
    """

    first_quarter: int
    begins: Int
    number: Int
    weekday: Int
    month: Int
    day: Int
    hour: Int

    def __len__(self) -> int:
        return len(self.number)

    @property
    def months(self) -> int:
        """How many months the days touch."""
        return int(self.month[-1]) + 1

    def month_of_year(self) -> Int:
        """Return the month of each day: 0 January to 11 December."""
        months = self.number.astype("datetime64[D]").astype("datetime64[M]")
        return months.astype(np.int64) % 12

    def weekdays_of_months(self) -> Int:
        """Return how often each weekday occurs in each month: months x 7."""
        cells = np.bincount(self.month * 7 + self.weekday, minlength=self.months * 7)
        return cells.reshape(-1, 7)


@lru_cache(maxsize=WINDOWS_MAX)
def civil_days(first: date, last: date, zone: ZoneInfo) -> Days:
    """Return the days from `first` to `last`, both included, in a zone.

    Raises
    ------
    ValueError
        The last day comes before the first, or a day is not made of whole hours.

    Examples
    --------
    >>> autumn = civil_days(date(2023, 10, 29), date(2023, 10, 29), ZoneInfo("Europe/Berlin"))
    >>> autumn.hour.tolist()[:5], len(autumn.hour)
    ([0, 1, 2, 2, 3], 25)
    """
    count = (last - first).days + 1
    if count < 1:
        raise ValueError(f"the last day, {last}, comes before the first, {first}")
    dates = [first + timedelta(days=k) for k in range(count)]
    start_ms = np.array([day_start_ms(d, zone) for d in [*dates, last + timedelta(days=1)]])
    if (start_ms % QUARTER_MS).any() or (np.diff(start_ms) % _HOUR_MS).any():
        raise ValueError(f"days in {zone.key} from {first} to {last} are not made of whole hours")
    begins = (start_ms - start_ms[0]) // _HOUR_MS
    day = np.repeat(np.arange(count), np.diff(begins))
    hour = np.arange(begins[-1]) - begins[day]
    for odd in np.flatnonzero(np.diff(begins) != HOURS).tolist():
        at = range(int(start_ms[odd]), int(start_ms[odd + 1]), _HOUR_MS)
        hour[begins[odd] : begins[odd + 1]] = [from_ms(ms).astimezone(zone).hour for ms in at]
    number = (first - _EPOCH).days + np.arange(count)
    month = np.array([d.year * 12 + d.month for d in dates])
    found = {
        "begins": begins,
        "number": number,
        "weekday": (number + _EPOCH_WEEKDAY) % 7,
        "month": month - month[0],
        "day": day,
        "hour": hour,
    }
    for values in found.values():
        values.setflags(write=False)
    return Days(first_quarter=int(start_ms[0]) // QUARTER_MS, **found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """What was counted in the hours and days of a window.

    Parameters
    ----------
    days
        The window.
    hourly
        Volume of each hour; NaN where it is not known. [vehicles/h]
    daily
        Volume of each day; NaN where an hour of it is not known. A counter that tells whole days
        has days and no hours. [vehicles/24 h]
    expected
        Of each hour: something was expected, the counter was deployed and in service.
    """

    days: Days
    hourly: Float
    daily: Float
    expected: Bool

    def of(self, days: Bool) -> "Counts":
        """Return the counts of some days; the others are not known."""
        return replace(
            self,
            hourly=np.where(days[self.days.day], self.hourly, np.nan),
            daily=np.where(days, self.daily, np.nan),
        )

    def by_hour(self) -> Float:
        """Return days x 24 volumes: the mean of an hour that comes twice, NaN where none is."""
        table = np.full((len(self.days), HOURS), np.nan)
        table[self.days.day, self.days.hour] = self.hourly
        twice = np.flatnonzero((np.diff(self.days.hour) == 0) & (np.diff(self.days.day) == 0))
        at = self.days.day[twice], self.days.hour[twice]
        table[at] = (self.hourly[twice] + self.hourly[twice + 1]) / 2
        return table


def of_hours(days: Days, hourly: Float, expected: Bool | None = None) -> Counts:
    """Return counts of which the hours are given.

    Parameters
    ----------
    hourly
        NaN where an hour is not known. [vehicles/h]
    expected
        None: something was expected in every hour.

    Raises
    ------
    ValueError
        There are more or fewer hours than the days have.

    Examples
    --------
    >>> day = civil_days(date(2023, 6, 1), date(2023, 6, 2), ZoneInfo("UTC"))
    >>> of_hours(day, np.repeat([5.0, np.nan], [25, 23])).daily.tolist()
    [120.0, nan]
    """
    if len(hourly) != len(days.hour):
        raise ValueError(f"{len(hourly)} hours for days that have {len(days.hour)}")
    return Counts(
        days=days,
        hourly=hourly,
        daily=np.add.reduceat(hourly, days.begins[:-1]),
        expected=np.ones(len(hourly), dtype=bool) if expected is None else expected,
    )
