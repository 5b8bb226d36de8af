"""The series on a site's page: what was asked for, its values as a table, and where they come from.

Every view is an address: `?indicator=&mode=&direction=&from=&to=&bucket=&page=`, `to` inclusive as
people say it. Without a script the table shows it; with one, the chart asks the API for the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

from analytics.answers import Indicator, Topic, topics
from analytics.civil import Bucket, day_start_ms
from analytics.site import Site as Plan
from analytics.spans import Span
from api import rows_of_series
from api.pages.card import Place
from api.pages.computed import about, computed, question
from api.pages.direction import direction_word
from api.pages.gather import View
from api.pages.values import Row, Total, row_of, total_of
from api.rows_of_series import Statuses
from store import series
from store.pool import Connection
from store.series import Key

ROWS_MAX: Final = 48
AUTO: Final = "auto"
BUCKETS: Final = (AUTO, "15min", "hour", "day")
_DAY: Final = timedelta(days=1)
_QUARTERS_DAYS_MAX: Final = 4
_HOURS_DAYS_MAX: Final = 45
_PERIODS: Final = (("last_day", 1), ("last_week", 7), ("last_month", 28), ("last_year", 365))
_USUAL_DAYS: Final = 7
_BOUND_DAYS: Final = {"15min": 400, "hour": 1_600, "day": 4_000}


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
        """How many local days. [d]"""
        return (self.last - self.first).days + 1

    @property
    def resolved(self) -> Bucket:
        """The resolution: the chosen one, else what fits the period."""
        if self.bucket != AUTO:
            return Bucket(self.bucket)
        if self.days <= _QUARTERS_DAYS_MAX:
            return Bucket.QUARTER
        return Bucket.HOUR if self.days <= _HOURS_DAYS_MAX else Bucket.DAY

    def query(self) -> str:
        """Return it as the query of an address of the page."""
        topic = self.topic
        parts = {
            "indicator": topic.indicator.value,
            "mode": topic.mode,
            "direction": topic.direction,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "bucket": self.bucket,
            "page": str(self.page) if self.page else "",
        }
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address with its word."""

    address: str
    word: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Which rows of the table are shown, and where the others are."""

    said: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of one direction."""

    word: str
    value: str
    percent: str
    share: float
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the template shows of a series."""

    title: str
    label: str
    caption: str
    unit: str
    problem: str | None
    indicator: str
    mode: str
    direction: str
    bucket: str
    wanted_bucket: str
    first: date
    last: date
    end: date
    indicators: Sequence[tuple[str, str]]
    modes: Sequence[tuple[str, str]]
    directions: Sequence[tuple[str, str]]
    buckets: Sequence[tuple[str, str]]
    periods: Sequence[Link]
    earlier: str
    later: str
    total: Total
    rows: Sequence[Row]
    pager: Pager
    directions_split: Sequence[Share]
    address: str
    json: str
    csv: str
    csv_de: str


async def panel(request: Request, conn: Connection, place: Place, view: View) -> Panel | None:
    """Return the panel; None where the site has no indicator, or no value yet."""
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    offered = [] if plan is None else [t for t in topics(plan) if t.variant != "24h" or _only(t)]
    if plan is None or not offered or place.at is None:
        return None
    wanted, problem = read(request.query_params, offered, place)
    values, total = await _answer(conn, plan, wanted, place)
    return _panel(
        place, wanted, problem, offered, values, total, await _split(conn, plan, wanted, place)
    )


def _only(topic: Topic) -> bool:
    return topic.indicator is Indicator.FREE_SPACES


def read(
    query: Mapping[str, str], offered: Sequence[Topic], place: Place
) -> tuple[Wanted, str | None]:
    """Read what is asked for; what cannot be read becomes the usual view and a sentence."""
    say = place.language.say
    bucket = query.get("bucket", AUTO)
    newest = place.local(min(place.at or place.now, place.now) - timedelta(microseconds=1)).date()
    usual = Wanted(
        topic=_topic(query, offered),
        first=newest - (_USUAL_DAYS - 1) * _DAY,
        last=newest,
        bucket=bucket if bucket in BUCKETS else AUTO,
    )
    try:
        first = date.fromisoformat(query.get("from", usual.first.isoformat()))
        last = date.fromisoformat(query.get("to", usual.last.isoformat()))
        page = max(int(query.get("page", "0")), 0)
    except ValueError:
        told = f"{query.get('from', '')} – {query.get('to', '')}"[:60]
        return usual, say("bad_window", what=told)
    if not (date(2000, 1, 1) <= first <= last <= date(2199, 12, 31)):
        return usual, say("bad_window", what=f"{first} – {last}")
    wanted = replace(usual, first=first, last=last, page=page)
    if wanted.days > _BOUND_DAYS[wanted.resolved.value]:
        if wanted.days > _BOUND_DAYS["day"]:
            return usual, say("bad_window", what=f"{first} – {last}")
        return replace(wanted, bucket="day"), say("too_long")
    return wanted, None


def _topic(query: Mapping[str, str], offered: Sequence[Topic]) -> Topic:
    """Return the offered topic that fits best what was asked for."""
    asked = (query.get("indicator"), query.get("mode"), query.get("direction", ""))

    def fit(topic: Topic) -> tuple[bool, bool, bool]:
        told = (topic.indicator.value == asked[0], topic.mode == asked[1])
        return (*told, topic.direction == asked[2])

    return max(offered, key=fit)


async def _answer(
    conn: Connection, plan: Plan, wanted: Wanted, place: Place
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return values and total as the API answers them."""
    asked = about(plan, wanted.topic)
    span = Span(day_start_ms(wanted.first, plan.zone), day_start_ms(wanted.last + _DAY, plan.zone))
    put = question(span, wanted.resolved, plan.zone, place.now)
    found = await computed(conn, asked, put)
    key = Key(
        site=place.site.id,
        indicator=wanted.topic.indicator.value,
        mode=wanted.topic.mode,
        direction=wanted.topic.direction,
        variant=asked.variant,
        bucket="day",
        first=wanted.first,
        end=wanted.last + _DAY,
    )
    days = await series.stored(conn, key)
    statuses = Statuses(days=days, buckets=[], now=place.now, zone=plan.zone)
    return rows_of_series.rows(found, put, wanted.topic.indicator.value, statuses)


