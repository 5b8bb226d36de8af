"""`/what-if` of a site or a group: more or fewer spaces, more or less demand."""

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from analytics.civil import Bucket, to_ms
from analytics.indicators import groups as of_groups
from analytics.indicators import parking_what_if
from analytics.indicators.groups import Member
from analytics.question import Question
from analytics.spans import BEGINNING_MS, END_MS, Span
from analytics.topic import Indicator
from api import groups, questions, up_to_now
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, SiteDep, zone_of
from api.described.groups import WhatIf
from api.errors import BadRequestError, UnknownSiteError
from api.formats.choice import Form
from api.groups import GroupAsked, Part
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import Reply, ReplyDep, WindowDep
from api.routes.groups import GroupPath, HoursQuery, find
from api.routes.groups import zone_of as zone_of_group
from api.windows import Window
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["indicators"])
WINDOW_USUAL_DAYS: Final = 365
#: Nobody plans more; a slip of the keyboard is refused.
_SPACES_MAX: Final = 100_000
_DEMAND_MAX: Final = 1_000

SpacesQuery = Annotated[
    str, Query(description="More spaces, or fewer: +20, -5. (In an address + is %2B.)")
]
DemandQuery = Annotated[str, Query(description="More demand, or less, in percent: +10%, -5.")]


@router.get(
    "/sites/{site}/what-if",
    summary="A site with more or fewer spaces, more or less demand",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": WhatIf}},
)
async def of_site(
    request: Request,
    site: SiteDep,
    conn: ConnectionDep,
    now: NowDep,
    asked: WindowDep,
    answer: ReplyDep,
    spaces: SpacesQuery = "0",
    demand: DemandQuery = "0",
    window: HoursQuery = None,
) -> Response:
    """Say from what to what its full hours would have been, with everything that is assumed."""
    answer.choose((Form.JSON,))
    read = asked.read(zone_of(site), usual_days=WINDOW_USUAL_DAYS)
    plans: Plans = request.app.state.plans
    plan, registry = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownSiteError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    one = questions.asked(plan, Indicator.OCCUPANCY, mode=None, direction=None, hours=window)
    always = Part(asked=one, belongs=[Span(BEGINNING_MS, END_MS)])
    put = GroupAsked(parts=[always], window=read, registry=registry)
    head = {"site": site.id, "group": None}
    return await _answer(conn, put, head, _changes(spaces, demand), answer, now)


@router.get(
    "/groups/{group}/what-if",
    summary="A group with more or fewer spaces, more or less demand",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": WhatIf}},
)
async def of_group(
    request: Request,
    group: GroupPath,
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    asked: WindowDep,
    answer: ReplyDep,
    spaces: SpacesQuery = "0",
    demand: DemandQuery = "0",
    window: HoursQuery = None,
) -> Response:
    """Say the same of a group, in which anybody takes any free space."""
    answer.choose((Form.JSON,))
    plans: Plans = request.app.state.plans
    found = await find(conn, group, now=now)
    read = asked.read(
        await zone_of_group(conn, plans, found, now=now), usual_days=WINDOW_USUAL_DAYS
    )
    put = await groups.asked(
        conn,
        plans,
        found,
        Indicator.OCCUPANCY,
        window=read,
        mode=None,
        hours=window,
        closed=closed,
        now=now,
    )
    head = {"site": None, "group": found["id"]}
    return await _answer(conn, put, head, _changes(spaces, demand), answer, now)


async def _answer(
    conn: Connection,
    put: GroupAsked,
    head: dict[str, Any],
    changes: tuple[float, float],
    answer: Reply,
    now: datetime,
) -> Response:
    put.window.bounded(answer.settings.query_days_max, "WEGWARTE_QUERY_DAYS_MAX")
    versions = await put.version(conn)
    if same := answer.unchanged(put.registry, groups.settled(put.window, now), *versions, *changes):
        return same
    members = await put.members(conn)
    body = await asyncio.to_thread(_told, put, members, changes, up_to_now.quarter_down(now))
    return answer.json(head | body)


def _told(
    put: GroupAsked, members: list[Member], changes: tuple[float, float], until_ms: int
) -> dict[str, Any]:
    window: Window = put.window
    question = Question(
        window=Span(to_ms(window.since), to_ms(window.until)),
        bucket=Bucket.YEAR,
        zone=window.zone,
        until_ms=until_ms,
    )
    found = of_groups.load_of(members, put.topic, question)
    spaces, demand = changes
    told = parking_what_if.told(
        found.load, found.spaces, more_spaces=spaces, more_demand_percent=demand
    )
    return {
        "sites": put.sites,
        "hours": found.hours,
        "time_zone": str(window.zone),
        **window.echo(),
        "spaces": spaces,
        "demand_percent": demand,
        **asdict(told),
        "assumptions": {
            "de": list(parking_what_if.ASSUMPTIONS_DE),
            "en": list(parking_what_if.ASSUMPTIONS_EN),
        },
        "method": parking_what_if.METHOD,
        "method_version": parking_what_if.METHOD_VERSION,
    }


def _changes(spaces: str, demand: str) -> tuple[float, float]:
    """Read by how much spaces and demand change."""
    more = _number("spaces", spaces, _SPACES_MAX)
    percent = _number("demand", demand.strip().removesuffix("%"), _DEMAND_MAX)
    if percent < -100:
        raise BadRequestError(f"demand={demand}: there is none below -100 %", "give -100 or more")
    return more, percent


def _number(name: str, text: str, most: int) -> float:
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError as why:
        raise BadRequestError(f"{name}={text[:40]!r} is no number", "write +20 or -5") from why
    if not abs(found) <= most:
        raise BadRequestError(f"{name}={text[:40]!r} is beyond {most}", "give less")
    return found
