"""How good forecasts were: errors, pinball loss, interval score, coverage, CRPS (G5, G6).

Every score is a mean over the pairs of which both sides are known; NaN on either side leaves the
pair out, and a zero is a value like any other. The Brier score of chances is
`analytics.parking.calibration.brier`.

References
----------
.. [1] Hyndman, Koehler: Another look at measures of forecast accuracy, International Journal of
   Forecasting 22, 2006: MASE.
.. [2] Koenker, Bassett: Regression quantiles, Econometrica 46, 1978: the pinball loss.
.. [3] Gneiting, Raftery: Strictly proper scoring rules, JASA 102, 2007: interval score, CRPS.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD_VERSION: Final = 1
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def mae(actual: Float, forecast: Float) -> Figure:
    """Return the mean absolute error. [as `actual`].

    Examples
    --------
    >>> mae(np.array([1.0, 2, np.nan]), np.array([2.0, 4, 9])).value
    1.5
    """
    return _mean(np.abs(actual - forecast))


def rmse(actual: Float, forecast: Float) -> Figure:
    """Return the root of the mean squared error. [as `actual`].

    Examples
    --------
    >>> rmse(np.array([0.0, 0.0]), np.array([3.0, 4.0])).value
    3.535...
    """
    squared = _mean((actual - forecast) ** 2).value
    return _WITHHELD if squared is None else Figure(float(np.sqrt(squared)))


def mase(actual: Float, forecast: Float, training: Float, m: int) -> Figure:
    """Return the mean absolute scaled error: below 1 better than a seasonal naive in sample. [1].

    Of several series at once (a second axis) the mean error over all is divided by the mean naive
    error over all; never the mean of the ratios.

    Parameters
    ----------
    training
        The series before the forecasts, in steps as `actual`.
    m
        The season that the naive forecast repeats; 672 for quarter hours of a week. [steps]

    Notes
    -----
    MASE = mean |y - f| / mean |y_t - y_(t-m)| [1]_.

    Examples
    --------
    >>> past = np.array([5, 0.5, 4, 6, 3, 5, 2])
    >>> mase(np.array([3, -0.5]), np.array([2.5, 0]), past, 1).value
    0.166...
    """
    return ratio(mae(actual, forecast), mae(training[m:], training[:-m]))


def ratio(score: Figure, reference: Figure) -> Figure:
    """Return a score over that of a reference; below 1 better than it. [1].

    Examples
    --------
    >>> ratio(Figure(3.0), Figure(4.0)).value
    0.75
    """
    if score.value is None or reference.value is None:
        return _WITHHELD
    if reference.value == 0:
        return Figure(None, Reason.UNDEFINED)
    return Figure(score.value / reference.value)


def skill(score: Figure, reference: Figure) -> Figure:
    """Return 1 - score / reference: above 0 better than the reference, 1 perfect. [1].

    Examples
    --------
    >>> skill(Figure(3.0), Figure(4.0)).value
    0.25
    """
    found = ratio(score, reference)
    return found if found.value is None else Figure(1 - found.value)


def pinball(actual: Float, quantile: Float, level: float) -> Figure:
    """Return the mean pinball loss of a forecast quantile. [as `actual`].

    Parameters
    ----------
    level
        The share that should lie below, 0..1.

    Notes
    -----
    level (y - q) where y lies above q, (1 - level) (q - y) below [2]_.

    Examples
    --------
    >>> y = np.array([1.0, 2, 3])
    >>> pinball(y, np.array([0.0, 2, 3]), 0.9).value
    0.3
    """
    above = actual - quantile
    return _mean(np.maximum(level * above, (level - 1) * above))


def interval_score(actual: Float, lower: Float, upper: Float, alpha: float) -> Figure:
    """Return the mean interval score (Winkler): the width, and a fine for what lies outside.

    Parameters
    ----------
    alpha
        The share that should lie outside: 0.2 for a band from 10 to 90 %.

    Notes
    -----
    (u - l) + 2/alpha (l - y) below, + 2/alpha (y - u) above [3]_.

    Examples
    --------
    >>> band = np.array([10.0]), np.array([20.0])
    >>> interval_score(np.array([23.0]), *band, 0.1).value
    70.0
    """
    outside = np.maximum(lower - actual, 0) + np.maximum(actual - upper, 0)
    return _mean((upper - lower) + 2 / alpha * outside)


def coverage(actual: Float, lower: Float, upper: Float) -> Figure:
    """Return the share of values within their band, its ends included. [0..1].

    Examples
    --------
    >>> coverage(np.array([1.0, 5.0]), np.array([0.0, 0.0]), np.array([2.0, 2.0])).value
    0.5
    """
    known = ~(np.isnan(actual) | np.isnan(lower) | np.isnan(upper))
    return _mean(((lower <= actual) & (actual <= upper))[known].astype(np.float64))


def wape(actual: Float, forecast: Float) -> Figure:
    """Return the sum of absolute errors over the sum of what was there. [1].

    It takes the place of MAPE, which has no value in a night without traffic.

    Examples
    --------
    >>> wape(np.array([0.0, 10, 20]), np.array([2.0, 8, 20])).value
    0.133...
    """
    error = np.abs(actual - forecast)
    known = ~np.isnan(error)
    total = _mean(np.abs(actual)[known])
    return ratio(_mean(error[known]), total)


def crps(actual: Float, quantiles: Float, levels: Sequence[float]) -> Figure:
    """Return the continuous ranked probability score, nearly: 2 x the mean pinball loss [3]_.

    Parameters
    ----------
    quantiles
        Times x levels; the more evenly spread levels, the nearer. [as `actual`]

    Examples
    --------
    >>> crps(np.array([2.0]), np.array([[1.0, 2.0, 3.0]]), (0.25, 0.5, 0.75)).value
    0.333...
    """
    known = ~(np.isnan(actual) | np.isnan(quantiles).any(axis=1))
    losses = [
        pinball(actual[known], quantiles[known, k], level).value for k, level in enumerate(levels)
    ]
    told = [loss for loss in losses if loss is not None]
    return Figure(2 * float(np.mean(told))) if told else _WITHHELD


def _mean(scored: Float) -> Figure:
    """Return the mean over what is known."""
    known = scored[~np.isnan(scored)]
    return Figure(float(known.mean())) if len(known) else _WITHHELD
