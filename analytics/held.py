"""Held states: a value holds until the next reading, at most for a time, then it is unknown.

What is closed or unknown enters neither the integral nor the observed time (indicators A1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.intervals import Readings
from analytics.quarters import DAY_MS, QUARTER_MS, Ends, Float, Int, Quarters, empty, flags, no_ends
from analytics.spans import Span, common, covered_ms, union
from devices.quality import Flag

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The readings of a channel that speak for a datastream during `span`.

    Parameters
    ----------
    hold_max_ms
        How long a reading holds when nothing follows. [ms]
    factor
        Calibration of the value. [1]
    """

    span: Span
    readings: Readings
    hold_max_ms: int
    factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """Stretches of known value: sorted, not overlapping; in ms since 1970."""

    from_ms: Int
    to_ms: Int
    value: Float
    suspect: NDArray[np.bool_]


def segments(holding: Sequence[Holding], until_ms: int) -> Segments:
    """Return when which value is known, up to `until_ms`.

    A null, or a value of quality 4, ends the state before it: from then on nothing is known.
    Readings outside the deployment do not count, so no state is carried into it.

    Examples
    --------
    >>> at = np.array([0, 600_000])
    >>> told = Readings(start_ms=at, duration_ms=at * 0, value=np.array([1.0, np.nan]),
    ...                 quality=np.ones(2, np.uint8), disputed=np.zeros(2, bool))
    >>> held = Holding(span=Span(0, 10**7), readings=told, hold_max_ms=10**7)
    >>> found = segments([held], 10**6)
    >>> found.from_ms.tolist(), found.to_ms.tolist(), found.value.tolist()
    ([0], [600000], [1.0])
    """
    parts = [_held(part, until_ms) for part in holding]
    joined = [np.concatenate([part[k] for part in parts] or [np.zeros(0)]) for k in range(4)]
    order = np.argsort(joined[0], kind="stable")
    return Segments(
        from_ms=joined[0][order].astype(np.int64),
        to_ms=joined[1][order].astype(np.int64),
        value=joined[2][order],
        suspect=joined[3][order].astype(bool),
    )


def _held(part: Holding, until_ms: int) -> tuple[Int, Int, Float, NDArray[np.bool_]]:
    readings = part.readings
    inside = (readings.start_ms >= part.span.from_ms) & (readings.start_ms < part.span.to_ms)
    start = readings.start_ms[inside]
    value = np.where(readings.quality == Flag.FAIL, np.nan, readings.value)[inside]
    suspect = (readings.disputed | (readings.quality == Flag.SUSPECT))[inside]
    end = np.minimum(start + part.hold_max_ms, min(part.span.to_ms, until_ms))
    end[:-1] = np.minimum(end[:-1], start[1:])
    known = ~np.isnan(value) & (end > start)
    return start[known], end[known], value[known] * part.factor, suspect[known]


def spans_of(known: Segments, value: float) -> list[Span]:
    """Return when the state had this value.

    Examples
    --------
    >>> known = Segments(from_ms=np.array([0, 10]), to_ms=np.array([10, 30]),
    ...                  value=np.array([1.0, 0.0]), suspect=np.zeros(2, bool))
    >>> spans_of(known, 0)
    [Span(from_ms=10, to_ms=30)]
    """
    which = known.value == value
    pairs = zip(known.from_ms[which].tolist(), known.to_ms[which].tolist(), strict=True)
    return union(Span(a, b) for a, b in pairs)


def quarters(
    first: int, count: int, known: Segments, deployed: Sequence[Span], closed: Sequence[Span]
) -> Quarters:
    """Integrate a held state over each quarter.

    Parameters
    ----------
    deployed
        When the datastream was deployed, accepted and in service.
    closed
        When the site said it was closed; neither a value nor unknown.

    Examples
    --------
    >>> known = Segments(from_ms=np.array([300_000]), to_ms=np.array([1_800_000]),
    ...                  value=np.array([12.0]), suspect=np.zeros(1, bool))
    >>> run = quarters(0, 2, known, [Span(0, 1_800_000)], [])
    >>> run.observed_ms.tolist(), (run.total / run.observed_ms).tolist(), run.flag.tolist()
    ([600000, 900000], [12.0, 12.0], [3, 1])
    """
    run = empty(first, count)
    run.expected_ms[:] = covered_ms(first, count, union(deployed))
    shut = common(closed, deployed)
    run.closed_ms[:] = covered_ms(first, count, shut)
    begin, length, segment = _pieces(first, count, known, shut)
    quarter = begin // QUARTER_MS - first
    value = known.value[segment]
    run.total[:] = np.bincount(quarter, weights=value * length, minlength=count)
    run.observed_ms[:] = np.bincount(quarter, weights=length, minlength=count)
    run.grain[:] = run.observed_ms > 0
    some, begins = _places(quarter)
    if len(some):
        run.low[some] = np.fmin.reduceat(value, begins)
        run.high[some] = np.fmax.reduceat(value, begins)
        run.last[some] = value[np.append(begins[1:], len(value)) - 1]
    suspect = np.zeros(count, dtype=bool)
    suspect[quarter[known.suspect[segment]]] = True
    open_ms = run.expected_ms - run.closed_ms
    run.flag[:] = flags(run.observed_ms, open_ms, suspect, np.zeros(count, dtype=bool))
    return run


