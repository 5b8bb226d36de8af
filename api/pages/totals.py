"""Many indicators of a site over one window: what is stored is read once for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.answers import Known, Topic
from analytics.civil import Bucket, from_ms
from analytics.indicators import METHODS
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span
from api import rows_of_series, stored, up_to_now
from api.pages.computed import about, question
from api.pages.trust import Doubts, doubts, hours_of
from api.questions import Asked
from api.rows_of_series import Statuses
from store.pool import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """An indicator of a whole window.

    Parameters
    ----------
    row
        As the API answers it: value, completeness, flag, details, estimate.
    hours
        Of an occupancy: the hours it is of, as written.
    window, doubted
        What it is of, and when in it readings are doubted.
    """

    topic: Topic
    row: Mapping[str, Any]
    hours: str
    window: Span
    doubted: Doubts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A question with what is stored for it: to be computed without waiting."""

    asked: Asked
    put: Question
    known: Known
    statuses: Statuses

    def rows(self) -> tuple[list[dict[str, Any]], dict[str, Any], str]:
        """Return values and total as the API answers them, and the hours they are of."""
        found = up_to_now.answered(self.asked, self.known, self.put)
        values, total = rows_of_series.rows(found, self.put, self.statuses, self.asked, self.known)
        return values, total, found.hours

    def total(self) -> Total:
        """Return the total of the window."""
        _, row, hours = self.rows()
        topic, window = self.asked.topic, self.put.window
        return Total(
            topic=topic,
            row=row,
            hours=hours,
            window=window,
            doubted=doubts(self.known.states, window, hours_of(self.asked.site, topic, window)),
        )


async def read(
    conn: Connection,
    plan: Site,
    topics: Sequence[Topic],
    window: Span,
    now: datetime,
    bucket: Bucket | None = None,
) -> list[Reading]:
    """Read what is stored for these questions; the same datastreams and days only once.

    Parameters
    ----------
    bucket
        How the window is divided; None: as coarsely as each indicator allows.
    """
    kept: dict[tuple[object, ...], Known] = {}
    readings = []
    for topic in topics:
        asked = about(plan, topic)
        put = question(window, bucket or _coarsest(topic), plan.zone, now)
        first, last = _days(window)
        needs = METHODS[topic.indicator].needs
        key = (*asked.datastreams(), needs, *stored.needed(asked, first, last, around=True))
        if key not in kept:
            kept[key] = await stored.known(conn, asked, first, last, around=True)
        statuses = Statuses(days=[], buckets=[], now=now, zone=plan.zone)
        readings.append(Reading(asked=asked, put=put, known=kept[key], statuses=statuses))
    return readings


def _days(window: Span) -> tuple[date, date]:
    last = from_ms(window.to_ms) - timedelta(milliseconds=1)
    return from_ms(window.from_ms).date(), last.date()


def _coarsest(topic: Topic) -> Bucket:
    known = METHODS[topic.indicator].buckets
    return next(bucket for bucket in reversed(Bucket) if bucket in known)
