"""Before and after a change at a site, measured by sites that it did not touch: form and answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from analytics.answers import Indicator, Topic
from analytics.figure import Reason
from api.comparing import CONTROLS_MAX, Desk, Wish, compared
from api.context import SiteDep
from api.errors import ApiError, BadWindowError
from api.pages.gather import SITES_MAX
from api.pages.kinds import COUNTED, PARKED
from api.pages.language import NO_VALUE, Language
from api.pages.visit import VisitDep
from api.pages.written import name_of
from devices.properties import Property
from store import measures, pages, sites
from store.inventory import judgements
from store.pages import NewestValue
from store.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A choice of the form: value, word, and whether it is chosen."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What may be said of a change; no `change` where nothing may be said."""

    sentence: str
    what: str
    change: str
    interval: str
    days: str
    cautions: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectPanel:
    """The form as it was filled in, and the answer; `problem`: why there is none."""

    at: str
    measures: Sequence[Offer]
    modes: Sequence[Offer]
    controls: Sequence[Offer]
    stations: Sequence[Offer]
    answer: Answer | None
    problem: str


routes = APIRouter(include_in_schema=False)


@routes.get("/sites/{site}/before-after", response_class=HTMLResponse)
async def show(visit: VisitDep, site: SiteDep) -> Response:
    """Show how much more or less there was since a day."""
    desk = Desk(
        conn=visit.conn,
        plans=visit.view.plans,
        now=visit.view.now,
        closed=visit.closed,
        days_max=visit.configured.query_days_max,
    )
    return visit.page(
        "before_after.html",
        f"/sites/{site.id}/before-after",
        sources=[site.attribution] if site.attribution else [],
        site=site,
        panel=await _panel(visit.request, desk, site, visit.language),
    )


async def _panel(request: Request, desk: Desk, site: Site, language: Language) -> EffectPanel:
    query = request.query_params
    every = await sites.sites(desk.conn, now=desk.now, public_only=desk.closed, limit=SITES_MAX)
    values = await pages.newest(desk.conn, public_only=desk.closed)
    own = [value for value in values if value.site == site.id]
    modes = sorted({value.mode for value in own if value.property in COUNTED and value.mode})
    parks = any(value.property in PARKED for value in own)
    mode = query.get("mode", "")
    mode = mode if mode in modes else next(iter(modes), "")
    like = _like(values, mode, parks=parks) - {site.id}
    named = set(query.getlist("control"))
    measure = query.get("measure", "")
    answer, problem = None, ""
    if query.get("at") or measure:
        answer, problem = await _answered(
            query, named & like, desk, site, language, mode=mode, parks=parks
        )
    return EffectPanel(
        at=query.get("at", "")[:10],
        measures=await _measures(desk, site, measure, language),
        modes=[
            Offer(value=one, word=language.say(f"mode_{one}"), chosen=one == mode) for one in modes
        ],
        controls=[
            Offer(value=one.id, word=one.name, chosen=one.id in named)
            for one in sorted(every, key=lambda one: one.name.casefold())
            if one.id in like
        ],
        stations=_stations(every, values, query.get("weather", "")),
        answer=answer,
        problem=problem,
    )


def _like(values: Sequence[NewestValue], mode: str, *, parks: bool) -> set[str]:
    """Return the sites that measure what is compared."""
    if parks:
        return {value.site for value in values if value.property in PARKED}
    return {
        value.site for value in values if value.property in COUNTED and (value.mode or "") == mode
    }


def _stations(every: Sequence[Site], values: Sequence[NewestValue], chosen: str) -> list[Offer]:
    measured = {value.site for value in values if value.property == Property.AIR_TEMPERATURE}
    return [
        Offer(value=one.id, word=one.name, chosen=one.id == chosen)
        for one in every
        if one.id in measured
    ]


async def _measures(desk: Desk, site: Site, named: str, language: Language) -> list[Offer]:
    """Return the measures at a site; what a town plans and why is not for everybody."""
    if desk.closed:
        return []
    found = []
    for one in await judgements.measures(desk.conn):
        if await measures.measure_at(desk.conn, one["id"], site.id) is not None:
            day = language.day(date.fromisoformat(str(one["from_date"])))
            chosen = str(one["id"]) == named
            found.append(Offer(value=str(one["id"]), word=f"{one['name']} ({day})", chosen=chosen))
    return found


async def _answered(
    query: Mapping[str, str],
    controls: set[str],
    desk: Desk,
    site: Site,
    language: Language,
    *,
    mode: str,
    parks: bool,
) -> tuple[Answer | None, str]:
    """Return the answer, or why it cannot be given."""
    measure, at = query.get("measure", ""), query.get("at", "")
    try:
        wish = Wish(
            site=site.id,
            at=None if measure else date.fromisoformat(at),
            measure=int(measure) if measure else None,
            controls=tuple(sorted(controls))[:CONTROLS_MAX],
            indicator=(Indicator.OCCUPANCY if parks else Indicator.VOLUME).value,
            mode=mode or None,
            weather=query.get("weather") or None,
        )
        return _told(await compared(wish, desk), language), ""
    except ValueError:
        return None, language.say("bad_window", what=at[:20])
    except BadWindowError:
        return None, language.say("effect_bad_day")
    except ApiError as why:
        return None, language.say("effect_failed", why=why)


def _told(said: Mapping[str, Any], language: Language) -> Answer:
    tag, number = language.tag, language.number
    cautions = [said["caution"][tag]]
    if said["weather"] is not None:
        cautions.append(said["weather"]["sentence"][tag])
    if said["controls_left_aside"]:
        names = ", ".join(said["controls_left_aside"])
        cautions.append(language.say("effect_left_aside", names=names))
    interval = ""
    if said["low"] is not None and said["high"] is not None:
        ends = [_change(said[end], language) for end in ("low", "high")]
        interval = language.say("interval_95", low=ends[0], high=ends[1])
    name = name_of(Topic(Indicator(said["indicator"])), language)
    mode = "" if said["mode"] is None else f" ({language.say('mode_' + said['mode'])})"
    return Answer(
        sentence=said["sentence"][tag],
        what=language.say("effect_what", what=f"{name}{mode}", day=language.day(said["at"])),
        change=_change(said["change"], language) if said["change"] is not None else "",
        interval=interval,
        days=language.say(
            "effect_days", before=number(said["n_before"]), after=number(said["n_after"])
        )
        if said["reason"] != Reason.NO_CONTROL
        else language.say("effect_choose"),
        cautions=cautions,
    )


_PERCENT: Final = 100


def _change(share: float | None, language: Language) -> str:
    """Write a relative change with its sign."""
    if share is None:
        return NO_VALUE
    sign = "+" if share > 0 else ""
    return f"{sign}{language.number(share * _PERCENT, 1)}\u202f%"
