"""Vehicle classes of devices, mapped to the groups that planners use (indicators C14).

What a device calls a class is its own business: most tell length, TLS wants kinds of vehicle.
Every indicator is computed per group with its own n; the name and version of the table travel
with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Float
from analytics.speeds.histogram import NO_CLASS

METHOD_VERSION: Final = 1


class Group(StrEnum):
    """Groups of vehicles."""

    BICYCLE = "bicycle"  #: Rad
    MOTORCYCLE = "motorcycle"  #: Krad
    CAR = "car"  #: Pkw
    VAN = "van"  #: Lfw
    HEAVY = "heavy"  #: SV
    UNKNOWN = "unknown"  #: nk


#: Groups as numbers in the `vehicle` column of a histogram.
CODES: Final = {
    Group.BICYCLE: 1,
    Group.MOTORCYCLE: 2,
    Group.CAR: 3,
    Group.VAN: 4,
    Group.HEAVY: 5,
    Group.UNKNOWN: NO_CLASS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the classes of a device become groups.

    Parameters
    ----------
    name, version
        Of the table; a changed mapping is a new version.
    groups
        Device class to group; what is not in it is unknown.
    """

    name: str
    version: int
    groups: Mapping[int, Group]


#: TLS 2012, 8+1 classes by their code.
TLS_8_1: Final = Table(
    name="TLS 8+1",
    version=1,
    groups={
        6: Group.UNKNOWN,
        10: Group.MOTORCYCLE,
        7: Group.CAR,
        11: Group.VAN,
        2: Group.CAR,  # with trailer: no heavy traffic
        3: Group.HEAVY,
        8: Group.HEAVY,
        9: Group.HEAVY,
        5: Group.HEAVY,
    },
)


def by_table(device_class: NDArray[np.uint8], table: Table) -> NDArray[np.uint8]:
    """Return the code of the group of each vehicle.

    Examples
    --------
    >>> by_table(np.array([7, 8, 99], dtype=np.uint8), TLS_8_1).tolist()
    [3, 5, 255]
    """
    lookup = np.full(256, CODES[Group.UNKNOWN], dtype=np.uint8)
    for code, group in table.groups.items():
        lookup[code] = CODES[group]
    return lookup[device_class]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Groups of a device that tells lengths alone.

    Parameters
    ----------
    car_m, heavy_m
        From this length on a car, a heavy vehicle; shorter than a car is unknown: two-wheelers
        and reflections look alike. [m]
    """

    name: str
    version: int
    car_m: float
    heavy_m: float


#: Radar boxes as the city of Moers sets them: lorries from 8 m on.
RADAR_BOX: Final = Lengths(name="radar box by length", version=1, car_m=1.0, heavy_m=8.0)


def by_length(length_m: Float, lengths: Lengths) -> NDArray[np.uint8]:
    """Return the code of the group of each vehicle; NaN is unknown.

    Examples
    --------
    >>> by_length(np.array([0.5, 4.4, 12.0, np.nan]), RADAR_BOX).tolist()
    [255, 3, 5, 255]
    """
    found = np.full(len(length_m), CODES[Group.UNKNOWN], dtype=np.uint8)
    found[length_m >= lengths.car_m] = CODES[Group.CAR]
    found[length_m >= lengths.heavy_m] = CODES[Group.HEAVY]
    return found


def of_devices(device_class: NDArray[np.int16], length_m: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the code of the group of each vehicle, by its class, else by its length.

    A class is read as a code of TLS 8+1, for that is what German devices report. A device with
    classes of its own has its model translate them.

    Parameters
    ----------
    device_class
        -1 where the device gave none.
    length_m
        NaN where the device gave none. [m]

    Examples
    --------
    >>> classes = np.array([8, -1, -1, 300], dtype=np.int16)
    >>> of_devices(classes, np.array([4.0, 4.0, np.nan, 9.0], dtype=np.float32)).tolist()
    [5, 3, 255, 255]
    """
    told = (device_class >= 0) & (device_class < NO_CLASS)
    by_class = by_table(np.where(told, device_class, NO_CLASS).astype(np.uint8), TLS_8_1)
    lengths = by_length(length_m.astype(np.float64), RADAR_BOX)
    return np.where(device_class >= 0, by_class, lengths)
