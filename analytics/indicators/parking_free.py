"""When a space is free: time without any, and the chance of one by the hour and kind of day."""

from datetime import date, timedelta
from typing import Final

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import number_of
from analytics.civil import Bucket, local_date
from analytics.figure import Figure, Reason
from analytics.held import Segments
from analytics.indicators.method import CIVIL, Known, Method, Need
from analytics.indicators.parking import has_occupancy, load, occupancy_sources
from analytics.indicators.parking_buckets import Detail, Said, series_of
from analytics.indicators.parking_loads import windowed
from analytics.indicators.parking_seen import Seen, has_bays, seen, whole_day
from analytics.occupancy import COVERAGE_MIN_PERCENT, Load, ratio
from analytics.parking import availability, search
from analytics.parking.stays import Stays
from analytics.parking.zone import ABSENT_MS, FreeBays, free_bays, local_quarters
from analytics.quarters import QUARTER_MS, Int
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import Indicator, Topic
from devices.properties import Property

_MINUTE_MS: Final = 60_000
#: Kinds of days, by the first weekday of each (`calendar.day_types.DayTypes.groups`).
KINDS: Final = {0: "working_days", 5: "saturdays", 6: "sundays"}


def zone_of(site: Site, about: Seen) -> FreeBays:
    """Return how many bays are free, moment by moment, flapping taken out."""
    told = about.told
    return free_bays(
        [
            _segments(
                told.stays.only(told.stays.bay == bay),
                told.vacancies.only(told.vacancies.bay == bay),
            )
            for bay in (part.id for part in site.parts(Property.BAY_STATE))
        ]
    )


def _segments(stays: Stays, vacancies: Stays) -> Segments:
    begin = np.concatenate([stays.begin_ms, vacancies.begin_ms])
    order = np.argsort(begin, kind="stable")
    return Segments(
        from_ms=begin[order],
        to_ms=np.concatenate([stays.end_ms, vacancies.end_ms])[order],
        value=np.repeat([1.0, 0.0], [len(stays), len(vacancies)])[order],
        suspect=np.zeros(len(begin), dtype=bool),
    )


def _saturation(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    of, label = load(site, known, topic, asked)
    about = seen(site, known, topic, asked)
    zone = zone_of(site, about)
    observed = zone.clock(zone.observed())
    full = zone.clock(zone.observed() & (zone.free == 0))
    until_ms = asked.until_ms

    def answer(part: Load, bucket: Span) -> Said:
        spans = [
            Span(s.from_ms, s.to_ms if until_ms is None else min(s.to_ms, until_ms))
            for s in about.spans(bucket)
            if until_ms is None or s.from_ms < until_ms
        ]
        begin = np.array([s.from_ms for s in spans], dtype=np.int64)
        end = np.array([s.to_ms for s in spans], dtype=np.int64)
        time_ms = int(observed.within(begin, end).sum())
        if time_ms == 0 or time_ms * 100 < int((end - begin).sum()) * COVERAGE_MIN_PERCENT:
            nothing = Figure(None, Reason.INSUFFICIENT_DATA)
            return Said(value=nothing, details={"inspected": np.nan})
        inspected = float(search.bays_inspected(ratio(part.occupied.sum(), part.capacity.sum())))
        return Said(
            value=Figure(float(full.within(begin, end).sum()) / _MINUTE_MS),
            details={"inspected": inspected},
        )

    return series_of(
        of,
        asked,
        answer,
        method="time in which no bay is free",
        version=search.METHOD_VERSION,
        hours=label,
    )


def _availability(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    of, label = load(site, known, topic, asked)
    bays = has_bays(site)
    zone = zone_of(site, seen(site, known, topic, asked)) if bays else None

    def answer(part: Load, bucket: Span) -> Said:
        days = _days(site, bucket)
        starts = local_quarters(days, site.zone)
        if asked.until_ms is not None:
            starts = np.where(starts < asked.until_ms, starts, ABSENT_MS)
        told = _of_load(part, starts) if zone is None else availability.observed(zone, starts)
        return _chances(site, days, *told)

    return series_of(
        of,
        asked,
        answer,
        method=availability.METHOD,
        version=availability.METHOD_VERSION,
        hours=label,
    )


def _days(site: Site, bucket: Span) -> list[date]:
    first = local_date(bucket.from_ms, site.zone)
    count = (local_date(bucket.to_ms - 1, site.zone) - first).days + 1
    return [first + timedelta(days=k) for k in range(count)]


def _of_load(of: Load, starts_ms: Int) -> tuple[Int, Int]:
    """Return time with a free space and time observed of a car park, by quarter-hour means."""
    at = starts_ms // QUARTER_MS - of.first
    there = (starts_ms != ABSENT_MS) & (at >= 0) & (at < len(of))
    at = np.where(there, at, 0)
    spaces_free = of.capacity - of.occupied >= of.observed_ms
    known = np.where(there & (of.capacity > 0)[at], of.observed_ms[at], 0)
    return np.where(spaces_free[at], known, 0), known


def _chances(site: Site, days: list[date], free_ms: Int, known_ms: Int) -> Said:
    numbers = np.array([number_of(day) for day in days], dtype=np.int64)
    groups = day_types(numbers, site.region).groups()
    details: dict[str, Detail] = {}
    for group, name in KINDS.items():
        told = availability.empirical(free_ms[groups == group], known_ms[groups == group])
        details |= {
            name: told.chance,
            f"{name}_low": told.low,
            f"{name}_high": told.high,
            f"{name}_n": told.days.astype(np.float64),
        }
    seen_on = np.flatnonzero(known_ms.sum(axis=1) > 0)
    if not len(seen_on) or seen_on[-1] - seen_on[0] + 1 < availability.SPAN_MIN_DAYS:
        nothing = dict.fromkeys(details, np.full(known_ms.shape[1], np.nan))
        counted = {f"{name}_n": details[f"{name}_n"] for name in KINDS.values()}
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA), details=nothing | counted)
    return Said(value=Figure(float(free_ms.sum() / known_ms.sum())), details=details)


METHODS: Final = (
    Method(
        indicator=Indicator.SATURATION_TIME,
        topics=windowed(Indicator.SATURATION_TIME, has_bays),
        sources=occupancy_sources,
        answer=_saturation,
        buckets=CIVIL,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.STAYS}),
    ),
    Method(
        indicator=Indicator.AVAILABILITY,
        topics=whole_day(Indicator.AVAILABILITY, has_occupancy),
        sources=occupancy_sources,
        answer=_availability,
        buckets=frozenset({Bucket.YEAR}),
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.STAYS}),
    ),
)
