"""Points on the earth, and latitudes that were entered as longitudes."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

_EARTH_KM: Final = 6_371.0
#: Where towns with these registries lie: latitudes and longitudes. [degrees]
_EUROPE: Final = ((34.0, 72.0), (-25.0, 45.0))

Point = tuple[float, float]  #: latitude, longitude [degrees]


def exchanged(point: Point) -> bool:
    """Whether a point lies in Europe only when its two numbers are exchanged.

    Examples
    --------
    >>> exchanged((7.79, 51.98)), exchanged((51.98, 7.79))
    (True, False)
    """
    return not _in_europe(point) and _in_europe(point[::-1])


def _in_europe(point: Point) -> bool:
    return all(low <= value <= high for value, (low, high) in zip(point, _EUROPE, strict=True))


def distance_km(one: Point, other: Point) -> float:
    """Return the distance of two points on the sphere. [km].

    Examples
    --------
    >>> round(distance_km((51.96, 7.63), (51.98, 7.79)))
    11
    """
    (a, b), (c, d) = (map(radians, one), map(radians, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
