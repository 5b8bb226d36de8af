"""Volumes of a site: what is counted, by mode and direction."""

from dataclasses import replace
from typing import Final

from analytics.counting.nearby import FAR_DAYS
from analytics.indicators.method import Known, Method
from analytics.question import Question, Stream
from analytics.section import owed_by_parts
from analytics.series import Series, volume_series
from analytics.site import Site, Source
from analytics.topic import Indicator, Topic
from devices.properties import Direction, Property

_COUNTED: Final = (Property.COUNT, Property.COUNT_TOTAL)


def counted(site: Site) -> list[tuple[str, str]]:
    """Return the modes that are counted at a site, each with '' and the directions told apart.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER
    >>> counted(COUNTER)
    [('bicycle', ''), ('bicycle', 'a'), ('bicycle', 'b')]
    """
    modes = {s.mode for s in site.sources if s.role == "part" and _counts(s)}
    found = []
    for mode in sorted(modes):
        directions = {s.direction for s in parts(site, mode, "")}
        told = sorted(directions & {Direction.A.value, Direction.B.value})
        found += [(mode, direction) for direction in ["", *told]]
    return found


def parts(site: Site, mode: str, direction: str) -> list[Source]:
    """Return the parts of a volume: counts; single vehicles only where nothing is counted.

    A device that tells both counts and a running total has one of them as a check.

    Examples
    --------
    >>> from analytics.indicators.example import COUNTER
    >>> [part.id for part in parts(COUNTER, "bicycle", "b")]
    [2]
    """
    if not any(site.parts(observed, mode=mode) for observed in _COUNTED):
        return site.parts(Property.PASSAGE, mode=mode, direction=direction)
    return [
        part
        for observed in _COUNTED
        for part in site.parts(observed, mode=mode, direction=direction)
    ]


def streams(site: Site, known: Known, topic: Topic, asked: Question) -> list[Stream]:
    """Return the parts of a topic with what is known of them.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators import example
    >>> bicycles = Topic(Indicator.VOLUME, "bicycle")
    >>> found = streams(example.COUNTER, example.counted(3.0), bicycles, asked())
    >>> [float(one.quarters(0, 96).total.sum()) for one in found]
    [288.0, 288.0]
    """
    found = parts(site, topic.mode, topic.direction)
    return [
        replace(part.stream(known.states.get(part.id, {}), asked.known_until_ms), owed=owed)
        for part, owed in zip(found, owed_by_parts(found), strict=True)
    ]


def _counts(source: Source) -> bool:
    return source.observed in {*_COUNTED, Property.PASSAGE}


def _topics(site: Site) -> list[Topic]:
    return [Topic(Indicator.VOLUME, mode, direction) for mode, direction in counted(site)]


def _sources(site: Site, topic: Topic) -> list[Source]:
    return parts(site, topic.mode, topic.direction)


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    return volume_series(streams(site, known, topic, asked), asked)


VOLUME: Final = Method(
    indicator=Indicator.VOLUME,
    topics=_topics,
    sources=_sources,
    answer=_answer,
    around_days=FAR_DAYS,
)
