"""`/api/v1/groups`: sites that belong together, and the numbers of the group as a whole."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from analytics.civil import to_ms
from analytics.indicators.groups import BUCKETS, Member
from analytics.question import Question
from analytics.spans import Span
from analytics.topic import Indicator
from api import beside_checks, buckets, groups, rows_of_series, up_to_now
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep
from api.described.groups import Groups, GroupSeries
from api.described.numbers import BucketName
from api.errors import BadRequestError, NotFoundError, UnknownIndicatorError
from api.formats.choice import Form
from api.groups import GroupAsked
from api.pages.trust import doubts_of
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import Reply, ReplyDep, WindowDep
from api.rows_of_series import Statuses
from api.trusted import in_words
from store import series, sites
from store.inventory import groups as stored_groups
from store.inventory.errors import UnknownError
from store.inventory.rows import Row
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["groups"])
WINDOW_USUAL_DAYS: Final = 28

GroupPath = Annotated[str, Path(description="Id of the group.", max_length=64)]
HoursQuery = Annotated[
    str | None,
    Query(description="Of an occupancy: regulated, 24h or e.g. Mo-Fr 07-19.", max_length=120),
]


@router.get(
    "/groups",
    summary="All groups of sites",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Groups}},
)
async def list_groups(
    conn: ConnectionDep, now: NowDep, closed: PublicOnlyDep, answer: ReplyDep
) -> Response:
    """List the groups with their sites, each from when to when, and what can be asked of them."""
    answer.choose((Form.JSON,))
    if same := answer.unchanged(await series.registry_version(conn, now=now), closed):
        return same
    found = await stored_groups.listed(conn, now=now)
    shown = [await _shown(conn, group, closed=closed) for group in found]
    items = [group for group in shown if group["memberships"] or not closed]
    return answer.json({"items": items, "indicators": [one.value for one in BUCKETS], "next": None})


@router.get(
    "/groups/{group}/indicators/{indicator}",
    summary="An indicator of a group of sites over a window",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": GroupSeries}},
)
async def show(
    request: Request,
    group: GroupPath,
    indicator: Annotated[str, Path(description="One of those /api/v1/groups names.")],
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    asked: WindowDep,
    answer: ReplyDep,
    bucket: Annotated[BucketName, Query(description="How long the buckets are.")] = "day",
    mode: Annotated[str | None, Query(description="Who is counted.", max_length=40)] = None,
    window: HoursQuery = None,
) -> Response:
    """Answer with a ratio of sums over the same quarter hours, never with a sum of single peaks."""
    answer.choose()
    about = _indicator(indicator)
    _refuse_bucket(about, bucket)
    plans: Plans = request.app.state.plans
    found = await find(conn, group, now=now)
    zone = await zone_of(conn, plans, found, now=now)
    read = asked.read(zone, usual_days=WINDOW_USUAL_DAYS)
    buckets.check(read, bucket, answer.settings)
    put = await groups.asked(
        conn,
        plans,
        found,
        about,
        window=read,
        mode=mode,
        hours=window,
        closed=closed,
        now=now,
    )
    versions = await put.version(conn)
    checked = await beside_checks.of_sites(conn, put.sites, about)
    settled = groups.settled(read, now)
    if same := answer.unchanged(put.registry, closed, settled, checked, *versions):
        return same
    members = await put.members(conn)
    question = Question(
        window=Span(to_ms(read.since), to_ms(read.until)),
        bucket=buckets.folded(bucket),
        zone=read.zone,
        until_ms=up_to_now.quarter_down(now),
    )
    statuses = Statuses(days=[], buckets=[], now=now, zone=read.zone)
    head: dict[str, Any] = {
        "group": group,
        "sites": put.sites,
        "indicator": indicator,
        "bucket": bucket,
    }
    if checked is not None:
        head["detection"] = checked
    return await asyncio.to_thread(_answer, head, put, members, question, statuses, answer)


def _answer(
    head: dict[str, Any],
    put: GroupAsked,
    members: list[Member],
    question: Question,
    statuses: Statuses,
    answer: Reply,
) -> Response:
    """Compute the series and write it down."""
    key, mode = put.topic.indicator.value, put.topic.mode
    found = up_to_now.answered(put, members, question)
    values, total = rows_of_series.plain(found, question, statuses)
    if head["bucket"] == "total":
        values = [{"start": put.window.echo()["from"], **total}]
    head |= {
        "unit": rows_of_series.unit(key, mode),
        "mode": mode or None,
        "hours": found.hours or None,
        "time_zone": str(question.zone),
        **put.window.echo(),
        "method": found.method,
        "method_version": found.method_version,
    }
    if answer.form is Form.JSON:
        return answer.json(head | {"values": values, "total": total})
    civil = question.bucket.civil
    if answer.form is Form.CSV_DE:
        edges = rows_of_series.edges_ms(found, question)
        if head["bucket"] == "total":
            edges = edges[[0, -1]]
        values = in_words(values, edges, doubts_of(members, put.topic, question.window))
    return answer.table(
        rows_of_series.columns(key, mode, civil=civil),
        rows_of_series.for_table(values, found, civil=civil),
        name=f"{head['group']}_{key}_{head['bucket']}_{head['from']}",
        zone=question.zone,
    )


async def find(conn: Connection, named: str, *, now: datetime) -> Row:
    """Return a group, or raise `NotFoundError`."""
    try:
        return await stored_groups.one(conn, named, now=now)
    except UnknownError as why:
        raise NotFoundError(
            f"no group has the id {named[:80]!r}", "/api/v1/groups lists all groups"
        ) from why


async def zone_of(conn: Connection, plans: Plans, group: Row, *, now: datetime) -> ZoneInfo:
    """Return the time zone of a group: that of its sites."""
    for said in group["memberships"]:
        plan, _ = await plans.site(conn, said["site"], now=now)
        if plan is not None:
            return plan.zone
    raise UnknownIndicatorError(
        f"{group['id']} has no site", f"add one: wegwarte group join {group['id']} SITE --ever"
    )


async def _shown(conn: Connection, group: Row, *, closed: bool) -> Row:
    """Return a group as it is shown, of a public answer the public sites alone."""
    known = {said["site"] for said in group["memberships"]}
    shown = {one for one in known if await sites.site_id(conn, one, public_only=closed)}
    return {
        "id": group["id"],
        "name": group["name"],
        "remarks": group["remarks"],
        "sites": [one for one in group["sites"] if one in shown],
        "memberships": [said for said in group["memberships"] if said["site"] in shown],
    }


def _indicator(named: str) -> Indicator:
    known = {one.value: one for one in BUCKETS}
    if named not in known:
        raise UnknownIndicatorError(
            f"{named[:80]!r} cannot be asked of a group", f"known: {', '.join(known)}"
        )
    return known[named]


def _refuse_bucket(about: Indicator, bucket: BucketName) -> None:
    known = BUCKETS[about]
    if bucket != "total" and buckets.folded(bucket) not in known:
        named = sorted(one.value for one in known)
        raise BadRequestError(
            f"{about} has no meaning for buckets of {bucket}",
            f"take bucket={' or bucket='.join([*named, 'total'])}",
        )
