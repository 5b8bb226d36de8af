"""Every indicator that a site can answer, to be found by a word of its name or explanation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from analytics.answers import Indicator, Topic
from analytics.catalogue import CATALOGUE, Entry
from api.pages.card import Place
from api.pages.wanted import AUTO, Wanted
from api.pages.written import name_of, words_of

#: What is offered first: what most people come for.
DRAWN: Final = (Indicator.VOLUME, Indicator.OCCUPANCY, Indicator.FREE_SPACES)
#: The sections of the catalogue, by the letter of an entry's number.
_SECTIONS: Final = {"A": "parking", "B": "counting", "C": "speeds", "D": "environment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An indicator with its explanation, and the address of its view."""

    key: str
    name: str
    unit: str
    reading_aid: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Indicators of one subject."""

    title: str
    choices: Sequence[Choice]


def section_of(entry: Entry) -> str:
    """Return the subject of an indicator; `section_…` is its word."""
    return _SECTIONS[entry.number[0]]


def key_of(topic: Topic) -> str:
    """Return the name of an indicator on the page; a mean is named with its window."""
    named = "window" in CATALOGUE[topic.indicator].parameters and topic.variant
    return f"{topic.indicator.value}:{topic.variant}" if named else topic.indicator.value


def word_of(topic: Topic, place: Place) -> str:
    """Return what an indicator is called on the page."""
    own = place.language.words.get(f"indicator_{key_of(topic)}")
    return own or name_of(topic, place.language)


def sections(place: Place, wanted: Wanted, offered: Sequence[Topic]) -> list[Section]:
    """Return what can be drawn of a site, by subject."""
    found: dict[str, list[Choice]] = {}
    for topic in first_of_each(offered, wanted.topic):
        entry, words = CATALOGUE[topic.indicator], words_of(topic.indicator, place.language)
        view = replace(wanted, topic=topic, bucket=AUTO, page=0)
        found.setdefault(section_of(entry), []).append(
            Choice(
                key=key_of(topic),
                name=word_of(topic, place),
                unit=words.unit,
                reading_aid=words.reading_aid,
                address=f"{place.language.address(f'/sites/{place.site.id}')}"
                f"?{view.query()}#series",
                current=key_of(topic) == key_of(wanted.topic),
            )
        )
    return [
        Section(title=place.language.say(f"section_{name}"), choices=choices)
        for name, choices in found.items()
    ]


def first_of_each(offered: Sequence[Topic], like: Topic) -> list[Topic]:
    """Return one topic for each indicator and window: of the mode and direction shown, if any."""
    best: dict[str, Topic] = {}
    for topic in offered:
        fits = (topic.mode == like.mode, topic.direction == like.direction)
        kept = best.get(key_of(topic))
        if kept is None or fits > (kept.mode == like.mode, kept.direction == like.direction):
            best[key_of(topic)] = topic
    return list(best.values())
