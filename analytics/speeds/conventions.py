"""Percentiles by other conventions than `percentiles`, each a function of its own (indicators 0.5).

They differ: of 1..10 the 85 % percentile is 9, 8.5, 9.0, 9.35 or 8.65. `of_records` is ours for
single values with a resolution of 0.1 or better; the others are there to compare with reports.
"""

import math
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float

METHOD_VERSION: Final = 1
_Method = Literal["linear", "inverted_cdf", "hazen", "weibull", "interpolated_inverted_cdf"]


def of_records(values: Float, percent: float) -> float:
    """Return the percentile of single values, linear between ranks. [unit of the values].

    Hyndman-Fan 7, numpy `linear`.

    NaN values are left out; NaN when none is left.

    Examples
    --------
    >>> round(of_records(np.arange(1.0, 11), 85), 9)
    8.65
    """
    return _of(values, percent, "linear")


def inverted_cdf(values: Float, percent: float) -> float:
    """Return the least value that the share does not exceed. [unit of the values].

    At least the share; Hyndman-Fan 1.

    Examples
    --------
    >>> inverted_cdf(np.arange(1.0, 11), 85)
    9.0
    """
    return _of(values, percent, "inverted_cdf")


def interpolated_inverted_cdf(values: Float, percent: float) -> float:
    """Return the percentile interpolated in the distribution. [unit of the values].

    Hyndman-Fan 4, R4: in the inverted distribution.

    Examples
    --------
    >>> interpolated_inverted_cdf(np.arange(1.0, 11), 85)
    8.5
    """
    return _of(values, percent, "interpolated_inverted_cdf")


def hazen(values: Float, percent: float) -> float:
    """Return the percentile at mid-ranks (Hyndman-Fan 5, R5). [unit of the values].

    Examples
    --------
    >>> hazen(np.arange(1.0, 11), 85)
    9.0
    """
    return _of(values, percent, "hazen")


def weibull(values: Float, percent: float) -> float:
    """Return the percentile at ranks `p (n + 1)` (Hyndman-Fan 6). [unit of the values].

    Examples
    --------
    >>> round(weibull(np.arange(1.0, 11), 85), 9)
    9.35
    """
    return _of(values, percent, "weibull")


def rank(n: int, percent: int = 85) -> int:
    """Return which vehicle from the slowest is the percentile in a field survey; 1 is the slowest.

    `n p` rounded to the nearest vehicle, halves up, and never interpolated.

    Parameters
    ----------
    n
        At least 1. [vehicles]

    Raises
    ------
    ValueError
        There is no vehicle.

    References
    ----------
    TxDOT, Procedures for Establishing Speed Zones: of 125 cars the 106th (indicators C4).

    Examples
    --------
    >>> rank(125)
    106
    """
    if n < 1:
        raise ValueError("the rank of a percentile needs at least one vehicle")
    return min(max((2 * n * percent + 100) // 200, 1), n)


def by_rank(values: Float, percent: int = 85) -> float:
    """Return the speed of the vehicle at `rank`; NaN when there is none. [unit of the values].

    Examples
    --------
    >>> by_rank(np.arange(1.0, 126))
    106.0
    """
    known = np.sort(values[~np.isnan(values)])
    return float(known[rank(len(known), percent) - 1]) if len(known) else math.nan


def histogram_r4(value: Float, count: NDArray[Any], percent: float) -> float:
    """Return the percentile of a histogram of values, linear from value to value (type R4).

    Parameters
    ----------
    value
        Rising. [any unit]
    count
        How often each occurs. [1]

    References
    ----------
    mapbox/speed-percentile, README (indicators C4).

    Examples
    --------
    >>> histogram_r4(np.array([48.0, 50, 55]), np.array([2, 10, 8]), 85)
    53.125
    """
    seen = count > 0
    if not seen.any():
        return math.nan
    upto = np.cumsum(count[seen])
    return float(np.interp(percent * upto[-1] / 100, upto, value[seen]))


def histogram_r5(value: Float, count: NDArray[Any], percent: float) -> float:
    """Return the percentile of a histogram of values at mid-ranks. [unit of the values].

    Type R5; see `mid_ranks`.

    References
    ----------
    mapbox/speed-percentile, test/percentile.test.js (indicators C4).

    Examples
    --------
    >>> histogram_r5(np.array([20.0, 30, 40, 50, 60]), np.array([1, 3, 2, 5, 3]), 70)
    53.25
    """
    seen = count > 0
    if not seen.any():
        return math.nan
    return float(np.interp(percent / 100, mid_ranks(count[seen]), value[seen]))


def mid_ranks(count: NDArray[Any]) -> Float:
    """Return the share of the distribution up to the middle of each value. [1].

    Of a histogram of values.

    Examples
    --------
    >>> mid_ranks(np.array([1, 2, 1])).tolist()
    [0.125, 0.5, 0.875]
    """
    n = count.sum()
    if n <= 0:
        return np.full(len(count), np.nan)
    return np.asarray((np.cumsum(count) - count / 2) / n, dtype=np.float64)


def _of(values: Float, percent: float, method: _Method) -> float:
    known = values[~np.isnan(values)]
    return float(np.percentile(known, percent, method=method)) if len(known) else math.nan
