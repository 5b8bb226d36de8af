"""One known day of a small site, for the examples in docstrings: 1 January 1970 in UTC."""

from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import Bucket
from analytics.day_state import DayState
from analytics.quarters import DAY_MS, QUARTER_MS, QUARTERS, Float, Quarters, empty
from analytics.question import Question
from analytics.site import Deployment, Site, Source
from analytics.spans import Span
from devices.properties import Property
from devices.quality import Flag

DAY: Final = Span(0, DAY_MS)
ZONE: Final = ZoneInfo("UTC")


def run(total: float | Float, known: int = QUARTERS) -> Quarters:
    """Return the quarters of the day, of which the first ones are known.

    Parameters
    ----------
    total
        Of each quarter. [as in `Quarters`]
    known
        How many are. [quarters]

    Examples
    --------
    >>> one = run(7.0, known=4)
    >>> one.total[:6].tolist(), int(one.expected_ms.sum()) == DAY_MS
    ([7.0, 7.0, 7.0, 7.0, 0.0, 0.0], True)
    """
    found = empty(0, QUARTERS)
    found.total[:known] = np.broadcast_to(total, QUARTERS)[:known]
    found.expected_ms[:] = QUARTER_MS
    found.observed_ms[:known], found.flag[:known] = QUARTER_MS, Flag.GOOD
    return found


def counted(each: float | Float, known: int = QUARTERS) -> dict[int, bytes]:
    """Return the day state of a counter that counted so many in each quarter hour. [passages].

    Examples
    --------
    >>> from analytics.day_state import stack
    >>> stack(0, 2, counted(7.0)).total.tolist()
    [7.0, 7.0]
    """
    found = run(each, known)
    found.grain[:known] = 1
    return {0: DayState(day=0, quarters=found).pack()}


def held(value: float | Float, known: int = QUARTERS) -> dict[int, bytes]:
    """Return the day state of what was the same in each quarter hour. [unit of the value].

    Examples
    --------
    >>> from analytics.day_state import stack
    >>> stack(0, 2, held(5.0)).last.tolist()
    [5.0, 5.0]
    """
    found = run(value * QUARTER_MS, known)
    for extreme in (found.low, found.high, found.last):
        extreme[:known] = np.broadcast_to(value, QUARTERS)[:known]
    return {0: DayState(day=0, quarters=found).pack()}


def source(
    observed: Property, number: int = 1, *, mode: str = "", direction: str = "none"
) -> Source:
    """Return a datastream that is deployed on the day.

    Parameters
    ----------
    number
        Its id.

    Examples
    --------
    >>> source(Property.COUNT, mode="bicycle").deployed() == [DAY]
    True
    """
    hung = Deployment(channel=1, device="example", span=DAY)
    return Source(id=number, observed=observed, mode=mode, direction=direction, deployments=(hung,))


def site(*sources: Source) -> Site:
    """Return a site with these datastreams, in UTC.

    Examples
    --------
    >>> site(source(Property.COUNT)).parts(Property.COUNT)[0].id
    1
    """
    return Site(id="example", zone=ZONE, sources=sources)


def asked(bucket: Bucket = Bucket.DAY) -> Question:
    """Return the question for the day in buckets.

    Examples
    --------
    >>> asked(Bucket.HOUR).run()
    (0, 96)
    """
    return Question(window=DAY, bucket=bucket, zone=ZONE)
