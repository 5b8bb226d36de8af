"""Indicators of a site over a window, computed exactly as the API answers them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.answers import Known, Topic
from analytics.civil import Bucket, from_ms
from analytics.question import Question
from analytics.series import Series
from analytics.site import Site
from analytics.spans import Span
from api import stored, up_to_now
from api.questions import Asked
from api.up_to_now import quarter_down
from store.pool import Connection


def question(window: Span, bucket: Bucket, zone: ZoneInfo, now: datetime) -> Question:
    """Return the question of a window; what has not come yet makes no mean incomplete."""
    return Question(window=window, bucket=bucket, zone=zone, until_ms=quarter_down(now))


async def computed(conn: Connection, asked: Asked, put: Question) -> Series:
    """Answer a question about a site from its day states."""
    return asked.answered(await known_of(conn, asked, put), put)


async def computed_up_to_now(conn: Connection, asked: Asked, put: Question) -> tuple[Series, Known]:
    """Answer a question as the API does: a running period is complete as far as it has come.

    With what is stored of its days and of those that estimates are made of.
    """
    known = await known_of(conn, asked, put, around=True)
    return up_to_now.answered(asked, known, put), known


async def known_of(conn: Connection, asked: Asked, put: Question, *, around: bool = False) -> Known:
    """Read what is stored of the days that a question is about."""
    last = from_ms(put.window.to_ms) - timedelta(milliseconds=1)
    first = from_ms(put.window.from_ms)
    return await stored.known(conn, asked, first.date(), last.date(), around=around)


def about(site: Site, topic: Topic) -> Asked:
    """Return a topic as what is asked of a site."""
    return Asked(site=site, topic=topic)