def _places(quarter: Int) -> tuple[Int, Int]:
    """Return which quarters occur, and where each begins; pieces are sorted."""
    new = np.ones(len(quarter), dtype=bool)
    new[1:] = quarter[1:] != quarter[:-1]
    begins = np.flatnonzero(new)
    return quarter[begins], begins


def _pieces(
    first: int, count: int, known: Segments, closed: Sequence[Span]
) -> tuple[Int, Int, Int]:
    """Cut the known, open time at every edge of a quarter: start, length and segment of each."""
    if not closed:
        return _cut_at_quarters(first, count, known)
    edges = np.arange(first, first + count + 1, dtype=np.int64) * QUARTER_MS
    shut_from = np.array([span.from_ms for span in closed], dtype=np.int64)
    shut_to = np.array([span.to_ms for span in closed], dtype=np.int64)
    points = np.concatenate([edges, known.from_ms, known.to_ms, shut_from, shut_to])
    points = np.unique(points[(points >= edges[0]) & (points <= edges[-1])])
    begin, length = points[:-1], np.diff(points)
    segment = np.searchsorted(known.from_ms, begin, side="right") - 1
    keep = segment >= 0
    keep[keep] = begin[keep] < known.to_ms[segment[keep]]
    shut = np.searchsorted(shut_from, begin, side="right") - 1
    hidden = shut >= 0
    hidden[hidden] = begin[hidden] < shut_to[shut[hidden]]
    keep &= ~hidden
    return begin[keep], length[keep], segment[keep]


def _cut_at_quarters(first: int, count: int, known: Segments) -> tuple[Int, Int, Int]:
    """Cut segments at every edge of a quarter; most lie in one."""
    begin = np.maximum(known.from_ms, first * QUARTER_MS)
    end = np.minimum(known.to_ms, (first + count) * QUARTER_MS)
    segment = np.flatnonzero(begin < end)
    begin, end = begin[segment], end[segment]
    quarter = begin // QUARTER_MS
    pieces = (end - 1) // QUARTER_MS - quarter + 1
    if len(pieces) == 0 or int(pieces.max()) == 1:
        return begin, end - begin, segment
    which = np.repeat(np.arange(len(segment)), pieces)
    step = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    edge = (quarter[which] + step) * QUARTER_MS
    start = np.maximum(begin[which], edge)
    return start, np.minimum(end[which], edge + QUARTER_MS) - start, segment[which]


def ends(first_day: int, days: int, known: Segments) -> Ends:
    """Return the first and the last known value of each of some UTC days, for bridging.

    Examples
    --------
    >>> known = Segments(from_ms=np.array([0]), to_ms=np.array([2 * DAY_MS]), value=np.array([3.0]),
    ...                  suspect=np.zeros(1, bool))
    >>> told = ends(0, 3, known)
    >>> told.first_value.tolist(), told.last_ms[:2].tolist()
    ([3.0, 3.0, nan], [0, 86400000])
    """
    begin = (first_day + np.arange(days, dtype=np.int64)) * DAY_MS
    found = no_ends(days)
    first = np.searchsorted(known.to_ms, begin, side="right")
    last = np.searchsorted(known.from_ms, begin + DAY_MS, side="left") - 1
    here = np.flatnonzero(first <= last)
    for value, since, segment in (
        (found.first_value, found.first_ms, first[here]),
        (found.last_value, found.last_ms, last[here]),
    ):
        value[here] = known.value[segment]
        since[here] = np.maximum(known.from_ms[segment], begin[here])
    return found
