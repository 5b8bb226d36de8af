"""Exponential smoothing: level, and level with a trend that may die out (G3).

The first values are part of the definition: the level begins at the first value, the trend at the
first difference, and the first update is made on the first value itself. A missing value changes
neither level nor trend, but the trend goes on.

References
----------
.. [1] Hyndman, Athanasopoulos: Forecasting, principles and practice, 3rd ed., chapter 8.
.. [2] Gardner, McKenzie: Forecasting trends in time series, Management Science 31, 1985: damped.
"""

from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1
TREND_KEPT: Final = 0.9  #: of a trend of counts, a step [1]


def simple(values: Float, alpha: float) -> float:
    """Return the level after the last value, which is the forecast of every step to come.

    NaN of no values.

    Parameters
    ----------
    alpha
        Weight of the newest value, 0..1.

    Notes
    -----
    l_t = alpha y_t + (1 - alpha) l_(t-1), l_0 = y_0 [1]_.

    Examples
    --------
    >>> simple(np.array([10.0, 20.0]), 0.2)
    12.0
    """
    told = values[~np.isnan(values)]
    level = float(told[0]) if len(told) else float("nan")
    for value in told.tolist():
        level += alpha * (value - level)
    return level


def holt(values: Float, alpha: float, beta: float, steps: int) -> Float:
    """Return forecasts along a linear trend, one a step. [as `values`].

    Parameters
    ----------
    alpha, beta
        Weights of the newest value in the level, and of the newest change in the trend. 0..1
    steps
        How many steps ahead.

    Examples
    --------
    >>> holt(np.array([1.0, 2.0, 3.0, 4.0]), 0.8, 0.2, 2).round(2).tolist()
    [4.85, 5.74]
    """
    return holt_damped(values, alpha, beta, steps, kept=1.0)


def holt_damped(
    values: Float, alpha: float, beta: float, steps: int, *, kept: float = TREND_KEPT
) -> Float:
    """Return forecasts along a trend that dies out [2]_, one a step; clip them to what can be.

    NaN of fewer than two values.

    Parameters
    ----------
    kept
        What is left of the trend after a step; 1 keeps it for ever. 0..1

    Notes
    -----
    l_t = a y_t + (1 - a)(l_(t-1) + kept b_(t-1)), b_t = B (l_t - l_(t-1)) + (1 - B) kept b_(t-1);
    forecast h steps ahead: l + (kept + kept^2 + ... + kept^h) b.

    Examples
    --------
    >>> holt_damped(np.array([1.0, 2.0]), 0.5, 0.5, 3, kept=0.5).round(3).tolist()
    [1.883, 1.965, 2.006]
    """
    told = np.flatnonzero(~np.isnan(values))
    if len(told) < 2:
        return np.full(steps, np.nan)
    first, second = told[:2]
    level = float(values[first])
    trend = float((values[second] - values[first]) / (second - first))
    for value in values[first:].tolist():
        before, ahead = level, level + kept * trend
        if np.isnan(value):
            level, trend = ahead, kept * trend
            continue
        level = ahead + alpha * (value - ahead)
        trend = beta * (level - before) + (1 - beta) * kept * trend
    ahead_by: Float = level + np.cumsum(kept ** np.arange(1, steps + 1)) * trend
    return ahead_by
