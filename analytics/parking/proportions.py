"""Intervals of a share that was seen in some of n cases: Wilson's, and Jeffreys' (A12)."""

import math
from typing import Final

import numpy as np

from analytics.parking.survival import Z_95
from analytics.quarters import Float

METHOD_VERSION: Final = 1
_STEPS: Final = 50  # at most; 4 to 8 are usual
_CLOSE: Final = 1e-8  # a step doubles the digits: after it the value is exact
_TERMS: Final = 300  # of the continued fraction, far more than it needs below 10,000 cases
_TINY: Final = 1e-300
_LOOK: Final = 4  # terms between two looks at how much they still change
_ENOUGH: Final = 1e-14


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
    """Return the interval of a share by the prior Beta(1/2, 1/2); NaN without a trial. [1].

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
    low, high = np.zeros(np.shape(hits)), np.ones(np.shape(hits))
    for side, probability, asked in (
        (low, tail, (hits > 0) & (trials > 0)),
        (high, 1 - tail, (hits < trials) & (trials > 0)),
    ):
        side[asked] = beta_quantile(probability, hits[asked] + 0.5, (trials - hits)[asked] + 0.5)
    some = trials > 0
    return np.where(some, low, np.nan), np.where(some, high, np.nan)


def beta_quantile(probability: float, a: Float, b: Float) -> Float:
    """Return the quantile of Beta(a, b) for 0 < probability < 1. [1].

    By Newton's method on the logarithms.

    A step that leaves where the quantile must lie, as from far out in a tail, is a halving instead.
    The upper half is that of Beta(b, a) from its other side.

    Examples
    --------
    >>> beta_quantile(0.4375, np.array([1.0]), np.array([2.0])).round(12).tolist()
    [0.25]
    """
    if probability > 0.5:
        return 1 - beta_quantile(1 - probability, b, a)
    pairs, back = np.unique(np.stack([np.ravel(a), np.ravel(b)]), axis=1, return_inverse=True)
    whole = _log_beta(*pairs)
    at = np.minimum(np.exp((np.log(probability * pairs[0]) + whole) / pairs[0]), 0.5)
    low, high = np.zeros(len(at)), np.ones(len(at))
    open_ = np.arange(len(at))
    for _ in range(_STEPS):
        (p, q), x = pairs[:, open_], at[open_]
        below = np.maximum(beta_cdf(x, p, q), _TINY)
        low[open_] = np.where(below < probability, x, low[open_])
        high[open_] = np.where(below < probability, high[open_], x)
        slope = np.exp(p * np.log(x) + (q - 1) * np.log1p(-x) - whole[open_]) / below
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            step = (np.log(below) - np.log(probability)) / slope
            moved = x * np.exp(-step)
        close = np.abs(step) <= _CLOSE
        taken = close | ((moved > low[open_]) & (moved < high[open_]))
        at[open_] = np.where(taken, moved, (low[open_] + high[open_]) / 2)
        open_ = open_[~close]
        if not len(open_):
            break
    found: Float = at[back.reshape(np.shape(a))]
    return found


def beta_cdf(x: Float, a: Float, b: Float) -> Float:
    """Return the distribution function of Beta(a, b) at 0 < x < 1. [1].

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
    front = np.exp(p * np.log(y) + q * np.log1p(-y) - np.log(p) - _log_beta(p, q))
    part: Float = front / _fraction(y, p, q)
    return np.where(swap, 1 - part, part)


def _fraction(x: Float, a: Float, b: Float) -> Float:
    """Return 1 + d1/(1 + d2/(1 + ...)) by Lentz's method."""
    value: Float = np.ones(np.shape(x))
    c, d, both = np.ones(np.shape(x)), np.zeros(np.shape(x)), a + b
    for term in range(1, _TERMS + 1):
        m = term // 2
        if term % 2:
            factor = -(a + m) * (both + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            factor = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + factor * d)
        c = _away(1 + factor / c)
        change = c * d
        value = value * change
        if term % _LOOK == 0 and float(np.abs(change - 1).max(initial=0.0)) < _ENOUGH:
            break
    return value


def _away(values: Float) -> Float:
    values[np.abs(values) < _TINY] = _TINY
    return values


def _log_beta(a: Float, b: Float) -> Float:
    return _lgamma(a) + _lgamma(b) - _lgamma(a + b)


def _lgamma(values: Float) -> Float:
    return np.array([math.lgamma(v) for v in np.ravel(values).tolist()]).reshape(np.shape(values))
