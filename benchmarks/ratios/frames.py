"""What the pandas side shares. Its inputs have an index of times in the zone of the site.

pandas has no types of its own, so it is `Any` here.
"""

from importlib import import_module
from typing import Any, Final

pd: Any = import_module("pandas")
Frame = Any
QUARTERS_MIN: Final = 3  #: of the four of an hour, 75 %


def hourly(quarters: Frame) -> Frame:
    """Return the volume of each hour of which 75 % is known."""
    hours = quarters.resample("h")
    return hours.sum().where(hours.count() >= QUARTERS_MIN)


def daily(hours: Frame) -> Frame:
    """Return the volume of each day of which every hour is known."""
    days = hours.resample("D")
    return days.sum().where(days.count() == days.size())


def dates(days: Frame) -> Frame:
    """Return the local dates of days as an index without a zone."""
    return days.index.tz_localize(None)
