"""`/api/v1/sites/{site}/before-after`: did the measure change anything."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.comparing import CONTROLS_MAX, Desk, Wish, compared
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, SiteDep
from api.described.effects import BeforeAfter
from api.formats.choice import Form
from api.problems import RESPONSES
from api.reply import ReplyDep

router = APIRouter(prefix=PREFIX, tags=["indicators"])


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
    weather: Annotated[
        str | None,
        Query(
            description="A site with air_temperature (and precipitation): its weather is taken "
            "out of all counts, by what it did before the change; else it is left in.",
            max_length=200,
        ),
    ] = None,
) -> Response:
    """Answer with the difference, its interval, and the sentence that may be said."""
    answer.choose((Form.JSON,))
    wish = Wish(
        site=site.id,
        at=at,
        measure=measure,
        controls=tuple(control or ()),
        indicator=indicator,
        mode=mode,
        direction=direction,
        first=from_,
        end=to,
        weather=weather,
    )
    desk = Desk(
        conn=conn,
        plans=request.app.state.plans,
        now=now,
        closed=closed,
        days_max=answer.settings.query_days_max,
    )
    return answer.json(await compared(wish, desk))
