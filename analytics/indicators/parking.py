"""Occupancy and free spaces of a site."""

from typing import Final

from analytics.indicators.method import Known, Method
from analytics.occupancy import Load
from analytics.parking.series import (
    bays_load,
    car_park_load,
    free_spaces_series,
    occupancy_series,
)
from analytics.question import Question, Stream
from analytics.series import Series
from analytics.site import Site, Source
from analytics.topic import REGULATED, WHOLE_DAY, Indicator, Topic
from devices.properties import Property


def has_occupancy(site: Site) -> bool:
    """Whether a site has sensed bays, or is one car park.

    Examples
    --------
    >>> from analytics.indicators.example import BAYS, COUNTER
    >>> has_occupancy(BAYS), has_occupancy(COUNTER)
    (True, False)
    """
    return bool(site.parts(Property.BAY_STATE)) or len(site.parts(Property.FREE_SPACES)) == 1


def load(site: Site, known: Known, topic: Topic, asked: Question) -> tuple[Load, str]:
    """Return the load of a site, quarter by quarter, and the hours it is of, as written.

    Parameters
    ----------
    topic
        Its variant is the window of hours: `REGULATED` or `WHOLE_DAY`.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import CAR_PARK, held
    >>> found, hours = load(CAR_PARK, held(5.0), Topic(Indicator.OCCUPANCY, variant="24h"), asked())
    >>> float(found.occupied.sum() / found.capacity.sum()), hours
    (0.75, '24h')
    """
    capacity = site.spaces(asked.window)
    regulated = topic.variant == REGULATED
    hours = site.regulated_hours(asked.window) if regulated else None
    label = site.regulated_label(asked.window) if regulated else WHOLE_DAY
    bays = _streams(site, known, Property.BAY_STATE, asked)
    if bays:
        return bays_load(bays, capacity, asked, hours), label
    (free,) = _streams(site, known, Property.FREE_SPACES, asked)
    return car_park_load(free, capacity, asked, hours), label


def _streams(site: Site, known: Known, observed: Property, asked: Question) -> list[Stream]:
    return [
        part.stream(known.states.get(part.id, {}), asked.known_until_ms)
        for part in site.parts(observed)
    ]


def _occupancy_topics(site: Site) -> list[Topic]:
    if not has_occupancy(site):
        return []
    return [Topic(Indicator.OCCUPANCY, variant=v) for v in (REGULATED, WHOLE_DAY)]


def occupancy_sources(site: Site, _: Topic) -> list[Source]:
    """Return the bays of a site, else what tells its free spaces.

    Examples
    --------
    >>> from analytics.indicators.example import BAYS
    >>> [bay.id for bay in occupancy_sources(BAYS, Topic(Indicator.OCCUPANCY))]
    [1, 2]
    """
    return site.parts(Property.BAY_STATE) or site.parts(Property.FREE_SPACES)


def _occupancy(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found, hours = load(site, known, topic, asked)
    return occupancy_series(found, asked, hours=hours)


def _free_topics(site: Site) -> list[Topic]:
    if len(site.parts(Property.FREE_SPACES)) != 1:
        return []
    return [Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY)]


def _free_sources(site: Site, _: Topic) -> list[Source]:
    return site.parts(Property.FREE_SPACES)


def _free_spaces(site: Site, known: Known, _: Topic, asked: Question) -> Series:
    (free,) = _streams(site, known, Property.FREE_SPACES, asked)
    return free_spaces_series(free, site.spaces(asked.window), asked)


OCCUPANCY: Final = Method(
    indicator=Indicator.OCCUPANCY,
    topics=_occupancy_topics,
    sources=occupancy_sources,
    answer=_occupancy,
)
FREE_SPACES: Final = Method(
    indicator=Indicator.FREE_SPACES,
    topics=_free_topics,
    sources=_free_sources,
    answer=_free_spaces,
)
