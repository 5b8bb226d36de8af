"""The weather of civil days, as a station beside a counter measured it; `effects.sky` takes it."""

from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import Bucket
from analytics.effects import sky
from analytics.indicators import environment
from analytics.indicators.method import Known
from analytics.quarters import Float
from analytics.question import Question
from analytics.site import Site, Source
from analytics.spans import Span
from analytics.topic import Indicator, Topic

#: Of a day so much must have been seen of its weather: of a shower missed nothing is known. [1]
SEEN_MIN: Final = 0.9
_MEASURED: Final = {one.indicator: one for one in environment.METHODS}
_READ: Final = tuple(Indicator(name) for name in sky.READ)


def elements(station: Site) -> list[Topic]:
    """Return which elements of `sky.READ` a station measures, in that order.

    Examples
    --------
    >>> from analytics.indicators.example import STATION
    >>> [topic.indicator.value for topic in elements(STATION)]
    ['air_temperature']
    """
    return [topic for name in _READ for topic in _MEASURED[name].topics(station)]


def sources(station: Site, topic: Topic) -> list[Source]:
    """Return the datastream of an element.

    Examples
    --------
    >>> from analytics.indicators.example import STATION
    >>> [one.observed.value for one in sources(STATION, Topic(Indicator.AIR_TEMPERATURE))]
    ['air_temperature']
    """
    return _MEASURED[topic.indicator].sources(station, topic)


def daily(station: Site, topic: Topic, known: Known, days: Span, zone: ZoneInfo) -> Float:
    """Return an element by civil day: its mean, of rain the sum; NaN where too little was seen.

    Parameters
    ----------
    topic
        One of `elements`.
    days, zone
        Whole days of this zone: that of the site whose weather it is.

    Examples
    --------
    Warm all day; of a day of which 2 of 24 h are missing the mean is told, of 3 it is not:

    >>> from analytics.example import DAY, ZONE
    >>> from analytics.indicators.example import STATION, held
    >>> warm = Topic(Indicator.AIR_TEMPERATURE)
    >>> days = [daily(STATION, warm, held(21.5, known=4 * h), DAY, ZONE) for h in (22, 21)]
    >>> [day.tolist() for day in days]  # [Cel]
    [[21.5], [nan]]
    """
    asked = Question(window=days, bucket=Bucket.DAY, zone=zone, whole=False)
    found = _MEASURED[topic.indicator].answer(station, known, topic, asked)
    return np.where(found.coverage >= SEEN_MIN, found.value, np.nan)
