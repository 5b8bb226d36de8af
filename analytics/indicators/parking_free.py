"""How many bays are free, and the chance of a free space by the hour and kind of day (A12)."""

from datetime import date, timedelta
from typing import Final

import numpy as np

from analytics.calendar.day_types import day_types
from analytics.calendar.region import number_of
from analytics.civil import Bucket, local_date
from analytics.figure import Figure, Reason
from analytics.held import Segments
from analytics.indicators.method import Known, Method, Need
from analytics.indicators.parking import has_occupancy, load, occupancy_sources
from analytics.indicators.parking_buckets import Detail, Said, series_of
from analytics.indicators.parking_seen import Seen, seen
from analytics.indicators.stay_methods import has_bays, whole_day
from analytics.occupancy import Load
from analytics.parking import availability
from analytics.parking.stays import Stays
from analytics.parking.zone import ABSENT_MS, FreeBays, free_bays, local_quarters
from analytics.quarters import QUARTER_MS, Int
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import Indicator, Topic
from devices.properties import Property

#: Kinds of days, by the first weekday of each (`calendar.day_types.DayTypes.groups`).
KINDS: Final = {0: "working_days", 5: "saturdays", 6: "sundays"}


def zone_of(site: Site, about: Seen) -> FreeBays:
    """Return how many bays are free, moment by moment, flapping taken out.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import BAYS, parked
    >>> topic = Topic(Indicator.AVAILABILITY)
    >>> zone = zone_of(BAYS, seen(BAYS, parked((8, 10)), topic, asked()))
    >>> (zone.from_ms / 3_600_000).tolist(), zone.free.tolist()
    ([0.0, 8.0, 10.0], [2, 1, 2])
    """
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
    told_any = False
    for group, name in KINDS.items():
        told = availability.empirical(free_ms[groups == group], known_ms[groups == group])
        told_any = told_any or not np.isnan(told.chance).all()
        details |= {
            name: told.chance,
            f"{name}_low": told.low,
            f"{name}_high": told.high,
            f"{name}_n": told.days.astype(np.float64),
        }
    seen_on = np.flatnonzero(known_ms.sum(axis=1) > 0)
    long = len(seen_on) > 0 and seen_on[-1] - seen_on[0] + 1 >= availability.SPAN_MIN_DAYS
    if not long or not told_any:
        nothing = dict.fromkeys(details, np.full(known_ms.shape[1], np.nan))
        counted = {f"{name}_n": details[f"{name}_n"] for name in KINDS.values()}
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA), details=nothing | counted)
    return Said(value=Figure(float(free_ms.sum() / known_ms.sum())), details=details)


METHODS: Final = (
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
