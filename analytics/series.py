"""Series of indicators: stored day states in, buckets with value, completeness and flag out.

Pure: the API calls them with what is stored; `derive` stores what they say of days to years.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics import occupancy, volume
from analytics.civil import Buckets
from analytics.fold import fold
from analytics.occupancy import Capacity, Load
from analytics.quarters import QUARTER_MS, Byte, Float, Int, Quarters, empty
from analytics.question import Question, Stream
from analytics.spans import Span, covered_ms
from devices.quality import Flag

FREE_SPACES_METHOD: Final = "time-weighted mean"
FREE_SPACES_METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator over the buckets of a window. Arrays have one entry a bucket.

    Parameters
    ----------
    starts_ms
        Start of each bucket. [ms since 1970]
    value
        NaN where the indicator is not known. [unit of the indicator]
    n_expected, n_valid
        Nominal intervals that lie in the bucket, and how many of them are known, rounded down.
    coverage
        Known share of the expected time; NaN where nothing is expected. [1]
    flag
        1 whole, 3 incomplete or doubted, 9 nothing known.
    details
        More that is said of each bucket, by the names that the catalogue gives: arrays of numbers
        (NaN: not known), of words (None: nothing to say), or with a second axis.
    hours
        The window of a mean: `24h`, or the hours of the week as written; '' where it has none.
    total
        The same indicator of the whole window, as a series of one bucket; None in such a series.
    """

    method: str
    method_version: int
    hours: str
    starts_ms: Int
    value: Float
    n_expected: Int
    n_valid: Int
    coverage: Float
    flag: Byte
    details: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    total: "Series | None" = None

    def __len__(self) -> int:
        return len(self.value)


def volume_series(parts: Sequence[Stream], asked: Question) -> Series:
    """Return the volume of a site, mode and direction: the sum over its parts.

    Parameters
    ----------
    parts
        The datastreams with role `part` of the mode and direction; `check` series are not added.
    """
    first, count = asked.run()
    run = (
        volume.cross_section([part.quarters(first, count) for part in parts])
        if parts
        else empty(first, count, extremes=False)
    )
    nominal_ms = max((part.nominal_ms for part in parts), default=QUARTER_MS)

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        value = volume.values(folded)
        hidden = folded.grain > folded.quarters  # counted in longer intervals than the bucket
        known = np.where(hidden, 0, folded.observed_ms)
        return Series(
            method=volume.METHOD,
            method_version=volume.METHOD_VERSION,
            hours="",
            starts_ms=divided.starts_ms,
            value=value,
            flag=np.where(hidden, Flag.MISSING, folded.flag()).astype(np.uint8),
            **completeness(known, folded.expected_ms, nominal_ms),
        )

    return with_total(series, asked)


def free_spaces_series(free: Stream, capacity: Capacity, asked: Question) -> Series:
    """Return the time-weighted mean of free spaces, with least, greatest and last value.

    Closures of the whole site are excluded; no window of hours: every hour counts.
    """
    first, count = asked.run()
    run = free.quarters(first, count)
    share = 1.0 - covered_ms(first, count, capacity.shut()) / QUARTER_MS
    run.total[:] *= share
    run.closed_ms[:] = np.maximum(run.closed_ms, np.rint(run.expected_ms * (1 - share)))
    run.observed_ms[:] = np.rint(run.observed_ms * share)
    for extreme in (run.low, run.high, run.last):
        extreme[share <= 0] = np.nan

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        operating_ms = folded.expected_ms - folded.closed_ms
        mean = occupancy.ratio(folded.total, folded.observed_ms.astype(np.float64))
        told = np.where(enough(folded.observed_ms, elapsed_ms(run, divided, asked)), mean, np.nan)
        return Series(
            method=FREE_SPACES_METHOD,
            method_version=FREE_SPACES_METHOD_VERSION,
            hours="24h",
            starts_ms=divided.starts_ms,
            value=told,
            flag=folded.flag(),
            details={
                "min": folded.low,
                "max": folded.high,
                "last": folded.last,
                "reason": occupancy.why_withheld(told, operating_ms),
            },
            **completeness(folded.observed_ms, operating_ms, QUARTER_MS),
        )

    return with_total(series, asked)


