"""By how much a count stands out: from its neighbours, and from what they let expect of it (E2)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.learned import SCATTER_DAYS, SCATTER_LEAST, before
from analytics.quality.qartod import differential
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float

METHOD_VERSION: Final = 1

COUNT_TIMES: Final = 10.0  #: the mean size of what stands out anyway
COUNT_LEAST: Final = 0.5  #: that mean is at least so much, on the scale of `stable`
LEFT_TIMES: Final = 8.0  #: the mean distance of an hour from what its neighbours let expect
LEFT_LEAST: Final = 1.0
LEFT_DAYS: Final = 4  #: known, for that mean
TIMES: Final = 2.0  #: a spike is so many times its greater neighbour, or what was to be expected
MOVED_TIMES: Final = 1.4  #: and so many times the usual of the hours beside it: no wrong clock
BLOCKS: Final = 4  #: parts of a day, by night fewer stand out


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far each count of a track is from what is around it.

    Parameters
    ----------
    share
        By how much it stands out, over how far it may. [1]
    size
        By how much, on the scale of `stable`.
    around
        What it is compared with: its greater neighbour, or what was to be expected.
    high
        Whether it is a spike by this.
    """

    share: Float
    size: Float
    around: Float
    high: NDArray[np.bool_]


def stable(count: Float) -> Float:
    """Return counts on a scale on which a Poisson count scatters by 1: ``2 sqrt(x + 3/8)``.

    References
    ----------
    Anscombe, F. J. (1948): The transformation of Poisson, binomial and negative-binomial data.
    Biometrika 35.

    Examples
    --------
    >>> float(stable(np.array([100.0]))[0].round(2))
    20.04
    """
    return np.asarray(2 * np.sqrt(np.maximum(count, 0.0) + 0.375))


def beside_neighbours(track: Track) -> Standing:
    """Compare each count with the one before and the one after.

    Notes
    -----
    The differential spike test on the scale of `stable`; its limit is 10 times the mean size in
    the same six hours, as its median over the last 56 days, and the count is more than twice its
    greater neighbour.

    References
    ----------
    ioos_qc `spike_test(method="differential")`. indicators.md E2.

    Examples
    --------
    >>> hourly = np.full(28 * 24, 20.0)
    >>> hourly[-3] = 400
    >>> found = beside_neighbours(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly))
    >>> np.flatnonzero(found.high).tolist(), found.around[-3].tolist()
    ([669], 20.0)
    """
    size = np.where(track.fine(), differential(stable(track.value)), np.nan)
    limit = COUNT_TIMES * np.maximum(mean_size(track, size), COUNT_LEAST)
    around = greater_neighbour(track.value)
    high = (size > limit) & (track.value > TIMES * around)
    return Standing(share=size / limit, size=size, around=around, high=high)


def beside_expected(track: Track, usual: Float) -> Standing:
    """Compare each hour with what is usual in it, at the level of the hours beside it.

    Within an hour the curve of the day moves: at the foot of the morning's rise six times the usual
    is less than the hour that follows. Where one of the hours beside it is missing, as at the end
    of a camera's day, the other one tells the level.

    Parameters
    ----------
    usual
        What is usual at each step; NaN where it is not known.

    Notes
    -----
    ``e = usual * (x1 + x2 + 1/2) / (u1 + u2 + 1/2)`` of both neighbours. Its distance on the scale
    of `stable` exceeds 8 times its mean in the same six hours (median of the last 56 days, four
    known), and the count is more than twice `e` and 1.4 times what the hours beside it usually
    count at that level: a clock that is wrong by an hour is no spike.

    References
    ----------
    Scale: Anscombe (1948), see `stable`. indicators.md E2.

    Examples
    --------
    >>> hourly = np.full(28 * 24, 20.0)
    >>> hourly[-3] = 400
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=hourly)
    >>> found = beside_expected(track, np.full(len(hourly), 20.0))
    >>> np.flatnonzero(found.high).tolist(), found.around[-3].tolist()
    ([669], 20.0)
    """
    count = np.where(track.fine(), track.value, np.nan)
    known = ~np.isnan(count) & ~np.isnan(usual)
    counted, said = np.where(known, count, 0.0), np.where(known, usual, 0.0)
    level = (_both(counted) + 0.5) / (_both(said) + 0.5)
    expected = np.where(_both(known.astype(np.float64)) > 0, usual * level, np.nan)
    size = stable(count) - stable(expected)
    mean = mean_size(track, size, least=LEFT_DAYS)
    limit = LEFT_TIMES * np.maximum(mean, LEFT_LEAST)
    moved = level * greater_neighbour(np.nan_to_num(usual))
    high = (size > limit) & (count > TIMES * expected) & (count > MOVED_TIMES * moved)
    return Standing(share=size / limit, size=size, around=expected, high=high)


def greater_neighbour(value: Float) -> Float:
    """Return the greater of both neighbours of each value; NaN where one is missing.

    Parameters
    ----------
    value
        At even steps; NaN where missing. [any unit]

    Examples
    --------
    >>> greater_neighbour(np.array([1.0, 2.0, 3.0])).tolist()
    [nan, 3.0, nan]
    """
    around = np.full(len(value), np.nan)
    around[1:-1] = np.maximum(value[:-2], value[2:])
    return around


def mean_size(track: Track, size: Float, least: int = SCATTER_LEAST) -> Float:
    """Return for each step by how much values stood out in these hours of the days before.

    NaN where fewer than `least` of the last 56 days are known.

    Parameters
    ----------
    size
        One a step of the track; NaN where not known. [any unit]
    least
        How many of the days must be known. [days]

    Notes
    -----
    Median over days of the mean of ``|size|`` in the six hours of UTC that hold the step; a day
    counts where a third of these hours is known.

    References
    ----------
    indicators.md E2.

    Examples
    --------
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=np.zeros(5 * 24))
    >>> mean_size(track, np.repeat([2.0, 4, 6, 8, 9], 24), least=4)[::24].tolist()
    [nan, nan, nan, nan, 5.0]
    """
    rows, place = laid(track, np.abs(size))
    blocks = rows.reshape(len(rows), BLOCKS, rows.shape[1] // BLOCKS)
    known = np.count_nonzero(~np.isnan(blocks), axis=2)
    mean = np.nan_to_num(blocks).sum(axis=2) / np.maximum(known, 1)
    enough = known >= blocks.shape[2] / 3
    usual, _ = before(np.where(enough, mean, np.nan), SCATTER_DAYS, least)
    return np.repeat(usual, blocks.shape[2], axis=1).reshape(-1)[place]


def laid(track: Track, value: Float) -> tuple[Float, slice]:
    """Lay steps into rows of a day of UTC; return where they are when laid flat again.

    Examples
    --------
    >>> track = Track(name="x", first=22, step_ms=HOUR_MS, value=np.arange(4.0))
    >>> rows, place = laid(track, track.value)
    >>> rows.shape, rows[1, :3].tolist(), rows.reshape(-1)[place].tolist()
    ((2, 24), [2.0, 3.0, nan], [0.0, 1.0, 2.0, 3.0])
    """
    per_day = 24 * HOUR_MS // track.step_ms
    head = track.first % per_day
    padded = np.pad(value, (head, -(head + len(value)) % per_day), constant_values=np.nan)
    return padded.reshape(-1, per_day), slice(head, head + len(value))


def _both(value: Float) -> Float:
    """Return the sum of both neighbours."""
    both = np.zeros(len(value))
    both[1:] += value[:-1]
    both[:-1] += value[1:]
    return both
