"""Counts for tests: patterns laid on civil days."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from analytics.counting.hours import Counts, Days, civil_days, of_hours
from analytics.quarters import Float

BERLIN = ZoneInfo("Europe/Berlin")
UTC = ZoneInfo("UTC")


def year(number: int, zone: ZoneInfo = UTC) -> Days:
    return civil_days(date(number, 1, 1), date(number, 12, 31), zone)


def month(number: int, of: int, zone: ZoneInfo = UTC) -> Days:
    end = date(number + of // 12, of % 12 + 1, 1)
    last = np.datetime64(end) - np.timedelta64(1, "D")
    return civil_days(date(number, of, 1), last.astype(date), zone)


def place(days: Days, day: date) -> int:
    """Return which day of the window a date is."""
    return (day - date(1970, 1, 1)).days - int(days.number[0])


def commuters(days: Days) -> Float:
    """Return 30 an hour before noon and 50 after on weekdays, 20 at weekends."""
    working = days.weekday[days.day] < 5
    return np.where(working, np.where(days.hour < 12, 30.0, 50.0), 20.0)


def counted(days: Days, pattern: Callable[[Days], Float] = commuters) -> Counts:
    return of_hours(days, pattern(days))


def per_day(days: Days, totals: Float) -> Counts:
    """Return counts with the whole day in its hour 12, so that sums are exact."""
    hourly = np.zeros(len(days.hour))
    hourly[days.begins[:-1] + 12] = totals
    return of_hours(days, hourly)


def town(days: Days, seed: int, level: float = 3_000.0) -> Counts:
    """Return a cycle path of a town: seasons, weeks, dull weather that lasts, chance."""
    rng = np.random.default_rng(seed)
    shape = np.array([1, 1, 1, 1, 2, 6, 18, 60, 80, 45, 35, 38, 42, 45, 48, 58, 75, 80, 60, 40])
    shape = np.append(shape, [28, 18, 10, 4]) / 795
    season = 1 - 0.35 * np.cos(2 * np.pi * (days.number % 365.25 - 15) / 365.25)
    week = np.array([1.05, 1.1, 1.1, 1.08, 1.0, 0.75, 0.6])[days.weekday]
    weather = np.zeros(len(days))
    for k in range(1, len(days)):
        weather[k] = 0.6 * weather[k - 1] + rng.normal(0, 0.13)
    mean = level * season * week * np.exp(weather)
    return of_hours(days, rng.poisson(mean[days.day] * shape[days.hour]).astype(np.float64))
