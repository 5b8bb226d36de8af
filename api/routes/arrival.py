"""`/arrival` of a site or a group: the chance of a free space, now and on a coming day."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from analytics.answers import WHOLE_DAY, Indicator
from analytics.catalogue.arrival import BASES, DE, EN, REASONS
from analytics.civil import from_ms
from analytics.figure import Figure
from analytics.parking import calibration, on_arrival
from analytics.parking.arrival_told import Told
from analytics.parking.trial import Score
from analytics.quarters import QUARTER_MS
from api import arriving, groups, questions
from api.arrival_query import WishedDep
from api.arriving import Answer, Wish
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, SiteDep, zone_of
from api.described.arrival import Arrival
from api.errors import UnknownSiteError
from api.formats.choice import Form
from api.plans import Plans
from api.problems import RESPONSES
from api.questions import Asked
from api.reply import Reply, ReplyDep
from api.routes.groups import GroupPath, find
from api.routes.groups import zone_of as zone_of_group
from api.windows import Window
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["indicators"])

_TENTHS: Final = calibration.BINS


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A question with what stands at the head of its answer."""

    asked: Sequence[Asked]
    wish: Wish
    head: dict[str, Any]
    registry: str


@router.get(
    "/sites/{site}/arrival",
    summary="The chance of a free space on arrival at a site",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Arrival}},
)
async def of_site(
    request: Request,
    site: SiteDep,
    conn: ConnectionDep,
    now: NowDep,
    answer: ReplyDep,
    asked: WishedDep,
) -> Response:
    """Answer with a chance that was tried on the site's own past, or why there is none."""
    answer.choose((Form.JSON,))
    plans: Plans = request.app.state.plans
    plan, registry = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownSiteError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    one = questions.asked(plan, Indicator.OCCUPANCY, mode=None, direction=None, hours=WHOLE_DAY)
    put = Put(
        asked=[one],
        wish=asked.wish(zone_of(site), now=now),
        head={
            "site": site.id,
            "group": None,
            "time_zone": site.time_zone,
            "attribution": site.attribution,
        },
        registry=registry,
    )
    return await _answer(conn, put, answer)


@router.get(
    "/groups/{group}/arrival",
    summary="The chance of a free space on arrival anywhere in a group",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Arrival}},
)
async def of_group(
    request: Request,
    group: GroupPath,
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    answer: ReplyDep,
    asked: WishedDep,
) -> Response:
    """Say the same of the sites that belong to a group now, all their spaces together."""
    answer.choose((Form.JSON,))
    plans: Plans = request.app.state.plans
    found = await find(conn, group, now=now)
    zone = await zone_of_group(conn, plans, found, now=now)
    wish = asked.wish(zone, now=now)
    issue = from_ms(wish.issue * QUARTER_MS)
    then = Window(
        since=issue,
        until=from_ms((wish.issue + 1) * QUARTER_MS),
        from_=issue,
        to=from_ms((wish.issue + 1) * QUARTER_MS),
        zone=zone,
    )
    members = await groups.asked(
        conn,
        plans,
        found,
        Indicator.OCCUPANCY,
        window=then,
        mode=None,
        hours=WHOLE_DAY,
        closed=closed,
        now=now,
    )
    put = Put(
        asked=[part.asked for part in members.parts],
        wish=wish,
        head={"site": None, "group": found["id"], "time_zone": str(zone), "attribution": None},
        registry=members.registry,
    )
    return await _answer(conn, put, answer)


async def _answer(conn: Connection, put: Put, answer: Reply) -> Response:
    wish = put.wish
    versions = await arriving.version(conn, put.asked, wish)
    moments = (wish.issue, wish.arrivals, wish.spaces, wish.horizons)
    if same := answer.unchanged(put.registry, put.head["group"], *moments, *versions):
        return same
    members = await arriving.members(conn, put.asked, wish)
    found = await asyncio.to_thread(arriving.answered, members, wish)
    return answer.json(_told(put, found))


def _told(put: Put, found: Answer) -> dict[str, Any]:
    return put.head | {
        "sites": [one.site.id for one in put.asked],
        "spaces": put.wish.spaces,
        "issued_at": put.wish.told_at,
        "newest": found.newest,
        "free": found.free,
        "values": [
            _value(told, horizon)
            for told, horizon in zip(found.told, put.wish.horizons, strict=True)
        ],
        "method": on_arrival.METHOD,
        "method_version": on_arrival.METHOD_VERSION,
        "words": {"de": asdict(DE), "en": asdict(EN)},
    }


def _value(told: Told, horizon: int | None) -> dict[str, Any]:
    table = None if told.score is None else _table(told.score)
    such = None
    if told.chance is not None and told.score is not None and table is not None:
        such = table[told.score.like(told.chance)]
    return {
        "horizon_min": horizon,
        "arrival": from_ms(told.arrival * QUARTER_MS),
        "chance": told.chance,
        "low": told.low,
        "high": told.high,
        "basis": told.basis,
        "made_of": BASES[told.basis],
        "days": told.days,
        "such": such,
        "reason": told.reason,
        "sentence": None if told.reason is None else REASONS[told.reason],
        "score": None if told.score is None else _score(told.score),
    }


def _score(found: Score) -> dict[str, Any]:
    figures: dict[str, Figure] = {
        "base_rate": found.base_rate,
        "brier": found.brier,
        "brier_kind_of_day": found.brier_usual,
        "skill": found.skill,
        "error": found.error,
        "gap": found.gap,
    }
    numbers = {name: figure.value for name, figure in figures.items()}
    return {"n": found.n, "days": found.days, **numbers, "table": _table(found)}


def _table(found: Score) -> list[dict[str, Any]]:
    table = found.table
    return [
        {
            "from": k / _TENTHS,
            "to": (k + 1) / _TENTHS,
            "n": int(table.n[k]),
            **{
                name: None if np.isnan(column[k]) else float(column[k])
                for name, column in (
                    ("told", table.told),
                    ("came", table.came),
                    ("low", table.low),
                    ("high", table.high),
                )
            },
        }
        for k in range(_TENTHS)
    ]
