"""Hours of the week that facts say: when a car park is open, when parking is regulated.

A fact is a text such as `Mon-Sat 08:00-18:00` (see `analytics.weekly`) and when it holds.
"""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from analytics import weekly
from analytics.civil import local_date
from analytics.quarters import DAY_MS
from analytics.spans import Span, common, gaps, union

Facts = Sequence[tuple[Span, str]]
#: The window of a mean where no fact says when parking is regulated.
REGULATED_DEFAULT: Final = "Mon-Sat 08:00-18:00"


def written(text: str, within: Span, zone: ZoneInfo) -> list[Span]:
    """Return the hours of the week as written, in a span.

    Examples
    --------
    >>> day = Span(0, DAY_MS)  # a Thursday
    >>> [(span.from_ms // 3_600_000, span.to_ms // 3_600_000)
    ...  for span in written("Thu 08-12; Thu 14-18", day, ZoneInfo("UTC"))]
    [(8, 12), (14, 18)]
    """
    first, last = local_date(within.from_ms - DAY_MS, zone), within.to_ms
    hours = weekly.parse(text).spans(first, local_date(last, zone), zone)
    return common(union(hours), [within])


def shut(opening: Facts, window: Span, zone: ZoneInfo) -> list[Span]:
    """Return when a car park is not open by its opening hours; without any it always is.

    Examples
    --------
    >>> day = Span(0, DAY_MS)
    >>> closed = shut([(day, "daily 06:00-22:00")], day, ZoneInfo("UTC"))
    >>> [(span.from_ms // 3_600_000, span.to_ms // 3_600_000) for span in closed]
    [(0, 6), (22, 24)]
    """
    return [
        span
        for valid, text in opening
        for part in common([valid], [window])
        for span in gaps(written(text, part, zone), part)
    ]


def regulated(facts: Facts, window: Span, zone: ZoneInfo) -> list[Span]:
    """Return the regulated hours in a window; where no fact holds, the default ones.

    Examples
    --------
    >>> [(span.from_ms // 3_600_000, span.to_ms // 3_600_000)
    ...  for span in regulated([], Span(0, DAY_MS), ZoneInfo("UTC"))]
    [(8, 18)]
    """
    told = [(span, text) for span, text in facts if common([span], [window])]
    told += [(span, REGULATED_DEFAULT) for span in gaps([span for span, _ in told], window)]
    return union(
        span
        for valid, text in told
        for part in common([valid], [window])
        for span in written(text, part, zone)
    )


def label(facts: Facts, window: Span) -> str:
    """Return the regulated hours of a window as written; if they changed, all with '|'.

    Examples
    --------
    >>> label([(Span(0, 5), "Mon-Fri 09:00-19:00")], Span(0, 9))
    'Mon-Fri 09:00-19:00 | Mon-Sat 08:00-18:00'
    """
    told = [text for span, text in facts if common([span], [window])]
    if gaps([span for span, _ in facts], window):
        told.append(REGULATED_DEFAULT)
    return " | ".join(dict.fromkeys(told))
