"""Parking restrictions as data, and the part of a stay that falls under one (A9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import local_date
from analytics.parking.stays import Stays
from analytics.quarters import Int
from analytics.spans import Span, common, union
from analytics.weekly import Weekly

METHOD_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A limit of duration, with the hours in which it holds.

    The fields of the bay restrictions of the City of Melbourne: days and times, duration, another
    duration for disabled people, effect on public holidays.

    Parameters
    ----------
    valid
        When it is in force.
    hours
        Hours of the week, see `analytics.weekly`; local wall time.
    limit_ms
        Longest duration allowed in these hours. [ms]
    disabled_limit_ms
        Where another one holds for disabled bays; None: the same. [ms]
    on_holidays
        Whether it holds on public holidays.
    """

    valid: Span
    hours: Weekly
    limit_ms: int
    disabled_limit_ms: int | None = None
    on_holidays: bool = False

    def spans(self, window: Span, zone: ZoneInfo, holidays: frozenset[date]) -> list[Span]:
        """Return when it holds in a window.

        Parameters
        ----------
        holidays
            Local dates of public holidays.

        Examples
        --------
        >>> from analytics.civil import day_span
        >>> from analytics.weekly import parse
        >>> berlin, may_day = ZoneInfo("Europe/Berlin"), date(2026, 5, 1)
        >>> friday = day_span(may_day, berlin)
        >>> rule = Restriction(valid=friday, hours=parse("Mon-Fri 08-18"), limit_ms=7_200_000)
        >>> (one,) = rule.spans(friday, berlin, frozenset())
        >>> (one.to_ms - one.from_ms) // 3_600_000
        10
        >>> rule.spans(friday, berlin, frozenset({may_day}))
        []
        """
        day = timedelta(days=1)
        first, last = local_date(window.from_ms, zone) - day, local_date(window.to_ms, zone)
        without = frozenset() if self.on_holidays else holidays
        return common(
            self.hours.spans(first, last, zone, without=without), common([self.valid], [window])
        )

    def limit_of(self, *, disabled: bool) -> int:
        """Return the limit for a kind of bay, in ms.

        Examples
        --------
        >>> from analytics.weekly import parse
        >>> rule = Restriction(valid=Span(0, 1), hours=parse("daily 08-18"), limit_ms=7_200_000,
        ...                    disabled_limit_ms=14_400_000)
        >>> rule.limit_of(disabled=True) // 3_600_000, rule.limit_of(disabled=False) // 3_600_000
        (4, 2)
        """
        if disabled and self.disabled_limit_ms is not None:
            return self.disabled_limit_ms
        return self.limit_ms


def before_ms(spans: Sequence[Span], instant_ms: Int) -> Int:
    """Return how much time of the spans lies before each instant, in ms.

    Examples
    --------
    >>> before_ms([Span(10, 20), Span(30, 40)], np.array([5, 15, 35])).tolist()
    [0, 5, 15]
    """
    merged = union(spans)
    begin = np.array([span.from_ms for span in merged], dtype=np.int64)
    length = np.array([span.to_ms - span.from_ms for span in merged], dtype=np.int64)
    whole = np.append(0, np.cumsum(length))
    at = np.searchsorted(begin, instant_ms, side="right")
    inside = np.where(at > 0, instant_ms - np.append(0, begin)[at], 0)
    covered: Int = whole[np.maximum(at - 1, 0)] + np.minimum(inside, np.append(0, length)[at])
    return covered


def regulated_ms(stays: Stays, spans: Sequence[Span]) -> Int:
    """Return how long each stay lasted within the regulated time. [ms].

    A stay over several regulated periods adds them up. Another bay is another stay.

    References
    ----------
    PARK-040: from 08:30 to 10:10 under hours from 09:00 are 70 minutes.

    Examples
    --------
    >>> yes, one = np.ones(1, bool), np.zeros(1, np.int64)
    >>> stay = Stays(bay=one, begin_ms=one + 30, end_ms=one + 130, arrived=yes, departed=yes,
    ...              vehicle=one)
    >>> regulated_ms(stay, [Span(60, 600)]).tolist()
    [70]
    """
    return before_ms(spans, stays.end_ms) - before_ms(spans, stays.begin_ms)
