"""`/api/v1/sites/{site}/indicators/{indicator}`: a number a planner asks for, over a window."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from analytics.answers import Indicator
from analytics.catalogue import CATALOGUE, Entry
from analytics.civil import Bucket
from analytics.indicators import METHODS
from analytics.site import Site as Plan
from api import beside_checks, beside_sealed, buckets, questions, rows_of_series, stored_then
from api.computing import Computation, Inputs
from api.context import (
    PREFIX,
    ConnectionDep,
    NowDep,
    PublicOnlyDep,
    SiteDep,
    find_site,
    zone_of,
)
from api.described.numbers import BucketName, SeriesAnswer
from api.errors import (
    BadRequestError,
    UnknownIndicatorError,
    UnknownSiteError,
)
from api.formats.choice import Form
from api.pages.trust import doubts, hours_of
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import Reply, ReplyDep, WindowDep
from api.trusted import in_words
from api.windows import Window
from store.pool import Connection
from store.sites import Site

router = APIRouter(prefix=PREFIX, tags=["indicators"])
WINDOW_USUAL_DAYS: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The parameters of a request, read."""

    site: Site
    entry: Entry
    bucket: BucketName
    window: Window
    detection: dict[str, Any] | None = None

    @property
    def folded(self) -> Bucket:
        """The bucket to compute with."""
        return buckets.folded(self.bucket)


@router.get(
    "/sites/{site}/indicators/{indicator}",
    summary="An indicator of a site over a window",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": SeriesAnswer}},
)
async def show(
    request: Request,
    site: SiteDep,
    indicator: Annotated[str, Path(description="A key of /api/v1/indicators.")],
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    asked: WindowDep,
    answer: ReplyDep,
    bucket: Annotated[BucketName, Query(description="How long the buckets are.")] = "day",
    mode: Annotated[str | None, Query(description="Who is counted.", max_length=40)] = None,
    direction: Annotated[
        Literal["a", "b", "both", "none"] | None,
        Query(description="One direction; else all together."),
    ] = None,
    window: Annotated[
        str | None,
        Query(description="Of an occupancy: regulated, 24h or e.g. Mo-Fr 07-19.", max_length=120),
    ] = None,
    vehicles: Annotated[
        Literal["bicycle", "motorcycle", "car", "van", "heavy"] | None,
        Query(description="Of speeds: one group of vehicles; else all together."),
    ] = None,
    reference: Annotated[
        str | None,
        Query(description="Of a short count: the site of a permanent counter.", max_length=120),
    ] = None,
    weather: Annotated[
        str | None,
        Query(description="Of usual weather: the site of a weather station.", max_length=120),
    ] = None,
    as_of: Annotated[
        str | None,
        Query(description="An instant: stored buckets as they were then.", max_length=40),
    ] = None,
) -> Response:
    """Answer with a value a bucket, each with its completeness, and the total of the window."""
    answer.choose()
    entry = _entry(indicator)
    _refuse_foreign(
        entry,
        mode=mode,
        direction=direction,
        window=window,
        vehicles=vehicles,
        reference=reference,
        weather=weather,
    )
    read = asked.read(zone_of(site), usual_days=WINDOW_USUAL_DAYS)
    _refuse_bucket(entry, bucket)
    wanted = Wanted(site=site, entry=entry, bucket=bucket, window=read)
    buckets.check(read, bucket, answer.settings)
    plan, registry = await _plan(request, conn, site, now)
    beside: dict[str, Plan] = {}
    for word, named in (("reference", reference), ("weather", weather)):
        if named is not None:
            other = await find_site(conn, named, now=now, closed=closed)
            beside[word], registry = await _plan(request, conn, other, now)
    question = questions.asked(
        plan,
        Indicator(entry.key),
        mode=mode,
        direction=direction,
        hours=window,
        vehicles=vehicles,
        **beside,
    )
    if as_of is not None:
        at = stored_then.moment(as_of, now)
        return await stored_then.answer(conn, question, read, bucket, at, answer)
    computation = Computation(asked=question, window=read, bucket=wanted.folded, now=now)
    checked = await beside_checks.read(conn, site.id, entry.key)
    if same := answer.unchanged(registry, await computation.version(conn), checked):
        return same
    wanted = replace(wanted, detection=checked)
    inputs = await computation.inputs(conn)
    # A year of quarter hours takes a while: the live streams go on meanwhile.
    return await asyncio.to_thread(_answer, wanted, computation, inputs, answer)


