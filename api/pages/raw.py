"""Stored observations in words, as the devices said them."""

from dataclasses import dataclass
from datetime import timedelta

from api.pages.card import Place
from api.pages.direction import direction_word
from api.pages.environment import UNITS, with_unit
from api.pages.language import NO_VALUE, Language
from devices.properties import Direction, Property
from store.pages import RawObservation


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A stored observation, in words."""

    time: str
    what: str
    value: str
    flag: str
    received: str
    channel: str


def raw_line(row: RawObservation, place: Place) -> RawLine:
    """Return a stored observation in words."""
    say, language = place.language.say, place.language
    received = NO_VALUE
    if row.received is not None:
        received = language.moment(place.local(row.received), seconds=True)
    return RawLine(
        time=language.moment(place.local(row.time), seconds=row.duration_ms is None),
        what=_what(row, place),
        value=raw_value(row.property, row.value, language),
        flag=say(f"flag_{row.quality}"),
        received=received,
        channel=f"{row.device} {row.channel}",
    )


def raw_value(observed: str, value: float | None, language: Language) -> str:
    """Write a value as its property is read: states in words, the others with their unit."""
    if value is None:
        return language.say("unknown_value")
    match observed:
        case Property.BAY_STATE:
            return language.say(f"bay_{int(value)}")
        case Property.OPERATING_STATE:
            return language.say(f"operating_{int(value)}")
        case name if name in UNITS:
            return with_unit(language, name, value)
    return language.number(value, 0 if value == int(value) else 1)


def _what(row: RawObservation, place: Place) -> str:
    parts = [place.language.say(f"property_{row.property}")]
    if row.bay is not None:
        parts.append(row.bay)
    if row.mode is not None:
        parts.append(place.language.say(f"mode_{row.mode}"))
    if row.direction in {Direction.A, Direction.B}:
        parts.append(direction_word(place.site, row.direction, place.language))
    text = ", ".join(parts)
    if row.duration_ms is None:
        return text
    length = timedelta(milliseconds=row.duration_ms)
    return f"{text} ({place.language.interval(int(length.total_seconds()))})"


def is_open(row: RawObservation, *, public_only: bool) -> bool:
    """Whether a row may be shown: single bays are not public."""
    return not public_only or (row.bay is None and row.property != Property.BAY_STATE)
