"""A decoded value -> a number, a time, a length of time; or a sentence about why it is none."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from devices import written_time
from devices.field_paths import word
from devices.place import Interval, Place, TimeUnit, Timing

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
#: Before it, a device's clock was never set. [us since 1970]
CLOCK_SET_US: Final = 946_684_800_000_000
_LONGEST_S: Final = 366 * 86_400.0  #: no device counts for longer before it tells
_YEAR_10000_US: Final = 253_402_300_800_000_000
_REMARK: Final = re.compile(r"\s*\([^()]*\)\s*$")
_DIGITS: Final = 12  #: kept of a converted value: what a float can carry without noise


class UnreadableError(Exception):
    """A field that is there and cannot be read; the sentence says why."""


def value(place: Place, raw: object) -> float | None:
    """Return a value in the unit of its property; None: the source does not know.

    Raises
    ------
    UnreadableError
        It is neither a number, nor one of the words of the model.
    """
    if raw is None or (place.unknown and word(raw) in place.unknown):
        return None
    if place.words:
        meant = place.words.get(word(raw))
        if meant is not None:
            return meant
        known = ", ".join(sorted({*place.words, *place.unknown}))
        raise UnreadableError(f"{raw!r:.60} is none of {known}: add it to `values` or `unknown`")
    if place.suffix and isinstance(raw, str):
        raw = raw.strip().removesuffix(place.suffix.strip())
    told = number(raw)
    if told is None or (place.scale == 1.0 and place.offset == 0.0):
        return told
    return float(f"{told * place.scale + place.offset:.{_DIGITS}g}")


def number(raw: object) -> float | None:
    """Return a number, also one that is written as text; None for null and NaN.

    A remark in parentheses behind it is left out: "3.1(low battery)".

    Raises
    ------
    UnreadableError
        It is no number.
    """
    if type(raw) is float and math.isfinite(raw):  # the usual case
        return raw
    if raw is None:
        return None
    if isinstance(raw, bool | int | float | str):
        try:
            told = float(_REMARK.sub("", raw) if isinstance(raw, str) else raw)
        except (ValueError, OverflowError) as why:
            raise UnreadableError(
                f"{raw!r:.60} is no number: name it in `values` or `unknown`, or what stands "
                "behind the number as `suffix`"
            ) from why
        return told if math.isfinite(told) else None
    kind = "an array: write []" if isinstance(raw, list) else "an object: name a field of it"
    raise UnreadableError(f"is {kind}")


def whole(told: float | None, below: int) -> int | None:
    """Return a whole number, from 0 on.

    Raises
    ------
    UnreadableError
        It has a fraction, or is not `below` its limit.
    """
    if told is not None and (told != int(told) or not 0 <= told < below):
        raise UnreadableError(f"{told:g} is no whole number from 0 to {below - 1}")
    return None if told is None else int(told)


def duration_s(interval: Interval, told: float | None) -> float:
    """Return how long a value counts. [s].

    Raises
    ------
    UnreadableError
        The field that says it is missing, or not above 0.
    """
    if interval.length_s is not None:
        return interval.length_s
    name = "" if interval.path is None else interval.path.text
    if told is None or not 0 < told * interval.unit_s <= _LONGEST_S:
        raise UnreadableError(f"over how long it counts stands in {name}, which says {told}")
    return told * interval.unit_s


def time_us(raw: object, timing: Timing, *, required: bool) -> int | None:
    """Return a device's own time in us since 1970; None: take the time of the frame.

    A clock that was never set tells a time before 2000: then what the frame is about was measured
    with the frame, but an element of an array has no time.

    Raises
    ------
    UnreadableError
        It is no time, or `required` and missing.
    """
    told = None if raw is None or raw in ("", 0) else _instant_us(raw, timing)
    if told is not None and CLOCK_SET_US <= told < _YEAR_10000_US:
        return told
    if required:
        raise UnreadableError(f"its time is {raw!r:.60}: the device's clock was not set")
    return None


def _instant_us(raw: object, timing: Timing) -> int:
    if timing.format is None and timing.unit in {TimeUnit.S, TimeUnit.MS}:
        told_us = (number(raw) or 0.0) * (1_000_000 if timing.unit is TimeUnit.S else 1_000)
        return round(told_us) if abs(told_us) < _YEAR_10000_US else 0
    try:
        at = _at(raw, timing)
    except (KeyError, TypeError, ValueError, OverflowError) as why:
        said = f": {why}" if timing.format is not None else ""
        raise UnreadableError(f"{raw!r:.60} is no time{said}") from why
    if at.tzinfo is None:
        if timing.zone is None:
            raise UnreadableError(f"{raw!r:.60} has no zone: give time_zone")
        try:
            at = written_time.placed(at, timing.zone)
        except ValueError as why:
            raise UnreadableError(f"{raw!r:.60}: {why}") from why
    return (at - _EPOCH) // _MICROSECOND


def _at(raw: object, timing: Timing) -> datetime:
    if timing.format is not None:
        return written_time.read(str(raw), timing.format)
    return _of_parts(raw) if timing.unit is TimeUnit.PARTS else datetime.fromisoformat(str(raw))


def _of_parts(raw: Any) -> datetime:  # noqa: ANN401 - an object as JSON has it
    month = raw["month"]
    if isinstance(month, str):
        month = written_time.MONTHS.index(month[:3].casefold()) + 1
    hour, minute, second = (int(raw.get(key, 0)) for key in ("hours", "minutes", "seconds"))
    return datetime(  # noqa: DTZ001 - the zone is the model's to say
        int(raw["year"]), int(month), int(raw["day"]), hour, minute, second
    )
