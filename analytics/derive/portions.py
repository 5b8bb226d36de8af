"""The marks of a site in portions, each worked off in one transaction.

A month or a year is made of all its days, and a day of all the bays of a site: computed again with
every portion, they would cost as many years as there are portions. They are left to a later portion
therefore, and of what is left to it some marks stay in the store until then: whoever goes on after
a kill finds them, and computes it.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int
from store.marks import Backlog, Mark

#: Of a site with many datastreams so many days are computed in one go: each run of days of each
#: datastream has its price. [days]
RUN_DAYS: Final = 32
#: A site is divided by datastream from so many marks a day on: of each day one of them stays. [1]
WIDE_MIN: Final = 16
#: What is told of a fact may change sealed numbers (`indicator_write`), nothing else may.
_OF_FACTS: Final = re.compile("capacity|closure|hours")


class Left(IntEnum):
    """What is left to a later portion of the site."""

    NOTHING = 0
    PERIODS = 1  #: months and years
    NUMBERS = 2  #: local days as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Where in a backlog the marks of a portion are, and what it leaves to a later one."""

    places: NDArray[np.intp]
    left: Left


def portions(backlog: Backlog, places: NDArray[np.intp], days_max: int) -> Iterator[Portion]:
    """Divide the marks of a site; what is left to a later portion falls to the last one at last.

    By day, so that a day is computed once; of a site with very many datastreams by runs of days,
    and these by datastream.

    Parameters
    ----------
    days_max
        The most marks of a portion, but all marks of one day. [datastream-days]
    """
    day = backlog.day[places]
    width = len(places) / max(len(np.unique(day)), 1)
    mixed = _mixed(backlog, places)
    if mixed or width < WIDE_MIN or width * RUN_DAYS <= days_max:
        runs = [_by_day(backlog, places, days_max)]
        inside = Left.PERIODS
    else:
        run = (day - day.min()) // RUN_DAYS
        runs = [_by_channel(backlog, places[run == one], days_max) for one in np.unique(run)]
        inside = Left.NUMBERS
    for number, pieces in enumerate(runs, start=1):
        for at, piece in enumerate(pieces, start=1):
            left = Left.NOTHING
            if at < len(pieces):
                left = inside
            elif number < len(runs):
                left = Left.PERIODS
            yield Portion(places=piece, left=Left.NOTHING if mixed else left)


def kept(marks: Sequence[Mark], left: Left, dear: Set[int] = frozenset()) -> list[Mark]:
    """Return which marks of a portion stay in the store for what is left to a later one.

    Of each cause the first one of each day, or the first and the last one of each month.

    Parameters
    ----------
    dear
        Ids of marks that make many datastreams be computed: kept only where there is no other.

    Examples
    --------
    >>> told = [Mark(id=n, channel=7, datastream=None, day=n // 2, cause="x") for n in range(80)]
    >>> [mark.day for mark in kept(told, Left.PERIODS)]  # of January and of February
    [0, 30, 31, 39]
    >>> len(kept(told, Left.NUMBERS)), kept(told, Left.NOTHING)
    (40, [])
    """
    if left is Left.NOTHING:
        return []
    ordered = sorted(marks, key=lambda mark: (mark.day, mark.id))
    days = np.array([mark.day for mark in ordered], dtype="datetime64[D]")
    group = days.astype("int64") if left is Left.NUMBERS else _months(days)
    groups = [(mark.cause, of) for mark, of in zip(ordered, group.tolist(), strict=True)]
    cheap = {of for mark, of in zip(ordered, groups, strict=True) if mark.id not in dear}
    first: dict[tuple[str, int], int] = {}
    last: dict[tuple[str, int], int] = {}
    for at, (mark, of) in enumerate(zip(ordered, groups, strict=True)):
        if mark.id in dear and of in cheap:
            continue
        first.setdefault(of, at)
        if left is Left.PERIODS:
            last[of] = at
    return [ordered[at] for at in sorted({*first.values(), *last.values()})]


def _mixed(backlog: Backlog, places: NDArray[np.intp]) -> bool:
    """Whether some marks tell of facts and some do not: these are not computed together."""
    causes = np.unique(backlog.cause[places]).tolist()
    return len({bool(_OF_FACTS.search(backlog.causes[one - 1])) for one in causes}) > 1


def _by_day(backlog: Backlog, places: NDArray[np.intp], days_max: int) -> list[NDArray[np.intp]]:
    ordered = places[np.lexsort((backlog.id[places], backlog.day[places]))]
    day = backlog.day[ordered]
    found: list[NDArray[np.intp]] = []
    begin = 0
    while begin < len(ordered):
        full = min(begin + days_max, len(ordered))
        end = int(np.searchsorted(day, day[full - 1], side="right"))
        found.append(ordered[begin:end])
        begin = end
    return found


def _by_channel(
    backlog: Backlog, places: NDArray[np.intp], days_max: int
) -> list[NDArray[np.intp]]:
    keys = (backlog.id, backlog.day, backlog.datastream, backlog.channel)
    ordered = places[np.lexsort([key[places] for key in keys])]
    return [ordered[at : at + days_max] for at in range(0, len(ordered), days_max)]


def _months(days: NDArray[np.datetime64]) -> Int:
    return days.astype("datetime64[M]").astype(np.int64)
