"""The page of one site: figures, series, raw messages, devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from fastapi import Request
from starlette.responses import Response

from analytics.civil import Bucket, day_start_ms, to_ms
from analytics.quarters import QUARTER_MS
from analytics.spans import Span
from api.pages.card import RECORDING, Place
from api.pages.computed import about, computed, question
from api.pages.direction import direction_word
from api.pages.environment import UNITS, with_unit
from api.pages.gather import View, cards_of, place_of
from api.pages.language import NO_VALUE, Language
from api.pages.rendering import page
from api.pages.series_panel import Panel, offers, panel
from api.pages.wanted import DAY
from api.settings import Settings
from api.up_to_now import quarter_down
from devices.properties import Direction, Property
from store import pages, series
from store.inventory import models
from store.pages import NewestValue, RawObservation
from store.pool import Connection
from store.series import Fact
from store.sites import Site

RAW_ROWS: Final = 24
COVERAGE_DAYS: Final = (7, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device of the site, in words."""

    id: str
    model: str
    last: str
    usual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLine:
    """How complete a period is."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A stored observation, in words."""

    time: str
    what: str
    value: str
    flag: str
    received: str
    channel: str


async def site_page(
    request: Request, conn: Connection, site: Site, view: View, configured: Settings
) -> Response:
    """Return the page of a site."""
    values = await pages.newest(conn, public_only=view.public_only, sites=[site.id])
    place = place_of(site, values, view, await models.known(conn))
    shown = (await cards_of(conn, view, [site]))[0]
    raw = [row for row in await pages.raw(conn, site.id, limit=RAW_ROWS) if _open(row, view)]
    capacities = await series.facts(conn, site.id, "capacity")
    drawn: Panel | None = await panel(request, conn, place, view)
    return page(
        request,
        "site.html",
        view.language,
        path=f"/sites/{site.id}",
        configured=configured,
        sources=[site.attribution] if site.attribution else [],
        site=site,
        shown=shown,
        problem=None if drawn is None else drawn.problem,
        series=drawn,
        position=_position(shown.position, view.language),
        capacity=_capacity(capacities, place),
        coverages=await coverage_lines(conn, place, view),
        devices=[] if view.public_only else device_lines(place),
        raw=[raw_line(row, place) for row in raw],
        inside=not view.public_only,
    )


async def coverage_lines(conn: Connection, place: Place, view: View) -> list[CoverageLine]:
    """Return how complete the last days were, up to the newest value."""
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    offered = [] if plan is None else offers(plan)
    if plan is None or not offered or place.at is None:
        return []
    last = place.local(min(place.at, place.now) - timedelta(microseconds=1)).date()
    until = min(to_ms(place.at), quarter_down(place.now))
    lines = []
    for days in COVERAGE_DAYS:
        begin = day_start_ms(last - (days - 1) * DAY, plan.zone)
        if begin >= until:
            continue
        put = question(
            Span(begin, -(-until // QUARTER_MS) * QUARTER_MS), Bucket.YEAR, plan.zone, place.now
        )
        total = (await computed(conn, about(plan, offered[0]), put)).total
        share = None if total is None or np.isnan(total.coverage[0]) else float(total.coverage[0])
        lines.append(
            CoverageLine(
                label=place.language.say("coverage_last", n=days),
                value=place.language.percent(share),
            )
        )
    return lines


def device_lines(place: Place) -> list[DeviceLine]:
    """Return the devices that report here, or last did."""
    by_device: dict[str, list[NewestValue]] = {}
    for value in place.values:
        if value.device is not None:
            by_device.setdefault(value.device, []).append(value)
    return [_device_line(device, values, place) for device, values in sorted(by_device.items())]


def _device_line(device: str, values: Sequence[NewestValue], place: Place) -> DeviceLine:
    say, language = place.language.say, place.language
    model = next(value.model for value in values)
    last = max((v.time for v in values if v.time is not None), default=None)
    recording = model == RECORDING
    named = say("device_recording") if recording else _model(model, place)
    return DeviceLine(
        id=device,
        model=named,
        last=say("never") if last is None else language.moment(place.local(last)),
        usual=NO_VALUE if recording else language.interval(place.heartbeat_of(model)),
    )


def _model(model: str | None, place: Place) -> str:
    """Return a model in words; one without words by its own name, else by its id."""
    known = place.models.get(model or "")
    return place.language.words.get(f"model_{model}") or (known.name if known else model or "")


def raw_line(row: RawObservation, place: Place) -> RawLine:
    """Return a stored observation in words."""
    say, language = place.language.say, place.language
    received = NO_VALUE
    if row.received is not None:
        received = language.moment(place.local(row.received), seconds=True)
    return RawLine(
        time=language.moment(place.local(row.time), seconds=row.duration_ms is None),
        what=_what(row, place),
        value=raw_value(row, language),
        flag=say(f"flag_{row.quality}"),
        received=received,
        channel=f"{row.device} {row.channel}",
    )


def raw_value(row: RawObservation, language: Language) -> str:
    """Write a value as its property is read: states in words, the others with their unit."""
    if row.value is None:
        return language.say("unknown_value")
    match row.property:
        case Property.BAY_STATE:
            return language.say(f"bay_{int(row.value)}")
        case Property.OPERATING_STATE:
            return language.say(f"operating_{int(row.value)}")
        case name if name in UNITS:
            return with_unit(language, name, row.value)
    return language.number(row.value, 0 if row.value == int(row.value) else 1)


def _what(row: RawObservation, place: Place) -> str:
    parts = [place.language.say(f"property_{row.property}")]
    if row.bay is not None:
        parts.append(row.bay)
    if row.mode is not None:
        parts.append(place.language.say(f"mode_{row.mode}"))
    if row.direction in {Direction.A, Direction.B}:
        parts.append(direction_word(place.site, row.direction, place.language))
    text = ", ".join(parts)
    if row.duration_ms is None:
        return text
    length = timedelta(milliseconds=row.duration_ms)
    return f"{text} ({place.language.interval(int(length.total_seconds()))})"


def _open(row: RawObservation, view: View) -> bool:
    """Whether a row may be shown: single bays are not public."""
    return row.bay is None or not view.public_only


def _position(position: tuple[float, float] | None, language: Language) -> str | None:
    if position is None:
        return None
    longitude, latitude = position
    return (
        f"{language.number(latitude, 5)}° N, {language.number(longitude, 5)}° O"
        if (language.tag == "de")
        else f"{language.number(latitude, 5)}° N, {language.number(longitude, 5)}° E"
    )


def _capacity(facts: Sequence[Fact], place: Place) -> str | None:
    """Return the capacity with its validity, the newest first."""
    told = []
    for fact in reversed(facts):
        spaces = place.language.number(float(fact.value))
        if fact.since is None:
            told.append(place.language.say("capacity_plain", n=spaces))
        else:
            day = place.language.day(place.local(fact.since).date())
            told.append(place.language.say("capacity_since", n=spaces, day=day))
    return "; ".join(told) or None
