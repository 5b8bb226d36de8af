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
    """Return what can be asked of a site."""
    return [topic for method in METHODS.values() for topic in method.topics(site)]


def sources(site: Site, topic: Topic) -> list[Source]:
    """Return the datastreams of which a topic is computed."""
    return METHODS[topic.indicator].sources(site, topic)


def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    """Answer a question.

    Parameters
    ----------
    known
        What is stored of the datastreams of the topic, of the days the window touches.
    """
    return METHODS[topic.indicator].answer(site, known, topic, asked)