async def _plan(request: Request, conn: Connection, site: Site, now: datetime) -> tuple[Plan, str]:
    plans: Plans = request.app.state.plans
    plan, registry = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownSiteError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    return plan, registry


def _answer(wanted: Wanted, computation: Computation, inputs: Inputs, answer: Reply) -> Response:
    """Compute the series and write it down."""
    site, key = wanted.site, wanted.entry.key
    topic, question = computation.asked.topic, computation.question
    found = computation.answered(inputs)
    values, total = rows_of_series.rows(
        found, question, inputs.statuses, computation.asked, inputs.known
    )
    if wanted.bucket == "total":
        values = [{"start": wanted.window.echo()["from"], **total}]
    head: dict[str, Any] = {
        "site": site.id,
        "indicator": key,
        "unit": rows_of_series.unit(key, topic.mode),
        "mode": topic.mode or None,
        "direction": topic.direction or None,
        "hours": found.hours or None,
        "bucket": wanted.bucket,
        "time_zone": site.time_zone,
        **wanted.window.echo(),
        "method": found.method,
        "method_version": found.method_version,
        "attribution": site.attribution,
    }
    if "vehicles" in wanted.entry.parameters and topic.variant:
        head["vehicles"] = topic.variant
    if wanted.detection is not None:
        head["detection"] = wanted.detection
    edges = rows_of_series.edges_ms(found, question)
    beside_sealed.tell(inputs.beside, head, values, total, edges)
    if answer.form is Form.JSON:
        return answer.json(head | {"values": values, "total": total})
    civil = wanted.folded.civil
    if answer.form is Form.CSV_DE:
        window, asked = question.window, computation.asked
        hours = hours_of(asked.site, topic, window)
        if wanted.bucket == "total":
            edges = edges[[0, -1]]
        values = in_words(values, edges, doubts(inputs.known.states, window, hours))
    return answer.table(
        rows_of_series.columns(key, topic.mode, civil=civil),
        rows_of_series.for_table(values, found, civil=civil),
        name=_file_name(head),
        zone=wanted.window.zone,
    )


def _entry(indicator: str) -> Entry:
    entry = CATALOGUE.get(indicator)
    if entry is None:
        raise UnknownIndicatorError(
            f"the catalogue has no indicator {indicator[:80]!r}", f"known: {', '.join(CATALOGUE)}"
        )
    return entry


def _refuse_foreign(entry: Entry, **given: str | None) -> None:
    """Refuse a parameter that means nothing for the indicator, instead of leaving it aside."""
    foreign = [name for name, value in given.items() if value and name not in entry.parameters]
    if foreign:
        raise BadRequestError(
            f"{', '.join(foreign)} means nothing for {entry.key}",
            f"leave it out; known: {', '.join(entry.parameters) or 'none'}",
        )


def _refuse_bucket(entry: Entry, bucket: BucketName) -> None:
    """Refuse a bucket in which the indicator has no meaning; the total has one always."""
    known = METHODS[Indicator(entry.key)].buckets
    if bucket != "total" and Bucket(bucket) not in known:
        named = [one.value for one in Bucket if one in known]
        raise BadRequestError(
            f"{entry.key} has no meaning for buckets of {bucket}",
            f"take bucket={' or bucket='.join([*named, 'total'])}",
        )


def _file_name(head: dict[str, Any]) -> str:
    parts = [head[name] for name in ("site", "indicator", "mode", "direction", "bucket", "from")]
    return "_".join(str(part)[:10] if n == 5 else str(part) for n, part in enumerate(parts) if part)
