"""The series on a site's page: what was asked for, its values as a table, and where they come from.

Without a script the table shows it; with one, the chart asks the API for the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from fastapi import Request

from analytics.answers import REGULATED, Indicator, Topic, topics
from analytics.civil import day_start_ms, from_ms
from analytics.site import Site as Plan
from analytics.spans import Span
from api import rows_of_series
from api.pages.card import Place
from api.pages.computed import about, computed_up_to_now, question
from api.pages.direction import direction_word
from api.pages.gather import View
from api.pages.links import ROWS_MAX, Link, Pager, address, interfaces, pager, periods
from api.pages.values import Row, Total, row_of, total_of
from api.pages.wanted import BUCKETS, DAY, USUAL_DAYS, Wanted, read
from api.rows_of_series import Statuses
from api.up_to_now import quarter_down
from store import series
from store.pool import Connection
from store.series import Key

Values = Sequence[Mapping[str, Any]]
#: What the page draws; every other indicator is in the API.
DRAWN: Final = frozenset({Indicator.VOLUME, Indicator.OCCUPANCY, Indicator.FREE_SPACES})


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
    percent: bool
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
    offered = [] if plan is None else offers(plan)
    if plan is None or not offered or place.at is None:
        return None
    newest = place.local(min(place.at, place.now) - timedelta(microseconds=1)).date()
    wanted, problem = read(request.query_params, offered, newest, place.language)
    if "from" not in request.query_params:
        wanted = await _begun(conn, plan, wanted, place)
    values, total = await answer(conn, plan, wanted, place)
    begun = from_ms(quarter_down(place.now))
    come = [value for value in values if _start(value, place) < begun]
    split = await _split(conn, plan, wanted, place)
    return _panel(place, wanted, problem, offered, come, total, split)


def offers(plan: Plan) -> list[Topic]:
    """Return what the page draws of a site: curves without holes first, then regulated hours."""
    drawn = [topic for topic in topics(plan) if topic.indicator in DRAWN]
    return sorted(drawn, key=lambda topic: topic.variant == REGULATED)


def indicator_key(topic: Topic) -> str:
    """Return the name of an indicator on the page; a mean is named with its window."""
    mean = topic.indicator is Indicator.OCCUPANCY
    return f"{topic.indicator.value}:{topic.variant}" if mean else topic.indicator.value


async def _begun(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> Wanted:
    """Return the usual period without the days before the first value."""
    days, _ = await answer(conn, plan, replace(wanted, bucket="day"), place)
    empty = next((n for n, day in enumerate(days) if day["value"] is not None), USUAL_DAYS - 1)
    return replace(wanted, first=min(wanted.first + empty * DAY, wanted.last))


async def answer(
    conn: Connection, plan: Plan, wanted: Wanted, place: Place
) -> tuple[Values, Mapping[str, Any]]:
    """Return values and total as the API answers them, of a running period up to now."""
    asked = about(plan, wanted.topic)
    whole = Span(day_start_ms(wanted.first, plan.zone), day_start_ms(wanted.last + DAY, plan.zone))
    put = question(whole, wanted.resolved, plan.zone, place.now)
    found, known = await computed_up_to_now(conn, asked, put)
    key = Key(
        site=place.site.id,
        indicator=wanted.topic.indicator.value,
        mode=wanted.topic.mode,
        direction=wanted.topic.direction,
        variant=asked.variant,
        bucket="day",
        first=wanted.first,
        end=wanted.last + DAY,
    )
    days = await series.stored(conn, key)
    statuses = Statuses(days=days, buckets=[], now=place.now, zone=plan.zone)
    return rows_of_series.rows(found, put, statuses, asked, known)


async def _split(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> list[Share]:
    """Return the share of each direction; empty where they are not told apart."""
    topic = wanted.topic
    both = [t for t in offers(plan) if t.mode == topic.mode and t.direction]
    if topic.indicator is not Indicator.VOLUME or topic.direction or len(both) < 2:
        return []
    totals = []
    for part in both:
        _, total = await answer(conn, plan, replace(wanted, topic=part), place)
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
    values: Values,
    total: Mapping[str, Any],
    split: Sequence[Share],
) -> Panel:
    say, language, topic = place.language.say, place.language, wanted.topic
    title = say(f"indicator_{indicator_key(topic)}")
    unit = say(f"unit_{topic.mode}") if topic.mode else ""
    first, last = language.day(wanted.first), language.day(wanted.last)
    paged = pager(place, wanted, len(values))
    shown = values[::-1][paged.first : paged.first + ROWS_MAX]
    return Panel(
        title=f"{title} ({unit})" if unit else title,
        label=say("chart_label", what=title, **{"from": first, "to": last}),
        caption=f"{title}, {first} – {last}, {say(f'bucket_{wanted.resolved.value}')}",
        unit=unit,
        problem=problem,
        indicator=indicator_key(topic),
        percent=topic.indicator is Indicator.OCCUPANCY,
        mode=topic.mode,
        direction=topic.direction,
        bucket=wanted.resolved.value,
        wanted_bucket=wanted.bucket,
        first=wanted.first,
        last=wanted.last,
        end=wanted.last + DAY,
        indicators=_words(say, "indicator", [indicator_key(t) for t in offered]),
        modes=_words(say, "mode", [t.mode for t in offered if t.mode]),
        directions=_directions(place, topic, offered),
        buckets=[(name, say(f"bucket_{name}")) for name in BUCKETS],
        periods=periods(place, wanted),
        earlier=address(place, wanted, -wanted.days),
        later=address(place, wanted, wanted.days),
        total=total_of(total, topic, language),
        rows=[row_of(value, wanted.resolved, topic, place) for value in shown],
        pager=paged,
        directions_split=split,
        **interfaces(place, wanted),
    )


def _words(say: Callable[[str], str], kind: str, found: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, say(f"{kind}_{name}")) for name in dict.fromkeys(found)]


def _directions(place: Place, topic: Topic, offered: Sequence[Topic]) -> list[tuple[str, str]]:
    told = [t.direction for t in offered if t.mode == topic.mode and t.direction]
    every = [("", place.language.say("direction_all"))]
    return every + [(d, direction_word(place.site, d, place.language)) for d in told]


def _start(value: Mapping[str, Any], place: Place) -> datetime:
    text = str(value["start"])
    if len(text) > len("2026-10-25"):
        return datetime.fromisoformat(text)
    return place.local_ms(day_start_ms(date.fromisoformat(text), place.zone))
