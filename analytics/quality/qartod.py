"""Range, spike and rate of change of single values, and several flags made one (E1-E3, E6).

Raw values are never changed: a test returns a flag for each of them, see `devices.quality.Flag`.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Byte, Float
from devices.quality import Flag

METHOD_VERSION: Final = 1

#: From the weakest to the strongest: a value that one test passed is good, whatever did not run.
_PRECEDENCE: Final = (Flag.MISSING, Flag.NOT_EVALUATED, Flag.GOOD, Flag.SUSPECT, Flag.FAIL)


def gross_range(value: Float, *, fail: tuple[float, float], suspect: tuple[float, float]) -> Byte:
    """Flag values outside what can be (4) and outside what is usual (3): gross range test (E1).

    Parameters
    ----------
    value
        NaN where nothing was observed. [any unit]
    fail, suspect
        Least and greatest value that passes; both bounds are inclusive. [unit of `value`]

    Returns
    -------
    uint8
        1, 3, 4; 9 where the value is missing.

    Raises
    ------
    ValueError
        The suspect span reaches beyond the fail span.

    References
    ----------
    QARTOD Real-Time Quality Control of In-situ Data, test 4; ioos_qc `gross_range_test`.
    indicators.md E1.

    Examples
    --------
    >>> gross_range(np.array([5.0, 15, 30, np.nan]), fail=(10, 50), suspect=(20, 40)).tolist()
    [4, 3, 1, 9]
    """
    if suspect[0] < fail[0] or suspect[1] > fail[1]:
        raise ValueError(f"the suspect span {suspect} reaches beyond the fail span {fail}")
    outside = (value < suspect[0]) | (value > suspect[1])
    return _flags(value, outside, (value < fail[0]) | (value > fail[1]))


def spike_average(value: Float, *, suspect: float, fail: float) -> Byte:
    """Flag values that differ from the mean of their two neighbours: spike test, average (E2).

    The neighbours of a great spike are flagged too: for counts take `spike_differential`.

    Parameters
    ----------
    value
        Evenly spaced; NaN where nothing was observed. [any unit]
    suspect, fail
        Differences that still pass; the comparison is strict. [unit of `value`]

    Returns
    -------
    uint8
        1, 3, 4; 2 at both ends and beside a missing value; 9 where it is missing itself.

    References
    ----------
    ioos_qc `spike_test(method="average")`. indicators.md E2.

    Examples
    --------
    >>> spike_average(np.array([10.0, 12, 99, 13, 15]), suspect=25, fail=50).tolist()
    [2, 3, 4, 3, 2]
    """
    size = np.full(len(value), np.nan)
    if len(value) > 2:
        size[1:-1] = np.abs(value[1:-1] - (value[:-2] + value[2:]) / 2)
    return _spiky(value, size, suspect, fail)


def spike_differential(value: Float, *, suspect: float, fail: float) -> Byte:
    """Flag values that stand out from both neighbours on the same side: spike test (E2).

    The size of a spike is the smaller of the two jumps, and 0 where the series goes on rising or
    falling.

    Parameters
    ----------
    value
        Evenly spaced; NaN where nothing was observed. [any unit]
    suspect, fail
        Sizes that still pass; the comparison is strict. [unit of `value`]

    Returns
    -------
    uint8
        1, 3, 4; 2 at both ends and beside a missing value; 9 where it is missing itself.

    References
    ----------
    ioos_qc `spike_test(method="differential")`. indicators.md E2.

    Examples
    --------
    >>> spike_differential(np.array([10.0, 12, 99, 13, 15]), suspect=25, fail=50).tolist()
    [2, 1, 4, 1, 2]
    """
    return _spiky(value, np.abs(differential(value)), suspect, fail)


def differential(value: Float) -> Float:
    """Return by how much each value stands out from both neighbours; upwards is positive.

    NaN at both ends and beside a missing value. [unit of `value`]

    Notes
    -----
    The lesser of both jumps where the value is above, or below, both neighbours; else 0.

    References
    ----------
    ioos_qc `spike_test(method="differential")`. indicators.md E2.

    Examples
    --------
    >>> differential(np.array([1.0, 9, 3, 2, 5])).tolist()
    [nan, 6.0, 0.0, -1.0, nan]
    """
    size = np.full(len(value), np.nan)
    if len(value) > 2:
        before, after = value[1:-1] - value[:-2], value[1:-1] - value[2:]
        least = np.minimum(np.abs(before), np.abs(after))
        size[1:-1] = np.where(before * after > 0, np.sign(before) * least, before * 0 + after * 0)
    return size


def rate_of_change(
    value: Float, time_s: Float, *, suspect_per_s: float, fail_per_s: float | None = None
) -> Byte:
    """Flag values that changed too fast since the one before: rate of change test (E3).

    Parameters
    ----------
    value
        NaN where nothing was observed; what follows a missing value passes. [any unit]
    time_s
        When each was measured, rising. [s]
    suspect_per_s, fail_per_s
        Rates that still pass; the comparison is strict. None: nothing fails. [unit of `value`/s]

    Returns
    -------
    uint8
        1, 3, 4; 9 where the value is missing. The first value passes.

    References
    ----------
    QARTOD test 7; ioos_qc `rate_of_change_test`. indicators.md E3.

    Examples
    --------
    >>> at = np.array([0.0, 60, 120])
    >>> rate_of_change(np.array([20.0, 20.05, 26.0]), at, suspect_per_s=0.1 / 60).tolist()
    [1, 1, 3]
    """
    rate = np.full(len(value), np.nan)
    rate[1:] = np.abs(np.diff(value)) / np.diff(time_s)
    most = np.inf if fail_per_s is None else fail_per_s
    return _flags(value, rate > suspect_per_s, rate > most)


def aggregate(flags: Sequence[Byte]) -> Byte:
    """Return one flag for several of the same value: the gravest (E6).

    FAIL before SUSPECT before GOOD before NOT_EVALUATED before MISSING. A good flag hides that
    another test could not run: coverage is told beside it.

    Parameters
    ----------
    flags
        At least one vector; all of the same length.

    References
    ----------
    ioos_qc `qartod_compare`. indicators.md E6.

    Examples
    --------
    >>> aggregate([np.array([1, 9, 2], np.uint8), np.array([3, 9, 1], np.uint8)]).tolist()
    [3, 9, 1]
    """
    rank = np.zeros(max(_PRECEDENCE) + 1, dtype=np.uint8)
    rank[list(_PRECEDENCE)] = np.arange(len(_PRECEDENCE))
    gravest = rank[np.stack(flags)].max(axis=0)
    strongest: Byte = np.array(_PRECEDENCE, dtype=np.uint8)[gravest]
    return strongest


def _spiky(value: Float, size: Float, suspect: float, fail: float) -> Byte:
    flag = _flags(value, size > suspect, size > fail)
    flag[np.isnan(size) & ~np.isnan(value)] = Flag.NOT_EVALUATED
    return flag


def _flags(value: Float, suspect: NDArray[np.bool_], fail: NDArray[np.bool_]) -> Byte:
    flag = np.full(len(value), Flag.GOOD, dtype=np.uint8)
    flag[suspect] = Flag.SUSPECT
    flag[fail] = Flag.FAIL
    flag[np.isnan(value)] = Flag.MISSING
    return flag
