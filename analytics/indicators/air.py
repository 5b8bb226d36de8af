"""Limits of the air: running means, and exceedances of dated limits.

Days are those of the law, in CET the whole year: where the local day is one of summer time, the
day begins and ends an hour later by the local clock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from analytics.civil import Buckets, day_start_ms, local_date
from analytics.environment import eight_hours, limits, means
from analytics.environment.air_quality import Pollutant
from analytics.environment.limits import Limit, Statistic
from analytics.fold import fold
from analytics.indicators.environment import Words, method, series
from analytics.indicators.measured import HOUR, YEAR, only, run_of
from analytics.indicators.method import CIVIL, Known
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Property

_DAY_H: Final = eight_hours.DAY_H
_BEFORE_H: Final = eight_hours.WINDOW_H - 1
_YEAR_END: Final = 367 * 96  # from here on it is more than a year [quarters]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Hourly means of the days of the law that a window touches.

    Parameters
    ----------
    dates
        One a day.
    hours
        24 for each of them.
    daily
        Means of the days.
    before
        The seven hours before the first one.
    begins
        Where the local day of each date begins. [quarters since 1970]
    """

    dates: list[date]
    hours: Float
    daily: Float
    before: Float
    begins: Int

    def running_maxima(self) -> Float:
        """Return the greatest 8-hour mean of each day."""
        running = eight_hours.running(np.concatenate([self.before, self.hours]))[_BEFORE_H:]
        return eight_hours.daily_maxima(running)

    def of(self, statistic: Statistic) -> Float:
        """Return what is compared with a limit: one a day, or of hours 24 a day."""
        match statistic:
            case Statistic.HOUR:
                return self.hours
            case Statistic.DAY:
                return self.daily
            case _:
                return self.running_maxima()


