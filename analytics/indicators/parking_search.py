"""Proxies of the search for a space (A11): time without a free bay, how long one stays free.

Both need four weeks of states up to the end of what is asked, so these weeks are read, too.
"""

from typing import Final

import numpy as np

from analytics.figure import Figure, Reason
from analytics.indicators.method import CIVIL, Known, Method, Need
from analytics.indicators.parking import load, occupancy_sources
from analytics.indicators.parking_buckets import Said, series_of
from analytics.indicators.parking_free import zone_of
from analytics.indicators.parking_loads import windowed
from analytics.indicators.parking_seen import seen
from analytics.indicators.stay_methods import debounced, has_bays, whole_day
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load, ratio
from analytics.parking import search, survival
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import Indicator, Topic

_MINUTE_MS: Final = 60_000
_WITHHELD: Final = Figure(None, Reason.INSUFFICIENT_DATA)


def _saturation(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    of, label = load(site, known, topic, asked)
    about = seen(site, known, topic, asked)
    zone = zone_of(site, about)
    observed = zone.clock(zone.observed())
    full = zone.clock(zone.observed() & (zone.free == 0))

    def answer(part: Load, bucket: Span) -> Said:
        come = _come(bucket, asked)
        if not search.weeks_known(observed, come.from_ms, come.to_ms):
            return Said(value=_WITHHELD, details={"inspected": np.nan})
        spans = about.spans(come)
        begin = np.array([s.from_ms for s in spans], dtype=np.int64)
        end = np.array([s.to_ms for s in spans], dtype=np.int64)
        time_ms = int(observed.within(begin, end).sum())
        if time_ms == 0 or time_ms * 100 < int((end - begin).sum()) * COVERAGE_MIN_PERCENT:
            return Said(value=_WITHHELD, details={"inspected": np.nan})
        inspected = float(search.bays_inspected(ratio(part.occupied.sum(), part.capacity.sum())))
        return Said(
            value=Figure(float(full.within(begin, end).sum()) / _MINUTE_MS),
            details={"inspected": inspected},
        )

    return series_of(
        of,
        asked,
        lambda part, bucket: debounced(about, part, bucket, answer(part, bucket)),
        method="time in which no bay is free",
        version=search.METHOD_VERSION,
        hours=label,
    )


def _vacancy(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    of, label = load(site, known, topic, asked)
    about = seen(site, known, topic, asked)
    zone = zone_of(site, about)
    observed, vacancies = zone.clock(zone.observed()), about.told.vacancies

    def answer(_: Load, bucket: Span) -> Said:
        come = _come(bucket, asked)
        if not search.weeks_known(observed, come.from_ms, come.to_ms):
            return Said(value=_WITHHELD)
        here = vacancies.only(vacancies.overlapping(bucket))
        return Said(value=search.median_vacancy_min(here, bucket))

    return series_of(
        of,
        asked,
        lambda part, bucket: debounced(about, part, bucket, answer(part, bucket)),
        method=f"median, {survival.METHOD}",
        version=search.METHOD_VERSION,
        hours=label,
    )


def _come(bucket: Span, asked: Question) -> Span:
    """Return the part of a bucket that has come; of one that has not begun nothing."""
    if asked.until_ms is None:
        return bucket
    return Span(bucket.from_ms, max(min(bucket.to_ms, asked.until_ms), bucket.from_ms))


METHODS: Final = (
    Method(
        indicator=Indicator.SATURATION_TIME,
        topics=windowed(Indicator.SATURATION_TIME, has_bays),
        sources=occupancy_sources,
        answer=_saturation,
        buckets=CIVIL,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.STAYS}),
        history_days=search.KNOWN_MIN_DAYS,
    ),
    Method(
        indicator=Indicator.VACANCY_DURATION,
        topics=whole_day(Indicator.VACANCY_DURATION),
        sources=occupancy_sources,
        answer=_vacancy,
        buckets=CIVIL,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.STAYS}),
        history_days=search.KNOWN_MIN_DAYS,
    ),
)
