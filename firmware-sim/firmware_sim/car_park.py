"""A car park with barriers: entries, exits, opening hours, and the number of free spaces."""

from bisect import bisect_right
from dataclasses import dataclass
from heapq import heappop, heappush
from math import log

import numpy as np

from firmware_sim.demand import STEP_US, STEPS
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid, parking_day_start_us, parking_days
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
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
        self._days: dict[int, tuple[list[int], list[int]]] = {}

    def at_start(self, time_us: int) -> list[Measurement]:
        """Return the state it finds."""
        return self._said(time_us)

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return what changed since the step before, and everything at each heartbeat."""
        step_us = int(self.settings.report_s * SECOND_US)
        heartbeat_us = int(self.settings.heartbeat_s * SECOND_US)
        times = grid(start_us, end_us, step_us)
        if not times:
            return []
        known = [times[0] - step_us, *times]
        free = [self.free(time_us) for time_us in known]
        operating = [int(self.is_open(time_us)) for time_us in known]
        said: list[Measurement] = []
        for n, time_us in enumerate(times, start=1):
            whole = time_us % heartbeat_us == 0
            if whole or free[n] != free[n - 1]:
                said.append(_value("free", time_us, free[n]))
            if whole or operating[n] != operating[n - 1]:
                said.append(_value("operating", time_us, operating[n]))
        return said

    def free(self, time_us: int) -> int:
        """Return the number of free spaces at an instant."""
        (day,) = parking_days(time_us, time_us)
        if day not in self._days:
            self._days = {d: m for d, m in self._days.items() if d >= day - 1}
            self._days[day] = self._movements(day)
        entries, exits = self._days[day]
        inside = bisect_right(entries, time_us) - bisect_right(exits, time_us)
        return self._capacity - self._permits - inside

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

    def _movements(self, day: int) -> tuple[list[int], list[int]]:
        """Return the sorted entries and exits of one day; by its end every guest has left."""
        chance = self.place.generator("day", day)
        begin_us, room = parking_day_start_us(day), self._capacity - self._permits
        slots = [begin_us + n * STEP_US for n in range(STEPS)]
        # The pull adds up to about 11 full hours on a working day.
        sums = self.place.town.arrivals(begin_us, market=self.settings.market_factor)
        arriving = chance.poisson(
            np.diff(sums) * self.settings.cars_per_space * self._capacity / 11
        )
        entries: list[int] = []
        exits: list[int] = []
        inside: list[int] = []
        for slot, cars in zip(slots, arriving, strict=True):
            for offset_us in np.sort(chance.integers(0, STEP_US, size=cars)):
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
        return sorted(entries), sorted(exits)

    def _said(self, time_us: int) -> list[Measurement]:
        return [
            _value("free", time_us, self.free(time_us)),
            _value("operating", time_us, int(self.is_open(time_us))),
        ]


def _value(channel: str, time_us: int, value: int) -> Measurement:
    return Measurement(channel=channel, time_us=time_us, due_us=time_us, value=value)
