"""`/api/v1/sites/{site}/indicators/{indicator}/revisions`: how final numbers were revised."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from analytics.answers import Indicator
from analytics.catalogue import CATALOGUE
from api import paging, questions, revision_causes, stored_then
from api.context import PREFIX, ConnectionDep, NowDep, SiteDep, zone_of
from api.described.revisions import Revisions
from api.errors import UnknownIndicatorError, UnknownSiteError
from api.formats.tables import Column, Kind
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import ReplyDep, TurnDep, WindowDep
from api.windows import written
from store import revisions
from store.revisions import Revision

router = APIRouter(prefix=PREFIX, tags=["indicators"])
WINDOW_USUAL_DAYS: Final = 366
_COLUMNS: Final = (
    Column(key="start", german="Datum", kind=Kind.TEXT),
    Column(key="revision", german="Revision", kind=Kind.NUMBER),
    Column(key="old_value", german="Alter Wert", kind=Kind.NUMBER),
    Column(key="new_value", german="Neuer Wert", kind=Kind.NUMBER),
    Column(key="cause", german="Anlass", kind=Kind.TEXT),
    Column(key="at", german="Zeitpunkt", kind=Kind.TEXT),
)


@router.get(
    "/sites/{site}/indicators/{indicator}/revisions",
    summary="How final numbers of an indicator were revised, and why",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Revisions}},
)
async def show(
    request: Request,
    site: SiteDep,
    indicator: Annotated[str, Path(description="A key of /api/v1/indicators.")],
    conn: ConnectionDep,
    now: NowDep,
    asked: WindowDep,
    turn: TurnDep,
    answer: ReplyDep,
    bucket: Annotated[
        Literal["day", "month", "year"], Query(description="How long the buckets are.")
    ] = "day",
    mode: Annotated[str | None, Query(description="Who is counted.", max_length=40)] = None,
    direction: Annotated[
        Literal["a", "b", "both", "none"] | None,
        Query(description="One direction; else all together."),
    ] = None,
    window: Annotated[
        str | None, Query(description="Of an occupancy: regulated or 24h.", max_length=120)
    ] = None,
) -> Response:
    """Answer with old value, new value and cause of each revision, oldest first."""
    answer.choose()
    if indicator not in CATALOGUE:
        raise UnknownIndicatorError(
            f"the catalogue has no indicator {indicator[:80]!r}", f"known: {', '.join(CATALOGUE)}"
        )
    plans: Plans = request.app.state.plans
    plan, _ = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownSiteError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    question = questions.asked(
        plan, Indicator(indicator), mode=mode, direction=direction, hours=window
    )
    read = asked.read(zone_of(site), usual_days=WINDOW_USUAL_DAYS)
    key = stored_then.key_of(question, read, bucket, wish="a list of revisions")
    after = turn.key(int, number_max=paging.INT8_MAX)
    found = await revisions.revisions(
        conn, key, limit=turn.size() + 1, after=None if after is None else after[0]
    )
    page, last = paging.cut(found, turn.size())
    return answer.page(
        [_item(one) for one in page],
        None if last is None else paging.encode(last.id),
        _COLUMNS,
        name=f"{key.site}_{key.indicator}_revisions",
        beside=stored_then.head(key, question, read),
    )


def _item(one: Revision) -> dict[str, Any]:
    return {
        "start": one.start.isoformat(),
        "revision": one.revision,
        "old_value": one.old_value,
        "new_value": one.new_value,
        "causes": revision_causes.kinds(one.cause),
        "because": revision_causes.sentence(one.cause),
        "cause": one.cause,
        "since": None if one.since is None else written(one.since),
        "at": written(one.at),
    }
