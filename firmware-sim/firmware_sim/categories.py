"""A radar that counts by category and side, with the mean speed of each."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from devices.properties import Direction
from firmware_sim.demand import STEP_US
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import DAY_US

_SIDES: Final = (("ltr", Direction.A), ("rtl", Direction.B))
CHANNELS: Final = tuple(
    f"{category}-{side}{what}"
    for category in ("bicycles", "cars", "heavy")
    for side, _ in _SIDES
    for what in ("", "-speed")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What drives by, and how often the device reports."""

    __pydantic_config__ = STRICT

    daily: float = 3_200.0  #: motor vehicles in each direction on a working day
    bicycles_daily: float = 400.0
    heavy_share: float = 0.06
    v85_km_h: float = 53.0
    speed_spread_km_h: float = 6.5
    interval_s: int = 300  #: as the model file says; divides a day, a multiple of 300


class CategoryRadar:
    """One radar in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._days: dict[tuple[str, int], tuple[list[int], list[int]]] = {}

    def at_start(self, time_us: int) -> list[Measurement]:  # noqa: ARG002 - the form of a sensor
        """Say nothing: an interval that began before the start was not counted whole."""
        return []

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return counts and mean speeds of the intervals that are over."""
        step_us = self.settings.interval_s * SECOND_US
        delay_us = self.place.delay_us(20.0)
        said: list[Measurement] = []
        for due_us in grid(start_us, end_us, step_us, delay_us):
            begin_us = due_us - delay_us - step_us
            day, rest_us = divmod(begin_us, DAY_US)
            for category in ("bicycles", "cars", "heavy"):
                for side, direction in _SIDES:
                    channel = f"{category}-{side}"
                    counts, speeds = self._day(category, channel, direction, day)
                    at = rest_us // step_us
                    said += [
                        self._said(channel, begin_us, due_us, counts[at]),
                        self._said(f"{channel}-speed", begin_us, due_us, speeds[at] or None),
                    ]
        return said

    def _said(self, channel: str, begin_us: int, due_us: int, value: float | None) -> Measurement:
        return Measurement(
            channel=channel,
            time_us=begin_us,
            due_us=due_us,
            value=value,
            duration_ms=self.settings.interval_s * 1_000,
        )

    def _day(
        self, category: str, channel: str, direction: Direction, day: int
    ) -> tuple[list[int], list[int]]:
        """Return a day's counts and mean speeds; 0 where nobody came."""
        if (channel, day) not in self._days:
            self._days = {key: kept for key, kept in self._days.items() if key[1] >= day - 1}
            self._days[channel, day] = self._made_up(category, channel, direction, day)
        return self._days[channel, day]

    def _made_up(
        self, category: str, channel: str, direction: Direction, day: int
    ) -> tuple[list[int], list[int]]:
        settings, town = self.settings, self.place.town.day(day)
        profile = town.bicycle if category == "bicycles" else town.motor
        daily = {
            "bicycles": settings.bicycles_daily,
            "cars": settings.daily * (1 - settings.heavy_share),
            "heavy": settings.daily * settings.heavy_share,
        }[category]
        steps = settings.interval_s * SECOND_US // STEP_US
        rates = profile[direction].reshape(-1, steps).mean(axis=1)
        chance = self.place.generator(channel, day)
        counts = chance.poisson(rates * daily * settings.interval_s / 3_600)
        mean = 17.0 if category == "bicycles" else self._mean_km_h()
        spread = settings.speed_spread_km_h / np.sqrt(np.maximum(counts, 1))
        speeds = np.rint(np.clip(chance.normal(mean, spread), 3, 200)).astype(int)
        return counts.tolist(), np.where(counts > 0, speeds, 0).tolist()

    def _mean_km_h(self) -> float:
        return self.settings.v85_km_h - 1.0364 * self.settings.speed_spread_km_h
