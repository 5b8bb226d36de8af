"""The form of a fleet file, and how it unfolds into facts.

What the file need not say comes from the device model: the channels, what each observes, and the
direction from a channel's ending (`bicycles-a`). One entry with `count = 12` stands for twelve.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, TypeAdapter, ValidationError

from devices.models import MODELS, ChannelSpec
from devices.properties import DEFINITIONS, Direction, Kind, Property
from devices.topics import is_identifier
from firmware_sim.demand import Event
from firmware_sim.faults import KINDS, Fault
from firmware_sim.fleet import (
    STRICT,
    WEEKDAYS,
    DatastreamFacts,
    DeviceFacts,
    Fleet,
    FleetError,
    Opening,
    Site,
    SiteKind,
)
from firmware_sim.sensors import SETTINGS

_DIAGNOSTIC = frozenset({Property.BATTERY})  # about the device, no question of a planner


@dataclass(frozen=True, slots=True, kw_only=True)
class _Device:
    __pydantic_config__ = STRICT

    id: str  # with count: a pattern such as "bay-{n:02d}"
    model: str
    name: str = ""
    count: Annotated[int, Field(ge=1, le=100_000)] = 1
    first: int = 1
    directions: dict[str, Direction] = field(default_factory=dict)  # channel -> turned around
    settings: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


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
    device: tuple[_Device, ...] = ()


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
        raise FleetError(_first(why)) from why
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
        sites=tuple(_site(site) for site in file.site),
    )
    _check_ids([fleet.municipality], "municipality")
    _check_ids([site.id for site in fleet.sites], "site")
    _check_ids([device.id for device in fleet.devices], "device")
    return fleet


def _site(site: _Site) -> Site:
    entries = [entry for device in site.device for entry in _unfold(device)]
    channels = Counter(name for _, device in entries for name in MODELS[device.model].channels)
    return Site(
        id=site.id,
        name=site.name,
        kind=site.kind,
        lat=site.lat,
        lon=site.lon,
        capacity=site.capacity,
        opening=_opening(site),
        direction_a=site.direction_a,
        direction_b=site.direction_b,
        devices=tuple(_device(n, device, site, channels) for n, device in entries),
    )


def _unfold(device: _Device) -> Iterator[tuple[int, _Device]]:
    if device.model not in MODELS:
        raise FleetError(f"device {device.id}: no model {device.model!r}; there are {list(MODELS)}")
    unknown = device.directions.keys() - MODELS[device.model].channels.keys()
    if unknown:
        raise FleetError(f"device {device.id}: {device.model} has no channel {min(unknown)!r}")
    for n in range(device.first, device.first + device.count):
        yield n, device


def _device(n: int, device: _Device, site: _Site, channels: Counter[str]) -> DeviceFacts:
    try:
        name = device.id.format(n=n)
        label = device.name.format(n=n)
    except (KeyError, IndexError, ValueError) as why:
        raise FleetError(f"device {device.id!r}: the pattern knows only {{n}}: {why!r}") from why
    try:
        settings: object = TypeAdapter(SETTINGS[device.model]).validate_python(device.settings)
    except ValidationError as why:
        raise FleetError(f"device {name}: settings: {_first(why)}") from why
    specs = MODELS[device.model].channels
    streams = [
        DatastreamFacts(
            channel=channel,
            observed=spec.observed,
            # Bays of one place share their channel's name; the device tells them apart.
            source_id=channel if channels[channel] == 1 else name,
            direction=device.directions.get(channel, _direction(channel)),
            mode=spec.mode,
            role="check" if _counted_anyway(spec, specs.values()) else "part",
            bay=str(n) if spec.observed is Property.BAY_STATE else None,
            nominal_interval_s=_interval_s(spec, settings),
        )
        for channel, spec in specs.items()
        if spec.observed not in _DIAGNOSTIC
    ]
    return DeviceFacts(
        id=name,
        model=device.model,
        name=label or f"{site.name}: {name}",
        settings=settings,
        faults=device.faults,
        datastreams=tuple(streams),
    )


def _direction(channel: str) -> Direction:
    _, _, ending = channel.rpartition("-")
    return {"a": Direction.A, "b": Direction.B}.get(ending, Direction.NONE)


def _counted_anyway(spec: ChannelSpec, channels: Iterable[ChannelSpec]) -> bool:
    """Single vehicles of a device that counts them too are a check, never a second sum."""
    counted = any(c.observed is Property.COUNT and c.mode is spec.mode for c in channels)
    return spec.observed is Property.PASSAGE and counted


def _interval_s(spec: ChannelSpec, settings: object) -> int | None:
    if DEFINITIONS[spec.observed].kind is not Kind.INTERVAL:
        return None
    interval_s: int = getattr(settings, "interval_s")  # noqa: B009 - only models that count have it
    return interval_s


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


def _first(why: ValidationError) -> str:
    error = why.errors(include_url=False)[0]
    if error["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return f"{error['input']!r} is no fault: its kind is one of {', '.join(sorted(KINDS))}"
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    return f"{place}: {error['msg']} (got {error['input']!r})"
