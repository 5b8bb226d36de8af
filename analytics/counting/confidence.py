"""How sure an annual mean is when days are missing (B20).

Days missing at random, by strata, or in blocks: each has its function. The error of the counter
itself does not shrink with the days; see `with_counter_error`.

References
----------
.. [1] Cochran, Sampling Techniques, chapters 2 and 5: finite population, stratified mean.
.. [2] Künsch: The jackknife and the bootstrap for general stationary observations, Annals of
   Statistics 17, 1989: moving blocks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import Counts
from analytics.figure import Reason
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
Z: Final = 1.96  #: 95 % of a normal distribution
DAYS_MIN: Final = 30
STRATUM_MIN: Final = 7  #: known days that a stratum needs
COUNTER_ERROR: Final = 0.04  #: of loops and radar, 3 to 5 % [1]
BLOCK_DAYS: Final = 7
RESAMPLES: Final = 2_000
SEED: Final = 20_160_101  #: fixed, so that the same data give the same interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A mean with its 95 % interval, or why there is none.

    Parameters
    ----------
    value, low, high
        None where the interval is withheld. [vehicles/24 h]
    """

    value: float | None
    low: float | None
    high: float | None
    reason: Reason | None = None


WITHHELD: Final = Interval(value=None, low=None, high=None, reason=Reason.INSUFFICIENT_DATA)


def standard_error(n: int, n_all: int, sd: float) -> float:
    """Return the standard error of the mean of `n` of `n_all` days. [as `sd`].

    Notes
    -----
    SE = s / sqrt(n) sqrt(1 - n/N), valid for days missing at random [1]_.

    Examples
    --------
    >>> round(standard_error(300, 365, 200.0), 3)
    4.873
    """
    return sd / float(np.sqrt(n)) * float(np.sqrt(1 - n / n_all))


def half_width(error: float, z: float = Z) -> float:
    """Return half the width of the interval of a standard error. [as `error`].

    Notes
    -----
    z SE; z = 1.96 for 95 %.

    Examples
    --------
    >>> half_width(100.0)
    196.0
    """
    return z * error


def with_counter_error(half: float, value: float, error: float = COUNTER_ERROR) -> float:
    """Return half the width with the counter's own error added in quadrature. [as `half`].

    Parameters
    ----------
    error
        Relative, of 95 % of counters. [1]

    Notes
    -----
    h = sqrt(half^2 + (error value)^2): both are independent.

    Examples
    --------
    >>> with_counter_error(30.0, 1_000.0)
    50.0
    """
    return float(np.hypot(half, error * value))


def stratified(n_all: Int, n: Int, mean: Float, sd: Float) -> tuple[float, float]:
    """Return the mean over strata, weighed by their size, and its standard error.

    Notes
    -----
    SE^2 = sum_k (N_k/N)^2 s_k^2/n_k (1 - n_k/N_k) [1]_.

    Examples
    --------
    >>> sizes = np.array([260, 105]), np.array([220, 80])
    >>> value, error = stratified(*sizes, np.array([1000.0, 400.0]), np.array([150.0, 120.0]))
    >>> round(value, 4), round(error, 4)
    (827.3973, 3.3956)
    """
    weight = n_all / n_all.sum()
    error = np.sqrt((weight**2 * sd**2 / n * (1 - n / n_all)).sum())
    return float((weight * mean).sum()), float(error)


def of_random_gaps(counts: Counts) -> Interval:
    """Return the mean day with its interval, days missing at random. [vehicles/24 h].

    At least 30 days known.

    Notes
    -----
    mean +- 1.96 s / sqrt(n) sqrt(1 - n/N) [1]_, never below 0.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[::2] = np.nan
    >>> found = of_random_gaps(counts)
    >>> round(found.value, 1), round(found.low, 1), round(found.high, 1)
    (205.7, 200.2, 211.3)
    """
    known = counts.daily[~np.isnan(counts.daily)]
    if len(known) < DAYS_MIN:
        return WITHHELD
    value = float(known.mean())
    half = half_width(standard_error(len(known), len(counts.daily), float(known.std(ddof=1))))
    return Interval(value=value, low=max(value - half, 0.0), high=value + half)


def of_strata(counts: Counts, stratum: Int) -> Interval:
    """Return the mean day with its interval, days missing at random within strata. [vehicles/24 h].

    At least 30 days known.

    Parameters
    ----------
    stratum
        Of each day, such as month and day type. Each needs 7 known days, or all it has.

    Notes
    -----
    The means of the strata weighed by their days, see `stratified` [1]_; never below 0.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=10.0, sat_sun=5.0)
    >>> counts.daily[::3] = np.nan
    >>> of_strata(counts, counts.days.weekday).reason is None
    True
    """
    _, place = np.unique(stratum, return_inverse=True)
    known = ~np.isnan(counts.daily)
    n_all, n = np.bincount(place), np.bincount(place[known], minlength=int(place.max()) + 1)
    if known.sum() < DAYS_MIN or ((n < STRATUM_MIN) & (n < n_all)).any():
        return WITHHELD
    day = counts.daily[known]
    mean = np.bincount(place[known], weights=day) / n
    square = np.bincount(place[known], weights=(day - mean[place[known]]) ** 2)
    value, error = stratified(n_all, n, mean, np.sqrt(square / np.maximum(n - 1, 1)))
    half = half_width(error)
    return Interval(value=value, low=max(value - half, 0.0), high=value + half)


def of_blocks(counts: Counts, seed: int = SEED) -> Interval:
    """Return the mean day with its interval, days missing in blocks: a 7-day block bootstrap.

    Weeks are drawn with replacement, so that a dull week stays together [2]_; the deviations are
    shortened by sqrt(1 - n/N), so that a whole year has no interval. At least 30 days known.
    [vehicles/24 h]

    Examples
    --------
    >>> from analytics.counting import example
    >>> found = of_blocks(example.year(mon_fri=10.0, sat_sun=5.0))
    >>> found.low == found.value == found.high
    True
    """
    known = ~np.isnan(counts.daily)
    n, n_all = int(known.sum()), len(known)
    if n < DAYS_MIN:
        return WITHHELD
    value = float(counts.daily[known].mean())
    if n == n_all:
        return Interval(value=value, low=value, high=value)
    around = np.concatenate([np.arange(n_all), np.arange(BLOCK_DAYS - 1) % n_all])
    total = _windows(np.where(known, counts.daily, 0.0)[around])
    held = _windows(known.astype(np.float64)[around])
    draws = np.random.default_rng(seed).integers(0, n_all, (RESAMPLES, -(-n_all // BLOCK_DAYS)))
    mean = total[draws].sum(axis=1) / np.maximum(held[draws].sum(axis=1), 1.0)
    low, high = np.percentile(mean - value, [2.5, 97.5]) * np.sqrt(1 - n / n_all)
    return Interval(value=value, low=max(value + float(low), 0.0), high=value + float(high))


def _windows(values: Float) -> Float:
    """Return the sum of each block that begins at a day."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    blocks: Float = summed[BLOCK_DAYS:] - summed[:-BLOCK_DAYS]
    return blocks
