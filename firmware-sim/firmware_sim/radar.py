"""A traffic radar: every vehicle with speed and length, and a count for each finished interval."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from devices.properties import Direction
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import HOUR_US

_DIRECTIONS = (("a", Direction.A), ("b", Direction.B))
_MINUTE_US = 60 * SECOND_US
_V85_SPREADS = 1.0364  # the 85 % quantile of the standard normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What drives by, and how often the device reports."""

    __pydantic_config__ = STRICT

    daily: float = 3_200.0  #: vehicles in each direction on a working day
    speed_mean_km_h: float = 46.0
    speed_spread_km_h: float = 6.5
    v85_km_h: float | None = None  #: in the place of the mean: 85 % drive at most so fast
    platoon_s: float = 0.0  #: cycle of a traffic light before it; 0: nobody bunches them
    green_share: float = 0.45  #: of the cycle
    heavy_share: float = 0.06
    interval_s: int = 60  #: of the counts; must divide an hour
    report_s: float = 10.0  #: single vehicles are told at the next of these steps

    def __post_init__(self) -> None:
        if self.interval_s < 1 or 3_600 % self.interval_s:
            raise ValueError(f"interval_s = {self.interval_s} must divide an hour")
        if self.platoon_s and 3_600 % self.platoon_s:
            raise ValueError(f"platoon_s = {self.platoon_s:g} must divide an hour")

    @property
    def mean_km_h(self) -> float:
        """The mean speed, from V85 where that is given."""
        if self.v85_km_h is None:
            return self.speed_mean_km_h
        return self.v85_km_h - _V85_SPREADS * self.speed_spread_km_h


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
        found: list[Measurement] = []
        for hour in range(first, end_us // HOUR_US + 1):
            vehicles = self._vehicles(name, direction, hour)
            begin = bisect_right(vehicles, start_us, key=_due)
            found += vehicles[begin : bisect_right(vehicles, end_us, key=_due)]
        return found

    def _counted(
        self, name: str, direction: Direction, start_us: int, end_us: int
    ) -> list[Measurement]:
        step_us = self.settings.interval_s * SECOND_US
        delay_us = self.place.delay_us(2.0)
        counts = []
        for due_us in grid(start_us, end_us, step_us, delay_us):
            time_us = due_us - delay_us - step_us
            vehicles = self._vehicles(name, direction, time_us // HOUR_US)
            counts.append(
                Measurement(
                    channel=f"count-{name}",
                    time_us=time_us,
                    due_us=due_us,
                    value=bisect_left(vehicles, time_us + step_us, key=_time)
                    - bisect_left(vehicles, time_us, key=_time),
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
        day, rest = divmod(hour, 24)
        steps = self.place.town.day(day).motor[direction][rest * 12 : rest * 12 + 12]
        counts = chance.poisson(np.repeat(steps, 5) * settings.daily / 60)
        begins = np.repeat(hour * HOUR_US + np.arange(60) * _MINUTE_US, counts)
        times = begins + chance.integers(0, 60_000, size=begins.size) * 1_000
        times = np.sort(self._bunched(times))
        speeds = chance.normal(settings.mean_km_h, settings.speed_spread_km_h, times.size)
        heavy = chance.random(times.size) < settings.heavy_share
        lengths = np.where(
            heavy, chance.uniform(8, 17, times.size), chance.normal(4.4, 0.4, times.size)
        )
        report_us = int(settings.report_s * SECOND_US)
        columns = zip(
            times.tolist(),
            (-(-times // report_us) * report_us).tolist(),
            np.clip(speeds, 5, 120).round(1).tolist(),
            np.maximum(lengths, 1.8).round(1).tolist(),
            strict=True,
        )
        channel = f"vehicles-{name}"
        return [
            Measurement(
                channel=channel,
                time_us=time_us,
                due_us=due_us,
                n=n,
                speed_km_h=speed,
                length_m=length,
            )
            for n, (time_us, due_us, speed, length) in enumerate(columns)
        ]

    def _bunched(self, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """Let vehicles through at green only: the red's wait for it, then drive as a platoon."""
        cycle_us = int(self.settings.platoon_s * SECOND_US)
        if not cycle_us:
            return times
        since = times % cycle_us
        return times - since + (since * self.settings.green_share).astype(np.int64) // 1_000 * 1_000


def _time(vehicle: Measurement) -> int:
    return vehicle.time_us


def _due(vehicle: Measurement) -> int:
    return vehicle.due_us
