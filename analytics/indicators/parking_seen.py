"""Stays in bays as indicators see them: those of a bucket, in the hours that are asked about.

Stays are pseudonymous. A number of fewer than five of them would tell of single vehicles and is
withheld; none at all is nobody's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analytics.civil import Bucket
from analytics.figure import Figure, Reason
from analytics.indicators.method import CIVIL, Known, Method, Need
from analytics.indicators.parking import load, occupancy_sources
from analytics.indicators.parking_buckets import Said, series_of
from analytics.occupancy import Load
from analytics.parking.restrictions import regulated_ms
from analytics.parking.stays import Stays, Stretches, together
from analytics.quarters import Int
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span, common
from analytics.topic import REGULATED, WHOLE_DAY, Indicator, Topic
from devices.properties import Property

#: Fewer would tell of single vehicles. [stays]
STAYS_MIN: Final = 5
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


Kernel = Callable[[Seen, Load, Span], Said]


def has_bays(site: Site) -> bool:
    """Whether a site has sensed bays."""
    return bool(site.parts(Property.BAY_STATE))


def whole_day(
    indicator: Indicator, offered: Callable[[Site], bool] = has_bays
) -> Callable[[Site], list[Topic]]:
    """Return how an indicator is asked that has no window of hours."""

    def topics(site: Site) -> list[Topic]:
        return [Topic(indicator, variant=WHOLE_DAY)] if offered(site) else []

    return topics


def seen(site: Site, known: Known, topic: Topic, asked: Question) -> Seen:
    """Return the stays that a topic of a site is about."""
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


def method_of(
    indicator: Indicator,
    kernel: Kernel,
    *,
    method: str,
    version: int,
    topics: Callable[[Site], list[Topic]],
    buckets: frozenset[Bucket] = CIVIL,
) -> Method:
    """Return an indicator of stays as something that can be asked of sites."""

    def answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
        of, label = load(site, known, topic, asked)
        about = seen(site, known, topic, asked)
        return series_of(
            of,
            asked,
            lambda part, bucket: debounced(about, part, bucket, kernel(about, part, bucket)),
            method=method,
            version=version,
            hours=label,
        )

    return Method(
        indicator=indicator,
        topics=topics,
        sources=occupancy_sources,
        answer=answer,
        buckets=buckets,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.STAYS}),
    )


def debounced(about: Seen, part: Load, bucket: Span, said: Said) -> Said:
    """Return what is said with what debouncing took out beside it."""
    removed = about.told.removed
    merged = dropped = np.nan
    seen_any = bool(part.observed_ms.any())
    if removed is not None and seen_any and said.value.reason is not Reason.FEW_STAYS:
        merged, dropped = removed.within(about.spans(bucket))
    return replace(said, details={**said.details, "merged": merged, "dropped": dropped})


def present(about: Seen, bucket: Span) -> tuple[Stays, list[Span]]:
    """Return the stays that touch the hours of a bucket, and these hours."""
    spans, stays = about.spans(bucket), about.touching(bucket)
    if about.hours is None:
        return stays, spans
    return stays.only(regulated_ms(stays, spans) > 0), spans


def few(count: int) -> bool:
    """Whether so many stays would tell of single ones."""
    return 0 < count < STAYS_MIN


def number(figure: Figure) -> float:
    """Return a figure as a detail: NaN where it is withheld."""
    return np.nan if figure.value is None else figure.value
