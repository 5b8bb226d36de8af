"""A traffic radar: every vehicle with speed and length, and a count for each finished interval."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from devices.properties import Direction
from firmware_sim.fleet import STRICT
from firmware_sim.payload import Measurement
from firmware_sim.place import SECOND_US, Place, grid
from firmware_sim.weather import HOUR_US

_DIRECTIONS = (("a", Direction.A), ("b", Direction.B))
_MINUTE_US = 60 * SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What drives by, and how often the device reports."""

    __pydantic_config__ = STRICT

    daily: float = 3_200.0  #: vehicles in each direction on a working day
    speed_mean_km_h: float = 46.0
    speed_spread_km_h: float = 6.5
    heavy_share: float = 0.06
    interval_s: int = 60  #: of the counts; must divide an hour
    report_s: float = 10.0  #: single vehicles are told at the next of these steps

    def __post_init__(self) -> None:
        if self.interval_s < 1 or 3_600 % self.interval_s:
            raise ValueError(f"interval_s = {self.interval_s} must divide an hour")


class Radar:
    """One radar in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._hours: dict[tuple[str, int], list[Measurement]] = {}

    def at_start(self, time_us: int) -> list[Measurement]:  # noqa: ARG002 - the form of a sensor
        """Say nothing: an interval that began before the start was not counted whole."""
        return []

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return the vehicles since the last report and the counts of intervals that are over."""
        return [
            said
            for name, direction in _DIRECTIONS
            for said in (
                *self._passed(name, direction, start_us, end_us),
                *self._counted(name, direction, start_us, end_us),
            )
        ]

    def _passed(
        self, name: str, direction: Direction, start_us: int, end_us: int
    ) -> list[Measurement]:
        first = (start_us - int(self.settings.report_s * SECOND_US)) // HOUR_US
        return [
            vehicle
            for hour in range(first, end_us // HOUR_US + 1)
            for vehicle in self._vehicles(name, direction, hour)
            if start_us < vehicle.due_us <= end_us
        ]

    def _counted(
        self, name: str, direction: Direction, start_us: int, end_us: int
    ) -> list[Measurement]:
        step_us = self.settings.interval_s * SECOND_US
        delay_us = self.place.delay_us(2.0)
        counts = []
        for due_us in grid(start_us, end_us, step_us, delay_us):
            time_us = due_us - delay_us - step_us
            vehicles = self._vehicles(name, direction, time_us // HOUR_US)
            times = [vehicle.time_us for vehicle in vehicles]
            counts.append(
                Measurement(
                    channel=f"count-{name}",
                    time_us=time_us,
                    due_us=due_us,
                    value=bisect_left(times, time_us + step_us) - bisect_left(times, time_us),
                    duration_ms=self.settings.interval_s * 1_000,
                )
            )
        return counts

    def _vehicles(self, name: str, direction: Direction, hour: int) -> list[Measurement]:
        if (name, hour) not in self._hours:
            self._hours = {key: kept for key, kept in self._hours.items() if key[1] >= hour - 1}
            self._hours[name, hour] = self._made_up(name, direction, hour)
        return self._hours[name, hour]

    def _made_up(self, name: str, direction: Direction, hour: int) -> list[Measurement]:
        settings, chance = self.settings, self.place.generator(name, hour)
        minutes = [hour * HOUR_US + n * _MINUTE_US for n in range(60)]
        rates = np.array([self.place.town.motor_per_h(at, direction) for at in minutes])
        counts = chance.poisson(rates * settings.daily / 60)
        begins = np.repeat(np.array(minutes, dtype=np.int64), counts)
        times = np.sort(begins + chance.integers(0, 60_000, size=begins.size) * 1_000)
        speeds = chance.normal(settings.speed_mean_km_h, settings.speed_spread_km_h, times.size)
        heavy = chance.random(times.size) < settings.heavy_share
        lengths = np.where(
            heavy, chance.uniform(8, 17, times.size), chance.normal(4.4, 0.4, times.size)
        )
        report_us = int(settings.report_s * SECOND_US)
        return [
            Measurement(
                channel=f"vehicles-{name}",
                time_us=int(time_us),
                due_us=-(-int(time_us) // report_us) * report_us,
                n=n,
                speed_km_h=round(float(np.clip(speed, 5, 120)), 1),
                length_m=round(float(max(1.8, length)), 1),
            )
            for n, (time_us, speed, length) in enumerate(zip(times, speeds, lengths, strict=True))
        ]
