"""How the devices of a fleet file unfold into facts: one entry with `count = 12` is twelve.

What the file need not say comes from the device model: the channels, what each observes, and the
direction from a channel's name (`bicycles-a`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from devices.model import ChannelSpec
from devices.models import MODELS
from devices.properties import DEFINITIONS, Direction, Kind, Property
from firmware_sim.faults import KINDS, Fault
from firmware_sim.faults.values import side_of
from firmware_sim.fleet import STRICT, DatastreamFacts, DeviceFacts, FleetError, Link
from firmware_sim.sensors import CHANNELS, SETTINGS

_DIAGNOSTIC = frozenset({Property.BATTERY})  # about the device, no question of a planner
_OF_NATIVE_DEVICES = frozenset({"clock", "hostile", "wrong_zone"})
_OF_LINKED_DEVICES = frozenset({"outage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry `[[site.device]]`."""

    __pydantic_config__ = STRICT

    id: str  # with count: a pattern such as "bay-{n:02d}"
    model: str
    name: str = ""
    count: Annotated[int, Field(ge=1, le=100_000)] = 1
    first: int = 1
    directions: dict[str, Direction] = field(default_factory=dict)  # channel -> turned around
    settings: dict[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    server: Literal["tts", "chirpstack"] | None = None
    dev_eui: str | None = None  # made up from the ids where it is not given


def unfold(device: Entry) -> Iterator[tuple[int, Entry]]:
    """Yield the number of each device of an entry.

    Raises
    ------
    FleetError
        Its model is not played, or does not go with what else is said of it.
    """
    if device.model not in MODELS:
        raise FleetError(f"device {device.id}: no model {device.model!r}; there are {list(MODELS)}")
    if device.model not in SETTINGS:
        raise FleetError(
            f"device {device.id}: nobody plays {device.model!r}; write one of {', '.join(SETTINGS)}"
        )
    _check_link(device)
    unknown = device.directions.keys() - channels_of(device.model).keys()
    if unknown:
        raise FleetError(f"device {device.id}: {device.model} has no channel {min(unknown)!r}")
    for n in range(device.first, device.first + device.count):
        yield n, device


def _check_link(device: Entry) -> None:
    """Refuse a server for what speaks natively, and faults that a server's devices cannot have."""
    native = not MODELS[device.model].codec
    if native != (device.server is None):
        wanted = "no server" if native else 'server = "tts" or "chirpstack"'
        raise FleetError(f"device {device.id}: {device.model} needs {wanted}")
    timeless = {fault.kind for fault in device.faults} & _OF_NATIVE_DEVICES
    if timeless and not native:
        raise FleetError(
            f"device {device.id}: {', '.join(sorted(timeless))} is nothing that can happen to a "
            "device behind a network server: its frames carry no time, and the server speaks for it"
        )
    airborne = {fault.kind for fault in device.faults} & _OF_LINKED_DEVICES
    if airborne and native:
        raise FleetError(
            f"device {device.id}: {', '.join(sorted(airborne))} is nothing that can happen to a "
            "native device: no gateway hears it; write `late` for one without a network"
        )
    if device.dev_eui is not None and not re.fullmatch("[0-9a-f]{16}", device.dev_eui):
        raise FleetError(f"device {device.id}: dev_eui is 16 lower-case hexadecimal digits")


def channels_of(model: str) -> dict[str, ChannelSpec]:
    """Return the channels of a model that are played."""
    channels = MODELS[model].channels
    return {name: channels[name] for name in CHANNELS.get(model, tuple(channels))}


def _link(device: Entry, name: str, fleet: str) -> Link | None:
    if device.server is None:
        return None
    made_up = blake2b(f"{fleet}/{name}".encode(), digest_size=5).hexdigest()
    return Link(server=device.server, dev_eui=device.dev_eui or f"70b3d5{made_up}")


def device_of(
    numbers: tuple[int, int], device: Entry, site: str, channels: Counter[str], fleet: str
) -> DeviceFacts:
    """Return a device of an entry.

    Parameters
    ----------
    numbers
        Its own, and its site's.
    site
        The site's name.
    channels
        How often each channel's name occurs at the site.

    Raises
    ------
    FleetError
        A pattern or a setting is wrong.
    """
    n, s = numbers
    name = filled(device.id, "device", n=n, s=s)
    label = filled(device.name, "device", n=n, s=s)
    settings = _settings(device)
    specs = channels_of(device.model)
    streams = [
        DatastreamFacts(
            channel=channel,
            observed=spec.observed,
            # Bays of one place share their channel's name; the device tells them apart.
            source_id=_source_id(channel, name, spec, channels),
            direction=device.directions.get(channel, _direction(channel, spec)),
            mode=spec.mode,
            role="check" if _is_check(spec, specs.values()) else "part",
            bay=str(n) if spec.observed is Property.BAY_STATE else None,
            nominal_interval_s=_interval_s(spec, settings),
        )
        for channel, spec in specs.items()
        if spec.observed not in _DIAGNOSTIC
    ]
    return DeviceFacts(
        id=name,
        model=device.model,
        name=label or f"{site}: {name}",
        settings=settings,
        faults=device.faults,
        datastreams=tuple(streams),
        link=_link(device, name, fleet),
    )


def filled(pattern: str, what: str, **numbers: int) -> str:
    """Return a pattern with its numbers.

    Raises
    ------
    FleetError
        It names others.
    """
    try:
        return pattern.format(**numbers)
    except (KeyError, IndexError, ValueError) as why:
        known = ", ".join(f"{{{name}}}" for name in numbers)
        raise FleetError(f"{what} {pattern!r}: the pattern knows only {known}: {why!r}") from why


@lru_cache(maxsize=64)
def _adapter(model: str) -> TypeAdapter[object]:
    return TypeAdapter(SETTINGS[model])


def _settings(device: Entry) -> object:
    try:
        return _adapter(device.model).validate_python(device.settings)
    except ValidationError as why:
        raise FleetError(f"device {device.id}: settings: {first_of(why)}") from why


def _source_id(channel: str, device: str, spec: ChannelSpec, channels: Counter[str]) -> str:
    """Return a name that is unique among the site's datastreams of the property."""
    if channels[channel] == 1:
        return channel
    return device if spec.observed is Property.BAY_STATE else f"{device}-{channel}"


def _direction(channel: str, spec: ChannelSpec) -> Direction:
    """Return a channel's direction by the model, or by its ending."""
    if spec.direction is not None:
        return spec.direction
    side = side_of(channel)
    return Direction.NONE if side is None else Direction(side)


def _is_check(spec: ChannelSpec, channels: Iterable[ChannelSpec]) -> bool:
    """Single vehicles of a device that counts them too are a check, never a second sum."""
    if spec.role == "check":
        return True
    counted = any(c.observed is Property.COUNT and c.mode is spec.mode for c in channels)
    return spec.observed is Property.PASSAGE and counted


def _interval_s(spec: ChannelSpec, settings: object) -> int | None:
    if DEFINITIONS[spec.observed].kind not in {Kind.INTERVAL, Kind.TOTAL}:
        return None
    interval_s: int = getattr(settings, "interval_s")  # noqa: B009 - only models that count have it
    return interval_s


def first_of(why: ValidationError) -> str:
    """Return the first of what is wrong, for people: where, what, and what there is instead."""
    error = why.errors(include_url=False)[0]
    if error["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return f"{error['input']!r} is no fault: its kind is one of {', '.join(sorted(KINDS))}"
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    return f"{place}: {error['msg']} (got {error['input']!r})"
