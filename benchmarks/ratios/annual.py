"""Mean daily traffic by its methods, and the BASt family, from the quarter hours of a year."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import numpy as np

from analytics.calendar.day_types import DayTypes, day_types
from analytics.counting import annual, bast, growth, months
from analytics.counting.hours import Counts
from analytics.counting.quarter_hours import of_quarters
from analytics.topic import Indicator
from benchmarks.ratios.counters import NW, Calendar, Counter
from benchmarks.ratios.frames import Frame, daily, dates, hourly, pd
from benchmarks.ratios.pair import Pair

_PERIODS: Final = {
    "Mt": range(6, 22),
    "Mn": (22, 23, *range(6)),
    "Md": range(6, 18),
    "Me": range(18, 22),
}


def counts_of(counter: Counter) -> Counts:
    """Return the hours and days that our kernels take."""
    return of_quarters(counter.run, counter.days)


def types_of(counter: Counter) -> DayTypes:
    """Return the day types of the year."""
    return day_types(counter.days.number, NW)


def pairs(counter: Counter, before: Counter, free: Calendar) -> Iterator[Pair]:
    """Yield every annual mean and factor."""
    series = counter.series

    def pair(name: str, ours: Callable[[], Any], pandas: Callable[[], Any]) -> Pair:
        return Pair(name=name, indicators=(Indicator(name),), ours=ours, pandas=pandas)

    yield pair("dtv", lambda: annual.aadt_fhwa(counts_of(counter)).value, partial(aadt, series))
    yield pair(
        "dtv_simple",
        lambda: annual.aadt_simple(counts_of(counter)).value,
        lambda: daily(hourly(series)).mean(),
    )
    yield pair(
        "dtv_aashto",
        lambda: annual.aadt_aashto(counts_of(counter)).value,
        partial(_aashto, series),
    )
    yield pair(
        "adt",
        lambda: annual.adt(counts_of(counter)).value,
        lambda: daily(hourly(series)).mean(),
    )
    yield pair(
        "madt", lambda: months.madt_fhwa(counts_of(counter)), lambda: madt(hourly(series))[0]
    )
    yield pair(
        "aawdt",
        lambda: months.aawdt(counts_of(counter), NW).value,
        partial(_aawdt, series, free),
    )
    yield pair(
        "growth",
        partial(_growth, before, counter),
        lambda: aadt(counter.series) / aadt(before.series) - 1,
    )
    yield from _bast(counter, free)


def _bast(counter: Counter, free: Calendar) -> Iterator[Pair]:
    yield Pair(
        name="dtv_by_day_type",
        indicators=(Indicator.DTV_W5, Indicator.DTV_W, Indicator.DTV_U, Indicator.DTV_S),
        ours=partial(_types, counter),
        pandas=partial(_pandas_types, counter.series, free),
    )
    yield Pair(
        name="bast_factors",
        indicators=(Indicator.FER, Indicator.BSO, Indicator.BFR),
        ours=partial(_factors, counter),
        pandas=partial(_pandas_factors, counter.series, free),
    )
    yield Pair(
        name="mean_hourly_volumes",
        indicators=(Indicator.MT, Indicator.MN, Indicator.MD, Indicator.ME),
        ours=lambda: _periods(counts_of(counter)),
        pandas=partial(_pandas_periods, counter.series),
    )


def _growth(before: Counter, after: Counter) -> float | None:
    old, new = (annual.aadt_fhwa(counts_of(one)).value for one in (before, after))
    return growth.annual_growth(old or 0.0, new or 0.0, 1.0).value


def _types(counter: Counter) -> list[float | None]:
    counts, types = counts_of(counter), types_of(counter)
    of = (bast.dtv_w5, bast.dtv_w, bast.dtv_u, bast.dtv_s)
    return [one(counts, types).value for one in of]


def _factors(counter: Counter) -> list[float | None]:
    counts, types = counts_of(counter), types_of(counter)
    return [one(counts, types).value for one in (bast.fer, bast.b_so, bast.b_fr)]


def _periods(counts: Counts) -> list[float | None]:
    return [bast.mean_hourly(counts, period).value for period in _PERIODS]


def aadt(series: Frame) -> float:
    """Return AADT by hours of the week of months, as FHWA 2016 has it."""
    means, days = madt(hourly(series))
    return float((means * days).sum() / days.sum())


def madt(hours: Frame) -> tuple[Frame, Frame]:
    """Return MADT of each month, and the days of each."""
    at = hours.index
    cells = hours.groupby([at.month, at.day_of_week, at.hour]).mean()
    week = cells.unstack().sum(axis=1, skipna=False).unstack()
    days = pd.date_range(at[0].date(), at[-1].date(), freq="D")
    weekdays = pd.Series(1, index=days).groupby([days.month, days.day_of_week]).sum().unstack()
    return (week * weekdays).sum(axis=1, skipna=False) / weekdays.sum(axis=1), weekdays.sum(axis=1)


def _aashto(series: Frame) -> float:
    days = daily(hourly(series))
    cells = days.groupby([days.index.month, days.index.day_of_week]).mean().unstack()
    return float(cells.mean(axis=1, skipna=False).mean(skipna=False))


def _aawdt(series: Frame, free: Calendar) -> float:
    days = daily(hourly(series))
    date = dates(days)
    return float(days[(date.day_of_week < 5) & ~date.isin(free.public)].mean())


def _pandas_types(series: Frame, free: Calendar) -> list[float]:
    days = daily(hourly(series))
    date = dates(days)
    public, school = date.isin(free.public), date.isin(free.school)
    sunday = (date.day_of_week == 6) | public
    of = (
        (date.day_of_week < 5) & ~public,
        ~sunday & date.isin(free.lessons),
        ~sunday & school,
        sunday,
    )
    return [float(days[one].mean()) for one in of]


def _pandas_factors(series: Frame, free: Calendar) -> list[float]:
    days = daily(hourly(series))
    date = dates(days)
    public, lessons = date.isin(free.public), date.isin(free.lessons)
    sunday = (date.day_of_week == 6) | public
    quiet = date.isin(_quiet(free)) & ~public & lessons
    middle = days[quiet & date.day_of_week.isin([1, 2, 3])].mean()
    return [
        days[~sunday & date.isin(free.school)].mean() / days[~sunday & lessons].mean(),
        days[quiet & (date.day_of_week == 6)].mean() / middle,
        days[quiet & (date.day_of_week == 4)].mean() / middle,
    ]


def _quiet(free: Calendar) -> Frame:
    """Return the days of weeks, Monday to Sunday, without any holiday."""
    every = free.lessons.union(free.school)
    calm = pd.Series(every.isin(free.lessons) & ~every.isin(free.public), index=every)
    monday = every - pd.to_timedelta(every.day_of_week, unit="D")
    return every[calm.groupby(monday).transform("all").to_numpy(dtype=np.bool_)]


def _pandas_periods(series: Frame) -> list[float]:
    hours = hourly(series)
    means = hours.groupby(hours.index.hour).mean()
    return [float(means.loc[list(of)].mean()) for of in _PERIODS.values()]
