"""Daily volumes as they would have been in usual weather (B21), to compare years with each other.

A Poisson model: day classes, the season, and the weather; the weather's part is then taken out.
A normalised number never takes the place of a count.

References
----------
.. [1] McCullagh, Nelder: Generalized Linear Models, 1989, chapter 6: log-linear models, fitted by
   iteratively reweighted least squares.
"""

from typing import Final

import numpy as np

from analytics.counting.hours import Bool
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
DAYS_MIN: Final = 300  #: known days that a model needs: a year, all but a few
FACTOR_MIN: Final = 0.5  #: no weather is taken to more than double the traffic
FACTOR_MAX: Final = 2.0
HARMONICS: Final = 2  #: waves a year of the season
_YEAR_DAYS: Final = 365.2425
_STEPS_MAX: Final = 50
_CLOSE: Final = 1e-10


def normalised(daily: Float, weather: Float, usual: Float, effect: Float) -> Float:
    """Return daily volumes in usual weather, V exp(-sum beta (x - x_usual)). [vehicles/24 h].

    The factor is kept within 0.5 and 2. NaN where the count or the weather is not known.

    Parameters
    ----------
    daily
        [vehicles/24 h]
    weather, usual
        What the weather was on each day, and the long-term mean of that calendar day: days x
        elements, such as temperature [°C], its square, rain [mm], wind [m/s].
    effect
        Effect of each element on the logarithm of the volume, see `effects`. [1/unit]

    Examples
    --------
    >>> was, is_usual = np.array([[5.0, 2.0]]), np.array([[15.0, 0.0]])
    >>> normalised(np.array([400.0]), was, is_usual, np.array([0.03, -0.1])).round(1).tolist()
    [659.5]
    """
    factor = np.exp(-((weather - usual) @ effect))
    usually: Float = daily * np.clip(factor, FACTOR_MIN, FACTOR_MAX)
    return usually


def effects(daily: Float, weather: Float, classes: Int, number: Int) -> Float | None:
    """Return the effect of each weather element on the logarithm of the daily volume. [1/unit].

    None where fewer than 300 days are known, or an element never varies.

    Parameters
    ----------
    daily
        NaN where not known. Leave events out. [vehicles/24 h]
    weather
        Days x elements; NaN where not known.
    classes
        The class of each day, see `DayTypes.classes`.
    number
        Local dates. [days since 1970]

    Notes
    -----
    ln E[V] = alpha_class + season harmonics + sum beta x, as a Poisson model [1]_.

    Examples
    --------
    >>> day = np.arange(400)
    >>> rain = np.random.default_rng(1).gamma(1, 2, (400, 1))
    >>> counted = np.round(1000 * np.exp(-0.1 * rain[:, 0]))
    >>> effects(counted, rain, day % 7, day).round(2).tolist()
    [-0.1]
    """
    known = ~np.isnan(daily) & ~np.isnan(weather).any(axis=1)
    if known.sum() < DAYS_MIN or daily[known].sum() <= 0:
        return None
    spread = weather[known].std(axis=0)
    if (spread == 0).any():
        return None
    elements = (weather[known] - weather[known].mean(axis=0)) / spread
    design = np.column_stack([elements, _calendar(classes[known], number[known])])
    beta = _poisson(design, daily[known])
    found: Float = beta[: weather.shape[1]] / spread
    return found


def explained(daily: Float, weather: Float, classes: Int, number: Int) -> float | None:
    """Return how much of what day classes and season leave open the weather explains. [0..1].

    The share by which it lessens the deviance of the Poisson model; None as of `effects`.

    Examples
    --------
    >>> day = np.arange(400)
    >>> rain = np.random.default_rng(1).gamma(1, 2, (400, 1))
    >>> counted = np.round(1000 * np.exp(-0.1 * rain[:, 0]))
    >>> explained(counted, rain, day % 7, day) > 0.99
    True
    """
    known = ~np.isnan(daily) & ~np.isnan(weather).any(axis=1)
    if known.sum() < DAYS_MIN or daily[known].sum() <= 0:
        return None
    spread = weather[known].std(axis=0)
    if (spread == 0).any():
        return None
    calendar = _calendar(classes[known], number[known])
    elements = (weather[known] - weather[known].mean(axis=0)) / spread
    without = _deviance(calendar, daily[known])
    if without <= 0:
        return None
    return 1 - _deviance(np.column_stack([elements, calendar]), daily[known]) / without


def expected(daily: Float, weather: Float | None, classes: Int, number: Int, told: Bool) -> Float:
    """Return the daily volume the model expects, learned from some days. [vehicles/24 h].

    With `weather` None by day class and season alone. NaN where the weather is not known, or the
    class was never seen.

    Parameters
    ----------
    told
        Days that are learned from.

    Examples
    --------
    >>> day = np.arange(400)
    >>> counted = np.where(day % 7 < 5, 1000.0, 600.0)
    >>> found = expected(counted, None, (day % 7 < 5).astype(int), day, day < 390)
    >>> found[[395, 397]].round().tolist()
    [1000.0, 600.0]
    """
    elements = np.zeros((len(daily), 0)) if weather is None else weather
    seen = told & ~np.isnan(daily) & ~np.isnan(elements).any(axis=1)
    mean, spread = elements[seen].mean(axis=0), elements[seen].std(axis=0)
    kinds = np.unique(classes[seen])
    design = np.column_stack([(elements - mean) / spread, _calendar(classes, number, kinds)])
    beta = _poisson(design[seen], daily[seen])
    found = np.exp(design @ beta)
    return np.where(np.isin(classes, kinds), found, np.nan)


def _calendar(classes: Int, number: Int, kinds: Int | None = None) -> Float:
    """Return day classes and waves of the season, as columns."""
    groups = classes[:, None] == (np.unique(classes) if kinds is None else kinds)
    angle = 2 * np.pi * number[:, None] / _YEAR_DAYS * np.arange(1, HARMONICS + 1)
    return np.column_stack([groups.astype(np.float64), np.sin(angle), np.cos(angle)])


def _deviance(design: Float, counted: Float) -> float:
    """Return the Poisson deviance that a model leaves."""
    mean = np.exp(design @ _poisson(design, counted))
    ratio = np.where(counted > 0, counted, 1) / mean
    return float(2 * (np.where(counted > 0, counted * np.log(ratio), 0) - (counted - mean)).sum())


def _poisson(design: Float, counted: Float) -> Float:
    """Fit a log-linear Poisson model by iteratively reweighted least squares."""
    beta = _solved(design, np.log(counted + 0.5))
    for _ in range(_STEPS_MAX):
        linear = design @ beta
        mean = np.exp(linear)
        root = np.sqrt(mean)
        target = linear + (counted - mean) / mean
        before, beta = beta, _solved(design * root[:, None], target * root)
        if np.abs(beta - before).max() < _CLOSE:
            break
    return beta


def _solved(design: Float, target: Float) -> Float:
    return np.linalg.lstsq(design, target, rcond=None)[0].astype(np.float64)
