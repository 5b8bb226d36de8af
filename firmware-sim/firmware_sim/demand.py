"""Plausible demand: who is under way at which hour of which day.

The shapes are shares of a working day's traffic by local hour, drawn after the counts of Münster
(`muenster-bikes`) and rounded. They are a stage set: good enough to look at and to test with.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devices.properties import Direction
from firmware_sim.chance import share
from firmware_sim.weather import Weather

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SATURDAY, _SUNDAY = 5, 6

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The town's rhythm.

    Parameters
    ----------
    market_weekdays
        Days with a market, Monday = 0.
    """

    seed: int
    time_zone: ZoneInfo
    market_weekdays: frozenset[int]
    weather: Weather

    def local(self, time_us: int) -> datetime:
        """Return the town's wall-clock time."""
        return (_EPOCH + timedelta(microseconds=time_us)).astimezone(self.time_zone)

    def bicycles_per_h(self, time_us: int, direction: Direction) -> float:
        """Return cycling in one direction, as a share of a working day's total, per hour."""
        local = self.local(time_us)
        return self._traffic(local, direction, (0.85, 0.75)) * self.weather.cycling(time_us)

    def motor_per_h(self, time_us: int, direction: Direction) -> float:
        """Return motor traffic in one direction, as a share of a working day's total, per hour."""
        local = self.local(time_us)
        return self._traffic(local, direction, (0.75, 0.5)) * (1.25 if self._market(local) else 1)

    def parking_pull(self, time_us: int, *, market: float) -> float:
        """Return how much people want to park, 0 to 1 on a working day.

        Parameters
        ----------
        market
            The factor during market hours at this place.
        """
        local = self.local(time_us)
        factor = market if self._market(local) else 1.0
        if local.weekday() == _SUNDAY:
            factor *= 0.35
        return factor * self._mood(local) * _at_hour(_PARKING, local) / max(_PARKING)

    def _traffic(
        self, local: datetime, direction: Direction, weekend: tuple[float, float]
    ) -> float:
        mood = self._mood(local)
        if local.weekday() >= _SATURDAY:
            factor = weekend[local.weekday() - _SATURDAY]
            return factor * mood * _at_hour(_LEISURE, local) / sum(_LEISURE)
        shape = _OUT_OF_TOWN if direction is Direction.B else _INTO_TOWN
        return mood * _at_hour(shape, local) / sum(shape)

    def _mood(self, local: datetime) -> float:
        """No two days are the same."""
        return 0.9 + 0.2 * share(self.seed, "mood", local.date())

    def _market(self, local: datetime) -> bool:
        from_h, to_h = _MARKET_HOURS
        return local.weekday() in self.market_weekdays and from_h <= local.hour < to_h


def _at_hour(shape: tuple[int, ...], local: datetime) -> float:
    """Read a daily shape between the middles of its hours."""
    at = local.hour + local.minute / 60 - 0.5
    hour = int(at // 1)
    weight = at - hour
    return shape[hour % 24] * (1 - weight) + shape[(hour + 1) % 24] * weight
