"""The page of one site: figures, series, raw messages, devices."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import numpy as np
from fastapi import Request
from starlette.responses import Response

from analytics.answers import Indicator
from analytics.civil import Bucket, day_start_ms, to_ms
from analytics.quarters import QUARTER_MS
from analytics.spans import Span
from api import beside_checks
from api.pages.card import RECORDING, Place
from api.pages.computed import about, computed, question
from api.pages.conflicts import conflicts_panel
from api.pages.figures_panel import YEAR_DAYS, begun, poor
from api.pages.findings import DECIDED, findings_panel
from api.pages.gather import View, cards_of, place_of
from api.pages.kinds import Kind
from api.pages.language import NO_VALUE, Language
from api.pages.raw import is_open, raw_line
from api.pages.rendering import PART
from api.pages.series_panel import Panel, offers, panel
from api.pages.staff import staff
from api.pages.visit import Visit
from api.pages.wanted import DAY
from api.up_to_now import quarter_down
from store import pages, series
from store.inventory import models
from store.pages import NewestValue
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


async def site_page(visit: Visit, site: Site) -> Response:
    """Return the page of a site."""
    request, conn, view = visit.request, visit.conn, visit.view
    values = await pages.newest(conn, public_only=view.public_only, sites=[site.id])
    place = place_of(site, values, view, await models.known(conn))
    shown = (await cards_of(conn, view, [site]))[0]
    raw = [
        row
        for row in await pages.raw(conn, site.id, limit=RAW_ROWS)
        if is_open(row, public_only=view.public_only)
    ]
    capacities = await series.facts(conn, site.id, "capacity")
    drawn: Panel | None = await panel(request, conn, place, view)
    detection = await beside_checks.read(conn, site.id, Indicator.OCCUPANCY)
    every = request.query_params.get("findings") == "all"
    found = None
    if drawn is not None:
        shown_days = (min(drawn.first, drawn.last - (YEAR_DAYS - 1) * DAY), drawn.last)
        if "from" in request.query_params:
            shown_days = (drawn.first, drawn.last)
        found = await findings_panel(
            conn,
            place,
            shown_days,
            public_only=view.public_only,
            every=every,
            decided=request.query_params.get(DECIDED, ""),
        )
    return visit.page(
        "site.html",
        f"/sites/{site.id}",
        sources=[site.attribution] if site.attribution else [],
        site=site,
        shown=shown,
        problem=None if drawn is None else drawn.problem,
        series=drawn,
        beside=beside_series(request, place),
        poor=poor(detection, view.language),
        found=found,
        every=every,
        disputed=None if view.public_only else await conflicts_panel(conn, place),
        marks_json=json.dumps([] if found is None else found.marks, ensure_ascii=False),
        staff=staff(request, visit.configured),
        position=_position(shown.position, view.language),
        capacity=_capacity(capacities, place),
        coverages=await coverage_lines(conn, place, view),
        devices=[] if view.public_only else device_lines(place),
        raw=[raw_line(row, place) for row in raw],
        inside=not view.public_only,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Addresses of the parts that take a while ('': there is none), and the query of the view."""

    figures: str
    forecast: str
    query: str


def beside_series(request: Request, place: Place) -> Beside:
    """Return where the parts of a view are that take a while."""
    path = place.language.address(f"/sites/{place.site.id}")
    query = {k: value for k, value in request.query_params.items() if k not in {PART, DECIDED}}
    asked = urlencode(query)
    forecast = f"{path}/forecast?{asked}"
    # A recording has no next hours, and of the weather nobody asks this page.
    none = place.state in {"recorded", "waiting"} or place.kind is Kind.ENVIRONMENT
    return Beside(figures=f"{path}/figures?{asked}", forecast="" if none else forecast, query=asked)


async def coverage_lines(conn: Connection, place: Place, view: View) -> list[CoverageLine]:
    """Return how complete the last days were, up to the newest value."""
    plan, _ = await view.plans.site(conn, place.site.id, now=view.now)
    offered = [] if plan is None else offers(plan)
    if plan is None or not offered or place.at is None:
        return []
    last = place.local(min(place.at, place.now) - timedelta(microseconds=1)).date()
    until = min(to_ms(place.at), quarter_down(place.now))
    lines = []
    since = begun(plan, last)
    for days in COVERAGE_DAYS:
        first = max(last - (days - 1) * DAY, since)
        begin = day_start_ms(first, plan.zone)
        if begin >= until:
            continue
        put = question(
            Span(begin, -(-until // QUARTER_MS) * QUARTER_MS), Bucket.YEAR, plan.zone, place.now
        )
        total = (await computed(conn, about(plan, offered[0]), put)).total
        share = None if total is None or np.isnan(total.coverage[0]) else float(total.coverage[0])
        lines.append(
            CoverageLine(
                label=place.language.say("coverage_last", n=days)
                if first > since
                else place.language.say("coverage_since", day=place.language.day(since)),
                value=place.language.percent(share),
            )
        )
        if first == since:
            break
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
