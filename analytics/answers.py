"""What can be asked of a site, and its answer from what is stored of its datastreams."""

from analytics.indicators import METHODS
from analytics.indicators.method import Known, States
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site, Source
from analytics.topic import REGULATED, WHOLE_DAY, Indicator, Topic

__all__ = [
    "REGULATED",
    "WHOLE_DAY",
    "Indicator",
    "Known",
    "States",
    "Topic",
    "answer",
    "sources",
    "topics",
]


def topics(site: Site) -> list[Topic]:
    """Return what can be asked of a site.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from devices.properties import Property
    >>> lot = Source(id=7, observed=Property.FREE_SPACES)
    >>> found = topics(Site(id="P1", zone=ZoneInfo("Europe/Berlin"), sources=(lot,)))
    >>> Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY) in found
    True
    >>> {topic.indicator for topic in found} & {Indicator.VOLUME}
    set()
    """
    return [topic for method in METHODS.values() for topic in method.topics(site)]


def sources(site: Site, topic: Topic) -> list[Source]:
    """Return the datastreams of which a topic is computed.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from devices.properties import Property
    >>> lot = Source(id=7, observed=Property.FREE_SPACES)
    >>> site = Site(id="P1", zone=ZoneInfo("Europe/Berlin"), sources=(lot,))
    >>> [source.id for source in sources(site, Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY))]
    [7]
    """
    return METHODS[topic.indicator].sources(site, topic)


def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    """Answer a question.

    Parameters
    ----------
    known
        What is stored of the datastreams of the topic, of the days the window touches.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.civil import Bucket
    >>> from analytics.spans import Span
    >>> from devices.properties import Property
    >>> lot = Source(id=7, observed=Property.FREE_SPACES)
    >>> site = Site(id="P1", zone=ZoneInfo("Europe/Berlin"), sources=(lot,))
    >>> hour = Question(window=Span(0, 3_600_000), bucket=Bucket.HOUR, zone=site.zone)
    >>> topic = Topic(Indicator.FREE_SPACES, variant=WHOLE_DAY)
    >>> found = answer(site, Known(), topic, hour)
    >>> found.value.tolist(), found.flag.tolist()  # nothing is known
    ([nan], [9])
    """
    return METHODS[topic.indicator].answer(site, known, topic, asked)
