"""A bicycle counter for two directions: a count for each finished interval."""

from dataclasses import dataclass

import numpy as np

from devices.properties import Direction
from firmware_sim.demand import STEP_US
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import HOUR_US

CHANNELS = (("bicycles-a", Direction.A), ("bicycles-b", Direction.B))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What passes by, and how often the device reports."""

    __pydantic_config__ = STRICT

    daily: float = 1_800.0  #: bicycles in each direction on a mild working day
    interval_s: int = 900  #: must divide an hour

    def __post_init__(self) -> None:
        if self.interval_s < 1 or 3_600 % self.interval_s:
            raise ValueError(f"interval_s = {self.interval_s} must divide an hour")
        if self.interval_s > 300 and self.interval_s % 300:
            raise ValueError(f"interval_s = {self.interval_s} must be a multiple of 300")


class BicycleCounter:
    """One counter in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._hours: dict[tuple[str, int], list[int]] = {}

    def at_start(self, time_us: int) -> list[Measurement]:  # noqa: ARG002 - the form of a sensor
        """Say nothing: an interval that began before the start was not counted whole."""
        return []

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return the counts of the intervals that are over, and the battery's voltage."""
        step_us = self.settings.interval_s * SECOND_US
        delay_us = self.place.delay_us(2.0)
        said = [
            Measurement(
                channel=channel,
                time_us=due_us - delay_us - step_us,
                due_us=due_us,
                value=self.count(channel, direction, due_us - delay_us - step_us),
                duration_ms=self.settings.interval_s * 1_000,
            )
            for due_us in grid(start_us, end_us, step_us, delay_us)
            for channel, direction in CHANNELS
        ]
        return said + list(self.place.voltage(start_us, end_us))

    def count(self, channel: str, direction: Direction, time_us: int) -> int:
        """Return the bicycles of the interval that begins at `time_us`."""
        hour, rest_us = divmod(time_us, HOUR_US)
        if (channel, hour) not in self._hours:
            self._hours = {key: counts for key, counts in self._hours.items() if key[1] >= hour}
            self._hours[channel, hour] = self._made_up(channel, direction, hour)
        return self._hours[channel, hour][rest_us // (self.settings.interval_s * SECOND_US)]

    def _made_up(self, channel: str, direction: Direction, hour: int) -> list[int]:
        step_us = self.settings.interval_s * SECOND_US
        town = self.place.town
        if step_us > STEP_US:  # the mean of the steps that the interval holds
            day, rest = divmod(hour, 24)
            rates = town.day(day).bicycle[direction][rest * 12 : rest * 12 + 12]
            rates = rates.reshape(-1, step_us // STEP_US).mean(axis=1)
        else:
            middles = range(hour * HOUR_US + step_us // 2, (hour + 1) * HOUR_US, step_us)
            rates = np.array([town.bicycles_per_h(middle, direction) for middle in middles])
        expected = rates * self.settings.daily * step_us / HOUR_US
        counts: list[int] = self.place.generator(channel, hour).poisson(expected).tolist()
        return counts
