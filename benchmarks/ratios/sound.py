"""Sound levels and frost on the road, from a year of quarter hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.environment import day_evening_night, frost, levels, spread
from analytics.environment.frost import WORDS, Frost, Road
from analytics.fold import fold
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.spans import Span
from analytics.speeds.buckets import of_passages
from analytics.topic import Indicator
from benchmarks.ratios.air import pandas_dew, quarters_of
from benchmarks.ratios.counters import YEAR, ZONE, counter, series_of
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair

_FROSTY: Final = (Frost.HOAR_FROST, Frost.ICE_POSSIBLE)
_WATER: Final = (17.62, 243.12)
_ICE: Final = (22.46, 272.62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A year at a street: levels of quarter hours, and what is measured of the road."""

    window: Span
    dates: list[date]
    level_db: Float
    sound: Frame
    road: Road
    frame: Frame


def street() -> Street:
    """Return a year with a loud day, a winter and rain."""
    window = counter(1).window
    random = np.random.default_rng(8)
    first, count = window.from_ms // QUARTER_MS, (window.to_ms - window.from_ms) // QUARTER_MS
    at = np.arange(count)
    level = 58 + 6 * np.sin(at * 2 * np.pi / 96) + random.normal(0, 2, count)
    year, day = 2 * np.pi / count, 2 * np.pi / 96
    surface = (
        8
        - 11 * np.cos(at * year)
        + 4 * np.sin(at * day)
        + np.repeat(random.normal(0, 1, count // 4), 4)
    )
    told = {
        "surface": surface,
        "air": surface + random.normal(1, 0.5, count),
        "humidity": np.clip(random.normal(88, 8, count), 30, 100),
        "rain": np.where(random.random(count) < 0.02, 0.4, 0.0),
    }
    time_ms = (first + at) * QUARTER_MS
    sound = series_of(time_ms, level)
    return Street(
        window=window,
        dates=[date(YEAR, 1, 1) + timedelta(days=k) for k in range(365)],
        level_db=level,
        sound=sound,
        road=Road(
            time_ms=time_ms,
            surface=told["surface"],
            air=told["air"],
            humidity=told["humidity"],
            wet=np.full(count, np.nan),
            precipitation=told["rain"],
            freezing=np.zeros(count),
        ),
        frame=pd.DataFrame(told, index=sound.index),
    )


def pairs(of: Street) -> Iterator[Pair]:
    """Yield levels and hours of frost."""
    yield Pair(
        name="sound_level",
        indicators=(Indicator.SOUND_LEVEL,),
        ours=lambda: levels.of_buckets(fold(_energy(of), _edges(of, Bucket.HOUR))),
        pandas=lambda: 10 * np.log10((10 ** (of.sound / 10)).resample("h").mean()),
    )
    yield Pair(
        name="l_den_l_night",
        indicators=(Indicator.L_DEN, Indicator.L_NIGHT),
        ours=partial(_den, of),
        pandas=partial(_pandas_den, of.sound),
    )
    yield Pair(
        name="l10_l50_l90",
        indicators=(Indicator.L10, Indicator.L50, Indicator.L90),
        ours=partial(_exceeded, of),
        pandas=lambda: of.sound.resample("D").quantile([0.9, 0.5, 0.1]).unstack().T,
        within=1.0,
        why="ours is linear within classes of 0.5 dB, pandas between the ranks of 96 levels",
    )
    yield Pair(
        name="frost_hours",
        indicators=(Indicator.FROST_HOURS,),
        ours=partial(_frost, of),
        pandas=partial(_pandas_frost, of.frame),
    )


def _edges(of: Street, bucket: Bucket) -> Int:
    return buckets(of.window, bucket, ZONE).edges


def _energy(of: Street) -> Quarters:
    first = of.window.from_ms // QUARTER_MS
    return quarters_of(first, 10.0 ** (of.level_db / 10), extremes=False)


def _den(of: Street) -> tuple[Float, Float]:
    found = day_evening_night.daily(_energy(of), of.dates, ZONE)
    return found.den, found.night


def _pandas_den(sound: Frame) -> tuple[Frame, Frame]:
    hour = sound.index.hour
    part = np.select([(hour >= 22) | (hour < 6), hour < 18], ["night", "day"], "evening")
    energy = (10 ** (sound / 10)).groupby([sound.index.normalize(), part]).mean().unstack()
    whole = 12 * energy["day"] + 4 * energy["evening"] * 10**0.5 + 8 * energy["night"] * 10
    return 10 * np.log10(whole / 24), 10 * np.log10(energy["night"])


def _exceeded(of: Street) -> tuple[Float, ...]:
    binned = of_passages(spread.LEVELS, _edges(of, Bucket.DAY), of.road.time_ms, of.level_db)
    return tuple(spread.exceeded(binned, percent) for percent in (10, 50, 90))


def _frost(of: Street) -> Float:
    told = np.isin(frost.codes(of.road), [WORDS.index(flag) for flag in _FROSTY])
    begin = _edges(of, Bucket.DAY)[:-1] - of.window.from_ms // QUARTER_MS
    hours: Float = np.add.reduceat(told.astype(np.float64), begin) / 4
    return hours


def _pandas_frost(road: Frame) -> Frame:
    surface = road["surface"]
    dew = pandas_dew(road["air"], road["humidity"], *_WATER)
    gamma = _WATER[0] * dew / (_WATER[1] + dew)
    point = _ICE[1] * gamma / (_ICE[0] - gamma)
    wet = road["rain"].rolling(13, min_periods=1).max() > 0
    hoar = _kept((surface <= 0) & (surface <= point), (surface > 1) | (surface > point + 1))
    ice = _kept((surface <= 0) & wet, (surface > 1) | ~wet)
    return (hoar | ice).resample("D").sum() / 4


def _kept(begins: Frame, clear: Frame) -> Frame:
    """Return a flag that ends when it has been clear for half an hour."""
    ends = clear.rolling(3).sum() == 3
    state = pd.Series(np.nan, index=begins.index)
    state[begins], state[ends] = 1.0, 0.0
    return state.ffill().fillna(0.0) > 0
