"""The values of a series on the page, answered as the API does, and the shares of directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.answers import Indicator, topics
from analytics.civil import day_start_ms
from analytics.site import Site as Plan
from analytics.spans import Span
from api import rows_of_series
from api.pages.card import Place
from api.pages.computed import about, computed_up_to_now, question
from api.pages.direction import direction_word
from api.pages.trust import Doubts, doubts, hours_of
from api.pages.wanted import DAY, Wanted
from api.pages.written import unit_of
from api.rows_of_series import Statuses
from store import series
from store.pool import Connection
from store.series import Key

Values = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Values and total as the API answers them, and what of their time is doubted."""

    values: Values
    total: Mapping[str, Any]
    window: Span
    doubted: Doubts


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of one direction."""

    word: str
    value: str
    percent: str
    share: float
    coverage: str


async def answer(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> Answered:
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
    values, total = rows_of_series.rows(found, put, statuses, asked, known)
    hours = hours_of(plan, wanted.topic, whole)
    return Answered(
        values=values,
        total=total,
        window=whole,
        doubted=doubts(known.states, whole, hours),
    )


async def split(conn: Connection, plan: Plan, wanted: Wanted, place: Place) -> list[Share]:
    """Return the share of each direction; empty where they are not told apart."""
    topic = wanted.topic
    both = [
        one
        for one in topics(plan)
        if one.indicator is topic.indicator and one.mode == topic.mode and one.direction
    ]
    if topic.indicator is not Indicator.VOLUME or topic.direction or len(both) < 2:
        return []
    totals = []
    for part in both:
        told = await answer(conn, plan, replace(wanted, topic=part), place)
        totals.append((part.direction, told.total))
    whole = sum(total["value"] or 0 for _, total in totals)
    if not whole:
        return []
    language = place.language
    return [
        Share(
            word=direction_word(place.site, direction, language),
            value=f"{language.number(total['value'])} {unit_of(topic, language)}",
            percent=language.percent((total["value"] or 0) / whole),
            share=(total["value"] or 0) / whole,
            coverage=language.say("coverage", percent=language.percent(total["coverage"])),
        )
        for direction, total in totals
    ]
