"""Points of the acceptance cases, laid out as the kernels take them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from analytics import held
from analytics.intervals import Readings
from analytics.quarters import QUARTER_MS, Quarters
from analytics.spans import Span

Answer = Callable[[dict[str, Any], object], object]
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
FOREVER_MS = 10**12


def readings(points: list[Any], unit_ms: int) -> Readings:
    count = len(points)
    return Readings(
        start_ms=np.array([round(at * unit_ms) for at, _ in points], dtype=np.int64),
        duration_ms=np.zeros(count, dtype=np.int64),
        value=np.array([np.nan if v is None else v for _, v in points], dtype=np.float64),
        quality=np.ones(count, dtype=np.uint8),
        disputed=np.zeros(count, dtype=bool),
    )


def held_run(points: list[Any], unit_ms: int, until: float, hold_ms: int = FOREVER_MS) -> Quarters:
    """Integrate points from time 0 up to `until`."""
    span = Span(0, round(until * unit_ms))
    part = held.Holding(span=span, readings=readings(points, unit_ms), hold_max_ms=hold_ms)
    known = held.segments([part], span.to_ms)
    return held.quarters(0, -(-span.to_ms // QUARTER_MS), known, [span], [])


def mean_of(run: Quarters) -> float:
    return float(run.total.sum() / run.observed_ms.sum())
