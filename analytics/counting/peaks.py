"""Peak hours and how sharp they are: sliding and clock hour, typical peak, PHF (B13, B14).

A sliding hour is four consecutive quarters, all of them known, inside the search period of local
time. The typical peak is what working days have, not the maximum of a mean profile.

References
----------
.. [1] HCM via University of Idaho, NIATT: peak-hour factor V / (4 max q15).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import Bool, Counts, Days, of_hours
from analytics.figure import Figure, Reason
from analytics.quarters import Float, Int
from analytics.volume import COVERAGE_MIN_PERCENT

METHOD_VERSION: Final = 2  #: 2: a day of which 75 % of the search period is known has a peak
MORNING: Final = (6, 10)  #: search period [local hours]
EVENING: Final = (15, 19)  #: search period [local hours]
TYPICAL_DAYS_MIN: Final = 10  #: DiMiDo days that a typical peak needs
PHF_VOLUME_MIN: Final = 30  #: below it a peak-hour factor is noise [vehicles/h]
PERIOD_SHARE: Final = 0.75  #: the peak period: quarters of at least this share of the greatest
_QUARTER_MIN: Final = 15
_FOUR: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeakHours:
    """The busiest sliding hour of each day; one entry a day.

    Parameters
    ----------
    start
        Its first quarter, as a place among the quarters of the window; -1 where there is none.
    start_min
        Its beginning in local time; NaN where there is none. [min after midnight]
    volume
        NaN where there is none. [vehicles/h]
    factor
        Its peak-hour factor; NaN where there is none. [1]
    whole
        Every quarter of the search period is known.
    enough
        75 % of its quarters are.
    """

    start: Int
    start_min: Float
    volume: Float
    factor: Float
    whole: Bool
    enough: Bool


def peak_hours(days: Days, quarters: Float, search: tuple[int, int]) -> PeakHours:
    """Return the busiest four consecutive quarters of each day in a search period.

    The earliest of equal ones.

    Parameters
    ----------
    quarters
        Four an hour of the days, from `quarter_hours.quarter_volumes`. [vehicles/15 min]
    search
        From and to, local hours of day: `MORNING`, `EVENING`, or (0, 24) for the day.

    Notes
    -----
    max over t of q_t + q_t+1 + q_t+2 + q_t+3; PHF = V / (4 max q15) [1]_.

    Examples
    --------
    >>> from analytics.counting import example
    >>> days = example.year(mon_fri=0.0, sat_sun=0.0).days
    >>> quarters = np.full(len(days.hour) * 4, 10.0)
    >>> quarters[29:33] = 40.0, 50.0, 60.0, 50.0  # 07:15 to 08:15 of the first day
    >>> found = peak_hours(days, quarters, MORNING)
    >>> float(found.start_min[0]), float(found.volume[0]), round(float(found.factor[0]), 3)
    (435.0, 200.0, 0.833)
    """
    minute = _minutes(days)
    asked = (minute >= search[0] * 60) & (minute < search[1] * 60)
    begins = days.begins[:-1] * _FOUR
    missing = np.add.reduceat(asked & np.isnan(quarters), begins)
    length = np.add.reduceat(asked, begins, dtype=np.int64)
    last = np.zeros(len(quarters), dtype=bool)  # an hour from here would end in another day
    last[(days.begins[1:, None] * _FOUR - np.arange(1, _FOUR)).reshape(-1)] = True
    open_ = asked & (minute + 3 * _QUARTER_MIN < search[1] * 60) & ~last
    hour = np.full(len(quarters), np.nan)
    hour[: -_FOUR + 1] = sum(quarters[k : len(quarters) - 3 + k] for k in range(_FOUR))
    hour = np.where(open_ & ~np.isnan(hour), hour, -np.inf)
    most = np.maximum.reduceat(hour, begins)
    at = np.where(hour == most[np.repeat(days.day, _FOUR)], np.arange(len(hour)), len(hour))
    start = np.minimum.reduceat(at, begins)
    found = most > -np.inf
    start = np.where(found, start, -1)
    sharpest = quarters[np.maximum(start, 0)[:, None] + np.arange(_FOUR)].max(axis=1)
    enough = found & (most >= PHF_VOLUME_MIN)
    factor = np.divide(most, 4 * sharpest, out=np.full(len(most), np.nan), where=enough)
    return PeakHours(
        start=start,
        start_min=np.where(found, minute[start], np.nan),
        volume=np.where(found, most, np.nan),
        factor=factor,
        whole=missing == 0,
        enough=(length - missing) * 100 >= length * COVERAGE_MIN_PERCENT,
    )


def clock_hours(days: Days, quarters: Float) -> Counts:
    """Return the volumes of clock hours, of which all four quarters are known. [vehicles/h].

    Examples
    --------
    >>> from analytics.counting import example
    >>> days = example.year(mon_fri=0.0, sat_sun=0.0).days
    >>> clock_hours(days, np.full(len(days.hour) * 4, 2.5)).hourly[:2].tolist()
    [10.0, 10.0]
    """
    return of_hours(days, quarters.reshape(-1, _FOUR).sum(axis=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalPeak:
    """When the peak hour usually begins, and how much passes in it.

    Parameters
    ----------
    start_min
        Median of the days. [min after midnight, local]
    volume
        Mean of the days. [vehicles/h]
    days
        How many days it is made of.
    """

    start_min: Figure
    volume: Figure
    days: int


def typical_peak(found: PeakHours, on: Bool) -> TypicalPeak:
    """Return the typical peak of some days, DiMiDo in general.

    Of days of which the whole search period is known; at least 10.

    Parameters
    ----------
    on
        Of each day: it is asked.

    Examples
    --------
    >>> from analytics.counting import example
    >>> days = example.year(mon_fri=0.0, sat_sun=0.0).days
    >>> quarters = np.where(np.repeat(days.hour, 4) == 7, 50.0, 10.0)
    >>> found = typical_peak(peak_hours(days, quarters, MORNING), days.weekday == 1)
    >>> found.start_min.value, found.volume.value, found.days  # Tuesdays, from 07:00
    (420.0, 200.0, 52)
    """
    used = on & found.whole & ~np.isnan(found.volume)
    count = int(used.sum())
    if count < TYPICAL_DAYS_MIN:
        none = Figure(None, Reason.INSUFFICIENT_DATA)
        return TypicalPeak(start_min=none, volume=none, days=count)
    return TypicalPeak(
        start_min=Figure(float(np.median(found.start_min[used]))),
        volume=Figure(float(found.volume[used].mean())),
        days=count,
    )


def peak_period(quarters: Float) -> tuple[int, int] | None:
    """Return the run of quarters around the greatest that reach 75 % of it: from and to.

    None where nothing is known or nothing passed. The earliest of equal maxima.

    Examples
    --------
    >>> peak_period(np.array([10.0, 80.0, 100.0, 75.0, 74.0]))
    (1, 4)
    """
    if np.isnan(quarters).all() or np.nanmax(quarters) <= 0:
        return None
    at = int(np.nanargmax(quarters))
    low = ~(quarters >= PERIOD_SHARE * quarters[at])  # what is not known ends the period
    before = np.flatnonzero(low[:at])
    after = np.flatnonzero(low[at:])
    begin = int(before[-1]) + 1 if len(before) else 0
    return begin, at + int(after[0]) if len(after) else len(quarters)


def peak_hour_factor(quarters: Float) -> Figure:
    """Return the peak-hour factor of four quarters, PHF = V / (4 max q15). [1], 0.25 to 1.

    Withheld where a quarter is not known, nothing passed, or fewer than 30. Never averaged over
    sites. Design flow is V / PHF.

    Examples
    --------
    >>> peak_hour_factor(np.array([300.0, 400.0, 250.0, 350.0])).value
    0.8125
    """
    if len(quarters) != _FOUR or np.isnan(quarters).any() or quarters.sum() < PHF_VOLUME_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(float(quarters.sum() / (_FOUR * quarters.max())))


def _minutes(days: Days) -> Int:
    """Return when each quarter of the days begins, in minutes after local midnight."""
    quarter = np.arange(len(days.hour) * _FOUR) % _FOUR
    return np.repeat(days.hour * 60, _FOUR) + quarter * _QUARTER_MIN
