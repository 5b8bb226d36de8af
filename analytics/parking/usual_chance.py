"""The past of a car park or zone at full quarter hours, and how often such days had a space (A12).

A week's chances are made of the weeks before it alone, so that the past can be tried as it was.
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.calendar.region import Region
from analytics.forecasts.grid import SLOTS, grid
from analytics.parking.proportions import jeffreys
from analytics.parking.stays import Bool
from analytics.quarters import Float, Int

METHOD: Final = "share of days alike on which so many spaces were free at that quarter hour"
METHOD_VERSION: Final = 1
WEEK: Final = 672  #: [quarter hours]
LEARNED_WEEKS: Final = 26  #: that a chance is made of
TRIED_WEEKS: Final = 8  #: that chances are judged by
WEEKS: Final = LEARNED_WEEKS + TRIED_WEEKS  #: of the past that are looked at
AHEAD: Final = 8  #: quarter hours to come that are laid on the calendar
WEEKS_MIN: Final = 8  #: below, nothing is told (indicators, A12)
DAYS_MIN: Final = 20  #: of a kind of day (indicators, A12)
KINDS: Final = 3  #: Monday to Friday; Saturdays; Sundays and public holidays
_CELLS: Final = KINDS * SLOTS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Past:
    """A site or group at full quarter hours. Arrays have one entry an instant.

    Parameters
    ----------
    first
        The first instant. [quarters since 1970]
    free
        Free spaces; NaN: not known, or closed. [spaces]
    shut
        Whether it was closed.
    doubted
        Whether what is known is flagged 3 or 4.
    atypical
        Not to be learned from, nor to be judged by.
    """

    first: int
    free: Float
    shut: Bool
    doubted: Bool
    atypical: Bool

    def __len__(self) -> int:
        return len(self.free)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laid:
    """A past on the calendar, with `AHEAD` instants to come. Arrays have one entry an instant.

    Parameters
    ----------
    free
        NaN too where it is not to be learned from. [spaces]
    week
        Weeks are counted up to the issue, which the last one begins with.
    cell
        Kind of day and quarter hour of the wall clock in one number.
    """

    first: int
    free: Float
    shut: Bool
    week: Int
    cell: Int

    @property
    def issue(self) -> int:
        """The place of the first instant that is to come.

        Examples
        --------
        >>> at = np.arange(WEEK + AHEAD)
        >>> Laid(first=0, free=at * 1.0, shut=at < 0, week=at // WEEK, cell=at % 96).issue
        672
        """
        return len(self.free) - AHEAD

    def known(self) -> Bool:
        """Return at which instants the free spaces are known.

        Examples
        --------
        >>> place, free = np.arange(2), np.array([3.0, np.nan])
        >>> Laid(first=0, free=free, shut=place < 0, week=place, cell=place).known().tolist()
        [True, False]
        """
        found: Bool = ~np.isnan(self.free)
        return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Usual:
    """What was usual before each week: weeks x cells.

    Parameters
    ----------
    days, free_days
        Days that are known, and those on which so many spaces were free.
    shut_days
        Days on which it was closed.
    mean
        Mean of the free spaces; NaN where no day is known. [spaces]
    enough
        Whether the weeks before were enough to tell anything.
    """

    days: Float
    free_days: Float
    shut_days: Float
    mean: Float
    enough: Bool

    def chance(self) -> Float:
        """Return the mean of Beta(1/2, 1/2) after these days, 0..1: never quite 0 or 1.

        Examples
        --------
        >>> table = np.full((1, 1), 20.0)
        >>> Usual(days=table, free_days=table - 2, shut_days=table * 0, mean=table,
        ...       enough=np.ones(1, bool)).chance().round(4).tolist()  # 18.5 / 21
        [[0.881]]
        """
        return (self.free_days + 0.5) / (self.days + 1)


def cell_of(kind: Int, slot: Int) -> Int:
    """Return the number of a kind of day (0, 1, 2) and a quarter hour of the day (0 to 95).

    Examples
    --------
    >>> cell_of(np.array([0, 2]), np.array([33, 0])).tolist()
    [33, 192]
    """
    return kind * SLOTS + slot


def laid(past: Past, zone: ZoneInfo, region: Region) -> Laid:
    """Return a past on the local days of a zone.

    Raises
    ------
    ValueError
        It has no whole number of weeks.

    Examples
    --------
    >>> no = np.zeros(WEEK, bool)
    >>> past = Past(first=1_962_144, free=np.full(WEEK, 3.0), shut=no, doubted=no, atypical=no)
    >>> found = laid(past, ZoneInfo("Europe/Berlin"), Region(land="BW"))
    >>> len(found.free), found.issue, found.cell[:2].tolist()  # Wednesday, 01:00 in Berlin
    (680, 672, [4, 5])
    """
    if len(past) % WEEK:
        raise ValueError(f"a past of {len(past)} quarter hours, not of whole weeks")
    free = np.append(np.where(past.atypical, np.nan, past.free), np.full(AHEAD, np.nan))
    place = np.arange(len(free))
    days = grid(past.first, free, place, ceiling=None, zone=zone, region=region)
    kind = np.where(days.classes < 5, 0, days.classes - 4)
    return Laid(
        first=past.first,
        free=free,
        shut=np.append(past.shut, np.zeros(AHEAD, dtype=bool)),
        week=place // WEEK,
        cell=cell_of(kind, days.slot),
    )


def usual(of: Laid, spaces: int) -> Usual:
    """Return what was usual in the 26 weeks before each week, the one to come included.

    Parameters
    ----------
    spaces
        How many must be free. [spaces]

    Examples
    --------
    >>> place = np.arange(10 * WEEK + AHEAD)
    >>> past = Laid(first=0, free=np.where(place < 10 * WEEK, 3.0, np.nan),
    ...             shut=np.zeros(len(place), bool), week=place // WEEK, cell=place % 96)
    >>> found = usual(past, 2)
    >>> float(found.days[10, 0]), float(found.mean[10, 0]), int(np.argmax(found.enough))
    (70.0, 3.0, 8)
    """
    known = of.known()
    free = np.nan_to_num(of.free)
    days = _before(of, known.astype(np.float64))
    begun = int(np.argmax(known)) if known.any() else len(known)
    weeks = np.arange(len(days))
    return Usual(
        days=days,
        free_days=_before(of, (known & (free >= spaces)).astype(np.float64)),
        shut_days=_before(of, of.shut.astype(np.float64)),
        mean=_before(of, free) / np.where(days > 0, days, np.nan),
        enough=weeks * WEEK - begun >= WEEKS_MIN * WEEK,
    )


def interval(known: Usual, cell: int) -> tuple[float, float]:
    """Return the 95 % interval of the chance of a cell in the week to come, on days, 0..1.

    Examples
    --------
    >>> table = np.full((1, 1), 20.0)
    >>> known = Usual(days=table, free_days=table - 2, shut_days=table * 0, mean=table,
    ...               enough=np.ones(1, bool))
    >>> [round(edge, 2) for edge in interval(known, 0)]
    [0.72, 0.98]
    """
    hits, days = known.free_days[-1, cell : cell + 1], known.days[-1, cell : cell + 1]
    low, high = jeffreys(hits, days)
    return float(low[0]), float(high[0])


def _before(of: Laid, values: Float) -> Float:
    """Return sums by cell over the weeks before each week: weeks x cells.

    What comes in the last minutes of a week is not known to the first who asks in the next one.
    """
    weeks = int(of.week[-1]) + 1
    learned_in = np.minimum((np.arange(len(values)) + AHEAD) // WEEK, weeks - 1)
    place = learned_in * _CELLS + of.cell
    sums = np.bincount(place, weights=values, minlength=weeks * _CELLS).reshape(weeks, _CELLS)
    running = np.concatenate([np.zeros((1, _CELLS)), np.cumsum(sums, axis=0)])
    week = np.arange(weeks)
    found: Float = running[week] - running[np.maximum(week - LEARNED_WEEKS, 0)]
    return found
