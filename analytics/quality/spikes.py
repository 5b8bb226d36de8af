"""Single intervals that stand out from both neighbours, more than they ever did (E2)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import SCATTER_DAYS, Watched, by_step, scatter_before
from analytics.quality.qartod import differential
from analytics.quality.standing_out import (
    Standing,
    beside_expected,
    beside_neighbours,
    greater_neighbour,
    laid,
    mean_size,
)
from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 4

RECUR_DAYS: Final = 56
RECUR_SHARE: Final = 0.7  #: of the size of the spike
RECUR_STEPS: Final = 2  #: earlier or later in the day; an hour at most one
#: Where so many others stand out by so much of their limits, it happened in town.
SHARED: Final = ((1, 1.0), (2, 0.7))
SHARED_STEPS: Final = 1  #: earlier or later
SHARED_TIMES: Final = (
    1.5  #: and are so many times what is around them: 1,150 beside 1,000 is no event
)
_Compare = Callable[[Watched, int, int], Standing]
STATE_TIMES: Final = 10.0
STATE_SHARE: Final = 0.15  #: of the greatest value of a day: less is no spike
#: What stands out no further than this times the third greatest day of the last four weeks does
#: so often: readings of zero in between, two cameras that take turns, a barrier that is reset.
OFTEN_TIMES: Final = 1.5
OFTEN_DAYS: Final = 28
OFTEN: Final = 3


def count_spikes(own: Watched, beside: Sequence[Watched] = ()) -> list[Finding]:
    """Return single intervals that count far more than the one before and the one after (E2).

    Parameters
    ----------
    beside
        Other counters: what one of them shows as clearly at that time, or two nearly so, is a
        match that ended, fireworks or the first day of school, and no fault.

    Notes
    -----
    Both comparisons of `analytics.quality.standing_out`: with its neighbours, and in hours with
    what they let expect. A spike is seen one interval after it; two where others are asked.

    References
    ----------
    indicators.md E2.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> hourly = np.full(28 * 24, 20.0)
    >>> hourly[-3] = 400
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> [one.en for one in count_spikes(own)]
    ['400 in one interval, 20 right beside it.']
    """
    track = own.track
    found_at: dict[int, Finding] = {}
    for kind in kinds_of(track):
        standing = kind(own, 0, len(track))
        high = np.flatnonzero(standing.high)
        single = high[~_recurring(track, standing.size, high)]
        if len(single) and beside:
            single = single[~_shared(track, single, beside, kind)]
        for at in single.tolist():
            found_at.setdefault(at, _told(track, at, float(standing.around[at])))
    return [found_at[at] for at in sorted(found_at)]


def kinds_of(track: Track) -> Sequence[_Compare]:
    """Return with what the counts of a track are compared.

    Examples
    --------
    >>> hour = Track(name="x", first=0, step_ms=HOUR_MS, value=np.zeros(1))
    >>> len(kinds_of(hour)), len(kinds_of(replace(hour, step_ms=HOUR_MS // 4)))
    (2, 1)
    """
    return (_neighbours, _expected) if track.step_ms == HOUR_MS else (_neighbours,)


def _neighbours(own: Watched, begin: int, end: int) -> Standing:
    return beside_neighbours(_steps(own.track, begin, end))


def _expected(own: Watched, begin: int, end: int) -> Standing:
    usual = np.where(_twice(own), np.nan, by_step(own, own.usual.median))[begin:end]
    return beside_expected(_steps(own.track, begin, end), usual)


def _twice(own: Watched) -> NDArray[np.bool_]:
    """Whether the wall clock shows each hour twice: many sources give one sum for both."""
    hour = own.days.hour[own.days.hour >= 0]
    first = hour[:-1][np.diff(hour) == 2] - own.track.first
    twice = np.zeros(len(own.track), dtype=bool)
    twice[first] = twice[first + 1] = True
    return twice


def _steps(track: Track, begin: int, end: int) -> Track:
    """Return some steps of a track."""
    coarse = None if track.coarse is None else track.coarse[begin:end]
    return replace(track, first=track.first + begin, value=track.value[begin:end], coarse=coarse)


def _shared(
    track: Track,
    at: Int,
    beside: Sequence[Watched],
    kind: _Compare,
) -> NDArray[np.bool_]:
    """Whether others stand out at the same time; one of another step is not asked."""
    shares = np.zeros((len(beside), len(at)))
    near = np.arange(-SHARED_STEPS, SHARED_STEPS + 1)
    learn = (SCATTER_DAYS + 2) * 24 * HOUR_MS // track.step_ms
    begin, end = int(at[0]) - learn, int(at[-1]) + SHARED_STEPS + 2
    for row, other in enumerate(beside):
        if other.track.step_ms != track.step_ms:
            continue
        shift = track.first - other.track.first
        a, b = (min(max(one + shift, 0), len(other.track)) for one in (begin, end))
        if a == b:
            continue
        theirs = kind(other, a, b)
        places = at[:, None] + near + shift - a
        inside = (places >= 0) & (places < b - a)
        share = np.nan_to_num(theirs.share)[np.where(inside, places, 0)]
        value = other.track.value[a:b]
        alike = (value > SHARED_TIMES * theirs.around)[np.where(inside, places, 0)]
        shares[row] = np.where(inside & alike, share, 0.0).max(axis=1)
    return np.asarray(
        np.any([np.sum(shares >= least, axis=0) >= count for count, least in SHARED], axis=0)
    )


def state_spikes(own: Watched, extremes: Sequence[Track] = ()) -> list[Finding]:
    """Return single values of a state that leave both neighbours, up or down (E2).

    Parameters
    ----------
    own
        The mean state of each step.
    extremes
        The least and the greatest of each step, in the same steps: of three readings in a quarter
        hour a single one moves the mean by a third.

    Notes
    -----
    As `count_spikes`, on the values themselves: 10 times the mean size, and 15 % of the greatest
    value of a day, both as medians over the last 56 days; and 1.5 times what stood out on the
    third greatest day of the last 28: what does so every other day is no fault of today.

    References
    ----------
    indicators.md E2.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> free = np.tile([50.0, 52.0], 14 * 24)
    >>> free[-4] = 5
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=free)
    >>> [one.en for one in state_spikes(watch(track, ZoneInfo("UTC"), mean=True))]
    ['5 in one interval, 52 right beside it.']
    """
    told: dict[int, Finding] = {}
    for track in (*extremes, own.track):
        size = np.abs(differential(track.value))
        least = np.maximum(STATE_SHARE * _greatest(track), OFTEN_TIMES * _often(track, size))
        limit = np.maximum(STATE_TIMES * mean_size(track, size), least)
        around = greater_neighbour(track.value)
        high = np.flatnonzero(size > limit)
        for at in high[~_recurring(track, size, high)].tolist():
            told.setdefault(at, _told(track, at, float(around[at])))
    return [told[at] for at in sorted(told)]


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
    steps = min(RECUR_STEPS, HOUR_MS // track.step_ms)
    back = per_day * np.arange(1, RECUR_DAYS + 1)
    earlier = at[:, None, None] - back[:, None] + np.arange(-steps, steps + 1)
    past = np.nan_to_num(np.where(earlier >= 0, size[np.maximum(earlier, 0)], 0.0))
    return np.asarray(past.max(axis=(1, 2), initial=0.0) > RECUR_SHARE * size[at])


def _often(track: Track, size: Float) -> Float:
    """Return for each step by how much values stood out on several of the days before."""
    rows, place = laid(track, size)
    high = np.where(np.isnan(rows), 0.0, rows).max(axis=1)
    padded = np.append(np.zeros(OFTEN_DAYS), high[:-1])
    windows = np.lib.stride_tricks.sliding_window_view(padded, OFTEN_DAYS)
    often = np.partition(windows, -OFTEN, axis=1)[:, -OFTEN]
    return np.repeat(often, rows.shape[1])[place]


def _greatest(track: Track) -> Float:
    """Return for each step how high values went on the days before."""
    rows, place = laid(track, track.value)
    high = np.where(np.isnan(rows), -np.inf, rows).max(axis=1)
    usual, _ = scatter_before(np.where(np.isinf(high), np.nan, high))
    return np.repeat(usual, rows.shape[1])[place]
