"""What can be asked of a site, and its answer from the states of its datastreams."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analytics.question import Question, Stream
from analytics.series import (
    Series,
    bays_load,
    car_park_load,
    free_spaces_series,
    occupancy_series,
    volume_series,
)
from analytics.site import Site, Source
from devices.properties import Direction, Property

#: datastream -> days since 1970 -> packed state
States = Mapping[int, Mapping[int, bytes]]
REGULATED: Final = "regulated"
WHOLE_DAY: Final = "24h"


class Indicator(StrEnum):
    """The indicators that are stored; the value is the key in URLs and tables."""

    VOLUME = "volume"
    OCCUPANCY = "occupancy"
    FREE_SPACES = "free_spaces"


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One question about a site.

    Parameters
    ----------
    mode, direction
        '' where they have no meaning; direction '': all together.
    variant
        Of a mean its window: `REGULATED` or `WHOLE_DAY`.
    """

    indicator: Indicator
    mode: str = ""
    direction: str = ""
    variant: str = ""


def topics(site: Site) -> list[Topic]:
    """Return what can be asked of a site."""
    found = []
    counted = {s.mode for s in site.sources if s.role == "part" and _counts(s)}
    for mode in sorted(counted):
        directions = {s.direction for s in _volume_parts(site, mode, "")}
        told = sorted(directions & {Direction.A.value, Direction.B.value})
        found += [Topic(Indicator.VOLUME, mode, direction) for direction in ["", *told]]
    bays, free = site.parts(Property.BAY_STATE), site.parts(Property.FREE_SPACES)
    if bays or len(free) == 1:
        found += [Topic(Indicator.OCCUPANCY, variant=v) for v in (REGULATED, WHOLE_DAY)]
    if len(free) == 1:
        found.append(Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY))
    return found


def answer(
    site: Site,
    states: States,
    topic: Topic,
    asked: Question,
    *,
    known_until_ms: int | None = None,
) -> Series:
    """Answer a question.

    Parameters
    ----------
    states
        Of the datastreams of the site, of the days the window touches.
    known_until_ms
        What is known of later quarters is left out. [ms since 1970]
    """

    def stream(source: Source) -> Stream:
        return source.stream(states.get(source.id, {}), known_until_ms)

    if topic.indicator is Indicator.VOLUME:
        parts = _volume_parts(site, topic.mode, topic.direction)
        return volume_series([stream(part) for part in parts], asked)
    capacity = site.spaces(asked.window)
    free = [stream(part) for part in site.parts(Property.FREE_SPACES)]
    if topic.indicator is Indicator.FREE_SPACES:
        return free_spaces_series(free[0], capacity, asked)
    regulated = topic.variant == REGULATED
    hours = site.regulated_hours(asked.window) if regulated else None
    label = site.regulated_label(asked.window) if regulated else WHOLE_DAY
    bays = [stream(part) for part in site.parts(Property.BAY_STATE)]
    load = (
        bays_load(bays, capacity, asked, hours)
        if bays
        else car_park_load(free[0], capacity, asked, hours)
    )
    return occupancy_series(load, asked, hours=label)


def _counts(source: Source) -> bool:
    return source.observed in {Property.COUNT, Property.COUNT_TOTAL, Property.PASSAGE}


def _volume_parts(site: Site, mode: str, direction: str) -> list[Source]:
    """Return the parts of a volume: counts; single vehicles only where nothing is counted.

    A device that tells both counts and a running total has one of them as a check.
    """
    counted = (Property.COUNT, Property.COUNT_TOTAL)
    if not any(site.parts(observed, mode=mode) for observed in counted):
        return site.parts(Property.PASSAGE, mode=mode, direction=direction)
    return [
        part
        for observed in counted
        for part in site.parts(observed, mode=mode, direction=direction)
    ]
