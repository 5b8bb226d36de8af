"""The battery of a device, and when it will be low. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Final

#: A line through fewer readings, or over a shorter time, says nothing.
_READINGS_MIN: Final = 5
_SPAN_MIN: Final = timedelta(days=14)
#: The fall must stand out of what readings scatter by so many times.
_CLEAR: Final = 2.0
#: What lies further ahead is no forecast any more.
_AHEAD_MAX: Final = timedelta(days=3_650)
#: From where on a battery told in percent is low, when its model does not say.
LOW_PERCENT: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """What was read of a battery.

    Parameters
    ----------
    readings
        (time, value), oldest first, some days or weeks apart; not empty.
    low
        From this value down it is low, in the same unit; None: nobody knows.
    """

    readings: Sequence[tuple[datetime, float]]
    unit: str
    low: float | None

    @property
    def newest(self) -> float:
        """The newest value."""
        return self.readings[-1][1]

    def complaint(self) -> str | None:
        """Return in words that it is low, None when it is not or nobody knows."""
        if self.low is None or self.newest > self.low:
            return None
        return f"its battery is low: {self.newest:g} {self.unit} (low from {self.low:g} on)"


def ending(battery: Battery) -> datetime | None:
    """Return when a battery will be low, by the straight line through its readings.

    None where that cannot be told: too few readings, no clear fall, or more than ten years ahead.
    The readings after the last change of batteries count (a clear rise).
    """
    readings = _since_change(battery.readings)
    if battery.low is None or len(readings) < _READINGS_MIN:
        return None
    begin, end = readings[0][0], readings[-1][0]
    if end - begin < _SPAN_MIN:
        return None
    days = [(time - begin).total_seconds() / 86_400 for time, _ in readings]
    values = [value for _, value in readings]
    slope, at_begin, scatter = _line(days, values)
    if slope >= 0 or -slope * days[-1] < _CLEAR * scatter:
        return None
    days_left = (battery.low - at_begin) / slope
    if days_left > days[-1] + _AHEAD_MAX.days:
        return None
    return begin + timedelta(days=max(days_left, 0.0))


def _since_change(readings: Sequence[tuple[datetime, float]]) -> Sequence[tuple[datetime, float]]:
    """Return the readings after the newest jump upwards of a quarter of all they span."""
    values = [value for _, value in readings]
    jump = (max(values) - min(values)) / 2
    for index in range(len(values) - 1, 0, -1):
        if jump > 0 and values[index] - values[index - 1] > jump:
            return readings[index:]
    return readings


def _line(x: Sequence[float], y: Sequence[float]) -> tuple[float, float, float]:
    """Return slope, value at 0, and standard deviation around the line of least squares."""
    n = len(x)
    mean_x, mean_y = sum(x) / n, sum(y) / n
    square = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / square
    at_zero = mean_y - slope * mean_x
    left = sum((b - at_zero - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    return slope, at_zero, sqrt(left / (n - 2))
