"""The registry in memory: what is known of each device that speaks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from devices.model import DeviceModel
from devices.models import MODELS
from devices.properties import DEFINITIONS, Kind, Property
from store.instants import to_us
from store.senders import NumberedChannel
from store.senders import Senders as Stored

#: What a device says of itself is true at a moment, and never a mean.
_OF_DEVICE: Final = frozenset(
    {Property.BATTERY, Property.BATTERY_LEVEL, Property.DEVICE_TEMPERATURE}
)


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A channel of a device, and what its readings must be like.

    `id` is None until the channel is numbered, at its first reading.
    """

    device: str
    name: str
    property: Property
    hold_max_s: int
    id: int | None = None
    is_interval: bool = field(init=False)
    is_sampled: bool = field(init=False)
    is_passage: bool = field(init=False)
    low: float = field(init=False)
    high: float = field(init=False)
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        definition = DEFINITIONS[self.property]
        self.is_interval = definition.kind is Kind.INTERVAL
        self.is_sampled = definition.kind is Kind.INSTANT and self.property not in _OF_DEVICE
        self.is_passage = definition.kind is Kind.PASSAGE
        self.whole = definition.whole
        self.low, self.high = definition.low, definition.high


class Senders:
    """Devices and their channels: device -> channel name -> channel.

    Parameters
    ----------
    model
        Returns a device model by its id, None when there is none.
    """

    def __init__(self, model: Callable[[str], DeviceModel | None] = MODELS.get) -> None:
        self._devices: dict[str, dict[str, Channel]] = {}
        self._models: dict[str, str] = {}
        self._retired_us: dict[str, int] = {}
        self._model = model

    def model(self, device: str) -> str | None:
        """Return the id of a device's model, None when the device is not registered."""
        return self._models.get(device)

    def retired_us(self, device: str) -> int | None:
        """Return from when on a device speaks no more, None when it is not retired. [us]."""
        return self._retired_us.get(device)

    def channels(self, device: str) -> dict[str, Channel] | None:
        """Return the channels of a device, None when it is not registered."""
        return self._devices.get(device)

    def replace(self, stored: Stored) -> None:
        """Take over the whole registry."""
        self._devices, self._models, self._retired_us = {}, {}, {}
        self.update(stored)

    def update(self, stored: Stored) -> None:
        """Take over what is stored of some devices."""
        for device, model in stored.models.items():
            self._models[device] = model
            self._devices[device] = _of_model(device, self._model(model))
            self._retired_us.pop(device, None)
        for device, retired_at in stored.retired.items():
            self._retired_us[device] = to_us(retired_at)
        for numbered in stored.channels:
            channels = self._devices.get(numbered.device)
            if channels is not None and numbered.property in _PROPERTIES:
                channels[numbered.name] = _numbered(numbered)

    def forget_numbers(self) -> None:
        """Have channels numbered again, for a database that came back may number them otherwise."""
        for channels in self._devices.values():
            for channel in channels.values():
                channel.id = None


_PROPERTIES = frozenset(Property)


def _of_model(device: str, known: DeviceModel | None) -> dict[str, Channel]:
    """Return what the model says; the pseudo-devices of recordings have no model of ours."""
    if known is None:
        return {}
    return {
        name: Channel(device=device, name=name, property=spec.observed, hold_max_s=spec.hold_max_s)
        for name, spec in known.channels.items()
    }


def _numbered(channel: NumberedChannel) -> Channel:
    return Channel(
        device=channel.device,
        name=channel.name,
        property=Property(channel.property),
        hold_max_s=channel.hold_max_s,
        id=channel.id,
    )
