"""Values that do not move, or hardly: flat line and attenuated signal (E4, E5)."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from analytics.quarters import Byte, Float
from devices.quality import Flag

METHOD_VERSION: Final = 1
_LEAST: Final = 3  # values a flat line needs


def flat_line(
    value: Float, *, step_s: float, suspect_s: float, fail_s: float, tolerance: float
) -> Byte:
    """Flag values that end a stretch in which nothing moved: flat line test (E4).

    The range over the last `int(threshold / step)` steps is below `tolerance`.

    Parameters
    ----------
    value
        Evenly spaced; NaN where nothing was observed. [any unit]
    step_s
        Distance of two values. [s]
    suspect_s, fail_s
        How long nothing may move. [s]
    tolerance
        A range below it is no movement; the comparison is strict. [unit of `value`]

    Returns
    -------
    uint8
        1, 3, 4; 9 where the value is missing. Fewer than three values all pass.

    References
    ----------
    QARTOD test 8; ioos_qc `flat_line_test`. indicators.md E4.

    Examples
    --------
    >>> flat_line(np.full(6, 5.0), step_s=1, suspect_s=3, fail_s=5, tolerance=0.1).tolist()
    [1, 1, 1, 3, 3, 4]
    """
    flag = np.full(len(value), Flag.GOOD, dtype=np.uint8)
    if len(value) >= _LEAST:
        for limit_s, worse in ((suspect_s, Flag.SUSPECT), (fail_s, Flag.FAIL)):
            span = _range(value, int(limit_s / step_s) + 1)
            flag[span < tolerance] = worse
    flag[np.isnan(value)] = Flag.MISSING
    return flag


def attenuated_std(value: Float, *, window: int, suspect: float, fail: float) -> Byte:
    """Flag values at the end of a window that scatters too little: attenuated signal (E5).

    Parameters
    ----------
    value
        Evenly spaced, or one a vehicle; NaN where nothing was observed. [any unit]
    window
        Over how many values the standard deviation is taken; at least 2.
    suspect, fail
        Standard deviations (of the population) below which a window is flagged. [unit of `value`]

    Returns
    -------
    uint8
        1, 3, 4; 2 before the first whole window; 9 where the value is missing.

    References
    ----------
    QARTOD test 12; ioos_qc `attenuated_signal_test(check_type="std")`. indicators.md E5.

    Examples
    --------
    >>> attenuated_std(np.array([1.0, 2, 3, 4]), window=4, suspect=5, fail=0).tolist()
    [2, 2, 2, 3]
    """
    count = _sums(~np.isnan(value) * 1.0, window)
    known = np.nan_to_num(value - np.nanmean(value)) if np.any(~np.isnan(value)) else value
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _sums(known, window) / count
        variance = _sums(known**2, window) / count - mean**2
        scatter = np.sqrt(np.maximum(variance, 0))
    return _attenuated(value, scatter, suspect, fail)


def attenuated_range(value: Float, *, window: int, suspect: float, fail: float) -> Byte:
    """Flag values at the end of a window with too small a range: attenuated signal (E5).

    As `attenuated_std`, with greatest minus least value.

    References
    ----------
    ioos_qc `attenuated_signal_test(check_type="range")`. indicators.md E5.

    Examples
    --------
    >>> attenuated_range(np.array([10.0, 20, 30, 40]), window=4, suspect=50, fail=31).tolist()
    [2, 2, 2, 4]
    """
    return _attenuated(value, _range(value, window), suspect, fail)


def _attenuated(value: Float, scatter: Float, suspect: float, fail: float) -> Byte:
    flag = np.full(len(value), Flag.GOOD, dtype=np.uint8)
    flag[scatter < suspect] = Flag.SUSPECT
    flag[scatter < fail] = Flag.FAIL
    flag[np.isnan(scatter)] = Flag.NOT_EVALUATED
    flag[np.isnan(value)] = Flag.MISSING
    return flag


def _range(value: Float, window: int) -> Float:
    """Return the range of the window that ends at each value; NaN before the first whole one."""
    found = np.full(len(value), np.nan)
    if 0 < window <= len(value):
        high = sliding_window_view(np.where(np.isnan(value), -np.inf, value), window).max(axis=1)
        low = sliding_window_view(np.where(np.isnan(value), np.inf, value), window).min(axis=1)
        found[window - 1 :] = np.where(high >= low, high, np.nan) - np.where(high >= low, low, 0)
    return found


def _sums(value: Float, window: int) -> Float:
    """Return the sum over the window that ends at each value; NaN before the first whole one."""
    found = np.full(len(value), np.nan)
    if 0 < window <= len(value):
        added = np.concatenate([[0.0], np.cumsum(value)])
        found[window - 1 :] = added[window:] - added[:-window]
    return found
