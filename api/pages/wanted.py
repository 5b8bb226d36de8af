"""What a site's page is asked to show: an indicator, a period and a resolution.

Every view is an address: `?indicator=&mode=&direction=&from=&to=&bucket=&page=`, `to` inclusive as
people say it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from analytics.answers import Topic
from analytics.catalogue import CATALOGUE
from analytics.civil import Bucket
from analytics.indicators import METHODS
from api.pages.language import Language

AUTO: Final = "auto"
BUCKETS: Final = (AUTO, "15min", "hour", "day", "month", "year")
DAY: Final = timedelta(days=1)
USUAL_DAYS: Final = 7
_QUARTERS_DAYS_MAX: Final = 4
_HOURS_DAYS_MAX: Final = 45
_BOUND_DAYS: Final = {"15min": 400, "hour": 1_600, "day": 4_000, "month": 4_000, "year": 4_000}
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is shown; `last` is the last local date, inclusive."""

    topic: Topic
    first: date
    last: date
    bucket: str
    page: int = 0

    @property
    def days(self) -> int:
        """How many local days there are."""
        return (self.last - self.first).days + 1

    @property
    def known(self) -> tuple[Bucket, ...]:
        """The resolutions in which the indicator has a meaning, the finest first."""
        known = METHODS[self.topic.indicator].buckets
        return tuple(bucket for bucket in Bucket if bucket in known)

    @property
    def resolved(self) -> Bucket:
        """The resolution: the chosen one, else what fits the period and the indicator."""
        if self.bucket in self.known:
            return Bucket(self.bucket)
        fits = Bucket.DAY
        if self.days <= _HOURS_DAYS_MAX:
            fits = Bucket.QUARTER if self.days <= _QUARTERS_DAYS_MAX else Bucket.HOUR
        order = list(Bucket)
        coarser = (one for one in self.known if order.index(one) >= order.index(fits))
        return next(coarser, self.known[-1])

    def query(self) -> str:
        """Return it as the query of an address of the page."""
        topic = self.topic
        parts = {
            "indicator": topic.indicator.value,
            "mode": topic.mode,
            "direction": topic.direction,
            "window": topic.variant if "window" in CATALOGUE[topic.indicator].parameters else "",
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "bucket": self.bucket,
            "page": str(self.page) if self.page else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def too_long(self) -> bool:
        """Whether the period has more values than the resolution allows."""
        return self.days > _BOUND_DAYS[self.resolved.value]


def read(
    query: Mapping[str, str], offered: Sequence[Topic], newest: date, language: Language
) -> tuple[Wanted, str | None]:
    """Read what is asked for; what cannot be read becomes the usual view and a sentence.

    Parameters
    ----------
    newest
        The local date of the newest value: the usual period ends with it.
    """
    bucket = query.get("bucket", AUTO)
    usual = Wanted(
        topic=topic_of(query, offered),
        first=newest - (USUAL_DAYS - 1) * DAY,
        last=newest,
        bucket=bucket if bucket in BUCKETS else AUTO,
    )
    try:
        first = date.fromisoformat(query.get("from", usual.first.isoformat()))
        last = date.fromisoformat(query.get("to", usual.last.isoformat()))
        page = max(int(query.get("page", "0")), 0)
    except ValueError:
        told = f"{query.get('from', '')} – {query.get('to', '')}"[:60]
        return usual, language.say("bad_window", what=told)
    wanted = replace(usual, first=first, last=last, page=page)
    if not _FIRST <= first <= last <= _LAST or wanted.days > _BOUND_DAYS["day"]:
        return usual, language.say("bad_window", what=f"{first} – {last}")
    if wanted.too_long:
        return replace(wanted, bucket=AUTO), language.say("too_long")
    return wanted, None


def topic_of(query: Mapping[str, str], offered: Sequence[Topic]) -> Topic:
    """Return the offered topic that fits best what was asked for."""
    named = query.get("indicator", offered[0].indicator.value).split(":")
    window = query.get("window", named[1] if len(named) > 1 else "")

    def fit(topic: Topic) -> tuple[bool, bool, bool, bool]:
        return (
            topic.indicator.value == named[0],
            topic.mode == query.get("mode"),
            topic.variant == window,
            topic.direction == query.get("direction", ""),
        )

    return max(offered, key=fit)
