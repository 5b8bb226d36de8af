"""`/api/v1/sites/{site}/forecast`: the next two hours, each value with what such values scored."""

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from analytics.answers import WHOLE_DAY, Indicator
from analytics.catalogue import CATALOGUE, UNITS
from analytics.civil import from_ms
from analytics.forecasts import model
from analytics.forecasts.backtest import Score
from analytics.forecasts.served import Told
from analytics.forecasts.words import DE, EN, REASONS
from analytics.indicators.parking import has_occupancy
from analytics.quarters import QUARTER_MS
from api import questions, stored
from api.context import PREFIX, ConnectionDep, NowDep, SiteDep
from api.described.forecasts import Forecast
from api.errors import BadRequestError, UnknownSiteError
from api.forecasting import Outlook, issue_of, outlook
from api.formats.choice import Form
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import ReplyDep
from api.windows import YEAR_MAX, YEAR_MIN
from store import series

router = APIRouter(prefix=PREFIX, tags=["indicators"])
_MINUTES: Final = 15


@router.get(
    "/sites/{site}/forecast",
    summary="The next two hours with a band, and how good such forecasts were",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Forecast}},
)
async def show(
    request: Request,
    site: SiteDep,
    conn: ConnectionDep,
    now: NowDep,
    answer: ReplyDep,
    indicator: Annotated[
        Literal["volume", "occupancy"] | None,
        Query(description="What is forecast; else what the site has."),
    ] = None,
    horizon: Annotated[
        int | None,
        Query(ge=15, le=120, multiple_of=15, description="Only this one; else all. [min]"),
    ] = None,
    mode: Annotated[str | None, Query(description="Who is counted.", max_length=40)] = None,
    direction: Annotated[
        Literal["a", "b"] | None, Query(description="One direction; else all together.")
    ] = None,
    at: Annotated[
        datetime | None,
        Query(description="As told at this past instant (with a zone), by what is known of it."),
    ] = None,
) -> Response:
    """Answer with a value a quarter hour and its band, or the reason why it is withheld."""
    answer.choose((Form.JSON,))
    plans: Plans = request.app.state.plans
    plan, registry = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownSiteError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    topic = Indicator(indicator or ("occupancy" if has_occupancy(plan) else "volume"))
    if topic is Indicator.OCCUPANCY and (mode or direction):
        raise BadRequestError("mode and direction mean nothing for occupancy", "leave them out")
    hours = WHOLE_DAY if topic is Indicator.OCCUPANCY else None
    wanted = Outlook(
        asked=questions.asked(plan, topic, mode=mode, direction=direction, hours=hours),
        issue=issue_of(_moment(at, now)),
        horizons=model.HORIZONS if horizon is None else (horizon // _MINUTES,),
    )
    days = wanted.utc_days()
    version = await series.day_states_version(conn, wanted.asked.datastreams(), *days)
    if same := answer.unchanged(registry, version, wanted.issue, wanted.horizons):
        return same
    known = await stored.known(conn, wanted.asked, *days)
    issued = await asyncio.to_thread(outlook, wanted, known)
    head = _head(wanted) | {"newest": issued.newest, "attribution": site.attribution}
    return answer.json(head | {"values": [_value(told, wanted) for told in issued.told]})


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at.tzinfo is None:
        raise BadRequestError(f"at={at.isoformat()} has no zone", "end it with Z or +01:00")
    if not YEAR_MIN < at.year <= YEAR_MAX or at > now:
        raise BadRequestError(
            f"at={at.isoformat()} is to come or too long ago", "leave it out for now"
        )
    return at.astimezone(UTC)


def _head(wanted: Outlook) -> dict[str, Any]:
    asked = wanted.asked
    entry = CATALOGUE[asked.topic.indicator.value]
    return {
        "site": asked.site.id,
        "indicator": asked.topic.indicator.value,
        "unit": UNITS.get(asked.topic.mode, entry.unit),
        "mode": asked.topic.mode or None,
        "direction": asked.topic.direction or None,
        "time_zone": asked.site.zone.key,
        "issued_at": wanted.issued_at,
        "method": model.METHOD,
        "method_version": model.METHOD_VERSION,
        "words": {"de": asdict(DE), "en": asdict(EN)},
    }


def _value(told: Told, wanted: Outlook) -> dict[str, Any]:
    end = wanted.issue + told.horizon
    return {
        "horizon_min": told.horizon * _MINUTES,
        "start": from_ms((end - 1) * QUARTER_MS),
        "end": from_ms(end * QUARTER_MS),
        "value": told.value,
        "low": told.low,
        "high": told.high,
        "reason": told.reason,
        "sentence": None if told.reason is None else REASONS[told.reason],
        "score": None if told.score is None else _score(told.score),
    }


def _score(found: Score) -> dict[str, Any]:
    return {
        "n": found.n,
        "mase": found.mase.value,
        "skill_naive": found.skill_naive.value,
        "skill_baseline": found.skill.value,
        "mae": found.mae.value,
        "pinball": found.pinball.value,
        "covered": found.covered.value,
        "interval_score": found.interval_score.value,
    }
