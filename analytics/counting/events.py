"""Unusual hours and days: what differs from the same slot of the past weeks (B19).

Expected is the median of the same hour on days of the same class in the 8 weeks before: never of
the future. Unusual hours stay in every mean, as BASt keeps them (mark "u"); factors and profiles
are made without them.

References
----------
.. [1] BASt, counting stations: unusual hourly values are marked "u" and kept.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.counting.hours import HOURS, Bool, Counts
from analytics.counting.profiles import medians
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 2  #: 2: of the 8 weeks before 75 % of the days must be known
WEEKS: Final = 8  #: of history
HISTORY_MIN: Final = 5  #: observations that a slot needs
KNOWN_MIN_PERCENT: Final = 75  #: of the days of the weeks before
HOUR_SCORE_MAX: Final = 4.0  #: an hour above it is unusual, if its neighbour is too
HOURS_MIN: Final = 2  #: an event is at least so long [h]
DAY_SCORE_MAX: Final = 5.0
_NORMAL: Final = 1.4826  # MAD of a normal distribution to its standard deviation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unusual:
    """What is unusual in a window.

    Parameters
    ----------
    hour_score, day_score
        How far each hour and day is from what was expected, in robust standard deviations; NaN
        where too little is known. [1]
    hours, days
        Whether it belongs to an event.
    """

    hour_score: Float
    day_score: Float
    hours: Bool
    days: Bool


def robust_score(value: float, history: Float) -> float:
    """Return how far a value is from the median of its history, in robust deviations. [1].

    NaN where the history has no spread; see `event_score` for the floor that counts need.

    Notes
    -----
    z = (x - median) / (1.4826 MAD).

    Examples
    --------
    >>> round(robust_score(160.0, np.array([100.0, 110.0, 95.0, 105.0, 100.0])), 4)
    8.0939
    """
    middle = float(np.median(history))
    spread = _NORMAL * float(np.median(np.abs(history - middle)))
    return (value - middle) / spread if spread > 0 else float("nan")


def event_score(value: Float, middle: Float, mad: Float) -> Float:
    """Return the robust score of counts, its deviation never less than that of chance. [1].

    Counts that come at random vary by the root of their mean (Poisson), and one vehicle where
    none is expected is no event.

    Parameters
    ----------
    value
        What was counted. [vehicles]
    middle, mad
        Median of what came before, and median distance from it. [vehicles]

    Notes
    -----
    z = (x - median) / max(1.4826 MAD, sqrt(median), 1).

    Examples
    --------
    >>> event_score(np.array([160.0, 1.0]), np.array([100.0, 0.0]), np.array([0.0, 0.0])).tolist()
    [6.0, 1.0]
    """
    spread = np.maximum(np.maximum(_NORMAL * mad, np.sqrt(np.maximum(middle, 0.0))), 1.0)
    return (value - middle) / spread


def unusual(counts: Counts, classes: Int) -> Unusual:
    """Find the unusual hours and days of a window by what came before each of them.

    Hours: |z| > 4 for 2 hours or longer, to the same side. Days: |z| > 5. The first 8 weeks of a
    window are history and have no score, and no day has one of whose 8 weeks before less than 75 %
    of the days are known, at least in part.

    Parameters
    ----------
    classes
        The class of each day, see `DayTypes.groups`: only days of the same class are compared.
        A finer class has few days in 8 weeks, and an unsteady spread.

    Examples
    --------
    >>> from analytics.counting import example
    >>> counts = example.year(mon_fri=100.0, sat_sun=100.0)
    >>> fair = (counts.days.day == 180) & (counts.days.hour >= 14) & (counts.days.hour < 18)
    >>> counts.hourly[fair] = 400.0
    >>> np.flatnonzero(unusual(counts, np.zeros(365, int)).hours).tolist() == np.flatnonzero(
    ...     fair).tolist()
    True
    """
    table = np.column_stack([counts.by_hour(), counts.daily])
    score = np.full(table.shape, np.nan)
    for name in np.unique(classes):
        rows = np.flatnonzero(classes == name)
        score[rows] = _scores(table[rows], counts.days.number[rows])
    score[~_remembered(table)] = np.nan
    hourly = score[:, :HOURS][counts.days.day, counts.days.hour]
    daily = score[:, HOURS]
    return Unusual(
        hour_score=hourly,
        day_score=daily,
        hours=_runs(hourly > HOUR_SCORE_MAX) | _runs(hourly < -HOUR_SCORE_MAX),
        days=np.abs(daily) > DAY_SCORE_MAX,
    )


def _remembered(table: Float) -> Bool:
    """Whether enough of the weeks before each day is known; of days in a row."""
    span = WEEKS * 7
    known = np.isfinite(table).sum(axis=1) > 0
    before = np.concatenate([[0], np.cumsum(known)])[:-1]
    within = before[span:] - before[:-span]
    enough = within * 100 >= span * KNOWN_MIN_PERCENT
    return np.concatenate([np.zeros(min(span, len(known)), dtype=bool), enough])


def _scores(table: Float, number: Int) -> Float:
    """Return the scores of the days of one class, each by the days of the weeks before it."""
    first = np.searchsorted(number, number - WEEKS * 7)
    depth = int((np.arange(len(number)) - first).max(initial=0))
    at = np.arange(len(number))[None, :] - np.arange(1, depth + 1)[:, None]
    inside = at >= first[None, :]
    history = np.where(inside[:, :, None], table[np.maximum(at, 0)], np.nan)
    middle = medians(history, HISTORY_MIN)
    mad = medians(np.abs(history - middle[None]), HISTORY_MIN)
    return event_score(table, middle, mad)


def _runs(high: Bool) -> Bool:
    """Return where a condition holds for at least `HOURS_MIN` hours on end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], high, [False]]).astype(np.int8)))
    length = np.diff(edges)[::2]
    keep = np.zeros(len(high), dtype=bool)
    for begin, long in zip(edges[::2].tolist(), length.tolist(), strict=True):
        if long >= HOURS_MIN:
            keep[begin : begin + long] = True
    return keep
