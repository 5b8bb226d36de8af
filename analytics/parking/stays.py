"""Stays of vehicles in bays, and what of them a window sees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int
from analytics.spans import Span, common, union

METHOD_VERSION: Final = 1

Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Stretches of one state of bays, sorted by bay and time, never overlapping within a bay.

    Parameters
    ----------
    bay
        Number of the bay, or any number that tells bays apart.
    begin_ms, end_ms
        From when to when the state is known to have lasted. [ms since 1970]
    arrived, departed
        Whether the beginning, the end was seen; else the state may have lasted longer: the sensor
        was new or silent, or the data end.
    vehicle
        Equal numbers are counted as one stay: occupied before and after a gap in the data.
    """

    bay: Int
    begin_ms: Int
    end_ms: Int
    arrived: Bool
    departed: Bool
    vehicle: Int

    def __len__(self) -> int:
        return len(self.begin_ms)

    def overlapping(self, window: Span) -> Bool:
        """Whether each of them lasts into the window; one without length lies in it."""
        ends_later = (self.end_ms > window.from_ms) | (self.begin_ms >= window.from_ms)
        return (self.begin_ms < window.to_ms) & ends_later

    def only(self, which: Bool) -> "Stays":
        """Return those that are chosen."""
        return Stays(**{name: getattr(self, name)[which] for name in Stays.__slots__})

    def until(self, instant_ms: int) -> "Stays":
        """Return what was known at an instant: what lasts longer goes on, what is later is not.

        Examples
        --------
        >>> yes = np.ones(2, bool)
        >>> two = Stays(bay=np.zeros(2, int), begin_ms=np.array([0, 9]), end_ms=np.array([7, 12]),
        ...             arrived=yes, departed=yes, vehicle=np.arange(2))
        >>> then = two.until(5)
        >>> then.end_ms.tolist(), then.departed.tolist()
        ([5], [False])
        """
        began = self.only(self.begin_ms < instant_ms)
        return replace(
            began,
            end_ms=np.minimum(began.end_ms, instant_ms),
            departed=began.departed & (began.end_ms <= instant_ms),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What debouncing took out of the states of bays (indicators A13).

    Parameters
    ----------
    merged_ms, dropped_ms
        When each vacancy began that was too short to part a stay, and each stay that was too short
        to be one. [ms since 1970]
    unknown
        Time of which it is not known.
    """

    merged_ms: Int
    dropped_ms: Int
    unknown: tuple[Span, ...] = ()

    def within(self, spans: Sequence[Span]) -> tuple[float, float]:
        """Return how many vacancies were merged and stays dropped in some time; NaN: not known.

        Examples
        --------
        >>> flapping = Removed(merged_ms=np.array([5, 25]), dropped_ms=np.array([8]))
        >>> flapping.within([Span(0, 10), Span(20, 30)])
        (2.0, 1.0)
        """
        if common(list(self.unknown), list(spans)):
            return np.nan, np.nan
        return _count(self.merged_ms, spans), _count(self.dropped_ms, spans)


def _count(instants_ms: Int, spans: Sequence[Span]) -> float:
    """Return how many instants lie in spans that do not overlap."""
    inside = [(instants_ms >= one.from_ms) & (instants_ms < one.to_ms) for one in spans]
    return float(sum(int(one.sum()) for one in inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """What is known of one bay or several: stays, and the vacancies between them.

    Parameters
    ----------
    removed
        What debouncing took out of them; None: it is not known.
    """

    stays: Stays
    vacancies: Stays
    removed: Removed | None = None

    def until(self, instant_ms: int) -> "Stretches":
        """Return what was known at an instant, see `Stays.until`."""
        removed = self.removed
        if removed is not None:
            merged, dropped = (
                one[one < instant_ms] for one in (removed.merged_ms, removed.dropped_ms)
            )
            removed = replace(removed, merged_ms=merged, dropped_ms=dropped)
        return Stretches(
            stays=self.stays.until(instant_ms),
            vacancies=self.vacancies.until(instant_ms),
            removed=removed,
        )


def stretches(
    bay: int, begin_ms: Int, end_ms: Int, said: Mapping[str, Bool], until_ms: int | None
) -> Stretches:
    """Return the stretches of a bay as they are stored, sorted by time.

    Parameters
    ----------
    said
        Of each stretch: `occupied`, `arrived`, `departed` and `resumed` (after a silence).
    until_ms
        What was known by then; None: everything. [ms since 1970]

    Examples
    --------
    >>> no, yes = np.zeros(2, bool), np.ones(2, bool)
    >>> said = {"occupied": np.array([True, False]), "arrived": yes, "departed": yes, "resumed": no}
    >>> known = stretches(4, np.array([0, 50]), np.array([50, 80]), said, 60)
    >>> known.stays.end_ms.tolist(), known.vacancies.end_ms.tolist()
    ([50], [60])
    """
    both = Stays(
        bay=np.full(len(begin_ms), bay, dtype=np.int64),
        begin_ms=begin_ms,
        end_ms=end_ms,
        arrived=said["arrived"],
        departed=said["departed"],
        vehicle=np.cumsum(~said["resumed"]),
    )
    occupied = said["occupied"]
    if until_ms is not None:
        occupied = occupied[begin_ms < until_ms]
        both = both.until(until_ms)
    return Stretches(stays=both.only(occupied), vacancies=both.only(~occupied))


def together(bays: Sequence[Stretches]) -> Stretches:
    """Return the stretches of several bays as one, sorted by their beginnings.

    Examples
    --------
    >>> zero, yes = np.zeros(1, np.int64), np.ones(1, bool)
    >>> said = {"occupied": yes, "arrived": yes, "departed": yes, "resumed": ~yes}
    >>> both = together([stretches(bay, zero + 9 - bay, zero + 20, said, None) for bay in (1, 2)])
    >>> both.stays.bay.tolist(), both.stays.begin_ms.tolist()
    ([2, 1], [7, 8])
    """
    return Stretches(
        stays=_together([bay.stays for bay in bays]),
        vacancies=_together([bay.vacancies for bay in bays]),
        removed=_removed([bay.removed for bay in bays]),
    )


def _removed(parts: Sequence[Removed | None]) -> Removed | None:
    told = [one for one in parts if one is not None]
    if len(told) < len(parts):
        return None
    none = np.zeros(0, dtype=np.int64)
    return Removed(
        merged_ms=np.concatenate([none, *(one.merged_ms for one in told)]),
        dropped_ms=np.concatenate([none, *(one.dropped_ms for one in told)]),
        unknown=tuple(union(span for one in told for span in one.unknown)),
    )


def _together(parts: Sequence[Stays]) -> Stays:
    none = np.zeros(0, dtype=np.int64)
    above = np.cumsum([0, *(int(part.vehicle.max(initial=0)) + 1 for part in parts)])
    begin = np.concatenate([none, *(part.begin_ms for part in parts)])
    order = np.argsort(begin, kind="stable")

    def of(name: str) -> Int:
        return np.concatenate([none, *(getattr(part, name) for part in parts)])[order]

    lifted = [part.vehicle + more for part, more in zip(parts, above[:-1].tolist(), strict=True)]
    return Stays(
        bay=of("bay"),
        begin_ms=begin[order],
        end_ms=of("end_ms"),
        arrived=of("arrived") > 0,
        departed=of("departed") > 0,
        vehicle=np.concatenate([none, *lifted])[order],
    )


def changed(before: Stays, after: Stays) -> list[Span]:
    """Return the time of stays that are in one of the two only: what a late state made wrong.

    Numbers that belong to the arrival of a stay must be computed again for these spans.

    Examples
    --------
    >>> def one(end_ms: int) -> Stays:
    ...     yes, zero = np.ones(1, bool), np.zeros(1, np.int64)
    ...     return Stays(bay=zero, begin_ms=zero, end_ms=zero + end_ms, arrived=yes, departed=yes,
    ...                  vehicle=zero)
    >>> changed(one(50), one(70)), changed(one(50), one(50))
    ([Span(from_ms=0, to_ms=70)], [])
    """

    def told(stays: Stays) -> set[tuple[int, ...]]:
        columns = (stays.bay, stays.begin_ms, stays.end_ms, stays.arrived, stays.departed)
        return set(zip(*(column.tolist() for column in columns), strict=True))

    return union(Span(row[1], max(row[2], row[1] + 1)) for row in told(before) ^ told(after))
