"""Hours of UTC laid into local days and hours of the day, with the type of each day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.quality.track import HOUR_MS, Track
from analytics.quarters import Float, Int

DAY_H: Final = 24
_EPOCH: Final = date(1970, 1, 1)
_MONDAY: Final = 3  # 1970-01-01 was a Thursday
UTC_DAYS_MAX: Final = 20_000  #: offsets kept in memory


class Kind(IntEnum):
    """The type of a day, as far as counts differ by it."""

    WORKDAY = 0  #: Monday to Friday, no public holiday
    SATURDAY = 1
    SUNDAY = 2  #: and public holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDays:
    """Hourly values in rows of 24 local hours.

    Parameters
    ----------
    first_day
        The first local date. [days since 1970]
    value
        One row a day. The hour that a clock change leaves out is NaN; of the hour that comes twice
        it is the mean of both. [as in the track]
    kind
        See `Kind`; one a day.
    hour
        The UTC hour of each cell, the first one where it comes twice; -1 where the track has none.
        [hours since 1970]
    """

    first_day: int
    value: Float
    kind: Int
    hour: Int

    def date(self, row: int) -> date:
        """Return the local date of a row."""
        return _EPOCH + timedelta(days=self.first_day + row)


def lay(track: Track, zone: ZoneInfo, holidays: frozenset[date] = frozenset()) -> LocalDays:
    """Lay an hourly track into local days.

    Parameters
    ----------
    track
        By hour of UTC; NaN where missing. [any unit]
    zone
        Of the site.
    holidays
        Public ones: taken for Sundays.

    Raises
    ------
    ValueError
        The track is not hourly.

    References
    ----------
    indicators.md E11.

    Examples
    --------
    >>> utc = Track(name="x", first=0, step_ms=3_600_000, value=np.arange(24.0))
    >>> lay(utc, ZoneInfo("Europe/Berlin")).value[0, :3].tolist()
    [nan, 0.0, 1.0]
    """
    if track.step_ms != HOUR_MS:
        raise ValueError(f"the steps of {track.name} last {track.step_ms} ms, not an hour")
    local = local_hours(track.first, len(track), zone)
    first_day = int(local[0]) // DAY_H if len(local) else 0
    rows = int(local[-1]) // DAY_H - first_day + 1 if len(local) else 0
    cell = local - first_day * DAY_H
    known = ~np.isnan(track.value)
    total = np.bincount(cell[known], weights=track.value[known], minlength=rows * DAY_H)
    count = np.bincount(cell[known], minlength=rows * DAY_H)
    value = np.full(rows * DAY_H, np.nan)
    np.divide(total, count, out=value, where=count > 0)
    hour = np.full(rows * DAY_H, -1, dtype=np.int64)
    hour[cell[::-1]] = np.arange(track.first, track.first + len(track))[::-1]
    return LocalDays(
        first_day=first_day,
        value=value.reshape(rows, DAY_H),
        kind=kinds(first_day, rows, holidays),
        hour=hour.reshape(rows, DAY_H),
    )


def kinds(first_day: int, count: int, holidays: frozenset[date] = frozenset()) -> Int:
    """Return the type of each of `count` local days.

    Parameters
    ----------
    first_day
        Local date of the first. [days since 1970]
    holidays
        Public ones: taken for Sundays.

    References
    ----------
    indicators.md 0.8.

    Examples
    --------
    >>> kinds(0, 4).tolist()  # a Thursday
    [0, 0, 1, 2]
    """
    day = np.arange(first_day, first_day + count)
    weekday = (day + _MONDAY) % 7
    kind = np.where(weekday < 5, Kind.WORKDAY, np.where(weekday == 5, Kind.SATURDAY, Kind.SUNDAY))
    free = np.array([(holiday - _EPOCH).days for holiday in holidays], dtype=np.int64)
    kind[np.isin(day, free)] = Kind.SUNDAY
    return kind.astype(np.int64)


def local_hours(first: int, count: int, zone: ZoneInfo) -> Int:
    """Return which hour the wall clock showed in each of `count` hours of UTC.

    Parameters
    ----------
    first
        The first hour of UTC. [hours since 1970]

    Returns
    -------
    int64
        Local date and hour as one number: 24 times the days since 1970, and the hour. [h]

    References
    ----------
    indicators.md E11.

    Examples
    --------
    >>> start = 24 * (date(2026, 3, 29) - date(1970, 1, 1)).days
    >>> (local_hours(start, 3, ZoneInfo("Europe/Berlin")) % 24).tolist()
    [1, 3, 4]
    """
    hours = np.arange(first, first + count)
    if count == 0:
        return hours
    first_day, last_day = first // DAY_H, (first + count - 1) // DAY_H
    offsets = [_offsets(day, zone) for day in range(first_day, last_day + 1)]
    shift = np.array(offsets).reshape(-1)[first - first_day * DAY_H :][:count]
    return np.asarray(hours + shift)


@lru_cache(maxsize=UTC_DAYS_MAX)
def _offsets(utc_day: int, zone: ZoneInfo) -> tuple[int, ...]:
    """Return by how many whole hours the wall clock is ahead in each hour of a UTC day."""
    start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=utc_day)

    def ahead(hour: int) -> int:
        offset = (start + timedelta(hours=hour)).astimezone(zone).utcoffset()
        return (offset or timedelta()) // timedelta(hours=1)

    begin, end = ahead(0), ahead(DAY_H - 1)
    if begin == end:
        return (begin,) * DAY_H
    return tuple(ahead(hour) for hour in range(DAY_H))
