"""Samples and averaged readings laid into quarters: the mergeable state of the environment.

A sample stands for the time until the next one, at most for `HOLD_STEPS` nominal steps; after
that nothing is known. An averaged reading (a 10-min mean) stands for its own interval. Both
depend on readings alone, never on the clock: a day is the same whenever it is computed, and a
reading changes nothing before it and nothing later than `HOLD_STEPS` steps after it.

Quarters hold the integral over the observed time, so that every mean is weighted by time: of the
value itself, and for sound levels of the energy `10^(L/10)`. A wind direction has no such mean
(350 and 10 degrees are north, not south): it is not to be laid out here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics import held
from analytics.held import Holding, Segments
from analytics.intervals import Readings
from analytics.quarters import GRAIN_MAX, QUARTER_MS, Byte, Float, Int, Quarters
from analytics.spans import END_MS, Span
from devices.quality import Flag

METHOD_VERSION: Final = 1
HOLD_STEPS: Final = 2
#: Without a declared step a sample stands for no longer than this. [ms]
STEP_DEFAULT_MS: Final = 900_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """The readings of a channel that speak for a datastream during `span`.

    Parameters
    ----------
    readings
        Sorted. Samples have duration 0; averaged readings the length of their interval, which
        begins at `start_ms`.
    step_ms
        The nominal step of samples. [ms]
    factor
        Calibration of the value; not for levels. [1]
    """

    span: Span
    readings: Readings
    step_ms: int = STEP_DEFAULT_MS
    factor: float = 1.0


def known(sampled: Sequence[Sampled]) -> Segments:
    """Return when which value is known: samples and averaged readings, in any mixture.

    A null or a value of quality 4 ends what was known before it. Where an averaged reading is
    still running when the next one begins, the next one counts.

    Examples
    --------
    >>> at = np.array([0, 60_000, 600_000])
    >>> two = Readings(
    ...     start_ms=at, duration_ms=at * 0, value=np.array([1.0, 2.0, 3.0]),
    ...     quality=np.ones(3, np.uint8), disputed=np.zeros(3, bool))
    >>> found = known([Sampled(span=Span(0, 900_000), readings=two, step_ms=60_000)])
    >>> found.from_ms.tolist(), found.to_ms.tolist()
    ([0, 60000, 600000], [60000, 180000, 720000])
    """
    parts = []
    for part in sampled:
        readings = part.readings
        averaged = readings.duration_ms > 0
        hold_ms = np.where(averaged, readings.duration_ms, HOLD_STEPS * part.step_ms)
        parts.append(_cut(part, hold_ms))
    joined = [np.concatenate([part[k] for part in parts] or [np.zeros(0)]) for k in range(4)]
    order = np.argsort(joined[0], kind="stable")
    return Segments(
        from_ms=joined[0][order].astype(np.int64),
        to_ms=joined[1][order].astype(np.int64),
        value=joined[2][order],
        suspect=joined[3][order].astype(bool),
    )


def _cut(part: Sampled, hold_ms: Int) -> tuple[Int, Int, Float, NDArray[np.bool_]]:
    longest = int(hold_ms.max()) if len(hold_ms) else 0
    whole = held.segments(
        [Holding(span=part.span, readings=part.readings, hold_max_ms=longest, factor=part.factor)],
        END_MS,
    )
    row = np.searchsorted(part.readings.start_ms, whole.from_ms)
    end = np.minimum(whole.to_ms, whole.from_ms + hold_ms[row])
    return whole.from_ms, end, whole.value, whole.suspect


def quarters(
    first: int,
    count: int,
    sampled: Sequence[Sampled],
    deployed: Sequence[Span],
    excluded: Sequence[Span] = (),
) -> Quarters:
    """Integrate values over each quarter: temperatures, concentrations.

    Parameters
    ----------
    deployed
        When the datastream was deployed, accepted and in service.
    excluded
        When a person or a rule said that values do not count (calibration, rain); told as
        `closed_ms`.

    Returns
    -------
    Quarters
        `total / observed_ms` is the time-weighted mean. `grain` tells the longest averaged
        interval of the quarter, so that no bucket is finer than its source.

    References
    ----------
    Indicators D1.

    Examples
    --------
    >>> at = np.array([0, 450_000])
    >>> two = Readings(start_ms=at, duration_ms=at * 0 + 450_000, value=np.array([4.0, 7.0]),
    ...                quality=np.ones(2, np.uint8), disputed=np.zeros(2, bool))
    >>> day = Span(0, 86_400_000)
    >>> run = quarters(0, 1, [Sampled(span=day, readings=two)], [day])
    >>> (run.total / run.observed_ms).tolist()
    [5.5]
    """
    segments = known(sampled)
    run = held.quarters(first, count, segments, deployed, excluded)
    return replace(run, grain=_grains(run, sampled))


def level_quarters(
    first: int,
    count: int,
    sampled: Sequence[Sampled],
    deployed: Sequence[Span],
    excluded: Sequence[Span] = (),
) -> Quarters:
    """Integrate the energy of sound levels over each quarter; see `quarters`.

    Returns
    -------
    Quarters
        `10 lg(total / observed_ms)` is the equivalent level; low, high and last are levels. [dB]

    References
    ----------
    Indicators D2. Of momentary levels it is an estimate; the input should be L_Aeq of intervals.

    Examples
    --------
    >>> at = np.array([0, 450_000])
    >>> two = Readings(start_ms=at, duration_ms=at * 0 + 450_000, value=np.array([60.0, 70.0]),
    ...                quality=np.ones(2, np.uint8), disputed=np.zeros(2, bool))
    >>> day = Span(0, 86_400_000)
    >>> run = level_quarters(0, 1, [Sampled(span=day, readings=two)], [day])
    >>> (10 * np.log10(run.total / run.observed_ms)).round(2).tolist()  # 10 lg (10^6 + 10^7) / 2
    [67.4]
    """
    segments = known(sampled)
    levels = held.quarters(first, count, segments, deployed, excluded)
    energy = replace(segments, value=10.0 ** (segments.value / 10))
    total = held.quarters(first, count, energy, deployed, excluded).total
    return replace(levels, total=total, grain=_grains(levels, sampled))


def _grains(run: Quarters, sampled: Sequence[Sampled]) -> Byte:
    """Return the longest averaged interval that touches each quarter. [quarters]."""
    grain = run.grain.copy()
    for part in sampled:
        readings = part.readings
        valid = ~np.isnan(readings.value) & (readings.quality != Flag.FAIL)
        long = np.flatnonzero(valid & (readings.duration_ms > QUARTER_MS))
        start, length = readings.start_ms[long], readings.duration_ms[long]
        begin = np.clip(start // QUARTER_MS - run.first, 0, len(run))
        stop = np.clip(-(-(start + length) // QUARTER_MS) - run.first, 0, len(run))
        pieces = stop - begin
        quarter = np.repeat(begin, pieces) + (
            np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        )
        whole = np.minimum(-(-length // QUARTER_MS), GRAIN_MAX).astype(np.uint8)
        np.maximum.at(grain, quarter, np.repeat(whole, pieces))
    grain[run.observed_ms == 0] = 0
    return grain
