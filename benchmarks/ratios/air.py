"""Means, limits and indices of the air, from a year of quarter hours and of hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.environment import air_quality, dew, eight_hours, limits, means
from analytics.environment.air_quality import EAQI, LQI, Pollutant, Table
from analytics.fold import fold
from analytics.indicators.environment import AVERAGED
from analytics.quarters import QUARTER_MS, Float, Quarters, empty
from analytics.spans import Span
from analytics.topic import Indicator
from analytics.volume import values
from benchmarks.ratios.counters import ZONE, counter, series_of
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair

_DAY_H: Final = 24
_EVERY_DAY: Final = 18  #: valid hours of a day, 75 %
_MEANS: Final = tuple(Indicator(one.value) for one in AVERAGED)
_INDEX: Final = ("pm2_5", "pm10", "no2", "o3", "so2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A year at a station, as arrays and for pandas.

    Parameters
    ----------
    run, quarters
        Quarter hours of a temperature.
    hours, frame
        Hourly means by name; pandas has them in CET, whose days the law takes.
    """

    window: Span
    run: Quarters
    quarters: Frame
    hours: dict[str, Float]
    frame: Frame


def station() -> Station:
    """Return a year of a station that was silent now and then."""
    window = counter(1).window
    random = np.random.default_rng(7)
    first, count = window.from_ms // QUARTER_MS, (window.to_ms - window.from_ms) // QUARTER_MS
    value = 10 + 8 * np.sin(np.arange(count) * 2 * np.pi / 96) + random.normal(0, 1, count)
    known = random.random(count) > 0.03
    start = (first + np.flatnonzero(known)) * QUARTER_MS
    hours = {name: _pollution(random, count // 4) for name in _INDEX}
    hours["air"] = random.normal(9, 7, count // 4)
    hours["damp"] = np.clip(random.normal(75, 15, count // 4), 5, 100)
    frame = pd.DataFrame(hours)
    at = window.from_ms + np.arange(count // 4) * 4 * QUARTER_MS
    frame.index = pd.to_datetime(at, unit="ms", utc=True).tz_convert("Etc/GMT-1")
    return Station(
        window=window,
        run=quarters_of(first, np.where(known, value, np.nan), extremes=True),
        quarters=series_of(start, value[known]),
        hours=hours,
        frame=frame,
    )


def quarters_of(first: int, value: Float, *, extremes: bool) -> Quarters:
    """Return means of quarter hours as a run; NaN is not known."""
    known = ~np.isnan(value)
    run = empty(first, len(value), extremes=extremes)
    run.expected_ms[:] = QUARTER_MS
    run.observed_ms[:] = np.where(known, QUARTER_MS, 0)
    run.total[:] = np.where(known, value * QUARTER_MS, 0.0)
    run.grain[:] = known
    if extremes:
        for extreme in (run.low, run.high, run.last):
            extreme[:] = value
    return run


def _pollution(random: np.random.Generator, count: int) -> Float:
    """Return hourly concentrations that come and go over days, some of them not known."""
    slow = np.repeat(random.gamma(3.0, 12.0, count // _DAY_H + 1), _DAY_H)[:count]
    hours: Float = np.maximum(slow + random.normal(0, 6, count), 1.0)
    hours[random.random(count) < 0.02] = np.nan
    return hours


def pairs(of: Station) -> Iterator[Pair]:
    """Yield means, sums, the dew point, limits and the index of the air."""
    no2 = of.frame["no2"]
    yield Pair(
        name="mean.hour",
        indicators=_MEANS,
        ours=lambda: means.of_buckets(fold(of.run, buckets(of.window, Bucket.HOUR, ZONE).edges)),
        pandas=partial(_pandas_mean, of.quarters, "h", 3),
    )
    yield Pair(
        name="mean.day",
        indicators=_MEANS,
        ours=lambda: _daily(of, "no2"),
        pandas=partial(_pandas_mean, no2, "D", _EVERY_DAY),
    )
    yield Pair(
        name="mean.year",
        indicators=_MEANS,
        ours=lambda: means.annual(of.hours["no2"]).value,
        pandas=no2.mean,
    )
    yield Pair(
        name="precipitation",
        indicators=(Indicator.PRECIPITATION,),
        ours=lambda: values(fold(of.run, buckets(of.window, Bucket.DAY, ZONE).edges)) / QUARTER_MS,
        pandas=lambda: of.quarters.resample("D").sum(min_count=1),
        within=1e-6,
    )
    yield Pair(
        name="dew_point",
        indicators=(Indicator.DEW_POINT,),
        ours=lambda: dew.dew_point(of.hours["air"], of.hours["damp"]),
        pandas=lambda: pandas_dew(of.frame["air"], of.frame["damp"], 17.625, 243.04),
    )
    yield from _law(of)


def _law(of: Station) -> Iterator[Pair]:
    yield Pair(
        name="o3_8h_max",
        indicators=(Indicator.O3_8H_MAX,),
        ours=lambda: eight_hours.daily_maxima(eight_hours.running(of.hours["o3"])),
        pandas=partial(_pandas_greatest, of.frame["o3"]),
    )
    yield Pair(
        name="exceedances",
        indicators=(
            Indicator.PM10_EXCEEDANCE_DAYS,
            Indicator.PM2_5_EXCEEDANCE_DAYS,
            Indicator.NO2_EXCEEDANCE_HOURS,
            Indicator.O3_EXCEEDANCE_DAYS,
        ),
        ours=partial(_exceedances, of),
        pandas=partial(_pandas_exceedances, of.frame),
    )
    yield Pair(
        name="air_quality_index",
        indicators=(Indicator.AIR_QUALITY_INDEX,),
        ours=lambda: tuple(_index(of, table) for table in (LQI, EAQI)),
        pandas=lambda: tuple(_pandas_index(of.frame, table) for table in (LQI, EAQI)),
    )


def _daily(of: Station, name: str) -> Float:
    hours = of.hours[name]
    return means.of_hours(hours, np.arange(0, len(hours) + 1, _DAY_H))


def _pandas_mean(series: Frame, frequency: str, least: int) -> Frame:
    of = series.resample(frequency)
    return of.mean().where(of.count() >= least)


def pandas_dew(air: Frame, damp: Frame, a: float, b: float) -> Frame:
    """Return the dew point by Magnus' formula."""
    gamma = a * air / (b + air) + np.log(damp / 100)
    return b * gamma / (a - gamma)


def _pandas_greatest(hours: Frame) -> Frame:
    running = hours.rolling(8, min_periods=6).mean()
    of = running.resample("D")
    return of.max().where(of.count() >= _EVERY_DAY)


def _exceedances(of: Station) -> list[int]:
    greatest = eight_hours.daily_maxima(eight_hours.running(of.hours["o3"]))
    return [
        limits.exceedances(_daily(of, "pm10"), 50),
        limits.exceedances(_daily(of, "pm2_5"), 25),
        limits.exceedances(of.hours["no2"], 200),
        limits.exceedances(greatest, 120),
    ]


def _pandas_exceedances(frame: Frame) -> list[int]:
    of = (
        (_pandas_mean(frame["pm10"], "D", _EVERY_DAY), 50),
        (_pandas_mean(frame["pm2_5"], "D", _EVERY_DAY), 25),
        (frame["no2"], 200),
        (_pandas_greatest(frame["o3"]), 120),
    )
    return [int((np.floor(one + 0.5) > limit).sum()) for one, limit in of]


def _index(of: Station, table: Table) -> Float:
    found = air_quality.index(table, {Pollutant(name): of.hours[name] for name in _INDEX})
    return found.worst / 1.0


def _pandas_index(frame: Frame, table: Table) -> Frame:
    classes = []
    for name in _INDEX:
        edges = [-np.inf, *table.bounds[Pollutant(name)], np.inf]
        compared = np.floor(frame[name] + 0.5) if table.whole else frame[name]
        classes.append(pd.cut(compared, edges, labels=False) + 1)
    return pd.concat(classes, axis=1).max(axis=1).fillna(0)
