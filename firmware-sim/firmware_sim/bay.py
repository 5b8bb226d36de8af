"""A parking bay: vehicles come when people want to park, and stay as long as they need."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import exp, log
from typing import Self

from devices.properties import BayState
from firmware_sim.demand import STEP_US
from firmware_sim.fleet import STRICT
from firmware_sim.instants import SECOND_US, grid, parking_day_start_us, parking_days
from firmware_sim.payload import Measurement
from firmware_sim.place import Place
from firmware_sim.weather import DAY_US

_MINUTE_US = 60 * SECOND_US
_DRAWS = 64  # of stays and waits made at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a bay is used."""

    __pydantic_config__ = STRICT

    arrivals_per_h: float = 3.0  #: at the busiest hour, while the bay is vacant
    stay_median_min: float = 35.0
    stay_spread: float = 0.8  #: of the logarithm of the stay
    night_share: float = 0.15  #: how often a resident's vehicle stands there overnight
    market_factor: float = 1.4
    heartbeat_s: float = 21_600.0


class Bay:
    """One bay in software."""

    def __init__(self, place: Place, settings: Settings) -> None:
        self.place = place
        self.settings = settings
        self._days: dict[int, list[tuple[int, BayState]]] = {}

    def like(self, place: Place) -> Self:
        """Return a bay with the settings of the device there."""
        return type(self)(place, place.device.settings)  # type: ignore[arg-type]

    def at_start(self, time_us: int) -> list[Measurement]:
        """Return the state it finds."""
        return [_said(time_us, self.state(time_us))]

    def measurements(self, start_us: int, end_us: int) -> list[Measurement]:
        """Return every change, and the state again as a heartbeat."""
        changes = [
            _said(time_us, state)
            for day in parking_days(start_us - 1, end_us)
            for time_us, state in self._changes(day)
            if start_us < time_us <= end_us
        ]
        step_us = int(self.settings.heartbeat_s * SECOND_US)
        offset_us = int(self.place.share("heartbeat") * step_us)
        spoken = {change.time_us for change in changes}
        heartbeats = [
            _said(time_us, self.state(time_us))
            for time_us in grid(start_us, end_us, step_us, offset_us)
            if time_us not in spoken
        ]
        return changes + heartbeats + list(self.place.voltage(start_us, end_us))

    def state(self, time_us: int) -> BayState:
        """Return what stands there at an instant."""
        (day,) = parking_days(time_us, time_us)
        changes = self._changes(day)
        position = bisect_right(changes, time_us, key=lambda change: change[0])
        return changes[position - 1][1] if position else self._overnight(day)

    def stays(self, start_us: int, end_us: int) -> list[tuple[int, int]]:
        """Return from when to when somebody stands there, of the stays that touch [start, end]."""
        found: list[tuple[int, int]] = []
        days = parking_days(start_us - DAY_US, end_us)  # who stays overnight came the day before
        came_us = parking_day_start_us(days[0]) if self._overnight(days[0]) else None
        for day in days:
            for time_us, state in self._changes(day):
                if state is BayState.OCCUPIED:
                    came_us = time_us
                elif came_us is not None:
                    found.append((came_us, time_us))
                    came_us = None
        if came_us is not None:
            found.append((came_us, parking_day_start_us(days[-1] + 1)))
        return [stay for stay in found if stay[0] <= end_us and stay[1] >= start_us]

    def _overnight(self, day: int) -> BayState:
        """Return the state at the turn from the day before."""
        taken = self.place.share("night", day) < self.settings.night_share
        return BayState.OCCUPIED if taken else BayState.VACANT

    def _changes(self, day: int) -> list[tuple[int, BayState]]:
        if day not in self._days:
            self._days = {d: c for d, c in self._days.items() if d >= day - 1}
            self._days[day] = self._made_up(day)
        return self._days[day]

    def _made_up(self, day: int) -> list[tuple[int, BayState]]:
        """Return a day's changes; the last leads to the state the next day begins with."""
        chance = self.place.generator("day", day)
        begin_us = parking_day_start_us(day)
        end_us = begin_us + DAY_US
        demand = self.place.town.arrivals(begin_us, market=self.settings.market_factor)
        state, now_us = self._overnight(day), begin_us
        if state is BayState.OCCUPIED:
            now_us += int(chance.uniform(3, 6) * 60) * _MINUTE_US
        changes: list[tuple[int, BayState]] = []
        waits, stays = chance.exponential(size=_DRAWS).tolist(), chance.normal(size=_DRAWS).tolist()
        for wait, stay in zip(waits, stays, strict=True):
            if changes or state is BayState.VACANT:
                now_us += (
                    self._vacant_us(demand, now_us - begin_us, wait)
                    if state is BayState.VACANT
                    else self._stays_us(stay)
                )
            if now_us >= end_us - 60 * _MINUTE_US:
                break
            state = BayState(1 - state)
            changes.append((now_us // 1_000 * 1_000, state))
        if state is not self._overnight(day + 1):
            last_us = int(end_us - chance.uniform(5, 55) * _MINUTE_US)
            changes.append((last_us // 1_000 * 1_000, BayState(1 - state)))
        return changes

    def _vacant_us(self, demand: list[float], since_us: int, wait: float) -> int:
        """Return how long it stays vacant: until as many are expected as the wait says."""
        step, rest_us = divmod(since_us, STEP_US)
        if step >= len(demand) - 1:
            return DAY_US
        at = demand[step] + (demand[step + 1] - demand[step]) * rest_us / STEP_US
        wanted = at + wait / self.settings.arrivals_per_h
        after = bisect_left(demand, wanted)
        if after >= len(demand):
            return DAY_US
        before = demand[after - 1]
        share = (wanted - before) / (demand[after] - before)
        return max(SECOND_US, int((after - 1 + share) * STEP_US) - since_us)

    def _stays_us(self, stay: float) -> int:
        settings = self.settings
        minutes = exp(log(settings.stay_median_min) + settings.stay_spread * stay)
        return int(max(1.0, minutes) * _MINUTE_US)


def _said(time_us: int, state: BayState) -> Measurement:
    return Measurement(channel="bay", time_us=time_us, due_us=time_us, value=int(state))
