"""`/api/v1/sites/{site}/forecast`: the next two hours, each value with what such values scored."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.context import PREFIX, ConnectionDep, NowDep, SiteDep
from api.described.forecasts import Forecast
from api.forecasting import Wish, told, wanted
from api.formats.choice import Form
from api.problems import RESPONSES
from api.reply import ReplyDep
from store import series

router = APIRouter(prefix=PREFIX, tags=["indicators"])


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
    wish = Wish(
        site=site.id,
        indicator=indicator,
        horizon_min=horizon,
        mode=mode,
        direction=direction,
        at=at,
    )
    outlook = await wanted(wish, conn, request.app.state.plans, now=now)
    days = outlook.utc_days()
    version = await series.day_states_version(conn, outlook.asked.datastreams(), *days)
    # Each quarter hour is another answer, whatever has been counted: `issued_at` and the times that
    # are spoken of move on. Within one, and of a past instant, it is the same until data come.
    if same := answer.unchanged(outlook.registry, version, outlook.issue, outlook.horizons):
        return same
    return answer.json(await told(outlook, conn, attribution=site.attribution))
