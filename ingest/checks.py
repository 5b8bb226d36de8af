"""What one reading must be like to be taken; each refusal says what is wrong, where, the remedy.

Source of the ranges: `devices.properties`. Pure.
"""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from msgspec import UNSET

from devices.errors import Cause, RejectedError
from devices.quality import Flag
from devices.reading import DURATION_MAX_DAYS, DURATION_MAX_MS
from ingest.senders import Channel
from ingest.timed import Reading
from store.instants import from_us, to_us

TIME_MIN_US: Final = 946_684_800_000_000  # 2000-01-01T00:00Z: before it, a clock was never set
LENGTH_MAX_M: Final = 100.0
_SECOND_US = 1_000_000
_NO_DURATION = -1
_DURATION_MIN_S = 0.001
_DURATION_MAX_S = DURATION_MAX_MS / 1_000
# As plain numbers: looking a member up takes longer than the comparison.
_GOOD = int(Flag.GOOD)
_SUSPECT = int(Flag.SUSPECT)
_MISSING = int(Flag.MISSING)


class Receipt(NamedTuple):
    """When a message was received, and the latest time it may speak of, in us since 1970."""

    received_us: int
    latest_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What ingest takes.

    Parameters
    ----------
    future_max_s
        How far ahead of its receipt a measured time may lie. [s]
    """

    municipality: str
    payload_max_bytes: int = 256 * 1024
    future_max_s: float = 300.0

    def receipt(self, received: datetime) -> Receipt:
        """Return what a message received then may speak of."""
        received_us = to_us(received)
        return Receipt(received_us, received_us + int(self.future_max_s * _SECOND_US))


class Row(NamedTuple):
    """An observation on its way in; -1 and NaN stand for null, as in `store.rows`."""

    channel: Channel
    time_us: int
    duration_ms: int
    result: float
    quality: int
    reading_index: int


#: `Row(…)` at a third of its price: it is called for every reading.
_row: Final[Callable[[tuple[Channel, int, int, float, int, int]], Row]] = partial(
    tuple.__new__, Row
)


class Vehicle(NamedTuple):
    """A passage on its way in; NaN and -1 stand for null, as in `store.passages`."""

    channel: Channel
    time_us: int
    n: int
    speed_km_h: float
    length_m: float
    vehicle_class: int
    quality: int
    reading_index: int


def observation(reading: Reading, index: int, channel: Channel, receipt: Receipt) -> Row:
    """Check one observation.

    Raises
    ------
    RejectedError
        Impossible time, interval or value.
    """
    time_us = reading.time_us
    if not TIME_MIN_US <= time_us <= receipt.latest_us:
        raise _bad_time(reading, index, receipt)
    duration_s = reading.duration_s
    if channel.is_interval or (channel.is_sampled and duration_s is not None):
        if duration_s is None or not _DURATION_MIN_S <= duration_s <= _DURATION_MAX_S:
            raise _bad_interval(reading, index, channel)
        duration_ms = round(duration_s * 1_000)
        if time_us + duration_ms * 1_000 > receipt.latest_us:
            raise RejectedError(
                Cause.TIME_IN_FUTURE,
                f"readings[{index}] lasts until {duration_s:g} s after {reading.time}, which is "
                "ahead of its receipt: send a count when its interval is over",
            )
    elif duration_s is None:
        duration_ms = _NO_DURATION
    else:
        raise _bad_interval(reading, index, channel)
    value = reading.value
    if value is None:
        return _row((channel, time_us, duration_ms, math.nan, _MISSING, index))
    if value is UNSET:
        raise RejectedError(
            Cause.VALUE_MISSING,
            f"readings[{index}] has no value: send one, or null when the device does not know",
        )
    # NaN is in no range.
    if not channel.low <= value <= channel.high or (channel.whole and value != int(value)):
        raise _bad_value(value, index, channel)
    quality = _SUSPECT if reading.doubtful else _GOOD
    return _row((channel, time_us, duration_ms, value, quality, index))


def passage(
    reading: Reading, index: int, channel: Channel, receipt: Receipt, position: int
) -> Vehicle:
    """Check one passage; without a number of the device, its position in the message is its number.

    `position` is among all records of that channel and time, good or not: what of its siblings
    is good may change with the registry or the ranges, its identity may not.

    Raises
    ------
    RejectedError
        Impossible time, speed or length.
    """
    time_us = reading.time_us
    if not TIME_MIN_US <= time_us <= receipt.latest_us:
        raise _bad_time(reading, index, receipt)
    speed = _within(reading.speed_km_h, index, "speed_km_h", channel.low, channel.high)
    length = _within(reading.length_m, index, "length_m", 0.0, LENGTH_MAX_M)
    n = position if reading.n is None else reading.n
    vehicle_class = -1 if reading.vehicle_class is None else reading.vehicle_class
    quality = _SUSPECT if reading.doubtful else _GOOD
    return Vehicle(channel, time_us, n, speed, length, vehicle_class, quality, index)


class OverlapCheck:
    """Intervals of one channel in one message must not overlap: one vehicle would count twice.

    The first of two stays. Two with the same start have one identity: the store tells whether
    the second is a duplicate or a conflict.
    """

    def __init__(self) -> None:
        self._taken: dict[Channel, list[tuple[int, int]]] = {}  # sorted; none overlaps another

    def check(self, row: Row, index: int) -> None:
        """Take an interval, or raise `RejectedError`."""
        channel, start_us, duration_ms, *_ = row
        if duration_ms == _NO_DURATION:
            return
        end_us = start_us + duration_ms * 1_000
        taken = self._taken.get(channel)
        if taken is None:
            self._taken[channel] = [(start_us, end_us)]
        elif start_us >= taken[-1][1]:  # in their order, as devices send them
            taken.append((start_us, end_us))
        else:
            at = bisect_left(taken, (start_us, 0))
            if at < len(taken) and taken[at][0] == start_us:
                return
            for other_us, other_end_us in taken[max(0, at - 1) : at + 1]:
                if other_us < end_us and start_us < other_end_us:
                    raise _overlapping(row, index, other_us)
            taken.insert(at, (start_us, end_us))


def _overlapping(row: Row, index: int, other_us: int) -> RejectedError:
    return RejectedError(
        Cause.OVERLAPPING_INTERVAL,
        f"readings[{index}] of {row.channel.name!r} from {from_us(row.time_us).isoformat()}"
        f" overlaps the one from {from_us(other_us).isoformat()} in the same message",
    )


def _bad_time(reading: Reading, index: int, receipt: Receipt) -> RejectedError:
    said = f"readings[{index}].time {reading.time.isoformat()}"
    if reading.time_us < TIME_MIN_US:
        return RejectedError(
            Cause.TIME_TOO_OLD, f"{said} is before 2000: the device's clock was not set"
        )
    ahead_s = (reading.time_us - receipt.received_us) // _SECOND_US
    most_s = (receipt.latest_us - receipt.received_us) // _SECOND_US
    return RejectedError(
        Cause.TIME_IN_FUTURE,
        f"{said} is {ahead_s} s ahead of its receipt, at most {most_s} s: set the device's clock",
    )


def _bad_interval(reading: Reading, index: int, channel: Channel) -> RejectedError:
    if reading.duration_s is None:
        said = f"readings[{index}] has no duration_s: {channel.property} counts over an interval"
    elif channel.is_interval:
        said = (
            f"readings[{index}].duration_s {reading.duration_s:g}: longer than 0 s and at most "
            f"{DURATION_MAX_DAYS} days"
        )
    else:
        said = (
            f"readings[{index}].duration_s {reading.duration_s:g}: {channel.property} has no "
            "interval"
        )
    return RejectedError(Cause.BAD_INTERVAL, said)


def _bad_value(value: float, index: int, channel: Channel) -> RejectedError:
    wanted = f"lies between {channel.low:g} and {channel.high:g}"
    if channel.low <= value <= channel.high:
        wanted = "is a whole number"
    return RejectedError(
        Cause.VALUE_OUT_OF_RANGE,
        f"readings[{index}].value {value:g} of {channel.name!r}: {channel.property} {wanted}",
    )


def _within(value: float | None, index: int, name: str, low: float, high: float) -> float:
    if value is None:
        return math.nan
    if not low <= value <= high:
        raise RejectedError(
            Cause.VALUE_OUT_OF_RANGE,
            f"readings[{index}].{name} {value:g} lies not between {low:g} and {high:g}",
        )
    return value
