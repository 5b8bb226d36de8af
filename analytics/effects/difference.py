"""The step of a series at a day, between alike days, with an error that knows of dull weeks.

References
----------
.. [1] Newey, West: A simple, positive semi-definite, heteroskedasticity and autocorrelation
   consistent covariance matrix, Econometrica 55, 1987.
.. [2] Kiefer, Vogelsang: A new asymptotic theory for heteroskedasticity-autocorrelation robust
   tests, Econometric Theory 21, 2005, table 1: critical values of the Bartlett kernel.
.. [3] Kendall: Note on bias in the estimation of autocorrelation, Biometrika 41, 1954.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import Bool
from analytics.effects.matching import Matched
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
LAGS: Final = 14  #: errors of days farther apart are taken to be independent [days]
SEASON_DAYS_MIN: Final = 330  #: before the change, from which on a season can be told from it
_YEAR_DAYS: Final = 365.2425
DRIFT_WEEKS: Final = 13  #: weeks apart that tell how levels wander [weeks]
_WEEK_DAYS_MIN: Final = 4
_KEPT_MAX: Final = 0.95  # of an error, a day
_NEGLIGIBLE: Final = 0.01
#: 97.5 % of the statistic with a bandwidth of b times the sample, as a polynomial in b [2]_.
_CRITICAL: Final = (1.9600, 2.9694, 0.4160, -0.5324)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step and its 95 % interval. [as the series]."""

    value: float
    low: float
    high: float


def step(series: Float, number: Int, days: Matched) -> Step:
    """Return by how much the series lies higher after the change, between alike days.

    Parameters
    ----------
    series
        Of each day; only days that are used are read.
    number
        Local dates, rising. [days since 1970]

    Notes
    -----
    Least squares of `series = stratum + season + step [after] + error`; the season, one wave a
    year, only where the days before the change reach over one. The error of the step is that of
    Newey and West [1]_ with 14 days, in calendar time, judged by the fixed-bandwidth critical
    value [2]_ of a sample twice as long as the shorter side; or, where that is greater, of errors
    that carry over from day to day at the rate seen (corrected for short series [3]_), because a
    kernel sees too little of slow swings in few weeks. Levels of two places wander apart, by some
    percent a year: what weekly means show of it is added.
    """
    used = days.used
    y, x, at = series[used], days.after[used].astype(np.float64), number[used]
    others = (days.stratum[used, None] == np.unique(days.stratum[used])).astype(np.float64)
    before = at[x == 0]
    if before[-1] - before[0] >= SEASON_DAYS_MIN:
        angle = 2 * np.pi * at / _YEAR_DAYS
        others = np.column_stack([others, np.sin(angle), np.cos(angle)])
    pure = x - _fitted(others, x)
    size = float(pure @ pure)
    value = float(pure @ y) / size
    rest = y - value * x
    rest = rest - _fitted(others, rest)
    free = max(len(y) - others.shape[1] - 1, 1)
    spread = max(_long_run(pure * rest, at), _carried_over(pure, rest, at))
    noise = spread * len(y) / free / size**2
    error = math.sqrt(noise + _wandering(rest, at, days.after[used]) * _reach(pure / size, at))
    half = error * critical(LAGS / (2 * min(days.n_before, days.n_after)))
    return Step(value=value, low=value - half, high=value + half)


def critical(bandwidth: float) -> float:
    """Return the two-sided 95 % critical value for a bandwidth, as a share of the sample [2]_.

    Examples
    --------
    >>> critical(0.0), round(critical(0.35), 2)
    (1.96, 3.03)
    """
    b = min(bandwidth, 1.0)
    return float(sum(factor * b**power for power, factor in enumerate(_CRITICAL)))


def _long_run(scores: Float, number: Int) -> float:
    """Return the variance of the sum of scores that are alike on days near each other."""
    laid = np.zeros(int(number[-1] - number[0]) + 1)
    laid[number - number[0]] = scores
    total = float(laid @ laid)
    for lag in range(1, min(LAGS, len(laid) - 1) + 1):
        total += 2 * (1 - lag / (LAGS + 1)) * float(laid[lag:] @ laid[:-lag])
    return max(total, 0.0)


def _carried_over(weight: Float, rest: Float, number: Int) -> float:
    """Return the variance of the weighted sum of errors that decay at a constant rate a day.

    Beside what carries over there is noise of the day alone: the rate is seen from the second and
    third day on, where that noise is not.
    """
    laid = np.zeros((2, int(number[-1] - number[0]) + 1))
    laid[:, number - number[0]] = weight, rest
    known = np.zeros(laid.shape[1])
    known[number - number[0]] = 1.0
    first, second, third = (_alike(laid[1], known, lag) for lag in (1, 2, 3))
    seen = (second + third) / (first + second) if min(first, first + second) > 0 else 0.0
    kept = min(max(seen + (1 + 3 * seen) / len(rest), 0.0), _KEPT_MAX)
    total = float(rest @ rest) / len(rest) * float(weight @ weight)
    share, lag = max(first, 0.0), 1
    while share > _NEGLIGIBLE * max(first, 0.0) and lag < laid.shape[1]:
        total += 2 * share * float(laid[0, lag:] @ laid[0, :-lag])
        share, lag = share * kept, lag + 1
    return max(total, 0.0)


def _wandering(rest: Float, number: Int, after: Bool) -> float:
    """Return the variance by which a level wanders in a day, as those of any two places do.

    By how much the difference of weekly means grows with the weeks between them, on either side.
    """
    week = (number - number[0]) // 7
    apart, grown = [], []
    for side in (after, ~after):
        name, place, n = np.unique(week[side], return_inverse=True, return_counts=True)
        full = n >= _WEEK_DAYS_MIN
        mean = (np.bincount(place, weights=rest[side]) / n)[full]
        gap = name[full][None, :] - name[full][:, None]
        some = (gap > 0) & (gap <= min(DRIFT_WEEKS, len(mean) // 2))
        apart.append(gap[some])
        grown.append(((mean[None, :] - mean[:, None])[some]) ** 2)
    between, squares = np.concatenate(apart), np.concatenate(grown)
    if len(np.unique(between)) < 2:
        return 0.0
    return max(float(np.polyfit(between, squares, 1)[0]), 0.0) / 7


def _reach(weight: Float, number: Int) -> float:
    """Return the variance of a weighted sum of levels that wander by 1 a day."""
    laid = np.zeros(int(number[-1] - number[0]) + 1)
    laid[number - number[0]] = weight
    onward = np.cumsum(laid[::-1])[:-1]  # what every wandering of a day moves
    return float(onward @ onward)


def _alike(rest: Float, known: Float, lag: int) -> float:
    """Return the mean product of errors so many days apart."""
    pairs = float(known[lag:] @ known[:-lag])
    return float(rest[lag:] @ rest[:-lag]) / pairs if pairs else 0.0


def _fitted(design: Float, target: Float) -> Float:
    found: Float = design @ np.linalg.lstsq(design, target, rcond=None)[0]
    return found
