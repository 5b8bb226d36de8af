"""Volume of a cross-section: the sum of its parts, where every part is known (indicators B2).

A quarter is known only when each part that is deployed in it is: never a partial sum.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.fold import Folded
from analytics.quarters import QUARTER_MS, Byte, Float, Int, Quarters, empty
from devices.quality import Flag

METHOD: Final = "sum of quarter hours"
METHOD_VERSION: Final = 2  #: 2: an hour of quarters needs 75 % of its 60 minutes
#: Below this share of known time a quarter or an hour has no value (indicators 0.8). [percent]
COVERAGE_MIN_PERCENT: Final = 75
_CIVIL_DAY_QUARTERS: Final = 80  #: no civil day is shorter, no sub-daily bucket longer [quarters]


def cross_section(parts: Sequence[Quarters]) -> Quarters:
    """Add the parts of a cross-section that cover the same quarters. [vehicles].

    Parts of which nothing was expected in a quarter are not deployed there and not asked.

    Raises
    ------
    ValueError
        There is no part, or they do not cover the same quarters.

    Examples
    --------
    >>> way = empty(100, 2)
    >>> way.total[:], way.expected_ms[:], way.observed_ms[:] = 7.0, QUARTER_MS, QUARTER_MS
    >>> half = empty(100, 2)
    >>> half.total[0], half.expected_ms[:], half.observed_ms[0] = 5.0, QUARTER_MS, QUARTER_MS
    >>> both = cross_section([way, half])
    >>> both.total.tolist(), (both.observed_ms > 0).tolist()  # never a partial sum
    ([12.0, 0.0], [True, False])
    """
    if not parts:
        raise ValueError("a cross-section without parts")
    if len({(part.first, len(part)) for part in parts}) > 1:
        raise ValueError("the parts of a cross-section cover different quarters")
    run = empty(parts[0].first, len(parts[0]), extremes=False)
    missing = np.zeros(len(run), dtype=bool)
    observed = np.full(len(run), np.iinfo(np.int64).max)
    doubted = np.zeros(len(run), dtype=bool)
    for part in parts:
        deployed = part.expected_ms > 0
        missing |= deployed & (part.observed_ms == 0)
        doubted |= deployed & ((part.flag == Flag.SUSPECT) | (part.flag == Flag.FAIL))
        observed[deployed] = np.minimum(observed, part.observed_ms)[deployed]
        run.total[deployed] += part.total[deployed]
        np.maximum(run.expected_ms, part.expected_ms, out=run.expected_ms)
        run.grain[deployed] = np.maximum(run.grain, part.grain)[deployed]
    known = (run.expected_ms > 0) & ~missing
    run.total[~known] = 0.0
    run.observed_ms[known] = observed[known]
    run.grain[~known] = 0
    run.flag[known] = Flag.GOOD
    run.flag[(known & (run.observed_ms < run.expected_ms)) | doubted] = Flag.SUSPECT
    return run


def values(folded: Folded) -> Float:
    """Return the volume of each bucket; NaN where it is not known. [vehicles].

    A quarter or an hour needs 75 % of its time, see `enough`. A day and longer is the sum of what
    is known. No bucket is finer than the interval that was counted.

    Examples
    --------
    >>> from analytics.fold import fold
    >>> run = empty(0, 4)
    >>> run.total[:3], run.observed_ms[:3], run.grain[:3] = 5.0, QUARTER_MS, 1
    >>> run.expected_ms[:] = QUARTER_MS
    >>> values(fold(run, np.array([0, 4]))).tolist()  # 45 of 60 min
    [15.0]
    >>> values(fold(run, np.array([0, 3, 4]))).tolist()
    [15.0, nan]
    """
    known = (folded.observed_ms > 0) & (folded.grain <= folded.quarters)
    short = folded.quarters < _CIVIL_DAY_QUARTERS
    long_enough = enough(folded.observed_ms, folded.expected_ms, folded.quarters, folded.grain)
    return np.where(known & (long_enough | ~short), folded.total, np.nan)


def enough(observed_ms: Int, expected_ms: Int, quarters: Int, grain: Byte) -> NDArray[np.bool_]:
    """Return which short buckets are known for 75 % of their own time, expected or not.

    Half an hour, after which a counter was taken down, is no hour's volume. Of one interval as
    long as the bucket itself it is 75 % of the expected time: the hour that lasts over sunset, of
    a counter that sees by daylight, counts whole.

    Parameters
    ----------
    observed_ms, expected_ms
        Known time, and time in which something was expected. [ms]
    quarters
        How long each bucket is. [quarters]
    grain
        Longest interval that was counted in it. [quarters]

    Examples
    --------
    >>> known, due = np.array([1_800_000, 2_700_000]), np.array([1_800_000, 3_600_000])
    >>> enough(known, due, np.array([4, 4]), np.array([1, 1], dtype=np.uint8)).tolist()
    [False, True]
    """
    by_one = grain == quarters
    due_ms = np.where(by_one, expected_ms, quarters * QUARTER_MS)
    found: NDArray[np.bool_] = observed_ms * 100 >= due_ms * COVERAGE_MIN_PERCENT
    return found


def scaled(observed: float, n_valid: int, n_expected: int) -> float | None:
    """Return the count had the missing intervals been like the known ones. [vehicles].

    It is an estimate and never takes the place of the count. None when nothing was observed.

    Examples
    --------
    >>> scaled(330, 11, 12)
    360.0
    """
    return observed * n_expected / n_valid if n_valid > 0 else None
