"""How vehicles follow each other, by day, and how dense they are, by hour."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.quarters import Float, Int
from analytics.speeds import density, free_flow, headways, means, percentiles
from analytics.speeds.buckets import of_passages, sums_of_passages
from analytics.speeds.classes import rounded_whole
from analytics.speeds.following import TIMES
from analytics.speeds.single import SLOW_KMH
from analytics.topic import Indicator
from benchmarks.ratios.counters import ZONE
from benchmarks.ratios.frames import Frame
from benchmarks.ratios.pair import Pair
from benchmarks.ratios.speeds import Radar

_KMH_PER_M_S: Final = 3.6
_DAY: Final = "D"
_LANES: Final = 2


def pairs(of: Radar) -> Iterator[Pair]:
    """Yield headways, gaps, the speed of free vehicles, and densities."""
    yield Pair(
        name="v85_free",
        indicators=(Indicator.V85_FREE,),
        ours=partial(_free, of),
        pandas=partial(_pandas_free, of.frame),
        within=0.5,
        why="ours is linear within the km/h that the radar rounds to",
    )
    yield Pair(
        name="headway",
        indicators=(Indicator.HEADWAY,),
        ours=partial(_headway, of),
        pandas=lambda: _apart(of.frame).where(lambda one: one <= 60).resample(_DAY).mean(),
        within=1e-6,
    )
    yield Pair(
        name="close_following",
        indicators=(Indicator.CLOSE_FOLLOWING,),
        ours=partial(_close, of),
        pandas=partial(_pandas_close, of.frame),
        within=1e-6,
    )
    yield Pair(
        name="density",
        indicators=(Indicator.DENSITY,),
        ours=partial(_density, of),
        pandas=partial(_pandas_density, of.frame["speed"]),
        within=1e-6,
    )
    yield Pair(
        name="lane_density",
        indicators=(Indicator.LANE_DENSITY,),
        ours=lambda: float(np.nanmax(_density(of) / _LANES)),
        pandas=lambda: (_pandas_density(of.frame["speed"]) / _LANES).max(),
        within=1e-6,
    )


def _edges(of: Radar, bucket: Bucket) -> Int:
    return buckets(of.window, bucket, ZONE).edges


def _free(of: Radar) -> Float:
    alone = free_flow.free(of.time_ms)
    time_ms, speed = of.time_ms[alone], of.speed_kmh[alone]
    binned = of_passages(rounded_whole(), _edges(of, Bucket.DAY), time_ms, speed)
    return percentiles.percentile(binned, 85)


def _headway(of: Radar) -> Float:
    headway = headways.headways(of.time_ms)
    sums = sums_of_passages(TIMES, _edges(of, Bucket.DAY), of.time_ms, headway)
    return means.time_means(sums)


def _close(of: Radar) -> Float:
    gap = np.maximum(headways.gaps_of(of.time_ms, of.length_m, of.speed_kmh), 0.0)
    counts = of_passages(TIMES, _edges(of, Bucket.DAY), of.time_ms, gap).counts
    share: Float = counts[:, :2].sum(axis=1) / counts.sum(axis=1)
    return share


def _density(of: Radar) -> Float:
    sums = sums_of_passages(rounded_whole(), _edges(of, Bucket.HOUR), of.time_ms, of.speed_kmh)
    return density.density(sums.n / 1.0, means.space_means(sums), sums.n)


def _apart(frame: Frame) -> Frame:
    """Return the seconds from each vehicle to the one before it."""
    return frame.index.to_series().diff().dt.total_seconds()


def _pandas_free(frame: Frame) -> Frame:
    before = _apart(frame)
    alone = ~(before <= free_flow.LEADER_S) & ~(before.shift(-1) < free_flow.FOLLOWER_S)
    return frame["speed"][alone.to_numpy()].resample(_DAY).quantile(0.85)


def _pandas_close(frame: Frame) -> Frame:
    gap = _apart(frame).where(lambda one: one <= 60)
    gap = gap - (frame["length"] / (frame["speed"] / _KMH_PER_M_S)).shift()
    return (gap.dropna() < headways.HALF_SPEEDOMETER_S).resample(_DAY).mean()


def _pandas_density(speed: Frame) -> Frame:
    hours = speed.resample("h").count()
    space = 1 / (1 / speed[speed > SLOW_KMH]).resample("h").mean()
    return (hours / space).where(hours >= density.N_MIN)
