"""A car park with barriers: entries, exits, opening hours, and the number of free spaces."""

from dataclasses import dataclass
from heapq import heappop, heappush
from math import log

import numpy as np
from numpy.typing import NDArray

from devices.properties import OperatingState
from firmware_sim.fleet import STRICT
from firmware_sim.payload import Measurement
from firmware_sim.place import SECOND_US, Place, grid, parking_day_start_us, parking_days
from firmware_sim.weather import DAY_US

_MINUTE_US = 60 * SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a car park is used."""

    __pydantic_config__ = STRICT

    cars_per_space: float = 2.2  #: entries on a working day
    stay_median_min: float = 75.0
    stay_spread: float = 0.7  #: of the logarithm of the stay
    permit_share: float = 0.08  #: spaces of permit holders, always taken
    market_factor: float = 1.3
    report_s: float = 60.0  #: a change is told at the next of these steps
    heartbeat_s: float = 300.0


class CarPark:
    """One car park in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._capacity = place.site.capacity or 100
        self._days: dict[int, NDArray[np.int64]] = {}

    def at_start(self, time_us: int) -> list[Measurement]:
        """Return the state it finds."""
        return self._said(time_us)

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return what changed since the step before, and everything at each heartbeat."""
        step_us = int(self.settings.report_s * SECOND_US)
        heartbeat_us = int(self.settings.heartbeat_s * SECOND_US)
        said: list[Measurement] = []
        for time_us in grid(start_us, end_us, step_us):
            now = self._said(time_us)
            if time_us % heartbeat_us == 0:
                said.extend(now)
                continue
            before = {m.channel: m.value for m in self._said(time_us - step_us)}
            said.extend(m for m in now if m.value != before[m.channel])
        return said

    def free(self, time_us: int) -> int:
        """Return the number of free spaces at an instant."""
        (day,) = parking_days(time_us, time_us)
        if day not in self._days:
            self._days = {d: m for d, m in self._days.items() if d >= day - 1}
            self._days[day] = self._movements(day)
        entries, exits = self._days[day]
        inside = np.searchsorted(entries, time_us, side="right") - np.searchsorted(
            exits, time_us, side="right"
        )
        return self._capacity - self._permits - int(inside)

    def is_open(self, time_us: int) -> bool:
        """Whether the entrance is open."""
        opening = self.place.site.opening
        if opening is None:
            return True
        local = self.place.town.local(time_us)
        return local.weekday() in opening.weekdays and (
            opening.opens <= local.time() < opening.closes
        )

    @property
    def _permits(self) -> int:
        return round(self._capacity * self.settings.permit_share)

    def _movements(self, day: int) -> NDArray[np.int64]:
        """Return the sorted entries and exits of one day; by its end every guest has left."""
        chance = self.place.generator("day", day)
        begin_us, room = parking_day_start_us(day), self._capacity - self._permits
        slots = [begin_us + n * 5 * _MINUTE_US for n in range(288)]
        market = self.settings.market_factor
        # The pull adds up to about 11 full hours on a working day.
        pull = np.array([self.place.town.parking_pull(slot, market=market) for slot in slots])
        arriving = chance.poisson(pull * self.settings.cars_per_space * self._capacity / 11 / 12)
        entries: list[int] = []
        exits: list[int] = []
        inside: list[int] = []
        for slot, cars in zip(slots, arriving, strict=True):
            for offset_us in np.sort(chance.integers(0, 5 * _MINUTE_US, size=cars)):
                enter_us = slot + int(offset_us)
                stay_min = chance.lognormal(
                    log(self.settings.stay_median_min), self.settings.stay_spread
                )
                leave_us = min(enter_us + int(stay_min * _MINUTE_US), begin_us + DAY_US - 1)
                while inside and inside[0] <= enter_us:
                    heappop(inside)
                if len(inside) < room and self.is_open(enter_us):
                    heappush(inside, leave_us)
                    entries.append(enter_us)
                    exits.append(leave_us)
        return np.array([sorted(entries), sorted(exits)], dtype=np.int64)

    def _said(self, time_us: int) -> list[Measurement]:
        operating = OperatingState.OPEN if self.is_open(time_us) else OperatingState.CLOSED
        return [
            Measurement(channel=channel, time_us=time_us, due_us=time_us, value=int(value))
            for channel, value in (("free", self.free(time_us)), ("operating", operating))
        ]
