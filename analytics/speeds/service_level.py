"""Level of service, A to F (Qualitätsstufe des Verkehrsablaufs; indicators C12).

From a single radar it is *indicative*: it measures neither delay nor capacity. The level by
utilisation needs a capacity that a person has configured. Letters are never averaged.
"""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.figure import Figure, Reason
from analytics.quarters import Float

METHOD: Final = "indicative"
METHOD_VERSION: Final = 1
MILE_KM: Final = 1.609344
#: Upper bounds of A to E on a basic freeway segment (HCM). [passenger cars/mi/lane]
FREEWAY_PC_MI_LN: Final = (11.0, 18.0, 26.0, 35.0, 45.0)
#: The same on a rural freeway facility (HCM). [passenger cars/mi/lane]
RURAL_PC_MI_LN: Final = (6.0, 14.0, 22.0, 29.0, 39.0)
#: Upper bounds of A-C, D and E by utilisation (HBS 2001, from a secondary source). [1]
UTILISATION: Final = (0.75, 0.90, 1.0)


class Level(StrEnum):
    """Quality of the traffic flow; utilisation alone does not tell A, B and C apart."""

    A = "A"
    B = "B"
    C = "C"
    A_TO_C = "A-C"
    D = "D"
    E = "E"
    F = "F"


_BY_DENSITY: Final = (Level.A, Level.B, Level.C, Level.D, Level.E, Level.F)
_BY_UTILISATION: Final = (Level.A_TO_C, Level.D, Level.E, Level.F)


def of_freeway(
    density_pc_mi_ln: Float, over_capacity: NDArray[np.bool_] | None = None
) -> list[Level | None]:
    """Return the HCM level of a basic freeway segment; None where the density is not known.

    Bounds belong to the better level. In vehicles/km/lane they are 6.8, 11.2, 16.2, 21.7 and 28.0.

    Parameters
    ----------
    density_pc_mi_ln
        `per_mile` of a density in vehicles/km. [passenger cars/mi/lane]
    over_capacity
        Where the demand is above the capacity: F whatever the density. None: nowhere.

    References
    ----------
    HCM as in TxDOT TSP Manual 9.3.4 (indicators C12).

    Examples
    --------
    >>> [level.value for level in of_freeway(np.array([11.0, 11.01, 45.1]))]
    ['A', 'B', 'F']
    >>> of_freeway(np.array([11.0, np.nan]), over_capacity=np.array([True, True]))
    [<Level.F: 'F'>, None]
    """
    found = _levels(density_pc_mi_ln, FREEWAY_PC_MI_LN, _BY_DENSITY)
    if over_capacity is None:
        return found
    return [
        Level.F if over and level else level
        for over, level in zip(over_capacity.tolist(), found, strict=True)
    ]


def of_rural_freeway(density_pc_mi_ln: Float) -> list[Level | None]:
    """Return the HCM level of a rural freeway facility; see `of_freeway`.

    Examples
    --------
    >>> [level.value for level in of_rural_freeway(np.array([6.0, 7.0]))]
    ['A', 'B']
    """
    return _levels(density_pc_mi_ln, RURAL_PC_MI_LN, _BY_DENSITY)


def per_mile(density_km: Float) -> Float:
    """Return a density in vehicles a mile of one in vehicles a km. [vehicles/mi].

    Examples
    --------
    >>> per_mile(np.array([25.0])).tolist()
    [40.2336]
    """
    return density_km * MILE_KM


def of_utilisation(utilisation: Float) -> list[Level | None]:
    """Return the group of levels by utilisation `x = demand / capacity`; None where not known.

    References
    ----------
    HBS 2001 after a secondary source: up to 0.75 A-C, 0.90 D, 1.0 E (indicators C12). Check it
    against HBS 2015 before a decision hangs on it.

    Examples
    --------
    >>> [level.value for level in of_utilisation(np.array([0.75, 0.8, 1.05]))]
    ['A-C', 'D', 'F']
    """
    return _levels(utilisation, UTILISATION, _BY_UTILISATION)


def utilisation(demand_h: float, capacity_h: float | None) -> Figure:
    """Return the demand of the design hour over the configured capacity. [1].

    Withheld without a capacity: none is guessed.

    Parameters
    ----------
    demand_h, capacity_h
        [vehicles/h]

    Examples
    --------
    >>> utilisation(900, 1200).value
    0.75
    >>> utilisation(900, None).reason.value
    'capacity_zero'
    """
    if capacity_h is None or capacity_h <= 0:
        return Figure(None, Reason.CAPACITY_ZERO)
    if np.isnan(demand_h):
        return Figure(None, Reason.INSUFFICIENT_DATA)
    return Figure(demand_h / capacity_h)


def _levels(
    values: Float, bounds: tuple[float, ...], levels: tuple[Level, ...]
) -> list[Level | None]:
    at = np.searchsorted(np.array(bounds), values, side="left")
    missing = np.isnan(values)
    return [
        None if gone else levels[k] for k, gone in zip(at.tolist(), missing.tolist(), strict=True)
    ]
