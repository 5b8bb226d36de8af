"""Single intervals that stand out from both neighbours, more than they ever did (E2)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import SCATTER_DAYS, SCATTER_LEAST, Watched, before, scatter_before
from analytics.quality.qartod import differential
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 2

COUNT_TIMES: Final = 10.0  #: the mean size of what stands out anyway
COUNT_LEAST: Final = 0.5  #: that mean is at least so much, on the scale of `stable`
TIMES: Final = 2.0  #: a spike is so many times its greater neighbour
BLOCKS: Final = 4  #: parts of a day, by night fewer stand out
RECUR_DAYS: Final = 56
RECUR_SHARE: Final = 0.7  #: of the size of the spike
RECUR_STEPS: Final = 2  #: earlier or later in the day
#: Where so many others stand out by so much of their limits, it happened in town.
SHARED: Final = ((1, 1.0), (2, 0.7))
SHARED_STEPS: Final = 1  #: earlier or later
STATE_TIMES: Final = 10.0
STATE_SHARE: Final = 0.15  #: of the greatest value of a day: less is no spike


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


def count_spikes(own: Watched, beside: Sequence[Watched] = ()) -> list[Finding]:
    """Return single intervals that count far more than the one before and the one after (E2).

    Parameters
    ----------
    beside
        Other counters: what one of them shows as clearly at that time, or two nearly so, is a
        match that ended, fireworks or the first day of school, and no fault.

    Notes
    -----
    The differential spike test on the scale of `stable`; its limit is 10 times the mean size in
    the same six hours, as its median over the last 56 days, and the interval counts more than
    twice its greater neighbour. A spike is seen one interval after it; two after it where others
    are asked.

    References
    ----------
    ioos_qc `spike_test(method="differential")`. indicators.md E2.
    """
    track = own.track
    size, limit = _count_sizes(track)
    around = _around(track.value)
    high = np.flatnonzero((size > limit) & (track.value > TIMES * around))
    single = high[~_recurring(track, size, high)]
    if len(single) and beside:
        single = single[~_shared(track, single, beside)]
    return [_told(track, at, float(around[at])) for at in single.tolist()]


def _count_sizes(track: Track) -> tuple[Float, Float]:
    """Return by how much each count stands out from both neighbours, and how far it may."""
    size = np.where(track.fine(), differential(stable(track.value)), np.nan)
    return size, COUNT_TIMES * np.maximum(_mean_size(track, size), COUNT_LEAST)


def _shared(track: Track, at: Int, beside: Sequence[Watched]) -> NDArray[np.bool_]:
    """Whether others stand out at the same time; one of another step is not asked."""
    shares = np.zeros((len(beside), len(at)))
    near = np.arange(-SHARED_STEPS, SHARED_STEPS + 1)
    learn = (SCATTER_DAYS + 2) * 24 * HOUR_MS // track.step_ms
    for row, other in enumerate(other.track for other in beside):
        begin, end = int(at[0]) - learn, int(at[-1]) + SHARED_STEPS + 2
        shift = track.first - other.first
        a, b = (min(max(one + shift, 0), len(other)) for one in (begin, end))
        if other.step_ms != track.step_ms or a == b:
            continue
        part = replace(
            other,
            first=other.first + a,
            value=other.value[a:b],
            coarse=None if other.coarse is None else other.coarse[a:b],
        )
        size, limit = _count_sizes(part)
        places = at[:, None] + near + (track.first - part.first)
        inside = (places >= 0) & (places < len(part))
        share = np.nan_to_num(size / limit)[np.where(inside, places, 0)]
        shares[row] = np.where(inside, share, 0.0).max(axis=1)
    return np.asarray(
        np.any([np.sum(shares >= least, axis=0) >= count for count, least in SHARED], axis=0)
    )


def state_spikes(own: Watched) -> list[Finding]:
    """Return single values of a state that leave both neighbours, up or down (E2).

    Notes
    -----
    As `count_spikes`, on the values themselves: 10 times the mean size, and 15 % of the greatest
    value of a day, both as medians over the last 56 days.

    References
    ----------
    indicators.md E2.
    """
    track = own.track
    size = np.abs(differential(track.value))
    limit = np.maximum(STATE_TIMES * _mean_size(track, size), STATE_SHARE * _greatest(track))
    around = _around(track.value)
    high = np.flatnonzero(size > limit)
    single = high[~_recurring(track, size, high)]
    return [_told(track, at, float(around[at])) for at in single.tolist()]


def _told(track: Track, at: int, around: float) -> Finding:
    span = (track.at_ms(at), track.at_ms(at + 1))
    seen_ms = track.at_ms(at + 2)
    value = float(track.value[at])
    said = {"value": value, "around": around}
    return found(Test.SPIKE, track.name, span, seen_ms, evidence=said)


def _recurring(track: Track, size: Float, at: Int) -> NDArray[np.bool_]:
    """Whether a spike of about this size came at this time on a day of the last eight weeks.

    Schools, lectures and shifts begin and end at a minute; a fault does not.
    """
    per_day = 24 * HOUR_MS // track.step_ms
    back = per_day * np.arange(1, RECUR_DAYS + 1)
    earlier = at[:, None, None] - back[:, None] + np.arange(-RECUR_STEPS, RECUR_STEPS + 1)
    past = np.nan_to_num(np.where(earlier >= 0, size[np.maximum(earlier, 0)], 0.0))
    return np.asarray(past.max(axis=(1, 2), initial=0.0) > RECUR_SHARE * size[at])


def _around(value: Float) -> Float:
    around = np.full(len(value), np.nan)
    around[1:-1] = np.maximum(value[:-2], value[2:])
    return around


def _mean_size(track: Track, size: Float) -> Float:
    """Return for each step by how much values stood out in these hours of the days before."""
    rows, place = _rows(track, np.abs(size))
    blocks = rows.reshape(len(rows), BLOCKS, rows.shape[1] // BLOCKS)
    known = np.count_nonzero(~np.isnan(blocks), axis=2)
    mean = np.nan_to_num(blocks).sum(axis=2) / np.maximum(known, 1)
    enough = known >= blocks.shape[2] / 3
    usual, _ = before(np.where(enough, mean, np.nan), SCATTER_DAYS, SCATTER_LEAST)
    return np.repeat(usual, blocks.shape[2], axis=1).reshape(-1)[place]


def _greatest(track: Track) -> Float:
    """Return for each step how high values went on the days before."""
    rows, place = _rows(track, track.value)
    high = np.where(np.isnan(rows), -np.inf, rows).max(axis=1)
    usual, _ = scatter_before(np.where(np.isinf(high), np.nan, high))
    return np.repeat(usual, rows.shape[1])[place]


def _rows(track: Track, value: Float) -> tuple[Float, slice]:
    """Lay steps into rows of a day of UTC; return where they are when laid flat again."""
    per_day = 24 * HOUR_MS // track.step_ms
    head = track.first % per_day
    padded = np.pad(value, (head, -(head + len(value)) % per_day), constant_values=np.nan)
    return padded.reshape(-1, per_day), slice(head, head + len(value))
