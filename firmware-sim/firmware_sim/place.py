"""What a simulated sensor knows of its surroundings, and what every sensor can do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np

from firmware_sim import chance
from firmware_sim.demand import Town
from firmware_sim.fleet import DeviceFacts, Site
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.weather import DAY_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one device stands."""

    seed: int
    town: Town
    site: Site
    device: DeviceFacts

    def generator(self, *key: object) -> np.random.Generator:
        """Return the random numbers of this device for a key."""
        return chance.generator(self.seed, self.device.id, *key)

    def neighbour(self, device: str) -> "Place":
        """Return where another device of the site stands; `KeyError`: there is none."""
        for other in self.site.devices:
            if other.id == device:
                return replace(self, device=other)
        raise KeyError(f"{self.device.id} has no neighbour {device!r} at {self.site.id}")

    def share(self, *key: object) -> float:
        """Return the one number in [0, 1) of this device for a key."""
        return chance.share(self.seed, self.device.id, *key)

    def delay_us(self, longest_s: float) -> int:
        """Return this device's own lag, so that a fleet does not speak in chorus."""
        return int(self.share("delay") * longest_s * SECOND_US)

    def voltage(self, start_us: int, end_us: int) -> Iterator[Measurement]:
        """Yield the battery's voltage once a day, at the device's own time of day."""
        at = int(self.share("battery", "at") * DAY_US)
        fresh = 3.4 + 0.2 * self.share("battery", "fresh")
        for time_us in grid(start_us, end_us, DAY_US, at):
            cold = min(0.0, self.town.weather.temperature_c(time_us) - 10) * 0.005
            value = round(fresh + cold, 2)
            yield Measurement(channel="battery", time_us=time_us, due_us=time_us, value=value)


class Sensor(Protocol):
    """A simulated sensor: a function of time, without memory of being asked."""

    def at_start(self, time_us: int) -> list[Measurement]:
        """Return what the device says when it is switched on: the states it finds."""
        ...

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return what becomes due in (start, end], in any order."""
        ...


@runtime_checkable
class Stays(Protocol):
    """A sensor of a place where one vehicle at a time stands."""

    def state(self, time_us: int) -> int:
        """Return what stands there at an instant, a `devices.properties.BayState`."""
        ...

    def stays(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """Return from when to when somebody stands there, of the stays that touch [start, end]."""
        ...

    def like(self, place: Place) -> Self:
        """Return a sensor with these settings at another place."""
        ...


class Build(Protocol):
    """Makes a sensor of one model."""

    def __call__(self, place: Place, settings: Any) -> Sensor:  # noqa: ANN401 - the model's own
        """Return the sensor of a device."""
        ...
