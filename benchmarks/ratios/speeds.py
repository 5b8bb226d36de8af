"""Speeds by day, from the single vehicles of a radar that tells whole km/h."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.counting import split
from analytics.quarters import Float, Int
from analytics.spans import Span
from analytics.speeds import means, pace, percentiles, shares
from analytics.speeds.buckets import counts_of_passages, of_passages, sums_of_passages
from analytics.speeds.classes import Binned, rounded_whole
from analytics.speeds.histogram import Sums
from analytics.speeds.single import in_classes
from analytics.speeds.vehicle_groups import CODES, RADAR_BOX, Group, by_length
from analytics.topic import Indicator
from benchmarks.ratios.counters import ZONE, counter
from benchmarks.ratios.frames import Frame, pd
from benchmarks.ratios.pair import Pair

_LIMIT_KMH: Final = 50.0
_DAY: Final = "D"
_WITHIN: Final = "ours is linear within the km/h that the radar rounds to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """Single vehicles, as the store hands them out and as pandas takes them."""

    window: Span
    time_ms: Int
    speed_kmh: Float
    length_m: Float
    frame: Frame


def radar(vehicles: int, days: int) -> Radar:
    """Return what a radar box told over some weeks."""
    random = np.random.default_rng(5)
    begin = counter(1).window.from_ms
    window = Span(begin, begin + days * 86_400_000)
    hour = random.choice(24, vehicles, p=np.r_[np.full(6, 0.01), np.full(18, 0.94 / 18)])
    within = random.integers(0, 3_600_000, vehicles) + hour * 3_600_000
    time_ms = np.sort(begin + random.integers(0, days, vehicles) * 86_400_000 + within)
    speed = np.rint(np.clip(random.normal(48.0, 8.0, vehicles), 4.0, 140.0))
    length = np.where(random.random(vehicles) < 0.07, 11.5, 4.4)
    index = pd.to_datetime(time_ms, unit="ms", utc=True).tz_convert(ZONE.key)
    frame = pd.DataFrame({"speed": speed, "length": length}, index=index)
    return Radar(window=window, time_ms=time_ms, speed_kmh=speed, length_m=length, frame=frame)


def pairs(of: Radar) -> Iterator[Pair]:
    """Yield what is said of speeds day by day."""
    speed = of.frame["speed"]

    def pair(
        indicator: Indicator,
        ours: Callable[[Radar], Any],
        pandas: Callable[[], Any],
        within: float = 1e-6,
    ) -> Pair:
        return Pair(
            name=indicator.value,
            indicators=(indicator,),
            ours=partial(ours, of),
            pandas=pandas,
            within=within,
        )

    yield Pair(
        name="v85_v50_v15",
        indicators=(Indicator.V85, Indicator.V50, Indicator.V15),
        ours=partial(_percentiles, of),
        pandas=lambda: speed.resample(_DAY).quantile([0.85, 0.5, 0.15]).unstack().T,
        within=0.5,
        why=_WITHIN,
    )
    yield pair(
        Indicator.MEAN_SPEED,
        lambda of: means.time_means(_sums(of)),
        lambda: speed.resample(_DAY).mean(),
    )
    yield pair(
        Indicator.SPACE_MEAN_SPEED,
        lambda of: means.space_means(_sums(of)),
        lambda: 1 / (1 / speed[speed > 3.0]).resample(_DAY).mean(),
    )
    yield pair(
        Indicator.SPEED_DEVIATION,
        lambda of: means.deviations(_sums(of)),
        lambda: speed.resample(_DAY).std(),
    )
    yield pair(
        Indicator.SHARE_OVER_LIMIT,
        lambda of: shares.over_steps(_binned(of), _LIMIT_KMH).T,
        partial(_pandas_over, speed),
    )
    yield pair(Indicator.PACE, _pace, partial(_pandas_pace, speed))
    yield pair(Indicator.HEAVY_BY_LENGTH, _heavy, partial(_pandas_heavy, of.frame["length"]))


def _edges(of: Radar) -> Int:
    return buckets(of.window, Bucket.DAY, ZONE).edges


def _binned(of: Radar) -> Binned:
    return of_passages(rounded_whole(), _edges(of), of.time_ms, of.speed_kmh)


def _sums(of: Radar) -> Sums:
    return sums_of_passages(rounded_whole(), _edges(of), of.time_ms, of.speed_kmh)


def _percentiles(of: Radar) -> tuple[Float, ...]:
    binned = _binned(of)
    return tuple(percentiles.percentile(binned, percent) for percent in (85, 50, 15))


def _pandas_over(speed: Frame) -> tuple[Frame, ...]:
    """Return shares over the limit; half of what is rounded to it was faster."""
    steps = (_LIMIT_KMH + more for more in shares.STEPS_KMH)
    return tuple(((speed > at) + 0.5 * (speed == at)).resample(_DAY).mean() for at in steps)


def _pace(of: Radar) -> tuple[list[float], list[float]]:
    binned = _binned(of)
    found = [pace.pace(Binned(classes=binned.classes, counts=row)) for row in binned.counts]
    told = [one for one in found if one is not None]
    return [one.lower for one in told], [one.share for one in told]


def _pandas_pace(speed: Frame) -> tuple[Frame, Frame]:
    table = speed.groupby([pd.Grouper(freq=_DAY), speed.astype(int)]).size().unstack(fill_value=0)
    table = table.reindex(columns=range(250), fill_value=0)
    held = table.T.rolling(10).sum()
    return held.idxmax() - 9.5, held.max() / table.sum(axis=1)


def _heavy(of: Radar) -> list[float | None]:
    known = in_classes(rounded_whole(), of.speed_kmh)[1]
    heavy = (by_length(of.length_m, RADAR_BOX) == CODES[Group.HEAVY]) & known
    told = (counts_of_passages(_edges(of), of.time_ms, which) for which in (heavy, known))
    rows = zip(*(counts.tolist() for counts in told), strict=True)
    return [split.heavy_share(some, motor).value for some, motor in rows]


def _pandas_heavy(length: Frame) -> Frame:
    return (length >= RADAR_BOX.heavy_m).resample(_DAY).mean()
