"""Instants at which simulated sensors speak, in microseconds since 1970."""

from typing import Final

from firmware_sim.weather import DAY_US

SECOND_US: Final = 1_000_000
DAY_START_US: Final = 3 * 3_600 * SECOND_US  #: parking days turn at 03:00 UTC: the town sleeps


def grid(start_us: int, end_us: int, step_us: int, offset_us: int = 0) -> range:
    """Return the instants `offset + k * step` in (start, end]."""
    first = offset_us + ((start_us - offset_us) // step_us + 1) * step_us
    return range(first, end_us + 1, step_us)


def parking_days(start_us: int, end_us: int) -> range:
    """Return the numbers of the parking days that touch [start, end]."""
    return range((start_us - DAY_START_US) // DAY_US, (end_us - DAY_START_US) // DAY_US + 1)


def parking_day_start_us(day: int) -> int:
    """Return when a parking day begins."""
    return day * DAY_US + DAY_START_US
