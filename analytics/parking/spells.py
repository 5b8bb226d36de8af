"""How long a car park, a zone or a group stays full at a stretch (issue of parking, section 5)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load
from analytics.parking import survival
from analytics.parking.hours import at_least
from analytics.parking.stays import Bool
from analytics.quarters import QUARTER_MS, Float, Int

METHOD: Final = "runs of quarter hours at or above the threshold"
METHOD_VERSION: Final = 2
#: From here on a car park counts as full: the last spaces are not found. [percent]
FULL_PERCENT: Final = 98
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spells:
    """Stretches of full quarter hours, in order of time. Arrays have one entry a spell.

    Parameters
    ----------
    first
        Number of the first quarter since 1970. [quarters]
    length
        How many quarters it was known to last. [quarters]
    whole
        Whether both ends are known; else it was longer: unknown quarters lie beside it, or the
        data end. What ends because the car park closes is whole.
    """

    first: Int
    length: Int
    whole: Bool

    def __len__(self) -> int:
        return len(self.first)

    def hours(self) -> Float:
        """Return how long each lasted, in hours.

        Examples
        --------
        >>> one = Spells(first=np.array([101]), length=np.array([6]), whole=np.array([True]))
        >>> one.hours().tolist()
        [1.5]
        """
        lasted: Float = self.length * QUARTER_MS / _HOUR_MS
        return lasted


def full_spells(load: Load, *, percent: int = FULL_PERCENT) -> Spells:
    """Return when a site or group was full without a break.

    A quarter hour is full by its mean; less than 75 % known it is unknown, and ends a spell.

    Parameters
    ----------
    percent
        98: effectively full, as INRIX has it; or 85, 95. [%]

    Examples
    --------
    >>> time = np.full(6, 900_000)
    >>> load = Load(first=100, occupied=time * np.array([5.0, 10, 10, 4, 10, 9]),
    ...             capacity=time * 10.0, observed_ms=time, expected_ms=time,
    ...             doubted=np.zeros(6, bool))
    >>> spells = full_spells(load)
    >>> spells.first.tolist(), spells.length.tolist(), spells.whole.tolist()
    ([101, 104], [2, 1], [True, True])
    """
    known = load.observed_ms * 100 >= load.expected_ms * COVERAGE_MIN_PERCENT
    unknown = ~known | ((load.expected_ms > 0) & (load.capacity <= 0))
    full = ~unknown & at_least(load.occupied, load.capacity, percent)
    edges = np.diff(np.concatenate([[0], full.astype(np.int8), [0]]))
    begin, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    beside = np.concatenate([[True], unknown, [True]])  # before the run and after it: unknown
    return Spells(
        first=begin + load.first,
        length=end - begin,
        whole=~beside[begin] & ~beside[end + 1],
    )


def longest_h(spells: Spells) -> float:
    """Return the longest spell, 0 where there was none; with gaps a lower bound. [h].

    Examples
    --------
    >>> whole = np.array([True, True])
    >>> longest_h(Spells(first=np.array([101, 104]), length=np.array([2, 1]), whole=whole))
    0.5
    """
    return float(spells.hours().max(initial=0.0))


def median_h(spells: Spells, *, events_min: int = survival.EVENTS_MIN) -> Figure:
    """Return the median length of full spells, by Kaplan-Meier over the cut ones. [h].

    Withheld below `survival.EVENTS_MIN` spells whose end was seen, or 5 that lasted so long.

    Examples
    --------
    >>> length = np.array([1, 1, 1, 2, 2, 2, 2, 4, 4, 4])
    >>> spells = Spells(first=np.arange(10) * 9, length=length, whole=np.ones(10, bool))
    >>> median_h(spells, events_min=10).value, median_h(spells).reason.value
    (0.5, 'insufficient_data')
    """
    curve = survival.kaplan_meier(spells.hours(), spells.whole)
    return survival.percentile(curve, 50, events_min=events_min)
