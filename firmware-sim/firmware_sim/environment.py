"""An air and noise station: weather, and what traffic adds to the air."""

from dataclasses import dataclass
from math import log10

from devices.properties import Direction
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import HOUR_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How often it measures, and how much traffic there is beside it."""

    __pydantic_config__ = STRICT

    every_s: float = 300.0
    traffic_daily: float = 3_200.0  #: vehicles in each direction on a working day


class Environment:
    """One station in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings

    def at_start(self, time_us: int) -> list[Measurement]:
        """Measure at once: somebody may be waiting at the screen."""
        return self._said(time_us)

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return one value of each channel for each step."""
        step_us = int(self.settings.every_s * SECOND_US)
        times = grid(start_us, end_us, step_us, self.place.delay_us(self.settings.every_s))
        return [said for time_us in times for said in self._said(time_us)]

    def _said(self, time_us: int) -> list[Measurement]:
        town = self.place.town
        weather = town.weather
        vehicles_per_h = self.settings.traffic_daily * sum(
            town.motor_per_h(time_us, direction) for direction in (Direction.A, Direction.B)
        )
        calm, rain = weather.calm(time_us), weather.rain(time_us)
        temperature = weather.temperature_c(time_us)
        dust = 9 + 18 * calm + 0.008 * vehicles_per_h - 5 * rain
        values = {
            "temperature": temperature + self._jitter("temperature", time_us, 0.3),
            "humidity": min(99.0, max(20.0, 88 - 1.6 * (temperature - 8) + 15 * rain)),
            "no2": 6 + vehicles_per_h * (0.01 + 0.05 * calm) + self._jitter("no2", time_us, 3),
            "pm10": max(1.0, dust + self._jitter("pm10", time_us, 3)),
            "pm2-5": max(0.5, 0.6 * dust + self._jitter("pm2-5", time_us, 2)),
            "sound": 42 + 7 * log10(1 + vehicles_per_h) + self._jitter("sound", time_us, 3),
        }
        return [
            Measurement(channel=name, time_us=time_us, due_us=time_us, value=round(value, 1))
            for name, value in values.items()
        ]

    def _jitter(self, name: str, time_us: int, width: float) -> float:
        slow = self.place.town.weather.noise(
            f"{self.place.device.id}/{name}", time_us, HOUR_US // 4
        )
        return width * (slow + self.place.share(name, time_us) - 1)