def _days(source: Source, known: Known, asked: Question) -> Days:
    first = local_date(asked.window.from_ms, asked.zone)
    last = local_date(asked.window.to_ms - 1, asked.zone)
    dates = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    begin = day_start_ms(first, eight_hours.CET) // QUARTER_MS - _BEFORE_H * HOUR
    count = (len(dates) * _DAY_H + _BEFORE_H) * HOUR
    run = run_of(source, known, asked, begin, count)
    hours = means.of_buckets(fold(run, np.arange(begin, begin + count + 1, HOUR)))
    begins = np.array([day_start_ms(day, asked.zone) // QUARTER_MS for day in dates])
    return Days(
        dates=dates,
        hours=hours[_BEFORE_H:],
        daily=_daily(run, hours[_BEFORE_H:]),
        before=hours[:_BEFORE_H],
        begins=begins,
    )


def _daily(run: Quarters, hours: Float) -> Float:
    """Return means of CET days: of their valid hours; of a sampler of days what it says itself."""
    edges = np.arange(0, len(hours) + 1, _DAY_H)
    folded = fold(run, run.first + (_BEFORE_H + edges) * HOUR)
    coarse = folded.grain > HOUR
    return np.where(coarse, means.of_buckets(folded), means.of_hours(hours, edges))


def _run(source: Source, known: Known, asked: Question) -> Quarters:
    return run_of(source, known, asked, *asked.run())


def _source(site: Site, observed: Property) -> Source:
    source = only(site, observed)
    if source is None:
        raise ValueError(f"{site.id} has no single datastream of {observed}")
    return source


def _greatest_8h(site: Site, known: Known, _: Topic, asked: Question) -> Series:
    """Return the greatest 8-hour mean of each day; of longer buckets that of their days."""
    source = _source(site, Property.O3)
    days, run = _days(source, known, asked), _run(source, known, asked)
    found = days.running_maxima()
    words = Words(
        method="greatest running 8-hour mean, days in CET", version=eight_hours.METHOD_VERSION
    )

    def told(divided: Buckets) -> Series:
        parts = _by_bucket(found, days.begins, divided.edges)
        value = np.array([_greatest(part) for part in parts])
        return series(words, divided, fold(run, divided.edges), value, {})

    return with_total(told, asked)


def _greatest(values: Float) -> float:
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else float("nan")


def _by_bucket(of_days: Float, begins: Int, edges: Int) -> list[Float]:
    """Return what belongs to the local days of each bucket."""
    each = len(of_days) // len(begins)
    at = np.searchsorted(begins, edges) * each
    return [of_days[a:b] for a, b in zip(at[:-1].tolist(), at[1:].tolist(), strict=True)]


def _exceedances(
    pollutant: Pollutant, statistic: Statistic
) -> Callable[[Site, Known, Topic, Question], Series]:
    words = Words(
        method="above the limit of the time, rounded to it", version=limits.METHOD_VERSION
    )

    def answer(site: Site, known: Known, _: Topic, asked: Question) -> Series:
        source = _source(site, Property(pollutant.value))
        days, run = _days(source, known, asked), _run(source, known, asked)
        values = days.of(statistic)
        held = [_limit(day, pollutant, statistic) for day in days.dates]
        limit = np.array([np.nan if one is None else one.value for one in held])
        allowed = np.array([np.nan if one is None else one.allowed for one in held])
        over = _over(values, np.repeat(limit, len(values) // len(limit)))

        def told(divided: Buckets) -> Series:
            parts = _by_bucket(over, days.begins, divided.edges)
            value = np.array([_count(part) for part in parts])
            times = _same(_by_bucket(allowed, days.begins, divided.edges))
            details = {
                "limit": _same(_by_bucket(limit, days.begins, divided.edges)),
                "allowed": times,
                "known": np.array([float((~np.isnan(part)).sum()) for part in parts]),
                "percentile": _percentiles(
                    _by_bucket(values, days.begins, divided.edges), divided.edges, times
                ),
            }
            return series(words, divided, fold(run, divided.edges), value, details)

        return with_total(told, asked)

    return answer


def _limit(day: date, pollutant: Pollutant, statistic: Statistic) -> Limit | None:
    held = [
        one for one in limits.on(day) if one.pollutant is pollutant and one.statistic is statistic
    ]
    return held[0] if held else None


def _over(values: Float, limit: Float) -> Float:
    """Return 1 where a value is above its limit, 0 where not, NaN where either is not known."""
    unknown = np.isnan(values) | np.isnan(limit)
    return np.where(unknown, np.nan, limits.exceeds(values, limit))


def _count(over: Float) -> float:
    return float(np.nansum(over)) if (~np.isnan(over)).any() else float("nan")


def _percentiles(parts: list[Float], edges: Int, allowed: Float) -> Float:
    """Return what a limit is compared with where values are missing; of single years alone.

    Of 35 days allowed in a year the 36th highest, however many are known.

    Parameters
    ----------
    allowed
        Of each bucket; NaN where none holds throughout.
    """
    found = np.full(len(parts), np.nan)
    length = np.diff(edges)
    for k in np.flatnonzero((length >= YEAR) & (length < _YEAR_END) & ~np.isnan(allowed)).tolist():
        percent = limits.percentile_of_allowed(len(parts[k]), int(allowed[k]))
        told = means.percentile(parts[k], percent).value
        found[k] = np.nan if told is None else told
    return found


def _same(parts: list[Float]) -> Float:
    """Return the value that holds throughout each bucket; NaN where it changes."""
    ends = [(float(part.min()), float(part.max())) if len(part) else (0.0, 1.0) for part in parts]
    return np.array([low if low == high else np.nan for low, high in ends])


_LIMITED: Final = (
    (Indicator.PM10_EXCEEDANCE_DAYS, Pollutant.PM10, Statistic.DAY),
    (Indicator.PM2_5_EXCEEDANCE_DAYS, Pollutant.PM2_5, Statistic.DAY),
    (Indicator.NO2_EXCEEDANCE_HOURS, Pollutant.NO2, Statistic.HOUR),
    (Indicator.O3_EXCEEDANCE_DAYS, Pollutant.O3, Statistic.EIGHT_HOURS),
)
METHODS: Final = (
    method(Indicator.O3_8H_MAX, (Property.O3,), _greatest_8h, buckets=CIVIL, history_days=1),
    *(
        method(
            indicator,
            (Property(pollutant.value),),
            _exceedances(pollutant, statistic),
            buckets=CIVIL,
            history_days=1,
        )
        for indicator, pollutant, statistic in _LIMITED
    ),
)
