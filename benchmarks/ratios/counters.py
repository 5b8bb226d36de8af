"""Inputs of counters: a year of quarter hours in two directions, with gaps."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.region import NO, YES, Region, days_since_1970, public, school
from analytics.civil import day_start_ms
from analytics.counting.hours import Bool, Days, civil_days
from analytics.intervals import Deployed, Readings, quarters
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.spans import BEGINNING_MS, END_MS, Span
from benchmarks.ratios.frames import Frame, pd

ZONE: Final = ZoneInfo("Europe/Berlin")
NW: Final = Region(land="NW")
ALWAYS: Final = Span(BEGINNING_MS, END_MS)
YEAR: Final = 2023
#: Vehicles in a quarter hour, by the hour of a working day.
_HOURS: Final = np.array(
    [4, 2, 1, 1, 2, 8, 30, 70, 80, 50, 45, 48, 55, 55, 60, 70, 85, 90, 70, 45, 30, 20, 12, 7]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A year of one counter.

    Parameters
    ----------
    readings, run
        As the store hands them out, and laid into quarters.
    series
        The same for pandas: known quarters alone.
    """

    window: Span
    days: Days
    readings: Readings
    run: Quarters
    series: Frame


def counter(seed: int, year: int = YEAR, share: float = 1.0) -> Counter:
    """Return a year of a counter that was silent now and then, once for four days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    window = Span(day_start_ms(first, ZONE), day_start_ms(date(year + 1, 1, 1), ZONE))
    days = civil_days(first, last, ZONE)
    random = np.random.default_rng(seed)
    weekend = np.where(days.weekday >= 5, 0.6, 1.0)[days.day]
    summer = 1 - 0.3 * np.cos(2 * np.pi * days.day / len(days))
    count = random.poisson(np.repeat(_HOURS[days.hour] * weekend * summer * share, 4)) / 1.0
    known = _known(random, len(count))
    start = window.from_ms + np.arange(len(count), dtype=np.int64) * QUARTER_MS
    readings = readings_of(start[known], count[known])
    return Counter(
        window=window,
        days=days,
        readings=readings,
        run=laid(readings, window),
        series=series_of(start[known], count[known]),
    )


def _known(random: np.random.Generator, count: int) -> Bool:
    known = np.ones(count, dtype=bool)
    known[random.integers(96, count - 96, 20)] = False
    for at in random.integers(96, count - 96, 5):
        known[at : at + 11] = False
    known[20_000 : 20_000 + 4 * 96] = False
    return known


def readings_of(start_ms: Int, value: Float, duration_ms: int = QUARTER_MS) -> Readings:
    """Return readings as the store hands them out."""
    return Readings(
        start_ms=start_ms,
        duration_ms=np.full(len(value), duration_ms, dtype=np.int64),
        value=value,
        quality=np.ones(len(value), dtype=np.uint8),
        disputed=np.zeros(len(value), dtype=bool),
    )


def laid(readings: Readings, window: Span) -> Quarters:
    """Lay readings into the quarters of a window."""
    first, end = window.from_ms // QUARTER_MS, window.to_ms // QUARTER_MS
    return quarters(first, end - first, [Deployed(span=ALWAYS, readings=readings)])


def series_of(start_ms: Int, value: Float) -> Frame:
    """Return values as pandas takes them, in the zone of the site."""
    index = pd.to_datetime(start_ms, unit="ms", utc=True).tz_convert(ZONE.key)
    return pd.Series(value, index=index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Free days of a year, as an analyst has them at hand: dates without a zone."""

    public: Frame
    school: Frame
    lessons: Frame


def calendar(year: int = YEAR) -> Calendar:
    """Return the holidays of a year and of the weeks that reach into it."""
    numbers = days_since_1970(date(year - 1, 12, 20), date(year + 1, 1, 10))
    told = school(numbers, NW)

    def index(which: Bool) -> Frame:
        return pd.DatetimeIndex(numbers[which].astype("datetime64[D]").astype("datetime64[ms]"))

    return Calendar(
        public=index(public(numbers, NW)), school=index(told == YES), lessons=index(told == NO)
    )
