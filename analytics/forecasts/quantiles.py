"""Bands of forecasts from the residuals of earlier ones: split conformal (G4).

References
----------
.. [1] Vovk, Gammerman, Shafer: Algorithmic learning in a random world, 2005: conformal prediction.
.. [2] Indicators, G4: residuals by slot class and horizon, last 8 weeks, sorted and clipped.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.quarters import Float

METHOD_VERSION: Final = 1
RESIDUALS_MIN: Final = 50  #: fewer make no band
_TINY: Final = 1e-9  # 0.9 (n + 1) is no whole number in floats where it should be


def residual_quantiles(residuals: Float, levels: Sequence[float]) -> Float:
    """Return quantiles of residuals with the conformal correction for few of them. [as given].

    NaN where fewer than `RESIDUALS_MIN` are known.

    Parameters
    ----------
    residuals
        What came less what had been forecast, of forecasts that did not know it.
    levels
        Shares that should lie below, 0..1.

    Notes
    -----
    Below 0.5 the rank is floor(level (n + 1)), above it ceil(level (n + 1)), so that the band
    holds at least what it promises whatever the distribution [1]_; at 0.5 it is the median.

    Examples
    --------
    >>> residual_quantiles(np.arange(-50.0, 50.0), (0.1, 0.5, 0.9)).tolist()
    [-41.0, -0.5, 40.0]
    """
    known = np.sort(residuals[~np.isnan(residuals)])
    if len(known) < RESIDUALS_MIN:
        return np.full(len(levels), np.nan)
    found = [_at(known, level) for level in levels]
    return np.array(found)


def spread(forecast: Float, offsets: Float, capacity: float | None) -> Float:
    """Return forecasts with their quantiles: times x levels, rising, within what can be.

    Parameters
    ----------
    forecast
        [vehicles or spaces]
    offsets
        From `residual_quantiles`: levels, or times x levels.
    capacity
        What cannot be exceeded; None: nothing is known. [spaces]

    Examples
    --------
    >>> spread(np.array([2.0, 9.0]), np.array([-3.0, 0.0, 3.0]), 10.0).tolist()
    [[0.0, 2.0, 5.0], [6.0, 9.0, 10.0]]
    """
    ceiling = np.inf if capacity is None else capacity
    found: Float = np.sort(np.clip(forecast[:, None] + offsets, 0.0, ceiling), axis=1)
    return found


def _at(known: Float, level: float) -> float:
    """Return a quantile of sorted values."""
    n = len(known)
    if level == 0.5:
        return float(known[(n - 1) // 2] + known[n // 2]) / 2
    place = level * (n + 1)
    rank = math.floor(place + _TINY) if level < 0.5 else math.ceil(place - _TINY)
    return float(known[min(max(rank, 1), n) - 1])
