"""A people counter over a line: running totals, and what each period has added."""

from dataclasses import dataclass

import numpy as np

from devices.properties import Direction
from firmware_sim.demand import STEP_US
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import DAY_US

CHANNELS = (("line-1-in", Direction.A), ("line-1-out", Direction.B))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who walks by, and how often the device reports."""

    __pydantic_config__ = STRICT

    daily: float = 1_800.0  #: people in each direction on a mild working day
    interval_s: int = 600  #: as the model file says; divides a day, a multiple of 300


class LineCounter:
    """One counter in software; its totals begin at 0 when it is switched on."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._days: dict[tuple[str, int], list[int]] = {}
        self._totals: dict[str, int] = {}
        self._since_us: int | None = None  #: before it was switched on, it counted nobody

    def at_start(self, time_us: int) -> list[Measurement]:
        """Report the totals it finds: the first difference needs something to differ from."""
        if self._since_us is None:
            self._since_us = time_us
        return [
            Measurement(
                channel=channel,
                time_us=time_us,
                due_us=time_us,
                value=self._totals.get(channel, 0),
                is_total=True,
            )
            for channel, _ in CHANNELS
        ]

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return totals and periods of the intervals that are over, in the order of time."""
        step_us = self.settings.interval_s * SECOND_US
        delay_us = self.place.delay_us(20.0)
        said: list[Measurement] = []
        for due_us in grid(start_us, end_us, step_us, delay_us):
            begin_us = due_us - delay_us - step_us
            for channel, direction in CHANNELS:
                count = self._count(channel, direction, begin_us)
                if self._since_us is not None and begin_us < self._since_us:
                    count = 0
                total = self._totals[channel] = self._totals.get(channel, 0) + count
                said += [
                    Measurement(
                        channel=channel, time_us=due_us, due_us=due_us, value=total, is_total=True
                    ),
                    Measurement(
                        channel=f"{channel}-interval",
                        time_us=begin_us,
                        due_us=due_us,
                        value=count,
                        duration_ms=self.settings.interval_s * 1_000,
                    ),
                ]
        return said

    def _count(self, channel: str, direction: Direction, time_us: int) -> int:
        day, rest_us = divmod(time_us, DAY_US)
        if (channel, day) not in self._days:
            self._days = {key: kept for key, kept in self._days.items() if key[1] >= day - 1}
            steps = self.settings.interval_s * SECOND_US // STEP_US
            rates = self.place.town.day(day).bicycle[direction].reshape(-1, steps).mean(axis=1)
            expected = np.asarray(rates) * self.settings.daily * self.settings.interval_s / 3_600
            drawn: list[int] = self.place.generator(channel, day).poisson(expected).tolist()
            self._days[channel, day] = drawn
        return self._days[channel, day][rest_us // (self.settings.interval_s * SECOND_US)]
