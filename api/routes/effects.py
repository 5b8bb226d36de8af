"""`/api/v1/sites/{site}/before-after`: did the measure change anything."""

import asyncio
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from analytics.answers import Indicator
from analytics.effects.words import NOT_A_CAUSE, REASONS, SENTENCES
from analytics.site import Site as Plan
from api import questions, stored
from api.before_after import Comparison, Finding, compare, until
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, SiteDep, find_site
from api.described.effects import BeforeAfter
from api.errors import BadRequestError, BadWindowError, NotFoundError, TooMuchError
from api.formats.choice import Form
from api.plans import Plans
from api.problems import RESPONSES
from api.questions import Asked
from api.reply import ReplyDep
from api.windows import YEAR_MAX, YEAR_MIN
from store import measures
from store.measures import Measure
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["indicators"])
DAYS_USUAL: Final = 365  #: before the change, and since it
CONTROLS_MAX: Final = 20
_DAY: Final = timedelta(days=1)


@router.get(
    "/sites/{site}/before-after",
    summary="How much more or less since a day, measured by control sites",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": BeforeAfter}},
)
async def show(
    request: Request,
    site: SiteDep,
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    answer: ReplyDep,
    at: Annotated[date | None, Query(description="The first local date since the change.")] = None,
    measure: Annotated[
        int | None, Query(ge=1, le=2**62, description="Instead of `at`: a measure of the registry.")
    ] = None,
    control: Annotated[
        list[str] | None,
        Query(description="Sites that the measure does not touch.", max_length=CONTROLS_MAX),
    ] = None,
    indicator: Annotated[
        Literal["volume", "occupancy"], Query(description="What is compared.")
    ] = "volume",
    mode: Annotated[str | None, Query(description="Who is counted.", max_length=40)] = None,
    direction: Annotated[
        Literal["a", "b"] | None, Query(description="One direction of the site; else all together.")
    ] = None,
    from_: Annotated[
        date | None, Query(alias="from", description="First local date; else a year before.")
    ] = None,
    to: Annotated[
        date | None, Query(description="Local date at which it ends; else a year later or today.")
    ] = None,
) -> Response:
    """Answer with the difference, its interval, and the sentence that may be said."""
    answer.choose((Form.JSON,))
    town_did = await _measure(conn, at, measure, site.id)
    begun = town_did.from_date if town_did is not None else at
    if begun is None:
        raise BadRequestError("neither at nor measure is given", "add at=2026-05-01 or measure=1")
    for day in (begun, from_, to):
        if day is not None and not YEAR_MIN < day.year < YEAR_MAX:
            raise BadWindowError(f"{day} lies outside the calendar", "name a day of this century")
    names = [await find_site(conn, one, now=now, closed=closed) for one in control or []]
    others = [one.id for one in names if one.id != site.id]
    if len(others) < len(names):
        raise BadRequestError(f"{site.id} is the site itself", "name other sites as control")
    plans: Plans = request.app.state.plans
    asked = [
        _asked(await plans.site(conn, name, now=now), Indicator(indicator), mode, way)
        for name, way in [(site.id, direction), *((other, None) for other in dict.fromkeys(others))]
    ]
    ends = [to or begun + timedelta(days=DAYS_USUAL), until(now, asked[0].site)]
    if town_did is not None and town_did.to_date is not None:
        ends.append(town_did.to_date)
    wanted = Comparison(
        site=asked[0],
        controls=tuple(asked[1:]),
        at=begun,
        first=from_ or begun - timedelta(days=DAYS_USUAL),
        end=min(ends),
    )
    _check(wanted, answer.settings.query_days_max)
    known = [await stored.known(conn, one, wanted.first - _DAY, wanted.end) for one in asked]
    finding = await asyncio.to_thread(compare, wanted, known)
    return answer.json(_body(wanted, finding, town_did) | {"attribution": site.attribution})


def _asked(
    found: tuple[Plan | None, str], indicator: Indicator, mode: str | None, direction: str | None
) -> Asked:
    if found[0] is None:
        raise NotFoundError("a site has just gone", "/api/v1/sites lists all sites")
    return questions.asked(found[0], indicator, mode=mode, direction=direction, hours=None)


async def _measure(
    conn: Connection, at: date | None, measure: int | None, site: str
) -> Measure | None:
    if measure is None:
        return None
    if at is not None:
        raise BadRequestError("measure stands beside at", "give one or the other")
    found = await measures.measure_at(conn, measure, site)
    if found is None:
        raise NotFoundError(
            f"no measure {measure} was taken at {site}", "/api/v1/registry/measures lists them"
        )
    return found


def _check(wanted: Comparison, days_max: int) -> None:
    if not wanted.first < wanted.at < wanted.end:
        raise BadWindowError(
            f"{wanted.at} does not lie between {wanted.first} and {wanted.end}, or is to come",
            "let from lie before the change and to after it; today is not compared",
        )
    if (wanted.end - wanted.first).days > days_max + 1:
        raise TooMuchError(
            f"the window has more than {days_max} days (WEGWARTE_QUERY_DAYS_MAX)",
            "let from and to lie nearer to the change",
        )


def _body(wanted: Comparison, finding: Finding, measure: Measure | None) -> dict[str, Any]:
    effect, topic = finding.effect, wanted.site.topic
    if effect.verdict is not None:
        sentence = SENTENCES[effect.verdict]
    else:
        sentence = REASONS[effect.reason] if effect.reason is not None else NOT_A_CAUSE
    return {
        "site": wanted.site.site.id,
        "indicator": topic.indicator.value,
        "mode": topic.mode or None,
        "direction": topic.direction or None,
        "controls": [one.site.id for one in wanted.controls],
        "at": wanted.at,
        "measure": None if measure is None else asdict(measure),
        "time_zone": wanted.site.site.zone.key,
        "from": wanted.first,
        "to": wanted.end,
        "to_inclusive": wanted.end - _DAY,
        "method": finding.method,
        "method_version": finding.method_version,
        "change": effect.change,
        "low": effect.low,
        "high": effect.high,
        "n_before": effect.n_before,
        "n_after": effect.n_after,
        "verdict": effect.verdict,
        "reason": effect.reason,
        "sentence": sentence,
        "caution": NOT_A_CAUSE,
    }
