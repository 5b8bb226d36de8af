"""A car park with 200 spaces, from the quarter hours of a year."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import numpy as np

from analytics import held, occupancy
from analytics.calendar.day_types import day_types
from analytics.civil import Bucket, buckets
from analytics.fold import fold
from analytics.held import Holding
from analytics.occupancy import Capacity, Load
from analytics.parking import availability, hours, peaks, spells
from analytics.parking.zone import ABSENT_MS, local_quarters
from analytics.quarters import QUARTER_MS, Float, Int, Quarters
from analytics.spans import Span
from analytics.topic import Indicator
from benchmarks.ratios.counters import (
    ALWAYS,
    NW,
    ZONE,
    Calendar,
    counter,
    readings_of,
    series_of,
)
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair

_SPACES: Final = 200
_STEP_MS: Final = 300_000
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarPark:
    """A year of free spaces.

    Parameters
    ----------
    run, quarters
        Their integrals over quarter hours, and their means.
    """

    window: Span
    days: Int
    dates: list[date]
    run: Quarters
    quarters: Frame


def car_park() -> CarPark:
    """Return a car park that tells its free spaces every five minutes, but for some hours."""
    of = counter(1)
    random = np.random.default_rng(9)
    at = np.arange(of.window.from_ms, of.window.to_ms, _STEP_MS)
    busy = 110 + 85 * np.sin((at / 86_400_000 - 0.3) * 2 * np.pi) + 25 * np.sin(at / 9e9)
    free = np.rint(np.clip(_SPACES - busy + random.normal(0, 4, len(at)), 0, _SPACES))
    known = np.ones(len(at), dtype=bool)
    for gap in random.integers(0, len(at) // 3, 30) * 3:
        known[gap : gap + 24] = False
    told = readings_of(at[known], free[known], 0)
    holding = Holding(span=ALWAYS, readings=told, hold_max_ms=_STEP_MS)
    first, end = of.window.from_ms // QUARTER_MS, of.window.to_ms // QUARTER_MS
    segments = held.segments([holding], of.window.to_ms)
    run = held.quarters(first, end - first, segments, [ALWAYS], [])
    return CarPark(
        window=of.window,
        days=of.days.number,
        dates=[_EPOCH + timedelta(days=day) for day in of.days.number.tolist()],
        run=run,
        quarters=series_of(at[known], free[known]).resample("15min").mean(),
    )


def pairs(of: CarPark, free: Calendar) -> Iterator[Pair]:
    """Yield what is said of the load of a car park."""
    taken = partial(_taken, of.quarters)

    def pair(name: Indicator, ours: Callable[[Load], Any], pandas: Callable[[], Any]) -> Pair:
        return Pair(
            name=name.value,
            indicators=(name,),
            ours=lambda: ours(_load(of)),
            pandas=pandas,
            within=1e-6,
        )

    yield pair(Indicator.OCCUPANCY, partial(_hourly, of), lambda: _pandas_hourly(taken()))
    yield Pair(
        name="free_spaces",
        indicators=(Indicator.FREE_SPACES,),
        ours=partial(_free, of),
        pandas=lambda: of.quarters.resample("D").mean(),
        within=1e-6,
    )
    yield pair(
        Indicator.PARKING_LOAD,
        partial(_summed, of),
        lambda: taken().resample("D").sum() * _SPACES / 4,
    )
    yield pair(
        Indicator.PEAK_OCCUPANCY,
        _peak,
        lambda: _pandas_peak(taken()),
    )
    yield pair(Indicator.FULL_SHARE, peaks.share_full, lambda: (taken().dropna() >= 0.85).mean())
    yield pair(
        Indicator.HOURS_AT_85,
        lambda load: hours.hours_at_least(hours.by_hour(load), 85).hours,
        lambda: (_pandas_hourly(taken()) >= 0.85).sum(),
    )
    yield pair(
        Indicator.HOUR_30,
        lambda load: hours.nth_busiest(hours.by_hour(load)).occupancy.value,
        lambda: _pandas_hourly(taken()).nlargest(30).iloc[-1],
    )
    yield pair(
        Indicator.FULL_SPELLS,
        lambda load: spells.longest_h(spells.full_spells(load)),
        lambda: _pandas_longest(taken()),
    )
    yield pair(
        Indicator.AVAILABILITY,
        partial(_chances, of),
        partial(_pandas_chances, of.quarters, free),
    )


def _load(of: CarPark) -> Load:
    return occupancy.of_car_park(of.run, Capacity(facts=[(ALWAYS, float(_SPACES))]), None)


def _taken(quarters: Frame) -> Frame:
    return 1 - quarters / _SPACES


def _hourly(of: CarPark, load: Load) -> Float:
    at = buckets(of.window, Bucket.HOUR, ZONE).edges[:-1] - load.first
    occupied, capacity, observed = (
        np.add.reduceat(part, at) for part in (load.occupied, load.capacity, load.observed_ms)
    )
    enough = observed >= 3 * QUARTER_MS
    return np.where(enough, occupancy.ratio(occupied, capacity), np.nan)


def _pandas_hourly(taken: Frame) -> Frame:
    of = taken.resample("h")
    return of.mean().where(of.count() >= 3)


def _free(of: CarPark) -> Float:
    folded = fold(of.run, buckets(of.window, Bucket.DAY, ZONE).edges)
    return occupancy.ratio(folded.total, folded.observed_ms / 1.0)


def _peak(load: Load) -> tuple[float, int]:
    share, quarter = peaks.peak(load) or (np.nan, 0)
    return share, quarter * QUARTER_MS


def _pandas_peak(taken: Frame) -> tuple[float, int]:
    at = taken.idxmax()
    return taken[at], int(at.timestamp() * 1000)


def _summed(of: CarPark, load: Load) -> Float:
    at = buckets(of.window, Bucket.DAY, ZONE).edges[:-1] - load.first
    hours_: Float = np.add.reduceat(load.occupied, at) / (4 * QUARTER_MS)
    return hours_


def _pandas_longest(taken: Frame) -> float:
    full = taken >= 0.98
    run = (full != full.shift()).cumsum()
    return float(full.groupby(run).sum().max() / 4)


def _chances(of: CarPark, load: Load) -> Float:
    starts = local_quarters(of.dates, ZONE)
    at = starts // QUARTER_MS - load.first
    there = starts != ABSENT_MS
    at = np.where(there, at, 0)
    known = np.where(there, load.observed_ms[at], 0)
    free = np.where((load.capacity - load.occupied >= load.observed_ms)[at], known, 0)
    groups = day_types(of.days, NW).groups()
    kinds = (groups == kind for kind in (0, 5, 6))
    return np.concatenate([availability.chances(free[on], known[on])[0] for on in kinds])


def _pandas_chances(quarters: Frame, free: Calendar) -> Frame:
    at = quarters.dropna().index.tz_localize(None)
    some = (quarters.dropna() >= 1).to_numpy()[~at.duplicated()]
    at = at[~at.duplicated()]
    date = at.normalize()
    sunday = (date.day_of_week == 6) | date.isin(free.public)
    kind = np.where(sunday, 6, np.where(date.day_of_week == 5, 5, 0))
    return pd.Series(some).groupby([kind, at.hour * 60 + at.minute]).mean()
