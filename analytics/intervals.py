"""Interval counts: readings over `[start, start + duration)` laid into quarters.

A count is spread by integer apportionment, `floor(c*t_k/T) - floor(c*t_(k-1)/T)`, so that the parts
always add up to the reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import GRAIN_MAX, QUARTER_MS, Byte, Float, Int, Quarters, empty, flags
from analytics.spans import Span, covered_ms
from analytics.touching import JITTER_MAX_MS, moved, overlapped
from devices.quality import Flag

METHOD_VERSION: Final = 1
_GRAIN_SHARE: Final = 30  # an interval of a quarter hour may be so much of it longer
_GAPS_MAX: Final = 200  # between readings that are added stretch by stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Readings of one channel, sorted by `start_ms`; no two begin at the same instant.

    Parameters
    ----------
    start_ms : int64
        Measured time; of a count the start of its interval. [ms since 1970]
    duration_ms : int64
        Length of the interval; 0 where a reading has none. [ms]
    value : float64
        NaN where the source said that it does not know.
    quality : uint8
        QARTOD flag; a reading of quality 4 enters no number.
    disputed : bool
        Another value of the same identity waits for a decision.
    """

    start_ms: Int
    duration_ms: Int
    value: Float
    quality: Byte
    disputed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """The readings of a channel that speak for a datastream during `span`.

    Parameters
    ----------
    factor
        Calibration: the true number for one counted. [1]
    """

    span: Span
    readings: Readings
    factor: float = 1.0


def quarters(
    first: int, count: int, deployed: Sequence[Deployed], expected: Sequence[Span] | None = None
) -> Quarters:
    """Lay interval counts into quarters. [counts].

    A reading that begins before an earlier valid one of its channel has ended is not counted, but
    for the jitter of frames (`touching.moved`): the quarters it covers are flagged 3. Of a reading
    that reaches beyond its deployment the part inside counts. Neither depends on the order of
    arrival, and both depend on readings that touch alone, never on a chain of them.

    Parameters
    ----------
    first, count
        The run: number of the first quarter since 1970, and how many. [quarters]
    deployed
        Readings and when they speak; their counts are multiplied by `factor`.
    expected
        When counts are expected; by default while deployed.

    Examples
    --------
    Ten vehicles in 25 min from 00:05 on: 10 of 25 min lie in the first quarter hour.

    >>> told = Readings(start_ms=np.array([300_000]), duration_ms=np.array([1_500_000]),
    ...                 value=np.array([10.0]), quality=np.array([1], np.uint8),
    ...                 disputed=np.array([False]))
    >>> run = quarters(0, 3, [Deployed(span=Span(0, 2_700_000), readings=told)])
    >>> run.total.tolist(), (run.observed_ms // 60_000).tolist(), run.flag.tolist()
    ([4.0, 6.0, 0.0], [10, 15, 0], [3, 1, 9])
    """
    run = empty(first, count, extremes=False)
    suspect = np.zeros(count, dtype=bool)
    failed = np.zeros(count, dtype=bool)
    spans = [part.span for part in deployed] if expected is None else expected
    run.expected_ms[:] = covered_ms(first, count, spans)
    for part in deployed:
        _add(run, part, suspect, failed)
    np.minimum(run.observed_ms, run.expected_ms, out=run.observed_ms)
    run.flag[:] = flags(run.observed_ms, run.expected_ms, suspect, failed)
    return run


