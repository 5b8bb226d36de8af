"""Single vehicles counted into quarters, and when their device was alive (indicators E7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import QUARTER_MS, Int, Quarters, empty, flags
from analytics.spans import Span, common, covered_ms, union

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The vehicles of a channel that count for a datastream during `span`.

    Parameters
    ----------
    time_ms
        When each vehicle passed, sorted. [ms since 1970]
    alive
        When the device is known to have been alive, see `live`.
    factor
        Calibration: the true number for one counted. [1]
    """

    span: Span
    time_ms: Int
    alive: Sequence[Span]
    factor: float = 1.0


def live(signs_ms: Int, heartbeat_ms: int) -> list[Span]:
    """Return when a device was alive: each sign of life holds for one heartbeat.

    Source: heartbeat_agg of the TimescaleDB Toolkit.

    Examples
    --------
    >>> live(np.array([0, 5, 20]), 10)
    [Span(from_ms=0, to_ms=15), Span(from_ms=20, to_ms=30)]
    """
    return union(Span(sign, sign + heartbeat_ms) for sign in np.unique(signs_ms).tolist())


def quarters(
    first: int, count: int, deployed: Sequence[Passed], expected: Sequence[Span]
) -> Quarters:
    """Count vehicles into quarters: none is 0 where the device was alive, else unknown.

    Examples
    --------
    >>> at, hour = np.array([0, 400_000, 1_000_000]), Span(0, 3_600_000)
    >>> seen = Passed(span=hour, time_ms=at, alive=[Span(0, 1_800_000)])
    >>> run = quarters(0, 3, [seen], [hour])
    >>> run.total.tolist(), run.observed_ms.tolist(), run.flag.tolist()
    ([2.0, 1.0, 0.0], [900000, 900000, 0], [1, 1, 9])
    """
    run = empty(first, count, extremes=False)
    run.expected_ms[:] = covered_ms(first, count, expected)
    for part in deployed:
        inside = (part.time_ms >= part.span.from_ms) & (part.time_ms < part.span.to_ms)
        quarter = part.time_ms[inside] // QUARTER_MS - first
        quarter = quarter[(quarter >= 0) & (quarter < count)]
        run.total[:] += np.bincount(quarter, minlength=count) * part.factor
        run.observed_ms[:] += covered_ms(first, count, common(part.alive, [part.span]))
    run.grain[:] = run.observed_ms > 0
    nothing = np.zeros(count, dtype=bool)
    run.flag[:] = flags(run.observed_ms, run.expected_ms, nothing, nothing)
    return run