async def _split(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> list[Share]:
    """Return the share of each direction; empty where they are not told apart."""
    topic = wanted.topic
    both = [t for t in topics(plan) if t.mode == topic.mode and t.direction]
    if topic.indicator is not Indicator.VOLUME or topic.direction or len(both) < 2:
        return []
    totals = []
    for part in both:
        _, total = await _answer(conn, plan, replace(wanted, topic=part), place)
        totals.append((part.direction, total))
    whole = sum(total["value"] or 0 for _, total in totals)
    if not whole:
        return []
    language = place.language
    return [
        Share(
            word=direction_word(place.site, direction, language),
            value=language.number(total["value"]),
            percent=language.percent((total["value"] or 0) / whole),
            share=(total["value"] or 0) / whole,
            coverage=language.say("coverage", percent=language.percent(total["coverage"])),
        )
        for direction, total in totals
    ]


def _panel(
    place: Place,
    wanted: Wanted,
    problem: str | None,
    offered: Sequence[Topic],
    values: Sequence[Mapping[str, Any]],
    total: Mapping[str, Any],
    split: Sequence[Share],
) -> Panel:
    say, language, topic = place.language.say, place.language, wanted.topic
    title = say(f"indicator_{topic.indicator.value}")
    unit = say(f"unit_{topic.mode}") if topic.mode else ""
    first, last = language.day(wanted.first), language.day(wanted.last)
    pages = max(-(-len(values) // ROWS_MAX), 1)
    page = min(wanted.page, pages - 1)
    shown = values[page * ROWS_MAX : (page + 1) * ROWS_MAX]
    return Panel(
        title=f"{title} ({unit})" if unit else title,
        label=say("chart_label", what=title, **{"from": first, "to": last}),
        caption=f"{title}, {first} – {last}, {say(f'bucket_{wanted.resolved.value}')}",
        unit=unit,
        problem=problem,
        indicator=topic.indicator.value,
        mode=topic.mode,
        direction=topic.direction,
        bucket=wanted.resolved.value,
        wanted_bucket=wanted.bucket,
        first=wanted.first,
        last=wanted.last,
        end=wanted.last + _DAY,
        indicators=_words(say, "indicator", [t.indicator.value for t in offered]),
        modes=_words(say, "mode", [t.mode for t in offered if t.mode]),
        directions=_directions(place, topic, offered),
        buckets=[(name, say(f"bucket_{name}")) for name in BUCKETS],
        periods=_periods(place, wanted),
        earlier=_address(place, wanted, -wanted.days),
        later=_address(place, wanted, wanted.days),
        total=total_of(total, topic, language),
        rows=[row_of(value, wanted.resolved, topic, place) for value in shown],
        pager=_pager(place, wanted, page, pages, len(values)),
        directions_split=split,
        **_interfaces(place, wanted),
    )


def _words(say: Any, kind: str, found: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, say(f"{kind}_{name}")) for name in dict.fromkeys(found)]


def _directions(place: Place, topic: Topic, offered: Sequence[Topic]) -> list[tuple[str, str]]:
    told = [t.direction for t in offered if t.mode == topic.mode and t.direction]
    every = [("", place.language.say("direction_all"))]
    return every + [(d, direction_word(place.site, d, place.language)) for d in told]


def _address(place: Place, wanted: Wanted, move_days: int = 0) -> str:
    moved = replace(
        wanted, first=wanted.first + move_days * _DAY, last=wanted.last + move_days * _DAY, page=0
    )
    path = place.language.address(f"/sites/{place.site.id}")
    return f"{path}?{moved.query()}#series"


def _periods(place: Place, wanted: Wanted) -> list[Link]:
    """Return the usual periods, each ending where the shown one does."""
    return [
        Link(
            word=place.language.say(word),
            address=_address(
                place, replace(wanted, first=wanted.last - (days - 1) * _DAY, bucket=AUTO)
            ),
            current=wanted.days == days,
        )
        for word, days in _PERIODS
    ]


def _pager(place: Place, wanted: Wanted, page: int, pages: int, count: int) -> Pager:
    number = place.language.number
    path = place.language.address(f"/sites/{place.site.id}")

    def to(other: int) -> str | None:
        if not 0 <= other < pages:
            return None
        return f"{path}?{replace(wanted, page=other).query()}#values-table"

    return Pager(
        said=place.language.say(
            "values_of",
            first=number(min(page * ROWS_MAX + 1, count)),
            last=number(min((page + 1) * ROWS_MAX, count)),
            n=number(count),
        ),
        before=to(page - 1),
        after=to(page + 1),
    )


def _interfaces(place: Place, wanted: Wanted) -> dict[str, str]:
    """Return where the API answers the same, as JSON and as files."""
    topic = wanted.topic
    path = f"/api/v1/sites/{place.site.id}/indicators/{topic.indicator.value}"
    kept = {"mode": topic.mode, "direction": topic.direction}
    fixed = urlencode({name: value for name, value in kept.items() if value})
    window = urlencode(
        {
            "from": wanted.first.isoformat(),
            "to": (wanted.last + _DAY).isoformat(),
            "bucket": wanted.resolved.value,
        }
    )
    whole = f"{path}?{fixed}&{window}" if fixed else f"{path}?{window}"
    return {
        "address": f"{path}?{fixed}" if fixed else path,
        "json": whole,
        "csv": f"{whole}&format=csv",
        "csv_de": f"{whole}&format=csv-de",
    }
