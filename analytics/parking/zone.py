"""How many bays of a zone are free, moment by moment (for A11 and A12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import day_span, from_ms
from analytics.held import Segments
from analytics.occupancy import COVERAGE_MIN_PERCENT
from analytics.parking.stays import Bool
from analytics.quarters import QUARTER_MS, QUARTERS, Int

METHOD_VERSION: Final = 1
#: Stands for a quarter hour that a day does not have: the spring clock change jumps over it.
ABSENT_MS: Final = np.int64(-(2**62))


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeBays:
    """A step function over the bays of a zone; one entry a stretch, without gaps.

    Parameters
    ----------
    from_ms, to_ms
        Beginning and end of each stretch. [ms since 1970]
    free, known
        Bays that are known to be free, and bays of which anything is known. [bays]
    bays
        Bays of the zone. [bays]
    """

    from_ms: Int
    to_ms: Int
    free: Int
    known: Int
    bays: int

    def observed(self) -> Bool:
        """Whether at least 75 % of the bays are known.

        Examples
        --------
        >>> at = np.array([0, 10])
        >>> FreeBays(from_ms=at, to_ms=at + 10, free=at * 0, known=np.array([3, 2]),
        ...          bays=4).observed().tolist()
        [True, False]
        """
        enough: Bool = self.known * 100 >= self.bays * COVERAGE_MIN_PERCENT
        return enough & (self.known > 0)

    def offering(self, spaces: int = 1) -> Bool:
        """Whether so many bays are known to be free, while the zone is observed.

        Examples
        --------
        >>> at = np.array([0, 10])
        >>> FreeBays(from_ms=at, to_ms=at + 10, free=np.array([2, 1]), known=at * 0 + 4,
        ...          bays=4).offering(2).tolist()
        [True, False]
        """
        return self.observed() & (self.free >= spaces)

    def clock(self, which: Bool) -> "Clock":
        """Return how much of the chosen stretches lies before any instant, for many questions.

        Examples
        --------
        >>> at = np.array([0, 10])
        >>> zone = FreeBays(from_ms=at, to_ms=at + 10, free=at * 0, known=at * 0 + 4, bays=4)
        >>> zone.clock(np.array([True, False])).whole_ms.tolist()
        [0, 10, 10]
        """
        length = np.where(which, self.to_ms - self.from_ms, 0)
        return Clock(self.from_ms, length, np.append(0, np.cumsum(length)))

    def time_in(self, which: Bool, begin_ms: Int, end_ms: Int) -> Int:
        """Return how much of the chosen stretches lies in each window, in ms.

        Examples
        --------
        >>> at = np.array([0, 10])
        >>> zone = FreeBays(from_ms=at, to_ms=at + 10, free=np.array([2, 1]),
        ...                 known=at * 0 + 4, bays=4)
        >>> zone.time_in(zone.offering(2), np.array([4, 12]), np.array([15, 20])).tolist()
        [6, 0]
        """
        return self.clock(which).within(begin_ms, end_ms)


@dataclass(frozen=True, slots=True)
class Clock:
    """Runs while chosen stretches last; see `FreeBays.clock`.

    Parameters
    ----------
    from_ms, length_ms
        Beginning of each stretch, and its length if it is chosen, else 0.
    whole_ms
        Time before each stretch, and in all of them.
    """

    from_ms: Int
    length_ms: Int
    whole_ms: Int

    def before(self, instant_ms: Int) -> Int:
        """Return the time before each instant. [ms].

        Examples
        --------
        >>> runs = Clock(np.array([0, 10]), np.array([10, 0]), np.array([0, 10, 10]))
        >>> runs.before(np.array([4, 15])).tolist()
        [4, 10]
        """
        if not len(self.from_ms):
            return np.zeros(np.shape(instant_ms), dtype=np.int64)
        at = np.searchsorted(self.from_ms, instant_ms, side="right") - 1
        at = np.clip(at, 0, len(self.from_ms) - 1)
        found: Int = self.whole_ms[at] + np.clip(
            instant_ms - self.from_ms[at], 0, self.length_ms[at]
        )
        return found

    def within(self, begin_ms: Int, end_ms: Int) -> Int:
        """Return the time in each window. [ms].

        Examples
        --------
        >>> runs = Clock(np.array([0, 10]), np.array([10, 0]), np.array([0, 10, 10]))
        >>> runs.within(np.array([4]), np.array([15])).tolist()
        [6]
        """
        return self.before(end_ms) - self.before(begin_ms)


def free_bays(bays: Sequence[Segments]) -> FreeBays:
    """Add up the known states of bays.

    Parameters
    ----------
    bays
        One entry a bay: 1 occupied, 0 vacant.

    Examples
    --------
    >>> def bay(*states: float) -> Segments:
    ...     at = np.arange(len(states)) * 10
    ...     return Segments(from_ms=at, to_ms=at + 10, value=np.array(states),
    ...                     suspect=np.zeros(len(states), bool))
    >>> told = free_bays([bay(0, 1, 1), bay(1, 1, 0)])
    >>> told.free.tolist(), told.known.tolist()
    ([1, 0, 1], [2, 2, 2])
    """
    none = np.zeros(0, dtype=np.int64)
    begin = np.concatenate([none, *(known.from_ms for known in bays)])
    end = np.concatenate([none, *(known.to_ms for known in bays)])
    vacant = np.concatenate([none, *(known.value == 0 for known in bays)]).astype(np.int64)
    edges, at = np.unique(np.concatenate([begin, end]), return_inverse=True)
    one = np.ones(len(begin), dtype=np.int64)
    known, free = np.zeros(len(edges), dtype=np.int64), np.zeros(len(edges), dtype=np.int64)
    np.add.at(known, at, np.concatenate([one, -one]))
    np.add.at(free, at, np.concatenate([vacant, -vacant]))
    return FreeBays(
        from_ms=edges[:-1],
        to_ms=edges[1:],
        free=np.cumsum(free)[:-1],
        known=np.cumsum(known)[:-1],
        bays=len(bays),
    )


def local_quarters(days: Sequence[date], zone: ZoneInfo) -> Int:
    """Return where the 96 quarter hours of the wall clock begin, a row a day; `ABSENT_MS`: none.

    Of an hour that comes twice the first one is taken.

    Examples
    --------
    >>> change = local_quarters([date(2026, 3, 29)], ZoneInfo("Europe/Berlin"))
    >>> np.flatnonzero(change[0] == ABSENT_MS).tolist()
    [8, 9, 10, 11]
    """
    starts = np.full((len(days), QUARTERS), ABSENT_MS)
    for row, day in enumerate(days):
        span = day_span(day, zone)
        begin = np.arange(span.from_ms, span.to_ms, QUARTER_MS, dtype=np.int64)
        if len(begin) == QUARTERS:
            starts[row] = begin
            continue
        for instant in reversed(begin.tolist()):
            wall = from_ms(instant).astimezone(zone)
            starts[row, wall.hour * 4 + wall.minute // 15] = instant
    return starts
