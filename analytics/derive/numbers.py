"""Stored numbers: local days, and the months and years of local days that have ended."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo

import numpy as np

from analytics.answers import Known, Topic, answer
from analytics.civil import (
    Bucket,
    bucket_span,
    bucket_start,
    day_span,
    day_start_ms,
    local_date,
    next_start,
)
from analytics.derive.days import Days, ranges
from analytics.derive.stored import Stored
from analytics.indicators import METHODS
from analytics.quarters import DAY_MS
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from devices.quality import Flag
from store.indicators import BucketKey, Number, Settled

_YEAR_ZERO = date(1970, 1, 1)
_SOON_MS: Final = 3_600_000  # a clock of a device may be ahead of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The time at which numbers are computed.

    Parameters
    ----------
    now_ms
        [ms since 1970]
    until_ms
        The watermark: now, down to the quarter hour. [ms since 1970]
    settle_ms
        So long after its end a bucket becomes final. [ms]
    """

    now_ms: int
    until_ms: int
    settle_ms: int

    def final(self, span: Span) -> bool:
        """Whether a bucket has had time to settle."""
        return span.to_ms + self.settle_ms <= self.now_ms

    def to_come(self, instant_ms: int, zone: ZoneInfo) -> bool:
        """Whether the local day of an instant has not begun, nor will within an hour."""
        begins_ms = day_start_ms(local_date(instant_ms, zone), zone)
        return begins_ms > self.now_ms + _SOON_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The buckets of a site that have to be computed again.

    Parameters
    ----------
    dates
        Local dates.
    periods
        Months and years by their first date.
    """

    stored: Stored
    dates: frozenset[date]
    periods: frozenset[tuple[Bucket, date]]
    at: Moment

    @property
    def site(self) -> Site:
        """The site."""
        return self.stored.site

    def utc_days(self) -> tuple[int, int]:
        """Return the first and last UTC day whose states are needed, in days since 1970."""
        spans = [day_span(day, self.site.zone) for day in self.dates]
        spans += [bucket_span(start, bucket, self.site.zone) for bucket, start in self.periods]
        first = min(span.from_ms for span in spans) // DAY_MS
        return first, (max(span.to_ms for span in spans) - 1) // DAY_MS

    def states(self) -> int:
        """Return of how many days of datastreams something is read."""
        first, last = self.utc_days()
        return (last + 1 - first) * (len(self.stored.states) + len(self.stored.speeds))


def task_of(stored: Stored, days: Days, at: Moment, *, settled: Set[date] = frozenset()) -> Task:
    """Return what follows from computing these UTC days again.

    Local days that have not begun wait for their midnight, when the clock asks for them.

    Parameters
    ----------
    settled
        Local dates that the days touch, but where nothing has changed.

    Months and years hold local days that have ended, so that the open day does not make the
    whole year be read again every quarter hour; they are computed when its days end or change.
    """
    every = set().union(*days.values())
    site = stored.site
    dates = {
        local_date(instant, site.zone)
        for day in every
        for instant in (day * DAY_MS, (day + 1) * DAY_MS - 1)
        if instant == day * DAY_MS or not at.to_come(instant, site.zone)
    }
    dates -= settled
    ended = {day for day in dates if day_span(day, site.zone).to_ms <= at.until_ms}
    periods = {
        (bucket, bucket_start(day, bucket))
        for day in ended
        for bucket in (Bucket.MONTH, Bucket.YEAR)
    }
    return Task(stored=stored, dates=frozenset(dates), periods=frozenset(periods), at=at)


def compute(task: Task, known: Known) -> tuple[list[Number], list[BucketKey]]:
    """Return the numbers to store, and the buckets of which nothing is known (any more).

    Those have no row, for the same reason as day states; the API tells what was expected of them.
    """
    numbers: list[Number] = []
    void: list[BucketKey] = []
    for topic in task.stored.topics:
        for key, span, series, at in _answers(task, known, topic):
            value = float(series.value[at])
            if series.flag[at] == Flag.MISSING:
                void.append(key)
                continue
            numbers.append(
                Number(
                    key=key,
                    value=None if np.isnan(value) else value + 0.0,
                    n_expected=int(series.n_expected[at]),
                    n_valid=int(series.n_valid[at]),
                    coverage=_known(series.coverage[at]),
                    flag=int(series.flag[at]),
                    method_version=series.method_version,
                    final=task.at.final(span),
                )
            )
    return numbers, void


def settled(site: Site, at: Moment) -> Settled:
    """Return the newest day, month and year that have had time to settle, by their first date."""
    last = local_date(at.now_ms - at.settle_ms, site.zone) - timedelta(days=1)
    found = {"day": last}
    for bucket in (Bucket.MONTH, Bucket.YEAR):
        start = bucket_start(last, bucket)
        if next_start(start, bucket) > last + timedelta(days=1):
            start = bucket_start(start - timedelta(days=1), bucket)
        found[bucket.value] = start
    return Settled(site=site.id, **found)


def _answers(
    task: Task, known: Known, topic: Topic
) -> Iterator[tuple[BucketKey, Span, Series, int]]:
    """Yield each bucket with the series it is in and its place there."""
    zone, stored = task.site.zone, METHODS[topic.indicator].stored
    dates = task.dates if Bucket.DAY in stored else frozenset[date]()
    for first, last in ranges((day - _YEAR_ZERO).days for day in dates):
        begin = _YEAR_ZERO + timedelta(days=first)
        window = Span(
            day_start_ms(begin, zone), day_start_ms(_YEAR_ZERO + timedelta(days=last + 1), zone)
        )
        asked = Question(
            window=window, bucket=Bucket.DAY, zone=zone, until_ms=task.at.until_ms, whole=False
        )
        series = answer(task.site, known, topic, asked)
        for at in range(last + 1 - first):
            day = begin + timedelta(days=at)
            if day in dates:
                yield _key(task.site, topic, Bucket.DAY, day), day_span(day, zone), series, at
    midnight = day_start_ms(local_date(task.at.until_ms, zone), zone)
    for bucket in (Bucket.MONTH, Bucket.YEAR):
        starts = sorted(s for b, s in task.periods if b is bucket) if bucket in stored else []
        for run in _consecutive(starts, bucket):
            window = Span(
                bucket_span(run[0], bucket, zone).from_ms, bucket_span(run[-1], bucket, zone).to_ms
            )
            asked = Question(
                window=window,
                bucket=bucket,
                zone=zone,
                until_ms=midnight,
                known_until_ms=midnight,
                whole=False,
            )
            series = answer(task.site, known, topic, asked)
            for at, start in enumerate(run):
                yield (
                    _key(task.site, topic, bucket, start),
                    bucket_span(start, bucket, zone),
                    series,
                    at,
                )


def _consecutive(starts: Sequence[date], bucket: Bucket) -> list[list[date]]:
    """Return runs of months or years without a gap: they are computed at once."""
    found: list[list[date]] = []
    for start in starts:
        if found and next_start(found[-1][-1], bucket) == start:
            found[-1].append(start)
        else:
            found.append([start])
    return found


def _key(site: Site, topic: Topic, bucket: Bucket, start: date) -> BucketKey:
    return BucketKey(
        site=site.id,
        indicator=topic.indicator.value,
        mode=topic.mode,
        direction=topic.direction,
        variant=topic.variant,
        bucket=cast(Literal["day", "month", "year"], bucket.value),
        start=start,
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
