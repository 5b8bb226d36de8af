"""What a forecast is made of: how the last hours, yesterday and last week differed from usual."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.grid import Grid
from analytics.forecasts.usual import Usual
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
#: Quarter hours back from the newest one: means of the residual, and ratios to the average.
RESIDUALS: Final = ((0, 0), (1, 3), (4, 7), (8, 31))
RATIOS: Final = ((0, 3), (0, 11), (0, 95))
BACK: Final = (96, 672)  #: the residual a day and a week before the target [quarter hours]
_RATIO_MAX: Final = 2.0  #: three times as much as usual is not extrapolated


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recent:
    """A series as it was known in time.

    Parameters
    ----------
    series, usual
        The series, and what was usual.
    lag
        How many whole quarters before the origin the newest value lies; what arrived later than
        that is not looked at. [quarter hours]
    residual, value, average
        Of values that arrived in time; NaN elsewhere.
    """

    series: Grid
    usual: Usual
    lag: int
    residual: Float
    value: Float
    average: Float

    def newest(self, horizon: int) -> Int:
        """Return for each target where the newest value lies that its origin knew; may be < 0.

        Examples
        --------
        >>> seven, of = np.full(4, 7.0), np.arange(1, 5)
        >>> series = Grid(first=0, value=seven, known_from=of, ceiling=None, number=of * 0, slot=of,
        ...               classes=of * 0, public=of * 0)
        >>> recent(series, Usual(average=seven, naive=seven), 1).newest(2).tolist()
        [-3, -2, -1, 0]
        """
        return np.arange(len(self.series)) - horizon - self.lag


def recent(series: Grid, usual: Usual, lag: int) -> Recent:
    """Return what forecasts may look at.

    Examples
    --------
    >>> seven, of = np.full(4, 7.0), np.arange(1, 5)
    >>> series = Grid(first=0, value=seven, known_from=np.array([1, 2, 9, 4]), ceiling=None,
    ...               number=of * 0, slot=of, classes=of * 0, public=of * 0)
    >>> recent(series, Usual(average=seven - of, naive=seven), 0).residual.tolist()  # one was late
    [1.0, 2.0, nan, 4.0]
    """
    quarter = np.arange(series.first, series.first + len(series))
    known = series.known_from <= quarter + 1 + lag
    known &= ~np.isnan(series.value) & ~np.isnan(usual.average)
    return Recent(
        series=series,
        usual=usual,
        lag=lag,
        residual=np.where(known, series.value - usual.average, np.nan),
        value=np.where(known, series.value, np.nan),
        average=np.where(known, usual.average, np.nan),
    )


def features(seen: Recent, horizon: int) -> Float:
    """Return what is known of each target at its origin: quarters x features; 0: nothing is.

    Parameters
    ----------
    horizon
        The target is the quarter that ends so many quarters after the origin. [quarter hours]

    Examples
    --------
    >>> of, nine = np.arange(1, 5), np.full(4, 9.0)
    >>> series = Grid(first=0, value=nine + of, known_from=of, ceiling=None, number=of * 0, slot=of,
    ...               classes=of * 0, public=of * 0)
    >>> told = features(recent(series, Usual(average=nine, naive=nine), 0), 1)
    >>> told[3, -3:].tolist()  # the average, its root, and 1
    [9.0, 3.0, 1.0]
    """
    at = seen.newest(horizon)
    average = np.nan_to_num(seen.usual.average)
    found = [mean_back(seen.residual, at, *span) for span in RESIDUALS]
    for span in RATIOS:
        had, usually = mean_back(seen.value, at, *span), mean_back(seen.average, at, *span)
        some = usually > 0
        ratio = np.divide(had, usually, out=np.ones(len(had)), where=some) - 1
        found.append(np.clip(ratio, -1, _RATIO_MAX) * average)
    target = np.arange(len(average))
    found += [mean_back(seen.residual, np.minimum(target - back, at), 0, 0) for back in BACK]
    found.append(average - np.where(at >= 0, average[np.maximum(at, 0)], average))
    return np.column_stack([*found, average, np.sqrt(average), np.ones(len(average))])


def last_residual(seen: Recent, horizon: int) -> Float:
    """Return value less usual, of the newest value each origin knew; NaN: unknown. [as the series].

    Examples
    --------
    >>> seven, of = np.full(4, 7.0), np.arange(1, 5)
    >>> series = Grid(first=0, value=seven, known_from=of, ceiling=None, number=of * 0, slot=of,
    ...               classes=of * 0, public=of * 0)
    >>> seen = recent(series, Usual(average=seven - of, naive=seven), 0)
    >>> last_residual(seen, 1).tolist()  # what came is so much more than usual, a quarter later
    [nan, 1.0, 2.0, 3.0]
    """
    at = seen.newest(horizon)
    return np.where(at >= 0, seen.residual[np.maximum(at, 0)], np.nan)


def mean_back(values: Float, at: Int, nearest: int, farthest: int) -> Float:
    """Return the mean from `farthest` to `nearest` before a place. [unit of the values].

    Of what is known; 0: nothing is.

    Parameters
    ----------
    at
        The places. [steps]
    nearest, farthest
        How far back. [steps]

    Examples
    --------
    >>> mean_back(np.array([4.0, np.nan, 8, 6]), np.array([2, 3]), 0, 2).tolist()
    [6.0, 7.0]
    """
    known = ~np.isnan(values)
    total = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    count = np.concatenate([[0], np.cumsum(known)])
    low = np.clip(at - farthest, 0, len(values))
    high = np.clip(at - nearest + 1, 0, len(values))
    n = count[high] - count[low]
    return np.where(n > 0, (total[high] - total[low]) / np.maximum(n, 1), 0.0)
