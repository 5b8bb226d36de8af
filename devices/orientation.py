"""From the installer's view to a site's directions: "stands on the north side, looks east".

A sensor tells movements apart by how it sees them: to its right, towards it. Where it looks is
known when it is mounted (`orientation` of the deployment), and where the site's direction a leads
is known of the site; both together say which channel counts a and which b. Angles are compass
bearings in degrees, clockwise from north.
"""

import re
from enum import StrEnum
from typing import Final

from devices.properties import Direction


class Toward(StrEnum):
    """Which way something moves, as the sensor sees it."""

    LEFT_TO_RIGHT = "left-to-right"
    RIGHT_TO_LEFT = "right-to-left"
    APPROACHING = "approaching"  #: towards the sensor
    RECEDING = "receding"  #: away from it
    IN = "in"  #: along the arrow of a counting line: the way the sensor looks
    OUT = "out"  #: against it


#: Movements in direction a, where nobody says where a sensor looks; the others are in b.
USUALLY_A: Final = frozenset({Toward.LEFT_TO_RIGHT, Toward.APPROACHING, Toward.IN})
_TURN: Final = {
    Toward.LEFT_TO_RIGHT: 90.0,
    Toward.RIGHT_TO_LEFT: 270.0,
    Toward.APPROACHING: 180.0,
    Toward.RECEDING: 0.0,
    Toward.IN: 0.0,
    Toward.OUT: 180.0,
}
_POINTS: Final = ("n", "nne", "ne", "ene", "e", "ese", "se", "sse")
_POINTS_REST: Final = ("s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw")
_WORDS: Final = {
    "north": "n",
    "nord": "n",
    "east": "e",
    "ost": "e",
    "osten": "e",
    "norden": "n",
    "süden": "s",
    "westen": "w",
    "south": "s",
    "süd": "s",
    "sued": "s",
    "west": "w",
}
#: Closer than this to a right angle a movement belongs to neither direction. [degrees]
_ACROSS: Final = 15.0


def bearing(said: str) -> float:
    """Read a bearing: `east`, `nach Osten`, `NO`, `south-west`, `112.5`.

    Raises
    ------
    ValueError
        It is none of these.

    Examples
    --------
    >>> bearing("Südwest"), bearing("NO"), bearing("90°")
    (225.0, 45.0, 90.0)
    """
    text = said.strip().casefold().removeprefix("nach ").removesuffix("°").strip()
    if re.fullmatch(r"\d{1,3}([.,]\d+)?", text) and float(text.replace(",", ".")) <= 360:
        return float(text.replace(",", ".")) % 360
    for long in sorted(_WORDS, key=len, reverse=True):
        text = text.replace(long, _WORDS[long])
    # In German, o is east; no English point of the compass has one.
    text = re.sub(r"[\s-]", "", text).replace("o", "e")
    every = _POINTS + _POINTS_REST
    if text not in every:
        raise ValueError(
            f"{said!r} is no bearing: write a point of the compass (north, SW, Nordost) or degrees "
            "clockwise from north (0 to 360)"
        )
    return every.index(text) * 22.5


def movement_deg(toward: Toward, looks_deg: float) -> float:
    """Return where a movement leads that a sensor sees which looks to `looks_deg`.

    Examples
    --------
    A sensor on the north side of a street looks south; left to right is westwards.

    >>> movement_deg(Toward.LEFT_TO_RIGHT, 180)
    270.0
    """
    return (looks_deg + _TURN[toward]) % 360


def direction_of(toward: Toward, looks_deg: float, a_leads_deg: float) -> Direction:
    """Return the site's direction of a movement.

    Parameters
    ----------
    a_leads_deg
        Where the site's direction a leads.

    Raises
    ------
    ValueError
        The movement runs across the site's directions.

    Examples
    --------
    >>> direction_of(Toward.LEFT_TO_RIGHT, 180, 270)
    <Direction.A: 'a'>
    """
    leads = movement_deg(toward, looks_deg)
    apart = abs((leads - a_leads_deg + 180) % 360 - 180)
    if abs(apart - 90) < _ACROSS:
        raise ValueError(
            f"{toward} as seen by a sensor that looks to {looks_deg:g}° leads to {leads:g}°, "
            f"across direction a ({a_leads_deg:g}°): check both bearings"
        )
    return Direction.A if apart < 90 else Direction.B
