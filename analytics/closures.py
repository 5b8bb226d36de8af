"""Closures: recurring in local wall time, they reduce the capacity of a site while they last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from analytics import weekly
from analytics.civil import local_date
from analytics.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """A recurring closure, as it was written.

    Parameters
    ----------
    every
        Hours of the week, see `analytics.weekly`.
    spaces
        How many spaces are closed; None: the whole site. [spaces]
    from_date, to_date
        Local dates on which it may begin: from the first, up to but without the second.
    except_dates
        Local dates on which it does not begin.
    """

    every: str
    from_date: date
    to_date: date | None = None
    spaces: int | None = None
    except_dates: frozenset[date] = frozenset()


def windows(
    closures: Iterable[Closure], window: Span, zone: ZoneInfo
) -> list[tuple[Span, int | None]]:
    """Return when how many spaces are closed, for every closure that touches `window`.

    Raises
    ------
    analytics.weekly.HoursError
        The hours of a closure cannot be read.

    Examples
    --------
    >>> market = Closure(every="Tue 06:00-14:00", from_date=date(2026, 6, 1), spaces=40)
    >>> june = Span(1_780_272_000_000, 1_782_864_000_000)
    >>> found = windows([market], june, ZoneInfo("UTC"))
    >>> len(found), (found[0][0].to_ms - found[0][0].from_ms) // 3_600_000, found[0][1]
    (5, 8, 40)
    """
    day = timedelta(days=1)
    first, last = local_date(window.from_ms, zone) - day, local_date(window.to_ms, zone)
    found: list[tuple[Span, int | None]] = []
    for closure in closures:
        begin = max(first, closure.from_date)
        end = last if closure.to_date is None else min(last, closure.to_date - day)
        hours = weekly.parse(closure.every)
        spans = hours.spans(begin, end, zone, without=closure.except_dates)
        found += [
            (span, closure.spaces)
            for span in spans
            if span.to_ms > window.from_ms and span.from_ms < window.to_ms
        ]
    return sorted(found, key=lambda item: item[0])
