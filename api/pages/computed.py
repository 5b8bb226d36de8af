"""Indicators of a site over a window, computed exactly as the API answers them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.answers import Topic
from analytics.civil import Bucket, from_ms, to_ms
from analytics.quarters import QUARTER_MS
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from api.questions import Asked
from store import series
from store.pool import Connection


def quarter_down(now: datetime) -> int:
    """Return the start of the running quarter hour, in ms since 1970."""
    return to_ms(now) // QUARTER_MS * QUARTER_MS


def question(window: Span, bucket: Bucket, zone: ZoneInfo, now: datetime) -> Question:
    """Return the question of a window; what has not come yet makes no mean incomplete."""
    return Question(window=window, bucket=bucket, zone=zone, until_ms=quarter_down(now))


def come(window: Span, now: datetime) -> Span:
    """Return the part of a window that has come; all of one that has not begun.

    Intervals still to come are not missing: a running period is complete as far as it has come.
    """
    until_ms = quarter_down(now)
    running = window.from_ms < until_ms < window.to_ms
    return Span(window.from_ms, until_ms) if running else window


async def computed(conn: Connection, asked: Asked, put: Question) -> Series:
    """Answer a question about a site from its day states."""
    last = from_ms(put.window.to_ms) - timedelta(milliseconds=1)
    states = await series.day_states(
        conn, asked.datastreams(), from_ms(put.window.from_ms).date(), last.date()
    )
    return asked.answered(states, put)


def about(site: Site, topic: Topic) -> Asked:
    """Return a topic as what is asked of a site."""
    return Asked(site=site, topic=topic)
