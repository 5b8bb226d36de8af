"""The form of a fleet file, and how it unfolds into facts.

What the file need not say comes from the device model: the channels, what each observes, and the
direction from a channel's ending (`bicycles-a`). One entry with `count = 12` stands for twelve.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, TypeAdapter, ValidationError

from devices.topics import is_identifier
from firmware_sim.demand import Event
from firmware_sim.faults import Straddle
from firmware_sim.fleet import (
    STRICT,
    WEEKDAYS,
    Fleet,
    FleetError,
    Opening,
    Site,
    SiteKind,
)
from firmware_sim.fleet_devices import Entry, channels_of, device_of, filled, first_of, unfold

_FORM: Final = "firmware-sim/README.md shows the form of a fleet file"
_SHIPPED = (Path(__file__).parent / "fleets", Path(__file__).parents[1] / "fleets")
_GOLDEN_ANGLE = pi * (3 - sqrt(5))
_DEGREE_M = 111_195.0  # of a meridian


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    __pydantic_config__ = STRICT

    id: str
    name: str
    kind: SiteKind
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    capacity: Annotated[int, Field(gt=0)] | None = None
    opening: Opening | None = None
    direction_a: str | None = None
    direction_b: str | None = None
    device: tuple[Entry, ...] = ()
    count: Annotated[int, Field(ge=1, le=10_000)] = 1  # `{s}` in ids and names is the site's number
    spread_m: Annotated[float, Field(ge=0, le=200_000)] = 0.0  # scattered so far around lat, lon


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = STRICT

    id: str
    name: str
    municipality: str
    time_zone: str = "Europe/Berlin"
    seed: int = 1
    connections: Annotated[int, Field(ge=0, le=1_000)] = 0
    market_days: tuple[str, ...] = ()
    state: str = "NW"
    event: tuple[Event, ...] = ()
    site: tuple[_Site, ...] = ()


def shipped() -> dict[str, Path]:
    """Return the fleets that come with the program: name -> file."""
    files = (path for folder in _SHIPPED if folder.is_dir() for path in folder.glob("*.toml"))
    return {path.stem: path for path in sorted(files)}


def load(path: Path | str) -> Fleet:
    """Read a fleet file, or a shipped fleet by its name (`telgte`).

    Raises
    ------
    FleetError
        There is no such fleet, it is not TOML, or it does not follow the form.
    """
    file = shipped().get(str(path), Path(path))
    try:
        raw = file.read_bytes()
    except OSError as why:
        raise FleetError(
            f"cannot read the fleet {path}: {why.strerror}; name a file or one of: "
            f"{', '.join(shipped())}"
        ) from why
    try:
        return parse(tomllib.loads(raw.decode("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise FleetError(f"{file}: not TOML: {why}; {_FORM}") from why
    except FleetError as why:
        raise FleetError(f"{file}: {why}; {_FORM}") from why


def parse(table: Mapping[str, object]) -> Fleet:
    """Turn the content of a fleet file into a fleet.

    Raises
    ------
    FleetError
        Says where in the file, and what to write instead.
    """
    try:
        file = TypeAdapter(_File).validate_python(table)
    except ValidationError as why:
        raise FleetError(first_of(why)) from why
    fleet = Fleet(
        id=file.id,
        name=file.name,
        municipality=file.municipality,
        time_zone=_zone(file.time_zone),
        seed=file.seed,
        connections=file.connections,
        market_weekdays=frozenset(_weekday(day) for day in file.market_days),
        state=file.state,
        events=file.event,
        sites=tuple(
            _site(site, file.id, s) for site in file.site for s in range(1, site.count + 1)
        ),
    )
    _check_ids([fleet.municipality], "municipality")
    _check_ids([site.id for site in fleet.sites], "site")
    _check_ids([device.id for device in fleet.devices], "device")
    for one in fleet.sites:
        _check_neighbours(one)
    return fleet


def _site(site: _Site, fleet: str, s: int) -> Site:
    entries = [entry for device in site.device for entry in unfold(device)]
    name = filled(site.name, "site", s=s)
    lat, lon = _scattered(site, s)
    channels = Counter(name for _, device in entries for name in channels_of(device.model))
    return Site(
        id=filled(site.id, "site", s=s),
        name=name,
        kind=site.kind,
        lat=lat,
        lon=lon,
        capacity=site.capacity,
        opening=_opening(site),
        direction_a=site.direction_a,
        direction_b=site.direction_b,
        devices=tuple(device_of((n, s), device, name, channels, fleet) for n, device in entries),
    )


def _scattered(site: _Site, s: int) -> tuple[float, float]:
    """Return the place of the s-th site: evenly over a disk, as seeds in a sunflower."""
    if site.count == 1 or not site.spread_m:
        return site.lat, site.lon
    away_m, angle = site.spread_m * sqrt((s - 0.5) / site.count), s * _GOLDEN_ANGLE
    lat = site.lat + away_m * cos(angle) / _DEGREE_M
    lon = site.lon + away_m * sin(angle) / (_DEGREE_M * cos(radians(site.lat)))
    return round(lat, 6), round(lon, 6)


def _opening(site: _Site) -> Opening | None:
    opening = site.opening
    if opening is None:
        return None
    if _weekday(opening.from_day) > _weekday(opening.to_day) or opening.opens >= opening.closes:
        raise FleetError(
            f"site {site.id}: opening {opening} ends before it begins: write days Mon to Sun "
            "and hours of one day"
        )
    return opening


def _weekday(day: str) -> int:
    if day not in WEEKDAYS:
        raise FleetError(f"no weekday {day!r}; there are {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(day)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as why:
        raise FleetError(f"no time zone {name!r}; write a name such as Europe/Berlin") from why


def _check_ids(ids: list[str], what: str) -> None:
    for name, times in Counter(ids).items():
        if not is_identifier(name):
            raise FleetError(
                f"{what} {name!r} cannot stand in a topic: at most 64 lower-case letters, "
                "digits and hyphens"
            )
        if times > 1:
            raise FleetError(f"{what} {name!r} stands {times} times; every id only once")


def _check_neighbours(site: Site) -> None:
    known = {device.id for device in site.devices}
    for device in site.devices:
        for fault in device.faults:
            if isinstance(fault, Straddle) and fault.neighbour not in known - {device.id}:
                raise FleetError(
                    f"device {device.id}: site {site.id} has no neighbour {fault.neighbour!r}; "
                    f"there are {', '.join(sorted(known - {device.id})) or 'none'}"
                )
