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
    "nörd": "n",
    "öst": "e",
}
_STANDS: Final = r"stands?|mounted|installed|hangs?|steht|montiert|hängt|angebracht"
_LOOKS: Final = (
    r"looks?|looking|faces?|facing|points?|pointing|schaut|blickt?|blickrichtung|sieht|zeigt|"
    r"ausgerichtet"
)
_STREET: Final = r"stra(?:ß|ss)e"
#: What people put around the point of the compass: "mounted on the north side", "Blick nach Osten".
_AROUND: Final = re.compile(
    rf"\b({_STANDS}|{_LOOKS}|{_STREET}|it|sensor|leads?|leading|runs?|goes|on|at|to|towards?|the|of|"
    r"street|road|er|sie|ist|führt|fährt|fahrtrichtung|richtung|an|am|auf|in|im|nach|gen|zum?|zur|"
    r"der|die|dem|des|den|fahrbahn)\b"
)
_SIDE: Final = re.compile(rf"[\s-]*({_STREET}n|fahrbahn)?(side|seite)\b")
#: Between what is said of its place and what of its view.
_CLAUSES: Final = re.compile(
    rf";|,(?!\d)|\b(?:and|und)\b|(?=\b(?:{_LOOKS})\b)|(?<=side)\b|(?<=seite)\b"
)
#: "northern", "nördlichen", "ostwärts", "eastbound": the point of the compass is in front of it.
_ENDINGS: Final = re.compile(r"(?<=[a-zäöüß])(lich(e[nrms]?)?|ern|wärts|wards?|bound)\b")
#: A sensor on a side of a street looks at the street: not within this of its own side. [degrees]
_AWAY: Final = 45.0
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


def view(said: str) -> float:
    """Read where a sensor looks from an installer's words; a side alone: across the street.

    Raises
    ------
    ValueError
        It is no bearing, or the sensor would look away from the street.

    Examples
    --------
    >>> view("stands on the north side, looks east"), view("steht auf der Südseite")
    (90.0, 0.0)
    """
    sides: list[float] = []
    looks: list[float] = []
    for clause in _CLAUSES.split(said.casefold()):
        words = _plain(_SIDE.sub(" ", clause, count=1))
        if words:
            stands = _SIDE.search(clause) or re.search(rf"\b({_STANDS})\b", clause)
            (sides if stands else looks).append(_told(words, said))
    beside = _SIDE.search(said.casefold()) is not None
    if len(sides) > 1 or len(looks) > 1 or not (looks or (sides and beside)):
        raise ValueError(
            f"{said!r} does not say where the sensor looks: write one point of the compass, as "
            "`looks east`, `stands on the north side, looks east` or `112`"
        )
    if not looks:
        return (sides[0] + 180) % 360
    if sides and apart_deg(sides[0], looks[0]) < _AWAY:
        raise ValueError(
            f"{said!r}: a sensor on that side of a street that looks there looks away from it: "
            "check both"
        )
    return looks[0]


def lead(said: str) -> float:
    """Read where a direction leads: `east`, `nach Osten`, `Fahrtrichtung Ost`, `ostwärts`.

    Raises
    ------
    ValueError
        It is no bearing.
    """
    return _told(_plain(said.casefold()), said)


def apart_deg(one: float, other: float) -> float:
    """Return the angle between two bearings, 0 to 180. [degrees]."""
    return abs((one - other + 180) % 360 - 180)


def _plain(clause: str) -> str:
    return " ".join(_ENDINGS.sub("", _AROUND.sub(" ", clause)).split()).rstrip(".!")


def _told(words: str, said: str) -> float:
    try:
        return bearing(words)
    except ValueError as why:
        raise ValueError(str(why).replace(repr(words), repr(said), 1)) from why


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
    apart = apart_deg(leads, a_leads_deg)
    if abs(apart - 90) < _ACROSS:
        raise ValueError(
            f"{toward} as seen by a sensor that looks to {looks_deg:g}° leads to {leads:g}°, "
            f"across direction a ({a_leads_deg:g}°): check both bearings"
        )
    return Direction.A if apart < 90 else Direction.B
