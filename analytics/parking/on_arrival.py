"""Chance of a free space on arrival, from what is free now and what is usual then (A12).

A logistic regression a horizon, learned anew every week: what was usual on such days, what is free
now, what that usually becomes until then, and how it has been moving. Where nothing is to be
learned from the present it is what is usual. The walk through the past by which it is judged and
the answer about the next hour are the same computation.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analytics.parking.logistic import chance_of, fitted, log_odds_of
from analytics.parking.stays import Bool
from analytics.parking.usual_chance import (
    AHEAD,
    DAYS_MIN,
    LEARNED_WEEKS,
    TRIED_WEEKS,
    WEEK,
    Laid,
    Usual,
)
from analytics.quarters import Float

METHOD: Final = "logistic regression on the free spaces now and what is usual, weekly anew"
METHOD_VERSION: Final = 1
STEPS_MAX: Final = AHEAD  #: [quarter hours]
_BACK: Final = 2  # how far back a movement is seen [quarter hours]
_DAYS_LEAST: Final = 3  # of a cell, to be learned from
_ROWS_MIN: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walk:
    """Chances of every instant, each as it was told in its time. Arrays have one entry an instant.

    Parameters
    ----------
    chance
        From what was free `steps` before; NaN where nothing could be told. [0..1]
    usual
        Of the kind of day alone; NaN before there were enough days. [0..1]
    came
        Whether so many spaces were free; meaningless where `known` is not.
    known
        Whether that is known.
    """

    chance: Float
    usual: Float
    came: Bool
    known: Bool


def usual_walk(of: Laid, before: Usual, spaces: int) -> Walk:
    """Return the chances of the kind of day alone, as they were told in their time.

    Examples
    --------
    >>> from analytics.parking.usual_chance import AHEAD, usual
    >>> place = np.arange(10 * WEEK + AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * WEEK, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // WEEK, cell=place % 96)
    >>> told = usual_walk(past, usual(past, 2), 2)
    >>> np.isnan(told.chance[0]).item(), round(float(told.chance[-1]), 4)  # 70.5 / 71
    (True, 0.993)
    """
    told = before.enough[of.week] & (before.days[of.week, of.cell] >= DAYS_MIN)
    usual = np.where(told, before.chance()[of.week, of.cell], np.nan)
    return Walk(chance=usual, usual=usual, came=np.nan_to_num(of.free) >= spaces, known=of.known())


def walk(of: Laid, before: Usual, steps: int, spaces: int) -> Walk:
    """Return the chances of a past, and of the instants to come, `steps` ahead.

    Parameters
    ----------
    steps
        How many quarter hours lie between what is known and the arrival, 1 to `STEPS_MAX`.
    spaces
        How many must be free. [spaces]

    Raises
    ------
    ValueError
        The arrival is too far ahead, or not ahead at all.

    Examples
    --------
    >>> from analytics.parking.usual_chance import AHEAD, usual
    >>> place = np.arange(10 * WEEK + AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * WEEK, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // WEEK, cell=place % 96)
    >>> told = walk(past, usual(past, 2), 1, 2)  # it always came true: what is usual is told
    >>> round(float(told.chance[10 * WEEK]), 4)
    0.993
    """
    if not 1 <= steps <= STEPS_MAX:
        raise ValueError(f"{steps} quarter hours ahead: 1 to {STEPS_MAX} can be told")
    alone = usual_walk(of, before, spaces)
    design = _design(of, before, steps, spaces)
    days = before.days[of.week, of.cell]
    some = ~np.isnan(design).any(axis=1) & (days >= _DAYS_LEAST)
    chance = np.full(len(of.free), np.nan)
    aim = np.zeros(design.shape[1])
    aim[0] = 1.0
    found, last = aim, int(of.week[-1])
    place = np.arange(len(of.free))
    for week in range(max(last - TRIED_WEEKS, 1), last + 1):
        # What comes true in the last minutes before the week begins is not known to its first told.
        rows = some & alone.known & (of.week >= week - LEARNED_WEEKS)
        rows &= place < week * WEEK - STEPS_MAX
        at = some & (of.week == week)
        if int(rows.sum()) < _ROWS_MIN or not at.any():
            continue
        came = alone.came[rows]
        if came.all() or not came.any():  # nothing to tell apart: what is usual
            found = aim
        else:
            found = fitted(design[rows], came.astype(np.float64), found, aim)
        chance[at] = chance_of(design[at] @ found)
    return replace(alone, chance=np.where(np.isnan(alone.usual), np.nan, chance))


def tried(of: Laid) -> Bool:
    """Return which instants chances are judged by: the last eight weeks that have come.

    Examples
    --------
    >>> place = np.arange(10 * WEEK)
    >>> past = Laid(first=0, free=np.full(len(place), 3.0), shut=np.zeros(len(place), bool),
    ...             week=place // WEEK, cell=place % 96)
    >>> np.unique(past.week[tried(past)]).tolist()
    [1, 2, 3, 4, 5, 6, 7, 8]
    """
    last = int(of.week[-1])
    found: Bool = (of.week >= last - TRIED_WEEKS) & (of.week < last)
    return found


def _design(of: Laid, before: Usual, steps: int, spaces: int) -> Float:
    """Return what is known of each arrival `steps` before it: instants x features."""
    place = np.arange(len(of.free))
    origin, earlier = np.maximum(place - steps, 0), np.maximum(place - steps - _BACK, 0)
    margin = of.free[origin] - spaces + 0.5
    moved = np.nan_to_num(of.free[origin] - of.free[earlier])
    becomes = before.mean[of.week, of.cell] - before.mean[of.week, of.cell[origin]]
    usual = log_odds_of(before.chance()[of.week, of.cell])
    design = np.column_stack(
        [
            usual,
            np.ones(len(place)),
            np.arcsinh(margin),
            np.arcsinh(margin + becomes),
            np.arcsinh(moved),
            np.where(np.isnan(margin), np.nan, margin < 0),
        ]
    )
    design[place < steps] = np.nan
    return design