def _add(
    run: Quarters, part: Deployed, suspect: NDArray[np.bool_], failed: NDArray[np.bool_]
) -> None:
    if _add_whole_quarters(run, part):
        return
    valid = ~np.isnan(part.readings.value) & (part.readings.quality != Flag.FAIL)
    valid &= part.readings.duration_ms > 0
    readings = _joined(part.readings, valid)
    part = replace(part, readings=readings)
    late = valid & overlapped(readings.start_ms, readings.duration_ms, valid)
    _mark(run, part, late | readings.disputed | (readings.quality == Flag.SUSPECT), suspect)
    _mark(run, part, readings.quality == Flag.FAIL, failed)
    counted = np.flatnonzero(valid & ~late)
    row, quarter, low, high = _cut(run, part, counted)
    value, duration = readings.value[row], readings.duration_ms[row]
    length = high - low
    share = _apportioned(value, low - readings.start_ms[row], length, duration)
    n = len(run)
    run.total[:] += np.bincount(quarter, weights=share, minlength=n) * part.factor
    run.observed_ms[:] += np.bincount(quarter, weights=length, minlength=n).astype(np.int64)
    regular = duration - np.minimum(duration // _GRAIN_SHARE, JITTER_MAX_MS)
    grain = np.minimum(-(-regular // QUARTER_MS), GRAIN_MAX).astype(np.uint8)
    np.maximum.at(run.grain, quarter, grain)


def _joined(readings: Readings, valid: NDArray[np.bool_]) -> Readings:
    """Let intervals that all but touch touch, see `touching.moved`."""
    start = moved(readings.start_ms, readings.duration_ms, valid)
    if start is readings.start_ms:
        return readings
    length = readings.duration_ms + readings.start_ms - start
    return replace(readings, start_ms=start, duration_ms=length)


def _add_whole_quarters(run: Quarters, part: Deployed) -> bool:
    """Add readings that are each one whole quarter hour of the clock; return whether they all are.

    So most counters tell them; then nothing is to be cut, joined or apportioned.
    """
    readings, begin_ms = part.readings, run.first * QUARTER_MS
    start, value = readings.start_ms, readings.value
    if not len(start) or readings.disputed.any() or not _whole(value):
        return False
    if start[0] < max(begin_ms, part.span.from_ms):
        return False
    if start[-1] + QUARTER_MS > min(begin_ms + len(run) * QUARTER_MS, part.span.to_ms):
        return False
    if readings.quality.max() > Flag.NOT_EVALUATED or (readings.duration_ms != QUARTER_MS).any():
        return False
    begins = np.append(0, np.flatnonzero(np.diff(start) != QUARTER_MS) + 1)
    if len(begins) > _GAPS_MAX or (start[begins] % QUARTER_MS).any():
        return False
    ends = np.append(begins[1:], len(start)).tolist()
    at = start[begins] // QUARTER_MS - run.first
    for quarter, begin, end in zip(at.tolist(), begins.tolist(), ends, strict=True):
        cut = slice(quarter, quarter + end - begin)
        run.total[cut] += value[begin:end] * part.factor
        run.observed_ms[cut] += QUARTER_MS
        np.maximum(run.grain[cut], 1, out=run.grain[cut])
    return True


def _cut(run: Quarters, part: Deployed, rows: NDArray[np.intp]) -> tuple[Int, Int, Int, Int]:
    """Cut readings at the edges of quarters: row, index of the quarter, from and to of each piece.

    Pieces outside the run and outside the deployment are left out.
    """
    start = part.readings.start_ms[rows]
    stop = start + np.maximum(part.readings.duration_ms[rows], 1)
    low = np.maximum(start, max(part.span.from_ms, run.first * QUARTER_MS))
    high = np.minimum(stop, min(part.span.to_ms, (run.first + len(run)) * QUARTER_MS))
    inside = np.flatnonzero(low < high)
    low, high, row = low[inside], high[inside], rows[inside]
    begin = low // QUARTER_MS
    pieces = (high - 1) // QUARTER_MS - begin + 1
    if len(pieces) == 0 or int(pieces.max()) == 1:  # the usual case: no reading crosses an edge
        return row, begin - run.first, low, high
    which = np.repeat(np.arange(len(row)), pieces)
    step = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    quarter = begin[which] + step
    return (
        row[which],
        quarter - run.first,
        np.maximum(low[which], quarter * QUARTER_MS),
        np.minimum(high[which], (quarter + 1) * QUARTER_MS),
    )


def _mark(
    run: Quarters, part: Deployed, which: NDArray[np.bool_], marks: NDArray[np.bool_]
) -> None:
    rows = np.flatnonzero(which)
    if len(rows):
        marks[_cut(run, part, rows)[1]] = True


def _whole(value: Float) -> bool:
    """Tell whether every value is a whole number."""
    return bool((np.rint(value) == value).all())


def _apportioned(value: Float, offset_ms: Int, length_ms: Int, duration_ms: Int) -> Float:
    """Return the share of each piece; whole numbers are divided in integers."""
    whole = value.astype(np.int64)
    exact = whole * (offset_ms + length_ms) // duration_ms - whole * offset_ms // duration_ms
    if np.array_equal(whole, value):
        return exact.astype(np.float64)
    return np.where(whole == value, exact, value * length_ms / duration_ms)
