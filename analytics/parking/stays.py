"""Stays of vehicles in bays, and what of them a window sees."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Int
from analytics.spans import Span, union

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


def changed(before: Stays, after: Stays) -> list[Span]:
    """Return the time of stays that are in one of the two only: what a late state made wrong.

    Numbers that belong to the arrival of a stay must be computed again for these spans.
    """

    def told(stays: Stays) -> set[tuple[int, ...]]:
        columns = (stays.bay, stays.begin_ms, stays.end_ms, stays.arrived, stays.departed)
        return set(zip(*(column.tolist() for column in columns), strict=True))

    return union(Span(row[1], max(row[2], row[1] + 1)) for row in told(before) ^ told(after))
