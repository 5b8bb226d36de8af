"""What has to be known with a number: its interval, how many there were, V50 with V85."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from analytics.answers import Indicator, Topic
from analytics.catalogue import CATALOGUE, Detail
from api.pages.card import Place
from api.pages.written import beside_of

#: Numbers beside a number that are shares of 1.
_SHARES: Final = frozenset(
    {
        "over_10",
        "over_20",
        "share_95",
        "share",
        "raw",
        "displayed",
        "free_share",
        "dangerous",
        "error",
    }
)
_ENDS: Final = ("low", "high")
_INTERVAL: Final = frozenset(_ENDS)
_ISO_LENGTH: Final = len("2024-04-29T14:00:00")


def beside(topic: Topic, row: Mapping[str, Any], place: Place) -> list[str]:
    """Return what is said beside a number, a sentence each."""
    language = place.language
    told = []
    details = {one.key: one for one in CATALOGUE[topic.indicator].details}
    interval = _is_interval(details.get("low")) and row.get("low") is not None
    for key, one in details.items():
        value = row.get(key)
        if key == "reason" or value is None or isinstance(value, list):
            continue
        if interval and key in _INTERVAL:
            if key == "low":
                ends = [one_beside(end, one.unit, row[end], topic, place) for end in _ENDS]
                told.append(language.say("interval_95", low=ends[0], high=ends[1]))
            continue
        label = one.de if language.tag == "de" else one.en
        told.append(f"{label}: {one_beside(key, one.unit, value, topic, place)}")
    return told


def _is_interval(low: Detail | None) -> bool:
    return low is not None and "95" in low.en


def one_beside(key: str, unit: str, value: object, topic: Topic, place: Place) -> str:
    """Write what the catalogue calls `key` and gives in `unit`: a number, a time or a word."""
    language = place.language
    if isinstance(value, str):
        return _text(key, value, place)
    if not isinstance(value, int | float):
        return str(value)
    if key in _SHARES or (key in _INTERVAL and topic.indicator is Indicator.OVERSTAY_RATE):
        return language.percent(value)
    if unit == "1" and value != int(value):
        return language.number(value, 2)
    return beside_of(unit, value, language)


def _text(key: str, value: str, place: Place) -> str:
    language = place.language
    if key == "pattern":
        return language.say(f"pattern_{value}")
    if len(value) >= _ISO_LENGTH:
        return language.moment(place.local(datetime.fromisoformat(value)))
    return value
