"""Intervals of a share that was seen in some of n cases: Wilson's, and Jeffreys' (A12)."""

import math
from typing import Final

import numpy as np

from analytics.parking.survival import Z_95
from analytics.quarters import Float

METHOD_VERSION: Final = 1
_STEPS: Final = 50  # halvings: 2**-50 of [0, 1]
_TERMS: Final = 300  # of the continued fraction, far more than it needs below 10,000 cases
_TINY: Final = 1e-300


def wilson(hits: Float, trials: Float, *, z: float = Z_95) -> tuple[Float, Float]:
    """Return the 95 % score interval of a share, 0..1; NaN without a trial.

    Holds its coverage for small n and for shares near 0 and 1, and never leaves [0, 1].

    References
    ----------
    Wilson 1927; Brown, Cai and DasGupta 2001, Statistical Science 16(2), section 3.1.1.

    Examples
    --------
    >>> low, high = wilson(np.array([9.0]), np.array([10.0]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.596, 0.982)
    """
    n = np.where(trials > 0, trials, np.nan)
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * np.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def jeffreys(hits: Float, trials: Float, *, level: float = 0.95) -> tuple[Float, Float]:
    """Return the interval of a share by the prior Beta(1/2, 1/2), 0..1; NaN without a trial.

    `hits` need not be whole: a day on which a space was free for half the time counts a half.

    References
    ----------
    Brown, Cai and DasGupta 2001, section 3.1.3.

    Examples
    --------
    >>> low, high = jeffreys(np.array([9.0]), np.array([10.0]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.619, 0.989)
    """
    tail = (1 - level) / 2
    a, b = hits + 0.5, trials - hits + 0.5
    low, high = beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b)
    some = trials > 0
    return (
        np.where(some, np.where(hits <= 0, 0.0, low), np.nan),
        np.where(some, np.where(hits >= trials, 1.0, high), np.nan),
    )


def beta_quantile(probability: float, a: Float, b: Float) -> Float:
    """Return the quantile of Beta(a, b) by bisection of its distribution function."""
    low, high = np.zeros(np.shape(a)), np.ones(np.shape(a))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        below = beta_cdf(middle, a, b) < probability
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def beta_cdf(x: Float, a: Float, b: Float) -> Float:
    """Return the distribution function of Beta(a, b) at 0 < x < 1.

    By the continued fraction of the incomplete beta function, from the side where it converges.

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.17.22.

    Examples
    --------
    >>> beta_cdf(np.array([0.25]), np.array([1.0]), np.array([2.0])).round(4).tolist()
    [0.4375]
    """
    swap = x > (a + 1) / (a + b + 2)
    p, q, y = np.where(swap, b, a), np.where(swap, a, b), np.where(swap, 1 - x, x)
    front = np.exp(
        p * np.log(y) + q * np.log1p(-y) - np.log(p) + _lgamma(p + q) - _lgamma(p) - _lgamma(q)
    )
    part: Float = front / _fraction(y, p, q)
    return np.where(swap, 1 - part, part)


def _fraction(x: Float, a: Float, b: Float) -> Float:
    """Return 1 + d1/(1 + d2/(1 + ...)) by Lentz's method."""
    value: Float = np.ones(np.shape(x))
    c, d = np.ones(np.shape(x)), np.zeros(np.shape(x))
    for term in range(1, _TERMS + 1):
        m = term // 2
        if term % 2:
            factor = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            factor = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + factor * d)
        c = _away(1 + factor / c)
        change = c * d
        value = value * change
        if np.all(np.abs(change - 1) < 1e-14):
            break
    return value


def _away(values: Float) -> Float:
    return np.where(np.abs(values) < _TINY, _TINY, values)


def _lgamma(values: Float) -> Float:
    return np.array([math.lgamma(v) for v in np.ravel(values).tolist()]).reshape(np.shape(values))
