"""Chance of a free bay in h hours, from the bays' states now (A12, two-state form)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.parking.stays import Bool, Stays
from analytics.parking.turnover import arrivals, load_ms
from analytics.quarters import Float
from analytics.spans import Span

METHOD: Final = "two-state bays, independent"
METHOD_VERSION: Final = 1
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often bays change hands.

    Parameters
    ----------
    arrive
        Arrivals per hour that a bay is free. [1/h]
    leave
        Departures per hour that a bay is occupied. [1/h]
    """

    arrive: Figure
    leave: Figure


def rates(stays: Stays, vacancies: Stays, window: Span) -> Rates:
    """Return the rates of a group of bays in a window; of like hours, windows may be pooled.

    An arrival is the end of a vacancy that was seen, a departure the beginning of one. Withheld
    where no time free, or occupied, is known. [1/h]

    Notes
    -----
    arrivals / hours free, departures / hours occupied: events over exposure.

    References
    ----------
    Indicators, A12.

    Examples
    --------
    >>> hour, yes = 3_600_000, np.ones(1, bool)
    >>> def one(begin_h: int, end_h: int) -> Stays:
    ...     return Stays(bay=np.zeros(1, np.int64), begin_ms=np.array([begin_h * hour]),
    ...                  end_ms=np.array([end_h * hour]), arrived=yes, departed=yes,
    ...                  vehicle=np.zeros(1, np.int64))
    >>> found = rates(one(1, 3), one(3, 7), Span(0, 7 * hour))
    >>> found.arrive.value, found.leave.value
    (0.25, 0.5)
    """
    free_h, taken_h = load_ms(vacancies, window) / _HOUR_MS, load_ms(stays, window) / _HOUR_MS
    nothing = Figure(None, Reason.INSUFFICIENT_DATA)
    return Rates(
        arrive=Figure(arrivals(stays, window) / free_h) if free_h > 0 else nothing,
        leave=Figure(arrivals(vacancies, window) / taken_h) if taken_h > 0 else nothing,
    )


def bay_occupied(occupied: Bool, arrive: float, leave: float, horizon_h: float) -> Float:
    """Return the chance that each bay is occupied after `horizon_h`, 0..1.

    pi + (now - pi) exp(-(l + m) h) with pi = l / (l + m).

    Parameters
    ----------
    occupied
        Whether each bay is occupied now.
    arrive, leave
        See `Rates`; not both 0. [1/h]

    Raises
    ------
    ValueError
        Nobody ever arrives or leaves.

    References
    ----------
    Two-state Markov chain; PARK-033.

    Examples
    --------
    >>> bay_occupied(np.array([True]), 2, 1, 0.5).round(3).tolist()
    [0.741]
    """
    change = arrive + leave
    if change <= 0:
        raise ValueError("no bay ever changes hands: there is nothing to predict from")
    settled = arrive / change
    now = np.asarray(occupied, dtype=np.float64)
    chance: Float = settled + (now - settled) * np.exp(-change * horizon_h)
    return chance


def any_free(chance_occupied: Float) -> float:
    """Return the chance that at least one bay is free, if bays were independent. [1].

    In a block they are not (events, markets): the answer is too high then. With 8 weeks of data
    the joint form, `availability.empirical`, is to be preferred.

    References
    ----------
    PARK-032: seven bays that are 85 % occupied offer one with 68 %, not with 100 %.

    Examples
    --------
    >>> round(any_free(np.full(7, 0.85)), 2)
    0.68
    """
    return float(1 - np.prod(chance_occupied))
