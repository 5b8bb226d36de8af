"""Volumes of hours, days, months and years."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from analytics import volume
from analytics.civil import Bucket, buckets
from analytics.fold import fold
from analytics.quarters import Float, Quarters
from analytics.topic import Indicator
from benchmarks.ratios.counters import ZONE, Counter, laid
from benchmarks.ratios.frames import Frame, hourly
from benchmarks.ratios.pair import Pair

_FREQUENCY: Final = {Bucket.DAY: "D", Bucket.MONTH: "MS", Bucket.YEAR: "YS"}
_FASTER: Final = 3.0
_INDICATORS: Final = (Indicator.VOLUME,)


def pairs(counter: Counter) -> Iterator[Pair]:
    """Yield volumes by bucket from quarter hours, and all of them at once from readings."""
    theirs = {Bucket.HOUR: partial(hourly, counter.series)}
    theirs |= {one: partial(_sums, counter.series, of) for one, of in _FREQUENCY.items()}
    for bucket, compute in theirs.items():
        yield Pair(
            name=f"volume.{bucket}",
            indicators=_INDICATORS,
            ours=partial(_of_bucket, counter, counter.run, bucket),
            pandas=compute,
            at_least=_FASTER,
        )
    yield Pair(
        name="volume.all.from_readings",
        indicators=_INDICATORS,
        ours=lambda: _of_readings(counter, [*theirs]),
        pandas=lambda: tuple(compute() for compute in theirs.values()),
        at_least=_FASTER,
    )


def _sums(series: Frame, frequency: str) -> Frame:
    return series.resample(frequency).sum(min_count=1)


def _of_bucket(counter: Counter, run: Quarters, bucket: Bucket) -> Float:
    return volume.values(fold(run, buckets(counter.window, bucket, ZONE).edges))


def _of_readings(counter: Counter, asked: list[Bucket]) -> tuple[Float, ...]:
    run = laid(counter.readings, counter.window)
    return tuple(_of_bucket(counter, run, bucket) for bucket in asked)
