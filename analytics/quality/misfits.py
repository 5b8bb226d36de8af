"""How far the curve of a day is from another one (E12, E14).

Curves are compared at the day's own level, so that weather does not count, on the scale of
`analytics.quality.standing_out.stable`, so that small and great hours count alike.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from analytics.quality.standing_out import stable
from analytics.quarters import Float

METHOD_VERSION: Final = 1

HOURS_LEAST: Final = 16  #: known hours of a day; of a camera that sees by daylight no clock is told
CHANGES_LEAST: Final = 14  #: known changes from one hour to the next
COUNT_LEAST: Final = 60.0  #: counts of a day
INNER: Final = slice(2, 22)  #: hours that every lag can be compared in
AMPLITUDE: Final = (0.2, 3.0)  #: of the usual changes


def lagged(
    misfit_of: Callable[[Float, Float], Float], value: Float, usual: Float, lags_h: Sequence[int]
) -> tuple[Float, Float]:
    """Return the misfit of each day to its usual curve, and to it moved by each lag.

    Parameters
    ----------
    value, usual
        One row a day, one column an hour; NaN where not known.
    lags_h
        By which the usual curve is moved; positive: later. [h]

    Returns
    -------
    float64
        One a day, as `misfit_of` measures it.
    float64
        One row a lag.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> day = np.where(np.arange(24) // 4 == 2, 90.0, 9.0)[None, :]
    >>> straight, moved = lagged(misfit, np.roll(day, 1, axis=1), day, [-1, 1])
    >>> bool(straight[0] > 0), moved[:, 0].round(9).tolist()[1]
    (True, 0.0)
    """
    inner = value[:, INNER]
    straight = misfit_of(inner, usual[:, INNER])
    moved = [misfit_of(inner, usual[:, INNER.start - lag : INNER.stop - lag]) for lag in lags_h]
    return straight, np.stack(moved)


def misfit(value: Float, usual: Float) -> Float:
    """Return the sum of squares between each day and its usual curve at the day's level.

    NaN with fewer than 16 known hours, or 60 counted.

    Parameters
    ----------
    value, usual
        One row a day, one column an hour; NaN where not known. [passages/h]

    Notes
    -----
    ``sum((stable(x) - stable(u sum(x) / sum(u)))^2)`` over the known hours: about as many as there
    are of them where only chance differs. [1]

    References
    ----------
    Scale: Anscombe (1948), see `analytics.quality.standing_out.stable`. indicators.md E12.

    Examples
    --------
    >>> day = np.full((1, 24), 9.0)
    >>> misfit(day, 2 * day).round(9).tolist()
    [0.0]
    """
    known = ~np.isnan(value) & ~np.isnan(usual)
    counted, expected = np.where(known, value, 0.0), np.where(known, usual, 0.0)
    total, level = counted.sum(axis=1), expected.sum(axis=1)
    enough = (known.sum(axis=1) >= HOURS_LEAST) & (total >= COUNT_LEAST) & (level > 0)
    factor = total / np.where(level > 0, level, 1.0)
    squares = (stable(counted) - stable(expected * factor[:, None])) ** 2
    return np.asarray(np.where(enough, np.where(known, squares, 0.0).sum(axis=1), np.nan))


def change_misfit(value: Float, usual: Float) -> Float:
    """Return the same of the changes from hour to hour, at the amplitude that fits best.

    Each squared difference counts by how much usually changes in that hour. NaN with fewer than 14
    known changes.

    Parameters
    ----------
    value, usual
        One row a day, one column an hour; NaN where not known. [vehicles]

    Notes
    -----
    ``sum((dx - a du)^2 / (1 + |du|))`` with ``a = sum(dx du) / sum(du^2)``, kept within 0.2 to 3.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> day = np.array([[10.0, 20, 40, 40, 20, 10] * 4])
    >>> change_misfit(100 + 2 * day, day).round(9).tolist()
    [0.0]
    """
    change, expected = np.diff(value, axis=1), np.diff(usual, axis=1)
    known = ~np.isnan(change) & ~np.isnan(expected)
    ours, theirs = np.where(known, change, 0.0), np.where(known, expected, 0.0)
    square = (theirs * theirs).sum(axis=1)
    amplitude = (ours * theirs).sum(axis=1) / np.where(square > 0, square, 1.0)
    fitted = np.clip(amplitude, *AMPLITUDE)[:, None] * theirs
    weighted = ((ours - fitted) ** 2 / (1.0 + np.abs(theirs))).sum(axis=1)
    enough = (known.sum(axis=1) >= CHANGES_LEAST) & (square > 0)
    return np.asarray(np.where(enough, weighted, np.nan))


def pair_misfits(one: Float, two: Float, usual_1: Float, usual_2: Float) -> tuple[Float, Float]:
    """Return the misfit of two directions to their own curves and to each other's.

    Parameters
    ----------
    one, two, usual_1, usual_2
        One row a day, one column an hour; NaN where not known. [passages/h]

    Returns
    -------
    float64, float64
        As `misfit`, at the level that both have together; NaN with fewer than 16 hours of which all
        four are known, or 60 passages.

    References
    ----------
    indicators.md E12, E14.

    Examples
    --------
    >>> low, high = np.full((1, 24), 9.0), np.full((1, 24), 99.0)
    >>> straight, crossed = pair_misfits(low, high, high, low)
    >>> bool(straight[0] > 0), crossed.tolist()
    (True, [0.0])
    """
    known = ~np.isnan(one + two + usual_1 + usual_2)
    a, b, u, v = (np.where(known, part, 0.0) for part in (one, two, usual_1, usual_2))
    total, level = (a + b).sum(axis=1), (u + v).sum(axis=1)
    enough = (known.sum(axis=1) >= HOURS_LEAST) & (total >= COUNT_LEAST) & (level > 0)
    factor = (total / np.where(level > 0, level, 1.0))[:, None]

    def both(p: Float, q: Float) -> Float:
        squares = (stable(a) - stable(p * factor)) ** 2 + (stable(b) - stable(q * factor)) ** 2
        return np.asarray(np.where(enough, np.where(known, squares, 0.0).sum(axis=1), np.nan))

    return both(u, v), both(v, u)
