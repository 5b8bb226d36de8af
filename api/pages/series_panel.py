"""The series on a site's page: what was asked for, its values as a table, and where they come from.

Without a script the table shows it; with one, the chart asks the API for the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import Request

from analytics.answers import REGULATED, Indicator, Topic, topics
from analytics.civil import Bucket, day_start_ms, from_ms
from analytics.site import Site as Plan
from api.pages.card import Place
from api.pages.chooser import DRAWN, Section, first_of_each, key_of, sections, word_of
from api.pages.direction import direction_word
from api.pages.figures import needs_v50
from api.pages.figures_panel import YEAR_DAYS, begun
from api.pages.gather import View
from api.pages.links import ROWS_MAX, Link, Pager, address, interfaces, pager, periods
from api.pages.profile import Profile, profile_of
from api.pages.revised import RevisedPanel, revised_panel
from api.pages.series_values import Answered, Share, answer, split
from api.pages.values import Extra, Row, Total, extras_json, extras_of, row_of, total_of
from api.pages.wanted import AUTO, BUCKETS, DAY, USUAL_DAYS, Wanted, read
from api.pages.written import digits_of, is_share, unit_of, words_of
from api.up_to_now import quarter_down
from store.pool import Connection


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
    digits: int
    extras: Sequence[Extra]
    extras_json: str
    doubted_json: str
    total_unit: str
    second: str
    second_word: str
    known: str
    profile: Profile | None
    sections: Sequence[Section]
    reading_aid: str
    not_to_confuse: str
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
    revised: RevisedPanel | None
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
    found = await answer(conn, plan, wanted, place)
    begun = from_ms(quarter_down(place.now))
    come = [value for value in found.values if _start(value, place) < begun]
    parts = await split(conn, plan, wanted, place)
    revised = await revised_panel(conn, plan, wanted, place)
    return _panel(place, wanted, problem, offered, replace(found, values=come), parts, revised)


def offers(plan: Plan) -> list[Topic]:
    """Return what the page draws of a site: what most people want first, without holes."""

    def order(topic: Topic) -> tuple[bool, bool]:
        return (topic.indicator not in DRAWN, topic.variant == REGULATED)

    return sorted(topics(plan), key=order)


async def _begun(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> Wanted:
    """Return the usual period without the days before the first value; of yearly numbers a year."""
    if Bucket.DAY not in wanted.known:
        since = wanted.last - (YEAR_DAYS - 1) * DAY
        return replace(wanted, first=min(max(since, begun(plan, since)), wanted.last))
    days = (await answer(conn, plan, replace(wanted, bucket="day"), place)).values
    empty = next((n for n, day in enumerate(days) if day["value"] is not None), USUAL_DAYS - 1)
    return replace(wanted, first=min(wanted.first + empty * DAY, wanted.last))


def _panel(
    place: Place,
    wanted: Wanted,
    problem: str | None,
    offered: Sequence[Topic],
    found: Answered,
    parts: Sequence[Share],
    revised: RevisedPanel | None,
) -> Panel:
    say, language, topic = place.language.say, place.language, wanted.topic
    title, words = word_of(topic, place), words_of(topic.indicator, language)
    unit = "" if topic.indicator is Indicator.FREE_SPACES else unit_of(topic, language)
    extras = extras_of(topic, language)
    same = [one for one in offered if one.indicator is topic.indicator]
    first, last = language.day(wanted.first), language.day(wanted.last)
    paged = pager(place, wanted, len(found.values))
    shown = found.values[::-1][paged.first : paged.first + ROWS_MAX]
    return Panel(
        title=f"{title} ({unit})" if unit else title,
        label=say("chart_label", what=title, **{"from": first, "to": last}),
        caption=f"{title}, {first} – {last}, {say(f'bucket_{wanted.resolved.value}')}",
        unit=unit,
        problem=problem,
        indicator=key_of(topic),
        percent=is_share(topic.indicator),
        digits=digits_of(topic.indicator),
        extras=extras,
        extras_json=extras_json(extras),
        total_unit=unit,
        second="v50" if needs_v50(topic) else "",
        second_word=next((one.word for one in extras if one.key == "v50"), ""),
        known=",".join(wanted.known),
        profile=profile_of(topic, found.total, language),
        sections=sections(place, wanted, offered),
        reading_aid=words.reading_aid,
        not_to_confuse=words.not_to_confuse,
        mode=topic.mode,
        direction=topic.direction,
        bucket=wanted.resolved.value,
        wanted_bucket=wanted.bucket,
        first=wanted.first,
        last=wanted.last,
        end=wanted.last + DAY,
        indicators=[(key_of(t), word_of(t, place)) for t in first_of_each(offered, topic)],
        modes=_words(say, "mode", [t.mode for t in same if t.mode]),
        directions=_directions(place, topic, same),
        buckets=[(one, say(f"bucket_{one}")) for one in BUCKETS if one in {AUTO, *wanted.known}],
        periods=periods(place, wanted),
        earlier=address(place, wanted, -wanted.days),
        later=address(place, wanted, wanted.days),
        total=total_of(found.total, topic, place, found.window, found.doubted),
        doubted_json=found.doubted.json(),
        rows=[
            row_of(value, wanted.resolved, topic, place, extras, found.doubted) for value in shown
        ],
        pager=paged,
        directions_split=parts,
        revised=revised,
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
