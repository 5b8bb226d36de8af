"""Indicators of stays as questions to sites with sensed bays.

Stays are pseudonymous. A number of fewer than five of them would tell of single vehicles and is
withheld; none at all is nobody's.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.civil import Bucket
from analytics.figure import Figure, Reason
from analytics.indicators.method import CIVIL, Known, Method, Need
from analytics.indicators.parking import load, occupancy_sources
from analytics.indicators.parking_buckets import Said, series_of
from analytics.indicators.parking_seen import Seen, seen
from analytics.occupancy import Load
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import WHOLE_DAY, Indicator, Topic
from devices.properties import Property

#: Fewer would tell of single vehicles. [stays]
STAYS_MIN: Final = 5

Kernel = Callable[[Seen, Load, Span], Said]


def has_bays(site: Site) -> bool:
    """Whether a site has sensed bays.

    Examples
    --------
    >>> from analytics.indicators.example import BAYS, CAR_PARK
    >>> has_bays(BAYS), has_bays(CAR_PARK)
    (True, False)
    """
    return bool(site.parts(Property.BAY_STATE))


def whole_day(
    indicator: Indicator, offered: Callable[[Site], bool] = has_bays
) -> Callable[[Site], list[Topic]]:
    """Return how an indicator is asked that has no window of hours.

    Examples
    --------
    >>> from analytics.indicators.example import BAYS
    >>> [topic.variant for topic in whole_day(Indicator.TURNOVER)(BAYS)]
    ['24h']
    """

    def topics(site: Site) -> list[Topic]:
        return [Topic(indicator, variant=WHOLE_DAY)] if offered(site) else []

    return topics


def method_of(
    indicator: Indicator,
    kernel: Kernel,
    *,
    method: str,
    version: int,
    topics: Callable[[Site], list[Topic]],
    buckets: frozenset[Bucket] = CIVIL,
) -> Method:
    """Return an indicator of stays as something that can be asked of sites.

    Parameters
    ----------
    kernel
        What is said of a bucket: of the stays, the load of the bucket and the bucket.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import BAYS, parked
    >>> def stays(about: Seen, _: Load, bucket: Span) -> Said:
    ...     return Said(value=Figure(float(len(about.touching(bucket)))))
    >>> found = method_of(Indicator.PARKING_VOLUME, stays, method="stays", version=1,
    ...                   topics=whole_day(Indicator.PARKING_VOLUME))
    >>> (topic,) = found.topics(BAYS)
    >>> found.answer(BAYS, parked((8, 10), (11, 12)), topic, asked()).value.tolist()
    [2.0]
    """

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
    """Return what is said with what debouncing took out beside it.

    References
    ----------
    Indicators A13: see `analytics.parking.debounce`.

    Examples
    --------
    A vacancy of one detection at 09:00 was no departure:

    >>> from analytics.example import DAY, asked
    >>> from analytics.indicators.example import BAYS, parked
    >>> from analytics.parking.stays import Removed
    >>> topic, known = Topic(Indicator.TURNOVER, variant=WHOLE_DAY), parked((8, 10))
    >>> of, _ = load(BAYS, known, topic, asked())
    >>> about = seen(BAYS, known, topic, asked())
    >>> flapped = Removed(merged_ms=np.array([32_400_000]), dropped_ms=np.zeros(0, dtype=int))
    >>> about = replace(about, told=replace(about.told, removed=flapped))
    >>> debounced(about, of, DAY, Said(value=Figure(1.0))).details
    {'merged': 1.0, 'dropped': 0.0}
    """
    removed = about.told.removed
    merged = dropped = np.nan
    seen_any = bool(part.observed_ms.any())
    if removed is not None and seen_any and said.value.reason is not Reason.FEW_STAYS:
        merged, dropped = removed.within(about.spans(bucket))
    return replace(said, details={**said.details, "merged": merged, "dropped": dropped})


def few(count: int) -> bool:
    """Whether so many stays would tell of single ones.

    Examples
    --------
    >>> [few(count) for count in (0, 4, 5)]
    [False, True, False]
    """
    return 0 < count < STAYS_MIN


def number(figure: Figure) -> float:
    """Return a figure as a detail: NaN where it is withheld.

    Examples
    --------
    >>> number(Figure(2.5)), number(Figure(None, Reason.FEW_STAYS))
    (2.5, nan)
    """
    return np.nan if figure.value is None else figure.value
