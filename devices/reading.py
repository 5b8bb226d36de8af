"""The things that flow: one reading, one passage. Frozen, and impossible to build naive."""

from typing import Final

import msgspec

from devices.quality import Flag

#: Interval counts longer than this are refused; milliseconds of more do not fit the column (int4).
DURATION_MAX_DAYS: Final = 24
DURATION_MAX_MS: Final = DURATION_MAX_DAYS * 86_400_000


class Reading(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One value of one channel.

    Its identity is `(channel, time_us)`: the time the device measured, for a count the start of
    its interval. The time of arrival plays no part, so a redelivery is the same reading.
    """

    channel: str  #: the device's own name for what it measures
    time_us: int  #: microseconds since 1970-01-01T00:00Z
    duration_ms: int | None = None  #: counts only: the length of the interval
    result: float | None = None  #: None: the source said that it does not know
    quality: int = Flag.GOOD


class Passage(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One vehicle. Its identity is `(channel, time_us, n)`."""

    channel: str
    time_us: int  #: microseconds since 1970-01-01T00:00Z
    n: int  #: tells vehicles of one instant apart
    speed_km_h: float | None = None
    length_m: float | None = None
    vehicle_class: int | None = None
    quality: int = Flag.GOOD
