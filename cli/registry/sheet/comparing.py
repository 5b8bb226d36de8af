"""Rows compared with each other and with what is registered.

Two rows of one device, zeros that others still have in front, places that lie far from the others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from cli.registry.naming import bare_hex, device_id, looks_like_eui
from cli.registry.points import Point, distance_km, exchanged
from cli.registry.sheet.columns import Column
from cli.registry.sheet.wanted import Reading, Wanted, of_sites
from devices.names import slug

#: A town's sensors lie within this distance of their middle. [km]
FAR_KM: Final = 60.0
#: The rows of one site lie within this distance of each other. [km]
SITE_KM: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What rows are compared with.

    Parameters
    ----------
    names
        Every name of every device.
    places
        Site -> the names of its bays and lanes.
    points
        Where each site is.
    """

    names: frozenset[str] = frozenset()
    places: Mapping[str, frozenset[str]] | None = None
    points: Mapping[str, Point] = field(default_factory=dict)


def compare(reading: Reading, registered: Registered) -> None:
    """Refuse rows that contradict others or what is registered."""
    _lost_zeros(reading, registered)
    _beside_euis(reading)
    _twice(reading)
    _far(reading, registered.points)


def _twice(reading: Reading) -> None:
    """Refuse the second row of one device and channel, and of one place."""
    rows: dict[tuple[str, ...], Wanted] = {}
    at: dict[str, Wanted] = {}
    for one in list(reading.wanted):
        device = device_id(one.ident.text)
        key = (device, one.direction or "", one.channel or "")
        first = rows.setdefault(key, one)
        same_device = at.setdefault(device, one)
        if first is not one:
            reading.refuse(one.line, one.wrong(Column.IDENT, _again(one, first)))
        elif slug(one.site or "") != slug(same_device.site or ""):
            where = f"row {same_device.line} has it at {_where(same_device)}"
            reading.refuse(
                one.line,
                one.wrong(Column.IDENT, f"{one.ident.text} cannot be in two places: {where}"),
            )


def _again(one: Wanted, first: Wanted) -> str:
    return f"{one.ident.text} stands in row {first.line} already ({_where(first)}): a duplicate"


def _where(one: Wanted) -> str:
    return " ".join(part for part in (one.site, one.place, one.direction) if part) or "no site"


def _lost_zeros(reading: Reading, registered: Registered) -> None:
    """Refuse numbers shorter than those that still have their zeros in front."""
    every = registered.names | {one.ident.text for one in reading.wanted}
    names = {name for name in every if not looks_like_eui(name)}
    for one in list(reading.wanted):
        if one.ident.kind == "serial" and (longer := _longer(one.ident.text, names)):
            reading.refuse(one.line, one.wrong(Column.IDENT, _zeros(one.ident.text, longer)))
    for site, rows in of_sites(reading.wanted).items():
        known = (registered.places or {}).get(site, frozenset())
        labels = known | {one.place for one in rows if one.place is not None}
        for one in rows:
            if one.place is not None and (longer := _longer(one.place, labels)):
                reading.refuse(one.line, one.wrong(Column.PLACE, _zeros(one.place, longer)))


def _beside_euis(reading: Reading) -> None:
    """Refuse a shorter or longer hexadecimal number where others of its model have a DevEUI."""
    models = {one.model for one in reading.wanted if one.ident.kind == "dev_eui"}
    for one in list(reading.wanted):
        bare = bare_hex(one.ident.text)
        hexadecimal = re.fullmatch(r"[0-9a-f]{8,20}", bare) is not None
        if one.ident.kind == "serial" and one.model in models and hexadecimal:
            sentence = f"{one.ident.text} has {len(bare)} digits, the DevEUIs beside it have 16"
            reading.refuse(one.line, one.wrong(Column.IDENT, sentence))


def _longer(text: str, others: Iterable[str]) -> str | None:
    """Return another number that shows that zeros are missing, None where none does."""
    if not re.fullmatch(r"[1-9]\d*|0", text):
        return None
    padded = [o for o in others if re.fullmatch(r"0\d+", o) and len(o) > len(text)]
    same = [o for o in padded if o.lstrip("0") == text.lstrip("0")]
    lengths = {len(o) for o in others if o.isdecimal() and o.startswith("0")}
    if same:
        return same[0]
    return padded[0] if padded and len(lengths) == 1 else None


def _zeros(text: str, longer: str) -> str:
    return (
        f"{text} has lost its zeros in front: another one is written {longer}; "
        "format the column as text and enter it again"
    )


def _far(reading: Reading, points: Mapping[str, Point]) -> None:
    """Refuse coordinates that are exchanged, or far from those of the others."""
    for one in list(reading.wanted):
        if one.lat is not None and one.lon is not None and exchanged((one.lat, one.lon)):
            sentence = f"{one.lat:g} and {one.lon:g} are exchanged: lat is the one near 50"
            reading.refuse(one.line, one.wrong(Column.LAT, sentence))
    named = of_sites(reading.wanted)
    others = [point for site, point in points.items() if site not in named]
    middle = _middle([*others, *_points(reading.wanted)])
    for one in list(reading.wanted):
        if one.lat is None or one.lon is None or middle is None:
            continue
        here = (one.lat, one.lon)
        away = distance_km(here, middle)
        if away > FAR_KM:
            swapped = (
                distance_km((one.lon, one.lat), middle) < FAR_KM if abs(one.lon) < 90 else False
            )
            why = "lat and lon are exchanged" if swapped else f"{away:,.0f} km from the other sites"
            reading.refuse(one.line, one.wrong(Column.LAT, f"{one.lat:g}, {one.lon:g}: {why}"))
    for site, rows in of_sites(reading.wanted).items():
        middle = points.get(site) or _middle(_points(rows))
        for one in rows:
            if one.lat is None or one.lon is None or middle is None:
                continue
            away = distance_km((one.lat, one.lon), middle)
            if away > SITE_KM:
                sentence = f"{away:.1f} km from the other rows of {one.site}"
                reading.refuse(one.line, one.wrong(Column.LAT, sentence))


def _points(rows: Iterable[Wanted]) -> list[Point]:
    return [(one.lat, one.lon) for one in rows if one.lat is not None and one.lon is not None]


def _middle(points: Sequence[Point]) -> Point | None:
    """Return the middle of points, which a few wrong ones do not move; of two the first."""
    if len(points) < 3:
        return points[0] if points else None
    return median(lat for lat, _ in points), median(lon for _, lon in points)
