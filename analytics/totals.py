"""Running counters: what was counted between two readings of a total, as interval counts.

Readings are taken in canonical order, so that a late one divides the interval it falls into. A
counter that runs over goes on; one that starts again (power cut, reset by hand) leaves the
interval unknown, because what it had counted until then is lost.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.intervals import Readings
from analytics.quarters import Byte, Float, Int
from devices.quality import Flag
from devices.reading import DURATION_MAX_MS

METHOD_VERSION: Final = 1
#: Readings further apart than this say nothing about the time between them. [ms]
GAP_MAX_MS: Final = DURATION_MAX_MS
#: No cross-section counts faster; what seems to is a counter that was set. [1/s]
RATE_MAX_PER_S: Final = 10.0
_RATE_OVER_MS_MIN: Final = 60_000  # a burst of two readings tells no rate
#: A drop is a run-over when no more than this share of the range passed, else a start again. [1]
_RUN_OVER_MAX: Final = 1 / 8


def between(readings: Readings, wrap: float | None) -> Readings:
    """Return what was counted from each known total to the next.

    Nulls and refused readings are passed over: the counter went on meanwhile. An interval is
    unknown (null) when the counter started again or the gap is too long, and refused (quality 4)
    when it counted faster than can be; it is doubted when one of its ends is.

    Parameters
    ----------
    readings
        Totals of one channel, sorted.
    wrap
        The counter starts again at 0 when it reaches this; None: it never does. [counts]

    Examples
    --------
    >>> at = np.array([0, 600_000, 1_200_000])
    >>> total = Readings(
    ...     start_ms=at, duration_ms=at * 0, value=np.array([65_530.0, 4.0, 9.0]),
    ...     quality=np.ones(3, np.uint8), disputed=np.zeros(3, bool))
    >>> between(total, 65_536).value.tolist()
    [10.0, 5.0]
    """
    rows = _known(readings)
    time_ms, total = readings.start_ms[rows], readings.value[rows]
    gap_ms = np.diff(time_ms)
    counted = _run_over(total, np.diff(total), gap_ms, wrap)
    too_fast = counted > _most(gap_ms)
    counted[(counted < 0) | too_fast | (gap_ms > GAP_MAX_MS)] = np.nan
    doubted = (readings.quality[rows] == Flag.SUSPECT) | readings.disputed[rows]
    return Readings(
        start_ms=time_ms[:-1],
        duration_ms=gap_ms,
        value=counted,
        quality=_quality(counted, too_fast, doubted),
        disputed=(readings.disputed[rows][:-1] | readings.disputed[rows][1:]),
    )


def _known(readings: Readings) -> NDArray[np.intp]:
    """Return the rows that tell a total; of several in one millisecond the last."""
    known = np.flatnonzero(~np.isnan(readings.value) & (readings.quality != Flag.FAIL))
    if len(known) == 0:
        return known
    last = np.ones(len(known), dtype=bool)
    last[:-1] = np.diff(readings.start_ms[known]) > 0
    return known[last]


def _run_over(total: Float, change: Float, gap_ms: Int, wrap: float | None) -> Float:
    """Return the change from reading to reading, with the range added where it ran over."""
    if wrap is None:
        return change
    over = change + wrap
    ran = (change < 0) & (total[:-1] < wrap) & (over <= wrap * _RUN_OVER_MAX)
    ran &= over <= _most(gap_ms)
    return np.where(ran, over, change)


def _most(gap_ms: Int) -> Float:
    """Return the most that can be counted in a time."""
    return np.maximum(gap_ms, _RATE_OVER_MS_MIN) * (RATE_MAX_PER_S / 1000)


def _quality(counted: Float, too_fast: NDArray[np.bool_], doubted: NDArray[np.bool_]) -> Byte:
    quality = np.full(len(counted), Flag.GOOD, dtype=np.uint8)
    quality[doubted[:-1] | doubted[1:]] = Flag.SUSPECT
    quality[np.isnan(counted)] = Flag.MISSING
    quality[too_fast] = Flag.FAIL
    return quality
