"""Profiles of the day, week and year, who rides, and what was unusual, from a year of quarters."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import numpy as np

from analytics.counting import annual, events, patterns, profiles
from analytics.quarters import Float
from analytics.topic import Indicator
from benchmarks.ratios.annual import counts_of, madt, types_of
from benchmarks.ratios.counters import Calendar, Counter
from benchmarks.ratios.frames import Frame, daily, dates, hourly, pd
from benchmarks.ratios.pair import Pair

_SUMMER: Final = (4, 10)


def pairs(counter: Counter, free: Calendar) -> Iterator[Pair]:
    """Yield profiles and indices."""
    series = counter.series
    yield Pair(
        name="hourly_profile",
        indicators=(Indicator.HOURLY_PROFILE,),
        ours=partial(_hourly, counter),
        pandas=partial(_pandas_hourly, series, free),
    )
    yield Pair(
        name="weekday_profile",
        indicators=(Indicator.WEEKDAY_PROFILE,),
        ours=partial(_weekly, counter),
        pandas=partial(_pandas_weekly, series),
    )
    yield Pair(
        name="month_profile",
        indicators=(Indicator.MONTH_PROFILE,),
        ours=partial(_monthly, counter),
        pandas=partial(_pandas_monthly, series),
    )
    yield Pair(
        name="weekend_and_morning_index",
        indicators=(Indicator.WEEKEND_INDEX, Indicator.MORNING_INDEX),
        ours=partial(_indices, counter),
        pandas=partial(_pandas_indices, series, free),
    )
    yield Pair(
        name="unusual_hours",
        indicators=(Indicator.UNUSUAL_HOURS,),
        ours=partial(_unusual, counter),
        pandas=partial(_pandas_unusual, series, free),
    )


def _hourly(counter: Counter) -> tuple[Float, ...]:
    counts, types = counts_of(counter), types_of(counter)
    every = np.ones(len(counter.days), dtype=bool)
    saturdays = (counter.days.weekday == 5) & ~types["S"]
    kinds = (every, types["W5"], saturdays, types["S"])
    median = profiles.hourly_profile_median(counts, every)
    return (*(profiles.hourly_index(counts, on) for on in kinds), median)


def _pandas_hourly(series: Frame, free: Calendar) -> list[Frame]:
    hours = _once(hourly(series))
    date = hours.index.normalize()
    weekday, public = date.day_of_week, date.isin(free.public)
    kinds = (
        slice(None),
        (weekday < 5) & ~public,
        (weekday == 5) & ~public,
        (weekday == 6) | public,
    )
    means = [(some := hours[on]).groupby(some.index.hour).mean() for on in kinds]
    median = hours.groupby(hours.index.hour).median()
    return [*(one / one.sum() for one in means), median]


def _once(hours: Frame) -> Frame:
    """Return hours of the wall clock, the mean of the one that comes twice."""
    return hours.groupby(hours.index.tz_localize(None)).mean()


def _weekly(counter: Counter) -> tuple[Float, Float]:
    counts = counts_of(counter)
    return profiles.weekday_index(counts), profiles.weekly_profile(counts)


def _pandas_weekly(series: Frame) -> tuple[Frame, Frame]:
    hours = hourly(series)
    days = daily(hours)
    means = days.groupby(days.index.day_of_week).mean()
    hours = _once(hours)
    return means / means.mean(), hours.groupby([hours.index.day_of_week, hours.index.hour]).mean()


def _monthly(counter: Counter) -> Float:
    counts = counts_of(counter)
    return profiles.monthly_index(counts, annual.aadt_fhwa(counts).value or 0.0)


def _pandas_monthly(series: Frame) -> Frame:
    hours = hourly(series)
    days = daily(hours)
    months, length = madt(hours)
    week = days.groupby([days.index.month, days.index.day_of_week]).mean().unstack()
    of = days.groupby([days.index.month, days.index.day_of_week]).size().unstack()
    mean = (week * of).sum(axis=1, skipna=False) / of.sum(axis=1)
    return mean / ((months * length).sum() / length.sum())


def _indices(counter: Counter) -> list[float | None]:
    counts, public = counts_of(counter), types_of(counter).public
    of = (patterns.weekend_index, patterns.morning_index)
    return [one(counts, public).value for one in of]


def _pandas_indices(series: Frame, free: Calendar) -> list[float]:
    hours = hourly(series)
    days = daily(hours)
    date = dates(days)
    typical = date.month.isin(range(_SUMMER[0], _SUMMER[1] + 1)) & ~date.isin(free.public)
    weekend = days[typical & (date.day_of_week >= 5)].mean()
    working = days[typical & (date.day_of_week < 5)].mean()
    on = hours.index.normalize().tz_localize(None).isin(date[typical & (date.day_of_week < 5)])
    some = hours[on & hours.index.hour.isin([7, 8, 11, 12])]
    table = some.groupby([some.index.date, some.index.hour]).first().unstack().dropna()
    return [weekend / working, table[[7, 8]].sum().sum() / table[[11, 12]].sum().sum()]


def _unusual(counter: Counter) -> tuple[Any, ...]:
    found = events.unusual(counts_of(counter), types_of(counter).groups())
    return found.hours.sum(), found.day_score


def _pandas_unusual(series: Frame, free: Calendar) -> tuple[Any, ...]:
    hours = hourly(series)
    days = daily(hours)
    date = dates(days)
    table = hours.groupby([hours.index.date, hours.index.hour]).mean().unstack()
    table.index, table["day"] = date, days.to_numpy()
    sunday = (date.day_of_week == 6) | date.isin(free.public)
    kind = np.where(sunday, 6, np.where(date.day_of_week == 5, 5, 0))
    score = table.groupby(kind, group_keys=False).apply(_scores).sort_index()
    score[score.index < date[0] + pd.Timedelta(days=56)] = np.nan
    flat = score.drop(columns="day").stack(future_stack=True)
    flat = flat[table.drop(columns="day").stack(future_stack=True).notna()]
    count = sum(_runs(side) for side in (flat > 4, flat < -4))
    return count, score["day"]


def _scores(table: Frame) -> Frame:
    past = table.rolling("56D", closed="left", min_periods=5)
    middle = past.median()
    mad = past.apply(_spread, raw=True)
    floor = np.maximum(np.sqrt(middle), 1.0)
    return (table - middle) / np.maximum(1.4826 * mad, floor)


def _spread(values: Float) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(np.abs(known - np.median(known)))) if len(known) else np.nan


def _runs(high: Frame) -> int:
    run = (high != high.shift()).cumsum()
    return int((high & (high.groupby(run).transform("size") >= 2)).sum())
