"""What if a site or group had more spaces or more demand: full hours and occupancy, from-to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.occupancy import Load
from analytics.parking import hours, what_if
from analytics.parking.hours import Hours
from analytics.quarters import QUARTER_MS, Float

METHOD: Final = what_if.METHOD
METHOD_VERSION: Final = what_if.METHOD_VERSION
_HOUR_MS: Final = 3_600_000
ASSUMPTIONS_EN: Final = (
    "Everybody who parked parks again, as long as before; demand changes at every hour alike.",
    "Who finds no space leaves at once: nobody waits, comes later, or comes because there is room.",
    "In a group anybody takes any free space of the group.",
    "While it was full the demand is not known, only that it was no less than the capacity: at "
    "least is if nobody had been turned away, at most if any number had been.",
)
ASSUMPTIONS_DE: Final = (
    "Wer parkte, parkt wieder, so lange wie zuvor; die Nachfrage ändert sich zu jeder Stunde "
    "gleich.",
    "Wer nichts findet, fährt weg: niemand wartet, kommt später oder wegen des neuen Angebots.",
    "In einer Gruppe nimmt jeder jeden freien Stellplatz der Gruppe.",
    "Solange es voll war, ist die Nachfrage unbekannt, nur nicht kleiner als die Kapazität: "
    "„mindestens“ gilt, wenn niemand abgewiesen wurde, „höchstens“, wenn es beliebig viele waren.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A scenario in numbers; `measured` is as it was.

    Parameters
    ----------
    measured, low, high
        `occupancy` (1 is full), `hours_at_85`, `hours_at_95`, `hours_known` [h].
    unserved_space_h
        Space-hours asked for in vain, at least; None where nothing is known. [vehicles · h]
    censored_h
        Time it was full, so that the demand is not known; None where nothing is known. [h]
    """

    measured: Mapping[str, float | None]
    low: Mapping[str, float | None]
    high: Mapping[str, float | None]
    unserved_space_h: float | None
    censored_h: float | None


def told(load: Load, spaces: Float, *, more_spaces: float, more_demand_percent: float) -> Told:
    """Return what would have been with more or fewer spaces and more or less demand.

    Raises
    ------
    ValueError
        The demand would be negative.

    References
    ----------
    See `analytics.parking.what_if`.

    Examples
    --------
    15 of 20 spaces were taken all day; five more spaces:

    >>> from analytics.example import asked
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> from analytics.indicators.parking import load
    >>> from analytics.topic import Indicator, Topic
    >>> of, _ = load(CAR_PARK, held(5.0), Topic(Indicator.OCCUPANCY, variant="24h"), asked())
    >>> found = told(of, np.full(96, 20.0), more_spaces=5, more_demand_percent=0)
    >>> found.measured["occupancy"], found.low["occupancy"], found.censored_h
    (0.75, 0.6, 0.0)
    """
    found = what_if.changed(
        load, spaces, more_spaces=more_spaces, more_demand_percent=more_demand_percent
    )
    low, high = found.hours()
    known = bool(load.capacity.sum() > 0)
    return Told(
        measured=_numbers(load, hours.by_hour(load)),
        low=_numbers(found.low, low),
        high=_numbers(found.high, high),
        unserved_space_h=found.unserved_space_h() if known else None,
        censored_h=float(found.censored.sum()) * QUARTER_MS / _HOUR_MS if known else None,
    )


def _numbers(load: Load, by_hour: Hours) -> dict[str, float | None]:
    capacity = float(load.capacity.sum())
    at_85, at_95 = (hours.hours_at_least(by_hour, percent) for percent in (85, 95))
    return {
        "occupancy": float(load.occupied.sum()) / capacity if capacity > 0 else None,
        "hours_at_85": float(at_85.hours) if at_85.known else None,
        "hours_at_95": float(at_95.hours) if at_95.known else None,
        "hours_known": float(np.sum(by_hour.known)),
    }