def car_park_load(
    free: Stream, capacity: Capacity, asked: Question, hours: Sequence[Span] | None
) -> Load:
    """Return the load of a counted car park, quarter by quarter; see `occupancy_series`.

    Parameters
    ----------
    hours
        The window of the mean, as from `Site.regulated_hours`; None: every hour.
    """
    first, count = asked.run()
    return occupancy.of_car_park(free.quarters(first, count), capacity, hours)


def bays_load(
    bays: Sequence[Stream], capacity: Capacity, asked: Question, hours: Sequence[Span] | None
) -> Load:
    """Return the load of a site with sensed bays, quarter by quarter; see `occupancy_series`."""
    first, count = asked.run()
    return occupancy.of_bays((bay.quarters(first, count) for bay in bays), capacity, hours)


def occupancy_series(load: Load, asked: Question, *, hours: str) -> Series:
    """Return the time-weighted occupancy: 1 is full; raw, so drift may show below 0 or above 1.

    A bucket that is known for less than 75 % of its elapsed time has no value.

    Parameters
    ----------
    load
        From `car_park_load` or `bays_load` with the same question.
    hours
        The window as it is to be stated: `24h`, or the hours of the week as written.
    """
    run = as_quarters(load)

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        at = (divided.edges - load.first)[:-1]
        capacity = np.add.reduceat(load.capacity, at)
        mean = occupancy.ratio(folded.total, capacity)
        told = np.where(enough(folded.observed_ms, elapsed_ms(run, divided, asked)), mean, np.nan)
        return Series(
            method=occupancy.METHOD,
            method_version=occupancy.METHOD_VERSION,
            hours=hours,
            starts_ms=divided.starts_ms,
            value=told,
            flag=folded.flag(),
            details={"reason": occupancy.why_withheld(told, folded.expected_ms)},
            **completeness(folded.observed_ms, folded.expected_ms, QUARTER_MS),
        )

    return with_total(series, asked)


def with_total(series: Callable[[Buckets], Series], asked: Question) -> Series:
    """Return the series of a question, where wanted with that of the whole window beside it.

    Parameters
    ----------
    series
        Computes any buckets of the window.
    """
    divided = asked.divided()
    if not asked.whole:
        return series(divided)
    ends = divided.edges[[0, -1]]
    whole = series(Buckets(starts_ms=np.array([asked.window.from_ms]), edges=ends))
    found = series(divided)
    return Series(**{name: getattr(found, name) for name in Series.__slots__} | {"total": whole})


def as_quarters(load: Load) -> Quarters:
    """Return a load as quarters whose total is the occupied space-time: it folds like counts."""
    run = empty(load.first, len(load), extremes=False)
    run.total[:] = load.occupied
    run.observed_ms[:] = load.observed_ms
    run.expected_ms[:] = load.expected_ms
    run.flag[load.observed_ms > 0] = Flag.GOOD
    run.flag[load.doubted] = Flag.SUSPECT
    return run


def elapsed_ms(run: Quarters, divided: Buckets, asked: Question) -> Int:
    """Return how much of each bucket was expected and has come, in ms."""
    operating = run.expected_ms - run.closed_ms
    if asked.until_ms is not None:
        number = np.arange(run.first, run.first + len(run))
        operating = np.where(number * QUARTER_MS < asked.until_ms, operating, 0)
    return np.add.reduceat(operating, (divided.edges - run.first)[:-1])


def enough(observed_ms: Int, elapsed_ms: Int) -> NDArray[np.bool_]:
    """Whether a mean may be published: 75 % of the elapsed time is known.

    Examples
    --------
    >>> enough(np.array([75, 74, 0]), np.array([100, 100, 100])).tolist()
    [True, False, False]
    """
    return (observed_ms > 0) & (observed_ms * 100 >= elapsed_ms * occupancy.COVERAGE_MIN_PERCENT)


def completeness(observed_ms: Int, expected_ms: Int, nominal_ms: int) -> dict[str, Any]:
    """Return `n_expected`, `n_valid` and `coverage` of buckets; of parts of time in ms."""
    some = expected_ms > 0
    return {
        "n_expected": expected_ms // nominal_ms,
        "n_valid": np.minimum(observed_ms, expected_ms) // nominal_ms,
        "coverage": np.where(some, observed_ms / np.where(some, expected_ms, 1), np.nan),
    }
