"""Stays in bays as indicators see them: those of a bucket, in the hours that are asked about."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.indicators.method import Known
from analytics.parking.restrictions import regulated_ms
from analytics.parking.stays import Stays, Stretches, together
from analytics.quarters import Int
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span, common
from analytics.topic import REGULATED, Topic
from devices.properties import Property

_LONGEST_MS: Final = 31 * 24 * 3_600_000  # a stay under regulation is followed so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an indicator of stays is computed from, of one site and question.

    Parameters
    ----------
    told
        Stays and vacancies as far as they had come, sorted by their beginnings.
    hours
        Regulated hours; None: all hours.
    latest_ms
        Of each stay the latest end of it and all before it. [ms since 1970]
    """

    site: Site
    told: Stretches
    hours: Sequence[Span] | None
    latest_ms: Int

    def touching(self, window: Span) -> Stays:
        """Return the stays that last into a window."""
        stays = self.told.stays
        first = int(np.searchsorted(self.latest_ms, window.from_ms, side="right"))
        last = int(np.searchsorted(stays.begin_ms, window.to_ms, side="left"))
        some = np.zeros(len(stays), dtype=bool)
        some[first:last] = stays.end_ms[first:last] > window.from_ms
        return stays.only(some)

    def spans(self, window: Span) -> list[Span]:
        """Return the hours of a window that are asked about."""
        if self.hours is None:
            return [window]
        first = bisect_right([span.to_ms for span in self.hours], window.from_ms)
        last = bisect_left([span.from_ms for span in self.hours], window.to_ms)
        return common(self.hours[first:last], [window])


def seen(site: Site, known: Known, topic: Topic, asked: Question) -> Seen:
    """Return the stays that a topic of a site is about.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import BAYS, parked
    >>> from analytics.topic import Indicator
    >>> about = seen(BAYS, parked((8, 10), (11, 12)), Topic(Indicator.TURNOVER), asked())
    >>> len(about.told.stays), about.hours
    (2, None)
    """
    bays = [
        known.stays[part.id] for part in site.parts(Property.BAY_STATE) if part.id in known.stays
    ]
    told = together(bays)
    moments = [m for m in (asked.until_ms, asked.known_until_ms) if m is not None]
    if moments:
        told = told.until(min(moments))
    window = Span(asked.window.from_ms, asked.window.to_ms + _LONGEST_MS)
    return Seen(
        site=site,
        told=told,
        hours=site.regulated_hours(window) if topic.variant == REGULATED else None,
        latest_ms=np.maximum.accumulate(told.stays.end_ms),
    )


def present(about: Seen, bucket: Span) -> tuple[Stays, list[Span]]:
    """Return the stays that touch the hours of a bucket, and these hours.

    Examples
    --------
    Parking is regulated from 8 to 18 o'clock; who left at 7 is not there:

    >>> from analytics.example import DAY, asked
    >>> from analytics.indicators.example import BAYS, parked
    >>> from analytics.topic import Indicator
    >>> topic = Topic(Indicator.TURNOVER, variant=REGULATED)
    >>> stays, hours = present(seen(BAYS, parked((6, 7), (9, 10)), topic, asked()), DAY)
    >>> (stays.begin_ms / 3_600_000).tolist(), hours
    ([9.0], [Span(from_ms=28800000, to_ms=64800000)])
    """
    spans, stays = about.spans(bucket), about.touching(bucket)
    if about.hours is None:
        return stays, spans
    return stays.only(regulated_ms(stays, spans) > 0), spans
