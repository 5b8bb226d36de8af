"""Plausible demand: who is under way at which hour of which day.

The shapes are shares of a working day's traffic by local hour, drawn after the counts of Münster
(`muenster-bikes`) and rounded. They are a stage set: good enough to look at and to test with.
A UTC day is made once, in steps of five minutes, and serves every device of the town.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict

from devices.properties import Direction
from firmware_sim.chance import share
from firmware_sim.weather import DAY_US, HOUR_US, Weather

STEP_US: Final = 300_000_000
STEPS: Final = DAY_US // STEP_US
Float = NDArray[np.float64]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SATURDAY, _SUNDAY = 5, 6
_DAYS_KEPT = 6
_SUMS_KEPT = 64

_INTO_TOWN = (
    *(2, 1, 1, 1, 2, 10, 35, 105, 98, 62, 50, 50),
    *(54, 56, 54, 58, 64, 68, 58, 42, 30, 20, 14, 7),
)
_OUT_OF_TOWN = (
    *(6, 3, 2, 1, 1, 4, 14, 38, 40, 38, 42, 48),
    *(60, 62, 62, 80, 104, 110, 82, 54, 38, 28, 20, 12),
)
_LEISURE = (
    *(8, 5, 4, 2, 2, 3, 8, 16, 30, 50, 68, 76),
    *(76, 82, 90, 92, 86, 74, 60, 44, 32, 24, 18, 12),
)
_PARKING = (
    *(1, 1, 0, 0, 1, 4, 18, 55, 85, 100, 100, 92),
    *(78, 74, 82, 90, 92, 76, 50, 32, 24, 16, 8, 3),
)
_MARKET_HOURS = (7, 13)
_SUNDAY_PARKING = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that draws people, or keeps them away, from `begin` to `until`, local time."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    begin: datetime
    until: datetime
    factor: float  #: of the usual demand
    of: tuple[Literal["bicycle", "motor", "parking"], ...] = ("bicycle", "motor", "parking")


@dataclass(frozen=True, slots=True)
class Day:
    """A UTC day of the town in steps of five minutes: shares of a working day's total, per hour."""

    bicycle: dict[Direction, Float]
    motor: dict[Direction, Float]
    parking: Float  #: how much people want to park, 0 to 1 on a working day, without a market
    market: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Town:
    """The town's rhythm.

    Parameters
    ----------
    market_weekdays
        Days with a market, Monday = 0.
    state
        Whose public holidays are kept.
    """

    seed: int
    time_zone: ZoneInfo
    market_weekdays: frozenset[int]
    weather: Weather
    state: str = "NW"
    events: tuple[Event, ...] = ()
    _days: dict[int, Day] = field(default_factory=dict)
    _sums: dict[tuple[int, float], list[float]] = field(default_factory=dict)

    def local(self, time_us: int) -> datetime:
        """Return the town's wall-clock time."""
        return (_EPOCH + timedelta(microseconds=time_us)).astimezone(self.time_zone)

    def bicycles_per_h(self, time_us: int, direction: Direction) -> float:
        """Return cycling in one direction, as a share of a working day's total, per hour."""
        day, step = _at(time_us)
        return float(self.day(day).bicycle[direction][step])

    def motor_per_h(self, time_us: int, direction: Direction) -> float:
        """Return motor traffic in one direction, as a share of a working day's total, per hour."""
        day, step = _at(time_us)
        return float(self.day(day).motor[direction][step])

    def pull(self, day: int, *, market: float) -> Float:
        """Return how much people want to park in each step of a UTC day.

        Parameters
        ----------
        market
            The factor during market hours at this place.
        """
        known = self.day(day)
        return known.parking * np.where(known.market, market, 1.0)

    def arrivals(self, begin_us: int, *, market: float) -> list[float]:
        """Return how many want to park in a day from `begin_us`, summed up to each of its steps.

        In hours of the busiest hour: times the arrivals of that hour it is a number of vehicles.
        """
        key = begin_us, market
        if key not in self._sums:
            if len(self._sums) > _SUMS_KEPT:
                self._sums.clear()
            day, rest_us = divmod(begin_us, DAY_US)
            first = rest_us // STEP_US
            two = [self.pull(day, market=market), self.pull(day + 1, market=market)]
            pull = np.maximum(np.concatenate(two)[first : first + STEPS], 1e-6)
            self._sums[key] = [0.0, *np.cumsum(pull * STEP_US / HOUR_US).tolist()]
        return self._sums[key]

    def day(self, number: int) -> Day:
        """Return a UTC day, by its number since 1970."""
        if number not in self._days:
            for old in sorted(self._days)[: len(self._days) - _DAYS_KEPT]:
                del self._days[old]
            self._days[number] = self._made(number)
        return self._days[number]

    @cached_property
    def _holidays(self) -> "holidays.HolidayBase":
        return holidays.country_holidays("DE", subdiv=self.state)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday."""
        return day in self._holidays

    def _made(self, number: int) -> Day:
        begin_us = number * DAY_US
        steps = [begin_us + n * STEP_US + STEP_US // 2 for n in range(STEPS)]
        hours = [self.local(begin_us + n * HOUR_US) for n in range(24)]
        offset = np.repeat([local.hour - n for n, local in enumerate(hours)], STEPS // 24)
        at = (np.arange(STEPS) + 0.5) / 12 + offset  # hours of the local day, may be over 24
        dates = [hours[n // 12].date() for n in range(STEPS)]
        kinds = {day: self._kind(day) for day in set(dates)}
        mood = np.array([share(self.seed, "mood", day) * 0.2 + 0.9 for day in dates])
        cycling = np.array([self.weather.cycling(time_us) for time_us in steps])
        weekday = np.array([kinds[day] for day in dates])
        market = np.array([d.weekday() in self.market_weekdays for d in dates]) & (
            (at % 24 >= _MARKET_HOURS[0]) & (at % 24 < _MARKET_HOURS[1])
        )
        parking = mood * _shape(_PARKING, at) / max(_PARKING)
        factors = {of: self._eventful(of, steps) for of in ("bicycle", "motor", "parking")}
        traffic = {d: _traffic(d, at, weekday) * mood for d in (Direction.A, Direction.B)}
        return Day(
            bicycle={
                d: _weekend(traffic[d], weekday, (0.85, 0.75)) * cycling * factors["bicycle"]
                for d in traffic
            },
            motor={
                d: _weekend(traffic[d], weekday, (0.75, 0.5))
                * np.where(market, 1.25, 1.0)
                * factors["motor"]
                for d in traffic
            },
            parking=np.where(weekday == _SUNDAY, _SUNDAY_PARKING, 1.0)
            * parking
            * factors["parking"],
            market=market,
        )

    def _kind(self, day: date) -> int:
        """Return the weekday; a public holiday is like a Sunday."""
        return _SUNDAY if self.is_holiday(day) else day.weekday()

    def _eventful(self, of: str, steps: list[int]) -> Float:
        factor = np.ones(STEPS)
        for event in self.events:
            if of not in event.of:
                continue
            begin, until = (
                int(t.replace(tzinfo=self.time_zone).timestamp() * 1e6)
                for t in (event.begin, event.until)
            )
            factor *= [event.factor if begin <= time_us < until else 1.0 for time_us in steps]
        return factor


def _at(time_us: int) -> tuple[int, int]:
    day, rest_us = divmod(time_us, DAY_US)
    return day, rest_us // STEP_US


def _traffic(direction: Direction, at: Float, weekday: NDArray[np.int64]) -> Float:
    shape = _OUT_OF_TOWN if direction is Direction.B else _INTO_TOWN
    working = _shape(shape, at) / sum(shape)
    return np.where(weekday >= _SATURDAY, _shape(_LEISURE, at) / sum(_LEISURE), working)


def _weekend(traffic: Float, weekday: NDArray[np.int64], factors: tuple[float, float]) -> Float:
    saturday, sunday = factors
    factor: Float = np.select(
        [weekday == _SATURDAY, weekday == _SUNDAY], [saturday, sunday], default=1.0
    )
    return traffic * factor


def _shape(shape: tuple[int, ...], at: Float) -> Float:
    """Read a daily shape between the middles of its hours."""
    return np.asarray(np.interp(at % 24, np.arange(24) + 0.5, shape, period=24), np.float64)
