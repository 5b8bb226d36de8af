"""Mean speeds and their spread (indicators C1, C2, C3, C5).

The time mean is what stands at the roadside: for statistics of speeding. The space mean is what
a stretch of road sees: for travel time and density. It is never above the time mean.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics.figure import Figure, Reason
from analytics.quarters import Float
from analytics.speeds.classes import Binned
from analytics.speeds.histogram import Sums
from analytics.speeds.single import SLOW_KMH

METHOD_VERSION: Final = 2
N_MIN: Final = 30  #: vehicles for a mean or a standard deviation that is published
_PICO_PER_HOUR: Final = 10**12


def time_mean(speed: Float, weight: Float | None = None) -> float:
    """Return the time-mean speed, `sum(v) / n` (mittlere lokale Geschwindigkeit).

    Parameters
    ----------
    speed
        NaN where it is not known. [any unit of speed]
    weight
        Vehicles at each speed; None: one. [vehicles]

    Returns
    -------
    float
        NaN when there is no vehicle. [as `speed`]

    References
    ----------
    NPTEL 105101008, Lecture 2 (indicators C1).

    Examples
    --------
    >>> time_mean(np.array([50.0, 40, 60, 54, 45]))
    49.8
    """
    known = ~np.isnan(speed)
    by = known.astype(np.float64) if weight is None else np.where(known, weight, 0.0)
    n = by.sum()
    return float((np.where(known, speed, 0.0) * by).sum() / n) if n > 0 else math.nan


@dataclass(frozen=True, slots=True)
class SpaceMean:
    """A space-mean speed, and how many vehicles were too slow to enter it.

    Parameters
    ----------
    value
        NaN when there is no vehicle. [as the speeds given]
    rejected
        [vehicles]
    """

    value: float
    rejected: float


def space_mean(speed: Float, weight: Float | None = None, slow: float = SLOW_KMH) -> SpaceMean:
    """Return the space-mean speed, `n / sum(1/v)` (mittlere momentane Geschwindigkeit).

    Parameters
    ----------
    speed
        NaN where it is not known. [any unit of speed]
    weight
        Vehicles at each speed; None: one. [vehicles]
    slow
        At it and below a vehicle is left out: parked ones alone would make the mean. [as `speed`]

    References
    ----------
    NPTEL 105101008, Lecture 2 (indicators C2). Its printed example 3.65 is wrong: 9.44.

    Examples
    --------
    >>> space_mean(np.array([8.0, 8.0, 2.0]))
    SpaceMean(value=8.0, rejected=1.0)
    """
    known = ~np.isnan(speed)
    moving = known & (speed > slow)
    by = np.ones(len(speed)) if weight is None else weight
    rejected = float(by[known & ~moving].sum())
    n = float(by[moving].sum())
    if n <= 0:
        return SpaceMean(math.nan, rejected)
    return SpaceMean(n / float((by[moving] / speed[moving]).sum()), rejected)


def time_mean_of_classes(binned: Binned, open_top_kmh: float | None = None) -> Float:
    """Return the time mean of each histogram, `sum(n_k mid_k) / sum(n_k)`. [km/h]; NaN: unknown.

    Parameters
    ----------
    open_top_kmh
        What stands for the open last class. Without it a histogram with vehicles there has no
        mean. [km/h]

    References
    ----------
    UTHM BFC 32302, spot speed study (indicators C3).

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(time_mean_of_classes(of_edges([39.5, 44.5, 49.5], [5, 15])))
    45.75
    """
    middle = binned.classes.middle(open_top_kmh)
    weighted = np.where(binned.counts > 0, binned.counts * middle, 0.0).sum(axis=-1)
    return _ratio(weighted, binned.total())


def space_mean_of_classes(binned: Binned, open_top_kmh: float | None = None) -> Float:
    """Return the space mean of each histogram, `sum(n_k) / sum(n_k / mid_k)`. [km/h].

    Classes with a middle at `SLOW_KMH` or below are left out. It is biased where low classes are
    wide: of 10 km/h classes take it as a rough value.

    References
    ----------
    NPTEL 105101008, Lecture 2, point 5 (indicators C2, C3).

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(space_mean_of_classes(of_edges([5, 15, 25], [12, 12])).round(3))
    13.333
    """
    middle = binned.classes.middle(open_top_kmh)
    moving = ~(middle <= SLOW_KMH)
    counts = np.where(moving, binned.counts, 0)
    slowness = np.where(counts > 0, counts / np.where(moving, middle, 1.0), 0.0).sum(axis=-1)
    return _ratio(counts.sum(axis=-1).astype(np.float64), slowness)


def deviation(speed: Float) -> float:
    """Return the standard deviation of single speeds, with n - 1. [as `speed`].

    NaN below two vehicles (indicators C5).

    Examples
    --------
    >>> deviation(np.array([48.0, 50.0, 52.0]))
    2.0
    """
    known = speed[~np.isnan(speed)]
    return float(known.std(ddof=1)) if len(known) > 1 else math.nan


def deviation_of_classes(binned: Binned, open_top_kmh: float | None = None) -> Float:
    """Return the standard deviation of each histogram, with n - 1. [km/h].

    Taken at the middles of the classes; Sheppard's correction for their width is not applied.

    References
    ----------
    UTHM BFC 32302 (indicators C5).

    Examples
    --------
    >>> from analytics.speeds.classes import of_edges
    >>> float(deviation_of_classes(of_edges([47, 49, 51, 53], [1, 1, 1])))
    2.0
    """
    n = binned.total().astype(np.float64)
    mean = time_mean_of_classes(binned, open_top_kmh)
    away = (binned.classes.middle(open_top_kmh) - mean[..., None]) ** 2
    squares = np.where(binned.counts > 0, binned.counts * away, 0.0).sum(axis=-1)
    return np.sqrt(_ratio(squares, np.where(n > 1, n - 1, 0.0)))


def time_means(sums: Sums) -> Float:
    """Return the time mean of each bucket from exact sums. [km/h], NaN where nothing passed.

    The sum of v over n, v in whole m/h, so that no order of adding changes it.

    Examples
    --------
    >>> one = np.array([0])
    >>> three = Sums(n=one + 3, slow=one, speed=one + 150_000, square=one + 7_508_000_000, pace=one)
    >>> time_means(three).tolist()
    [50.0]
    """
    return _ratio(sums.speed / 1000, sums.n)


def space_means(sums: Sums) -> Float:
    """Return the space mean of each bucket from exact sums. [km/h], NaN where nothing passed.

    Vehicles at `SLOW_KMH` and below are left out; `sums.slow` is their number.

    Examples
    --------
    >>> one = np.array([0])  # 30 and 60 km/h: 1/30 + 1/60 = 1/20 h/km
    >>> two = Sums(n=one + 2, slow=one, speed=one + 90_000, square=one, pace=one + 50_000_000_000)
    >>> space_means(two).tolist()
    [40.0]
    """
    return _ratio((sums.n - sums.slow) * float(_PICO_PER_HOUR), sums.pace)


def deviations(sums: Sums) -> Float:
    """Return the standard deviation of each bucket from exact sums, with n - 1. [km/h].

    Computed in whole numbers, so that nothing cancels.

    Examples
    --------
    >>> one = np.array([0])
    >>> three = Sums(n=one + 3, slow=one, speed=one + 150_000, square=one + 7_508_000_000, pace=one)
    >>> deviations(three).tolist()
    [2.0]
    """
    rows = zip(sums.n.tolist(), sums.speed.tolist(), sums.square.tolist(), strict=True)
    return np.array(
        [
            math.sqrt((n * square - total * total) / (n * (n - 1))) / 1000 if n > 1 else math.nan
            for n, total, square in rows
        ]
    )


def published(value: float, n: int) -> Figure:
    """Return a mean or a deviation, withheld below `N_MIN` vehicles. [km/h].

    Examples
    --------
    >>> published(49.8, 5).reason.value
    'insufficient_data'
    """
    if n < N_MIN:
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(None, Reason.UNDEFINED) if math.isnan(value) else Figure(value)


def _ratio(over: NDArray[Any], under: NDArray[Any]) -> Float:
    return np.where(under > 0, over / np.where(under > 0, under, 1), np.nan).astype(np.float64)
