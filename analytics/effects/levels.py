"""The step of a series at a day, told from weekly levels that drift as those of real places do.

Two places do not keep their ratio: it swings for some weeks, wanders over the years and has a
season of its own. How much so differs from pair to pair, and is weighed here by what the series
itself shows; days near the change then count for more than days long before it.

References
----------
.. [1] Harvey, Durbin: The effects of seat belt legislation on British road casualties, Journal of
   the Royal Statistical Society A 149, 1986: an intervention in a series whose level wanders.
.. [2] Brodersen et al.: Inferring causal impact using Bayesian structural time-series models,
   Annals of Applied Statistics 9, 2015.
.. [3] Rasmussen, Williams: Gaussian processes for machine learning, 2006, chapters 2 and 5.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.effects.matching import Matched
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
SWING_WEEKS: Final = 2.0  #: after which a swing has faded to a third
WANDER_WEEKS: Final = 26.0
SEASON_WAVES: Final = (1, 2, 3)  #: a year
#: Standard deviations of the logarithm of a ratio that are weighed: what is usual, and what may be.
SWINGS: Final = (0.05, (0.01, 0.02, 0.04, 0.08, 0.16, 0.32))
WANDERINGS: Final = (0.08, (0.02, 0.04, 0.08, 0.16, 0.32, 0.64))
SEASONS: Final = (0.08, (0.01, 0.03, 0.08, 0.20))
#: Of a standard deviation around the usual one, on a logarithmic scale.
USUAL_WITHIN: Final = 0.8
#: The interval is wider by so much: weights of controls are taken for known, errors for normal.
CAUTION: Final = 1.1
_YEAR_WEEKS: Final = 365.2425 / 7
_TAIL: Final = 0.025
_LEAST: Final = 1e-8
_NEGLIGIBLE: Final = 1e-6
_FREE_MIN: Final = 5
_BORDER: Final = 1e30  # above what whitened columns can add up to


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step and its 95 % interval. [as the series]."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weeks:
    """Weekly levels, counted from the week of the change.

    Parameters
    ----------
    week
        0 is the week that begins with the change, negative before it.
    level
        Mean of the days of the week that are compared, less what their kind of day is off.
    noise
        Variance of the level by the noise of single days.
    """

    week: Int
    level: Float
    noise: Float


def step(series: Float, number: Int, days: Matched, at: int) -> Step:
    """Return by how much the series lies higher after the change, between alike days.

    Parameters
    ----------
    series
        Of each day, a logarithm; only days that are used are read.
    number
        Local dates, rising. [days since 1970]
    at
        The first day since the change. [days since 1970]

    Notes
    -----
    Weekly levels are `before + step [after] + season + wandering + swings + noise`, all but the
    first two Gaussian: three waves a year, a level that wanders (and forgets in half a year), and
    swings of some weeks [1]_ [2]_. For each of 144 triples of their sizes the step is told by
    generalised least squares; the triples are weighed by their restricted likelihood and by what
    is usual between counters [3]_. The interval is that of the weighed mixture, a tenth wider.

    Examples
    --------
    >>> day, alike = np.arange(140), np.ones(140, bool)
    >>> days = Matched(stratum=day % 7, after=day >= 70, used=alike)
    >>> found = step(np.where(day < 70, 5.0, 5.2), day, days, 70)
    >>> round(found.value, 2), found.low < 0.2 < found.high
    (0.2, True)
    """
    laid = weeks(series, number, days, at)
    found = _told(laid)
    weight = np.exp(found[:, 0] - found[:, 0].max())
    weight /= weight.sum()
    kept = weight > _NEGLIGIBLE
    weight, mean, error = weight[kept] / weight[kept].sum(), found[kept, 1], found[kept, 2]
    value = float(weight @ mean)
    low, high = (_quantile(weight, mean, error, share) for share in (_TAIL, 1 - _TAIL))
    return Step(
        value=value, low=value - CAUTION * (value - low), high=value + CAUTION * (high - value)
    )


def weeks(series: Float, number: Int, days: Matched, at: int) -> Weeks:
    """Return the weekly levels; kinds of day are told apart within weeks, so no step is in them.

    Examples
    --------
    >>> day, alike = np.arange(28), np.ones(28, bool)
    >>> days = Matched(stratum=day % 7, after=day >= 14, used=alike)
    >>> found = weeks(np.where(day < 14, 5.0, 5.2), day, days, 14)
    >>> found.week.tolist(), np.diff(found.level).round(3).tolist()
    ([-2, -1, 0, 1], [0.0, 0.2, 0.0])
    """
    used = days.used
    y = series[used]
    week, place = np.unique((number[used] - at) // 7, return_inverse=True)
    kinds = (days.stratum[used, None] == np.unique(days.stratum[used])).astype(np.float64)
    count = np.bincount(place).astype(np.float64)
    within = kinds - _means(kinds, place, count)[place]
    off = y - _means(y[:, None], place, count)[place, 0]
    rest = y - kinds @ np.linalg.lstsq(within, off, rcond=None)[0]
    level = _means(rest[:, None], place, count)[:, 0]
    noise = rest - level[place]
    free = max(len(y) - len(week) - kinds.shape[1] + 1, _FREE_MIN)
    return Weeks(week=week, level=level, noise=float(noise @ noise) / free / count)


def _told(laid: Weeks) -> Float:
    """Return of each triple of sizes its log weight, the step, and its standard error."""
    apart = np.abs(laid.week[:, None] - laid.week[None, :]).astype(np.float64)
    wandering = np.square(WANDERINGS[1])[:, None, None] * np.exp(-apart / WANDER_WEEKS)
    usual = _unusual(WANDERINGS)[:, None] + _unusual(SEASONS)[None, :]
    own = np.diag(laid.noise + _LEAST)
    found = []
    # A swing at a time: all at once would be 30 MB of a window of six years.
    for size, unusual in zip(SWINGS[1], _unusual(SWINGS), strict=True):
        covariance = wandering + (own + size**2 * np.exp(-apart / SWING_WEEKS))
        told = _fitted(covariance, laid)
        told[..., 0] -= usual + unusual
        found.append(told.reshape(-1, 3))
    return np.concatenate(found)


def _fitted(covariance: Float, laid: Weeks) -> Float:
    """Return log likelihood, step and standard error by generalised least squares.

    Of each covariance, which is still without a season, and each size of a season. Waves are few
    beside weeks, so a size of them is a matter of six numbers, not of another decomposition.
    """
    root, white = _whitened(covariance, np.column_stack([_design(laid), _waves(laid.week)]))
    inner = (white.transpose(0, 2, 1) @ white)[:, None]
    season = np.eye(inner.shape[-1] - 3) / np.square(SEASONS[1])[:, None, None] + inner[..., 3:, 3:]
    gone = inner[..., :3, 3:] @ np.linalg.solve(season, inner[..., 3:, :3])
    told = inner[..., :3, :3] - gone
    inverse = np.linalg.inv(told[..., :2, :2])
    fit = (inverse @ told[..., :2, 2:])[..., 0]
    rest = told[..., 2, 2] - (fit * told[..., :2, 2]).sum(axis=-1)
    size = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)[:, None]
    size = size + np.linalg.slogdet(season)[1] + np.linalg.slogdet(told[..., :2, :2])[1]
    size += 2 * (inner.shape[-1] - 3) * np.log(SEASONS[1])
    return np.stack([-(size + rest) / 2, fit[..., 0], np.sqrt(inverse[..., 0, 0])], axis=-1)


def _whitened(covariance: Float, columns: Float) -> tuple[Float, Float]:
    """Return the lower roots, and the columns divided by them: both of one decomposition."""
    n, more = columns.shape
    bordered = np.zeros((len(covariance), n + more, n + more))
    bordered[:, :n, :n] = covariance
    bordered[:, n:, :n] = columns.T
    bordered[:, n:, n:] = np.eye(more) * _BORDER  # only the upper left and the lower left are read
    whole = np.linalg.cholesky(bordered)
    return whole[:, :n, :n], whole[:, n:, :n].transpose(0, 2, 1)


def _design(laid: Weeks) -> Float:
    return np.column_stack([laid.week >= 0, np.ones(len(laid.week)), laid.level])


def _waves(week: Int) -> Float:
    """Return waves of a year whose products add up to a season's covariance of size 1."""
    angle = 2 * np.pi * week / _YEAR_WEEKS
    both = [(np.cos(k * angle) / k**0.5, np.sin(k * angle) / k**0.5) for k in SEASON_WAVES]
    return np.column_stack([one for pair in both for one in pair])


def _unusual(part: tuple[float, tuple[float, ...]]) -> Float:
    """Return how unusual sizes are: minus the logarithm of their weight beforehand."""
    usual, sizes = part
    far: Float = np.log(np.array(sizes) / usual) / USUAL_WITHIN
    return far**2 / 2


def _quantile(weight: Float, mean: Float, error: Float, share: float) -> float:
    """Return a quantile of a mixture of normal distributions, by bisection."""
    low, high = float((mean - 9 * error).min()), float((mean + 9 * error).max())
    while high - low > _NEGLIGIBLE:
        middle = (low + high) / 2
        z = (middle - mean) / (error * math.sqrt(2))
        below = float(weight @ np.array([*map(math.erf, z.tolist())]) + 1) / 2
        low, high = (middle, high) if below < share else (low, middle)
    return (low + high) / 2


def _means(rows: Float, place: Int, count: Float) -> Float:
    """Return the mean of the rows of each week."""
    found = np.zeros((len(count), rows.shape[1]))
    np.add.at(found, place, rows)
    means: Float = found / count[:, None]
    return means
