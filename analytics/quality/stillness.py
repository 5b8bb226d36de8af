"""How often a state, such as free spaces, does not move, and when it is full (E4)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.learned import Watched
from analytics.quality.track import HOUR_MS, runs
from analytics.quarters import Float

FULL_SHARE: Final = 0.1  #: of the greatest value so far: the last spaces go a few at a time
_STILL_DAYS: Final = 40  # days of a type looked back on, for how often a state does not move
_STILL_LEAST: Final = 5
_STILL_NEW: Final = 2  # of a type, while fewer than five are known: more is allowed to chance then


def same_as_before(value: Float) -> NDArray[np.bool_]:
    """Whether each value equals the one before; of the first it is not known.

    Examples
    --------
    >>> same_as_before(np.array([7.0, 7.0, 8.0])).tolist()
    [False, True, False]
    """
    return np.concatenate([[False], value[1:] == value[:-1]])[: len(value)]


def filled_up(value: Float) -> NDArray[np.bool_]:
    """Whether each value belongs to a run of zeros that was not reached by a jump.

    Parameters
    ----------
    value
        Free spaces, of each step. [spaces]

    Examples
    --------
    The last two spaces of 40 went, later 30 of them at once:

    >>> filled_up(np.array([40.0, 2, 0, 0, 30, 0])).tolist()
    [False, False, True, True, False, False]
    """
    filled = np.zeros(len(value), dtype=bool)
    greatest = np.fmax.accumulate(value) if len(value) else value
    for begin, end in runs(value == 0):
        filled[begin:end] = begin > 0 and value[begin - 1] <= FULL_SHARE * greatest[begin]
    return filled


def still_share(own: Watched) -> Float:
    """Return the share of earlier days on which the state did not move in an hour; by cell. [1].

    Of the last 40 days of the same type; NaN where fewer than 2 of them are known. Never quite 0
    nor 1: half a day is added to those that did and to those that did not, a whole one where fewer
    than 5 are known. An hour in which it always moved is taken together with the hours beside it,
    where that says it moves more surely.

    Examples
    --------
    It moves at every hour but those from 0 to 6 o'clock:

    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> free = np.tile(np.append(np.full(6, 40.0), np.arange(18.0)), 28)
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=free)
    >>> still_share(watch(track, ZoneInfo("UTC"), mean=True))[-1, [3, 12]].round(2).tolist()
    [0.98, 0.01]
    """
    parts = HOUR_MS // own.track.step_ms
    track = own.track
    head = track.first % parts
    moved = np.where(np.isnan(track.value), np.nan, 1.0 - same_as_before(track.value))
    padded = np.pad(moved, (head, -(head + len(moved)) % parts), constant_values=np.nan)
    hourly = padded.reshape(-1, parts)
    if not len(hourly):
        return np.full(own.days.hour.shape, np.nan)
    quiet = np.where(np.isnan(hourly).any(axis=1), np.nan, hourly.max(axis=1) == 0)
    hour = own.days.hour - track.first // parts
    cells = np.where(hour >= 0, quiet[np.clip(hour, 0, len(quiet) - 1)], np.nan)
    share = np.full(cells.shape, np.nan)
    for kind in np.unique(own.days.kind):
        rows = np.flatnonzero(own.days.kind == kind)
        share[rows] = _share_before(cells[rows])
    return share


def _share_before(quiet: Float) -> Float:
    """Return the share of quiet hours among the rows before each row, never quite 0 nor 1."""
    known = ~np.isnan(quiet)
    added = np.cumsum(np.vstack([np.zeros((1, quiet.shape[1])), np.nan_to_num(quiet)]), axis=0)
    count = np.cumsum(np.vstack([np.zeros((1, quiet.shape[1])), known * 1.0]), axis=0)
    first = np.maximum(np.arange(len(quiet)) - _STILL_DAYS, 0)
    rows = np.arange(len(quiet))
    seen = count[rows] - count[first]
    still = added[rows] - added[first]
    add = np.where(seen >= _STILL_LEAST, 0.5, 1.0)
    share = (still + add) / (seen + 2 * add)
    around = (_three(still) + 0.5) / (_three(seen) + 1.0)
    sure = (still == 0) & (seen >= _STILL_LEAST)
    share = np.where(sure, np.minimum(share, around), share)
    return np.asarray(np.where(seen >= _STILL_NEW, share, np.nan))


def _three(cells: Float) -> Float:
    """Return the sum of each hour of a day and those beside it."""
    padded = np.pad(cells, ((0, 0), (1, 1)))
    return np.asarray(padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:])
