"""Occupancy and free spaces as series: stored day states in, buckets out (indicators A1)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics import occupancy
from analytics.civil import Buckets
from analytics.fold import fold
from analytics.occupancy import Capacity, Load
from analytics.quarters import QUARTER_MS, QUARTERS, Int, Quarters, empty
from analytics.question import Question, Stream
from analytics.series import Series, completeness, elapsed_ms, with_total
from analytics.spans import Span, covered_ms
from devices.quality import Flag

FREE_SPACES_METHOD: Final = "time-weighted mean"
FREE_SPACES_METHOD_VERSION: Final = 1


def free_spaces_series(free: Stream, capacity: Capacity, asked: Question) -> Series:
    """Return the time-weighted mean of free spaces, with least, greatest and last value.

    Closures of the whole site are excluded; no window of hours: every hour counts. A bucket that
    is known for less than 75 % of its elapsed time has no value. [spaces]

    References
    ----------
    Indicators A1, 0.8.

    Examples
    --------
    >>> from analytics.example import DAY, asked, held
    >>> free = Stream(states=held(5.0, known=80), deployed=[DAY])
    >>> found = free_spaces_series(free, Capacity(), asked())
    >>> found.value.tolist(), found.coverage.round(3).tolist(), found.details["last"].tolist()
    ([5.0], [0.833], [5.0])
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
                "reason": occupancy.why_withheld(told, operating_ms, asked.begun(divided)),
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

    Examples
    --------
    >>> from analytics.example import DAY, asked, held
    >>> free = Stream(states=held(5.0), deployed=[DAY])
    >>> load = car_park_load(free, Capacity(facts=[(DAY, 20.0)]), asked(), None)
    >>> (load.occupied[:2] / QUARTER_MS).tolist()  # spaces taken
    [15.0, 15.0]
    """
    first, count = asked.run()
    return occupancy.of_car_park(free.quarters(first, count), capacity, hours)


def bays_load(
    bays: Sequence[Stream], capacity: Capacity, asked: Question, hours: Sequence[Span] | None
) -> Load:
    """Return the load of a site with sensed bays, quarter by quarter; see `occupancy_series`.

    Parameters
    ----------
    hours
        As for `car_park_load`.

    Examples
    --------
    >>> from analytics.example import DAY, asked, held
    >>> bays = [Stream(states=held(taken), deployed=[DAY]) for taken in (1.0, 0.0)]
    >>> load = bays_load(bays, Capacity(), asked(), None)
    >>> (load.occupied[:2] / load.capacity[:2]).tolist()
    [0.5, 0.5]
    """
    first, count = asked.run()
    begin, end = _spoken_of(bays, first, count)
    laid = (replace(bay, extremes=False).quarters(begin, end - begin) for bay in bays)
    load = occupancy.of_bays(laid, capacity, hours)
    around = (begin - first, first + count - end)
    return Load(
        first=first,
        occupied=np.pad(load.occupied, around),
        capacity=np.pad(load.capacity, around),
        observed_ms=np.pad(load.observed_ms, around),
        expected_ms=np.pad(load.expected_ms, around),
        doubted=np.pad(load.doubted, around),
    )


def _spoken_of(bays: Sequence[Stream], first: int, count: int) -> tuple[int, int]:
    """Return the part of a run in which any bay is expected or known; beyond it there is no load.

    Of a whole year that is little when a town has just begun; at least one quarter.
    """
    days = [day for bay in bays for day in bay.states]
    spans = [span for bay in bays for span in (*bay.deployed, *bay.owed)]
    starts = [day * QUARTERS for day in days] + [s.from_ms // QUARTER_MS for s in spans]
    ends = [(day + 1) * QUARTERS for day in days] + [-(-s.to_ms // QUARTER_MS) for s in spans]
    begin = min(max(min(starts, default=first), first), first + count - 1)
    return begin, max(min(max(ends, default=first), first + count), begin + 1)


def occupancy_series(load: Load, asked: Question, *, hours: str) -> Series:
    """Return the time-weighted occupancy: 1 is full; raw, so drift may show below 0 or above 1.

    A bucket that is known for less than 75 % of its elapsed time has no value.

    Parameters
    ----------
    load
        From `car_park_load` or `bays_load` with the same question.
    hours
        The window as it is to be stated: `24h`, or the hours of the week as written.

    References
    ----------
    Indicators A1, 0.4, 0.8.

    Examples
    --------
    >>> from analytics.example import DAY, asked, held
    >>> free = Stream(states=held(5.0, known=80), deployed=[DAY])
    >>> load = car_park_load(free, Capacity(facts=[(DAY, 20.0)]), asked(), None)
    >>> found = occupancy_series(load, asked(), hours="24h")
    >>> found.value.tolist(), found.flag.tolist()  # 20 of 24 h are known
    ([0.75], [3])
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
            details={
                "reason": occupancy.why_withheld(told, folded.expected_ms, asked.begun(divided))
            },
            **completeness(folded.observed_ms, folded.expected_ms, QUARTER_MS),
        )

    return with_total(series, asked)


def as_quarters(load: Load) -> Quarters:
    """Return a load as quarters whose total is the occupied space-time: it folds like counts.

    Examples
    --------
    >>> from analytics.example import DAY, asked, held
    >>> bay = Stream(states=held(1.0), deployed=[DAY])
    >>> as_quarters(bays_load([bay], Capacity(), asked(), None)).total[:2].tolist()
    [900000.0, 900000.0]
    """
    run = empty(load.first, len(load), extremes=False)
    run.total[:] = load.occupied
    run.observed_ms[:] = load.observed_ms
    run.expected_ms[:] = load.expected_ms
    run.flag[load.observed_ms > 0] = Flag.GOOD
    run.flag[load.doubted] = Flag.SUSPECT
    return run


def enough(observed_ms: Int, elapsed_ms: Int) -> NDArray[np.bool_]:
    """Whether a mean may be published: 75 % of the elapsed time is known (indicators 0.8).

    Parameters
    ----------
    observed_ms, elapsed_ms
        Known time of each bucket, and time that was expected and has come. [ms]

    Examples
    --------
    >>> enough(np.array([75, 74, 0]), np.array([100, 100, 100])).tolist()
    [True, False, False]
    """
    return (observed_ms > 0) & (observed_ms * 100 >= elapsed_ms * occupancy.COVERAGE_MIN_PERCENT)
