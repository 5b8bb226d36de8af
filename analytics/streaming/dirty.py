"""Which time one new, late or changed thing makes to be computed again (indicators F2).

Each function answers for one kind of data. What is inside is computed again from raw readings in
canonical order; what is outside cannot have changed. Spans are half-open; join those of a
datastream with `spans.union` before they are propagated.
"""

from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import Bucket, buckets
from analytics.quarters import QUARTER_MS, Int
from analytics.spans import BEGINNING_MS, END_MS, Span, union

METHOD_VERSION: Final = 1


def of_interval(start_ms: int, duration_ms: int) -> Span:
    """Return what an interval count or an averaged reading changes: its interval.

    Examples
    --------
    >>> of_interval(0, 900_000)
    Span(from_ms=0, to_ms=900000)
    """
    return Span(start_ms, start_ms + max(duration_ms, 1))


def of_total(previous_ms: int | None, at_ms: int, next_ms: int | None) -> Span:
    """Return what a running total changes: from the reading before it to the one after it.

    Parameters
    ----------
    previous_ms, next_ms
        None: there is none.

    Examples
    --------
    >>> of_total(0, 50, 90), of_total(None, 50, None)
    (Span(from_ms=0, to_ms=90), Span(from_ms=50, to_ms=51))
    """
    return Span(
        at_ms if previous_ms is None else previous_ms, at_ms + 1 if next_ms is None else next_ms
    )


def of_state(at_ms: int, next_ms: int | None, hold_max_ms: int) -> Span:
    """Return what a state event changes: from itself up to the next event, as long as it holds.

    A state holds until the next one: what comes late changes not only its own bucket. A duration
    statistic is dirty where the stay began, too: see `of_stay`.

    Examples
    --------
    >>> of_state(150, 200, 10_000)
    Span(from_ms=150, to_ms=200)
    """
    end = at_ms + hold_max_ms
    return Span(at_ms, end if next_ms is None else min(next_ms, end))


def of_stay(arrival_ms: int) -> Span:
    """Return where a stay is counted whose bounds changed: the quarter of its arrival.

    Examples
    --------
    >>> of_stay(900_001)
    Span(from_ms=900000, to_ms=1800000)
    """
    begin = arrival_ms // QUARTER_MS * QUARTER_MS
    return Span(begin, begin + QUARTER_MS)


def of_anchor(previous_ms: int | None, at_ms: int, next_ms: int | None) -> Span:
    """Return what a counted number of cars changes: from the anchor before it to the next one.

    The drift before it is spread anew, and all that follows starts from it. Anchors count at
    their instant, which the anchor before keeps: the span begins a millisecond after it.

    Examples
    --------
    >>> of_anchor(100, 200, 300)
    Span(from_ms=101, to_ms=300)
    """
    begin = BEGINNING_MS if previous_ms is None else previous_ms + 1
    return Span(begin, END_MS if next_ms is None else max(next_ms, at_ms + 1))


def of_sample(at_ms: int, step_ms: int, hold_steps: int = 2) -> Span:
    """Return what a sample changes: as long as it may stand (`environment.instants`).

    Examples
    --------
    >>> of_sample(1_000, 60_000)
    Span(from_ms=1000, to_ms=121000)
    """
    return Span(at_ms, at_ms + hold_steps * step_ms)


def of_vehicle(at_ms: int, next_ms: int | None) -> list[Span]:
    """Return what a vehicle changes: its own instant, and the headway of the one after it.

    Examples
    --------
    >>> of_vehicle(10, 900_000)
    [Span(from_ms=10, to_ms=11), Span(from_ms=900000, to_ms=900001)]
    """
    return [Span(at, at + 1) for at in (at_ms, next_ms) if at is not None]


def of_heartbeat(at_ms: int, interval_ms: int) -> Span:
    """Return what a sign of life changes: the time it vouches for.

    Examples
    --------
    >>> of_heartbeat(0, 3_600_000)
    Span(from_ms=0, to_ms=3600000)
    """
    return Span(at_ms, at_ms + interval_ms)


def of_fact(before: Span | None, after: Span | None) -> list[Span]:
    """Return what a capacity, calibration or holiday changes: when it held and when it holds.

    Examples
    --------
    >>> of_fact(Span(0, 10), Span(5, 20))
    [Span(from_ms=0, to_ms=20)]
    """
    return union(span for span in (before, after) if span is not None)


def bucket_starts(spans: Iterable[Span], step_ms: int = QUARTER_MS) -> Int:
    """Return where the buckets begin that the spans touch. [ms since 1970]; each once, rising.

    Examples
    --------
    >>> bucket_starts([Span(150, 200)], 15).tolist()
    [150, 165, 180, 195]
    """
    found = [
        np.arange(span.from_ms // step_ms, (span.to_ms - 1) // step_ms + 1, dtype=np.int64)
        for span in union(spans)
    ]
    return np.unique(np.concatenate(found)) * step_ms if found else np.zeros(0, dtype=np.int64)


def propagated(spans: Iterable[Span], bucket: Bucket, zone: ZoneInfo) -> Int:
    """Return where the hours, local days, months or years begin that the spans touch.

    Examples
    --------
    >>> day = propagated([Span(0, 1)], Bucket.DAY, ZoneInfo("Europe/Berlin"))
    >>> int(day[0]) // 3_600_000
    -1
    """
    found = [buckets(span, bucket, zone).starts_ms for span in union(spans)]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
