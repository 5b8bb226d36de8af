"""Civil days, months and years of a time zone as UTC instants, and buckets of a window.

A local day lasts 23, 24 or 25 hours: its ends are computed from dates, never by adding 24 h.
Buckets below a day are aligned in UTC. All windows are half-open and labelled by their start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.quarters import QUARTER_MS, Int
from analytics.spans import Span

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
DATES_MAX: Final = 8_192  #: local midnights, and other times of day, kept in memory
WINDOWS_MAX: Final = 256  #: divided windows kept in memory, a year of days takes 3 kB


class Bucket(StrEnum):
    """How long the buckets of a series are."""

    QUARTER = "15min"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"

    @property
    def civil(self) -> bool:
        """Whether it is a civil day or made of civil days.

        Examples
        --------
        >>> Bucket.HOUR.civil, Bucket.DAY.civil
        (False, True)
        """
        return self in {Bucket.DAY, Bucket.MONTH, Bucket.YEAR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """The buckets of a window.

    Parameters
    ----------
    starts_ms
        Where each bucket begins, also when the window begins later. [ms since 1970]
    edges
        Quarters from which each bucket counts, and where the last one ends. [quarters since 1970]
    """

    starts_ms: Int
    edges: Int

    def __len__(self) -> int:
        return len(self.starts_ms)


def to_ms(instant: datetime) -> int:
    """Return whole milliseconds since 1970; a naive instant raises `TypeError`.

    Examples
    --------
    >>> to_ms(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    60000
    """
    return (instant - _EPOCH) // _MILLISECOND


def from_ms(instant_ms: int) -> datetime:
    """Return the instant, in UTC.

    Examples
    --------
    >>> from_ms(86_400_000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return _EPOCH + timedelta(milliseconds=instant_ms)


@lru_cache(maxsize=DATES_MAX)
def wall_ms(day: date, minute: int, zone: ZoneInfo, *, last: bool = False) -> int:
    """Return when a wall clock shows `minute` minutes after midnight of a date, in ms since 1970.

    Of an hour that comes twice the first is taken, with `last` the second; a time that the clock
    jumps over is read with the offset from before the jump (RFC 5545, 3.3.5).

    Parameters
    ----------
    minute
        0 up to 2880: 1440 is midnight of the next day. [min]

    Examples
    --------
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> twice = [wall_ms(date(2026, 10, 25), 150, berlin, last=last) for last in (False, True)]
    >>> [from_ms(one).hour for one in twice]
    [0, 1]
    """
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return to_ms(max(first, second) if last and second > first else first)


@lru_cache(maxsize=DATES_MAX)
def day_start_ms(day: date, zone: ZoneInfo) -> int:
    """Return the instant at which a local day begins, in ms since 1970.

    Examples
    --------
    >>> from_ms(day_start_ms(date(2026, 3, 29), ZoneInfo("Europe/Berlin"))).isoformat()
    '2026-03-28T23:00:00+00:00'
    """
    return wall_ms(day, 0, zone)


def local_date(instant_ms: int, zone: ZoneInfo) -> date:
    """Return the local date of an instant.

    Examples
    --------
    >>> str(local_date(82_800_000, ZoneInfo("Europe/Berlin")))  # 23:00 UTC, midnight there
    '1970-01-02'
    """
    return from_ms(instant_ms).astimezone(zone).date()


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return a local day as `[midnight, next midnight)`.

    Examples
    --------
    >>> autumn = day_span(date(2026, 10, 25), ZoneInfo("Europe/Berlin"))
    >>> (autumn.to_ms - autumn.from_ms) / 3_600_000  # hours
    25.0
    """
    return Span(day_start_ms(day, zone), day_start_ms(day + timedelta(days=1), zone))


def bucket_start(day: date, bucket: Bucket) -> date:
    """Return the first date of the month or year a date lies in; of a day the date itself.

    Examples
    --------
    >>> str(bucket_start(date(2026, 5, 17), Bucket.MONTH))
    '2026-05-01'
    """
    match bucket:
        case Bucket.MONTH:
            return day.replace(day=1)
        case Bucket.YEAR:
            return day.replace(month=1, day=1)
        case _:
            return day


def next_start(start: date, bucket: Bucket) -> date:
    """Return the first date of the bucket after the one that begins at `start`.

    Examples
    --------
    >>> str(next_start(date(2026, 12, 1), Bucket.MONTH))
    '2027-01-01'
    """
    match bucket:
        case Bucket.MONTH:
            return (start.replace(day=1) + timedelta(days=31)).replace(day=1)
        case Bucket.YEAR:
            return start.replace(year=start.year + 1, month=1, day=1)
        case _:
            return start + timedelta(days=1)


def bucket_span(start: date, bucket: Bucket, zone: ZoneInfo) -> Span:
    """Return the time of the civil bucket that begins at local date `start`.

    Examples
    --------
    >>> day = bucket_span(date(2026, 3, 29), Bucket.DAY, ZoneInfo("Europe/Berlin"))
    >>> (day.to_ms - day.from_ms) // 3_600_000  # an hour is lost
    23
    """
    return Span(day_start_ms(start, zone), day_start_ms(next_start(start, bucket), zone))


def starts(first: date, last: date, bucket: Bucket) -> Iterator[date]:
    """Yield the first date of every bucket that touches `[first, last]`.

    Examples
    --------
    >>> [str(day) for day in starts(date(2026, 1, 30), date(2026, 2, 1), Bucket.MONTH)]
    ['2026-01-01', '2026-02-01']
    """
    at = bucket_start(first, bucket)
    while at <= last:
        yield at
        at = next_start(at, bucket)


@lru_cache(maxsize=WINDOWS_MAX)
def _civil_starts(first: date, last: date, bucket: Bucket, zone: ZoneInfo) -> Int:
    """Return where the buckets that touch `[first, last]` begin; it cannot be written to."""
    begin = np.array(
        [day_start_ms(day, zone) for day in starts(first, last, bucket)], dtype=np.int64
    )
    begin.setflags(write=False)
    return begin


def buckets(window: Span, bucket: Bucket, zone: ZoneInfo) -> Buckets:
    """Divide a window into buckets; the first and last are cut by the window.

    Raises
    ------
    ValueError
        The window is empty.

    Examples
    --------
    >>> autumn = day_span(date(2026, 10, 25), ZoneInfo("Europe/Berlin"))
    >>> hours = buckets(autumn, Bucket.HOUR, ZoneInfo("Europe/Berlin"))
    >>> len(hours.starts_ms), int(hours.edges[1] - hours.edges[0])  # 4 quarters each
    (25, 4)
    """
    if window.to_ms <= window.from_ms:
        raise ValueError(f"the window ends at {window.to_ms} ms, not after its start")
    if bucket.civil:
        first, last = local_date(window.from_ms, zone), local_date(window.to_ms - 1, zone)
        begin = _civil_starts(first, last, bucket, zone)
    else:
        step = QUARTER_MS if bucket is Bucket.QUARTER else 4 * QUARTER_MS
        begin = np.arange(window.from_ms // step * step, window.to_ms, step, dtype=np.int64)
    edges = np.append(np.maximum(begin, window.from_ms), window.to_ms)
    quarter_edges = edges // QUARTER_MS
    quarter_edges[-1] = -(-window.to_ms // QUARTER_MS)
    return Buckets(starts_ms=begin, edges=quarter_edges)
