"""Supply in space-hours, and how many spaces turned-away demand needs (indicator A5).

No sensor sees who was turned away: `unserved` and what follows need a survey.
"""

import math
from dataclasses import dataclass
from typing import Final

from analytics.figure import Figure, Reason
from analytics.occupancy import Load

METHOD: Final = "unserved space-hours / (efficiency * open hours), rounded up"
METHOD_VERSION: Final = 1
#: Share of the space-hours that can be used in practice; 0.85 to 0.95. [1]
EFFICIENCY: Final = 0.90
_HOUR_MS: Final = 3_600_000
_ROUNDING: Final = 1e-9  # 19.0000000001 spaces are 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Spaces that are missing.

    Parameters
    ----------
    exact
        Before it is rounded up. [spaces]
    spaces
        Whole spaces. [spaces]
    """

    exact: float
    spaces: int


def capacity_space_h(load: Load) -> float:
    """Return the space-hours that were in service while known: the integral of C. [spaces · h].

    Examples
    --------
    >>> import numpy as np
    >>> hour = np.full(4, 900_000)
    >>> load = Load(first=0, occupied=hour * 5.0, capacity=hour * 12.0, observed_ms=hour,
    ...             expected_ms=hour, doubted=np.zeros(4, bool))
    >>> capacity_space_h(load), round(practical_space_h(load), 6)
    (12.0, 10.8)
    """
    return float(load.capacity.sum()) / _HOUR_MS


def practical_space_h(load: Load, *, efficiency: float = EFFICIENCY) -> float:
    """Return the space-hours that can be used in practice, turning in and out taken off.

    Parameters
    ----------
    efficiency
        Share that is left. [0..1]

    Notes
    -----
    efficiency times the integral of C [spaces · h]; see `capacity_space_h` for an example.

    References
    ----------
    Garber and Hoel, Traffic and Highway Engineering, parking studies: 0.85 to 0.95.

    Examples
    --------
    >>> import numpy as np
    >>> hour = np.full(4, 900_000)
    >>> load = Load(first=0, occupied=hour * 5.0, capacity=hour * 12.0, observed_ms=hour,
    ...             expected_ms=hour, doubted=np.zeros(4, bool))
    >>> round(practical_space_h(load), 6)
    10.8
    """
    return efficiency * capacity_space_h(load)


def unserved_vehicles(parked: float, turned_away_share: float) -> Figure:
    """Return how many were turned away, as a share of *all who came*. [vehicles].

    Notes
    -----
    unserved = parked * share / (1 - share).

    Examples
    --------
    >>> unserved_vehicles(200, 0.2).value
    50.0
    """
    if not 0 <= turned_away_share < 1:
        return Figure(None, Reason.UNDEFINED)
    return Figure(parked * turned_away_share / (1 - turned_away_share))


def unserved_space_h(vehicles: float, groups: list[tuple[float, float]]) -> float:
    """Return the space-hours that the turned away would have used.

    Parameters
    ----------
    groups
        Share of those turned away and how long they would have parked, such as commuters and
        shoppers. [1, h]

    Examples
    --------
    >>> unserved_space_h(50, [(0.2, 9), (0.8, 2)])
    170.0
    """
    return sum(vehicles * share * hours for share, hours in groups)


def additional_spaces(
    space_h: float, open_h: float, *, efficiency: float = EFFICIENCY
) -> Shortage | None:
    """Return the spaces that would serve some space-hours a day; None: never open.

    References
    ----------
    Garber and Hoel; PARK-029: 18.89, so at least 19.

    Examples
    --------
    >>> additional_spaces(170, 10).spaces
    19
    """
    usable = efficiency * open_h
    if usable <= 0:
        return None
    exact = space_h / usable
    return Shortage(exact=exact, spaces=math.ceil(exact - _ROUNDING))
