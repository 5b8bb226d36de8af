"""`/api/v1/quality`: how complete the readings of a site are, what is disputed, what set aside."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from analytics.civil import Bucket, local_date, to_ms
from analytics.fold import fold
from analytics.question import Question
from analytics.site import Site, Source
from analytics.spans import Span
from api import answers, paging, windows
from api.context import (
    PREFIX,
    AfterQuery,
    ConnectionDep,
    FormatQuery,
    FromQuery,
    LimitQuery,
    NowDep,
    PeriodQuery,
    PublicOnlyDep,
    SettingsDep,
    ToQuery,
    find_site,
    page_size,
    zone_of,
)
from api.described.operation import Quality
from api.formats.choice import Form, chosen
from api.formats.tables import Column, Kind
from api.plans import Plans
from api.problems import RESPONSES
from api.windows import Window
from devices.properties import Property
from devices.quality import Flag
from store import received, series
from store.pool import Connection
from store.received import Conflict

router = APIRouter(prefix=PREFIX, tags=["quality"])
WINDOW_USUAL_DAYS: Final = 28
REJECTED_GROUPS_MAX: Final = 200


_COLUMNS: Final = (
    Column(key="datastream", german="Datenstrom", kind=Kind.NUMBER),
    Column(key="property", german="Messgröße"),
    Column(key="date", german="Datum", kind=Kind.DATE),
    Column(key="expected_s", german="Erwartet [s]", kind=Kind.NUMBER),
    Column(key="known_s", german="Bekannt [s]", kind=Kind.NUMBER),
    Column(key="coverage", german="Abdeckung", kind=Kind.COVERAGE),
    Column(key="flag", german="Güte", kind=Kind.FLAG),
)


@router.get(
    "/quality",
    summary="Coverage by datastream and day, conflicts, and what was set aside",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Quality}},
)
async def show(
    request: Request,
    conn: ConnectionDep,
    configured: SettingsDep,
    now: NowDep,
    closed: PublicOnlyDep,
    site: Annotated[str | None, Query(description="Id or alias.", max_length=128)] = None,
    from_: FromQuery = None,
    to: ToQuery = None,
    period: PeriodQuery = None,
    limit: LimitQuery = None,
    after: AfterQuery = None,
    format: FormatQuery = None,
) -> Response:
    """Answer with findings; of one site also with its coverage. As CSV: the coverage."""
    form = chosen(request, format)
    named = None if site is None else await find_site(conn, site, now=now, closed=closed)
    zone = ZoneInfo("UTC") if named is None else zone_of(named)
    window = windows.read(from_, to, period, zone, now=now, default_days=WINDOW_USUAL_DAYS).bounded(
        configured.query_raw_days_max, "WEGWARTE_QUERY_RAW_DAYS_MAX"
    )
    key = paging.decode(after, int, number_max=paging.INT8_MAX)
    plans: Plans = request.app.state.plans
    plan = None if named is None else (await plans.site(conn, named.id, now=now))[0]
    coverage = None if plan is None else await _coverage(conn, plan, window, closed=closed)
    if form is not Form.JSON:
        return answers.table_answer(
            form,
            _COLUMNS,
            coverage or [],
            zone=zone,
            name=f"{'all' if named is None else named.id}_quality",
            etag=None,
            configured=configured,
        )
    size = page_size(limit, configured)
    only = None if named is None else named.id
    found = await received.conflicts(
        conn,
        site=only,
        since=window.since,
        until=window.until,
        limit=size + 1,
        public_only=closed,
        after=key[0] if key else None,
    )
    rejected = (
        None
        if closed
        else await received.rejected_groups(
            conn, site=only, since=window.since, until=window.until, limit=REJECTED_GROUPS_MAX
        )
    )
    page, last = paging.cut(found, size)
    body = window.echo() | {
        "site": only,
        "time_zone": zone.key,
        "coverage": coverage,
        "rejected": None if rejected is None else [asdict(group) for group in rejected],
        "items": [_finding(conflict) for conflict in page],
        "next": paging.next_address(request, None if last is None else paging.encode(last.id)),
    }
    return answers.json_answer(body, None, configured)


async def _coverage(
    conn: Connection, site: Site, window: Window, *, closed: bool
) -> list[dict[str, Any]]:
    """Return the coverage of each datastream by local days; a public answer has no single bays."""
    sources = [s for s in site.sources if not (closed and s.observed is Property.BAY_STATE)]
    first = window.since.date()
    last = (window.until - timedelta(microseconds=1)).date()
    states = await series.day_states(conn, [source.id for source in sources], first, last)
    question = Question(
        window=Span(to_ms(window.since), to_ms(window.until)), bucket=Bucket.DAY, zone=window.zone
    )
    return [day for s in sources for day in _days(s, states.get(s.id, {}), question)]


def _days(source: Source, states: dict[int, bytes], question: Question) -> list[dict[str, Any]]:
    divided = question.divided()
    folded = fold(source.stream(states).quarters(*question.run()), divided.edges)
    expected = np.maximum(folded.expected_ms - folded.closed_ms, 0)
    known = np.minimum(folded.observed_ms, expected)
    flags = np.where(expected > 0, folded.flag(), Flag.MISSING).tolist()
    begins = np.maximum(divided.starts_ms, question.window.from_ms).tolist()
    return [
        {
            "datastream": source.id,
            "property": source.observed.value,
            "date": local_date(begin, question.zone),
            "expected_s": wanted // 1_000,
            "known_s": seen // 1_000,
            "coverage": seen / wanted if wanted else None,
            "flag": flag,
        }
        for begin, wanted, seen, flag in zip(
            begins, expected.tolist(), known.tolist(), flags, strict=True
        )
    ]


def _finding(conflict: Conflict) -> dict[str, Any]:
    length = timedelta(milliseconds=conflict.duration_ms or 0)
    return {
        "site": conflict.site,
        "datastream": conflict.datastream,
        "source_id": conflict.source_id,
        "test": "conflict",
        "flag": int(Flag.SUSPECT),
        "start": conflict.time,
        "end": conflict.time + length,
        "evidence": {
            "id": conflict.id,
            "stored": conflict.stored,
            "stored_source": conflict.stored_source,
            "other": conflict.other,
            "other_source": conflict.other_source,
            "seen": conflict.seen,
            "found_at": conflict.found_at,
        },
        "message": (
            f"{conflict.stored} is stored; {conflict.other} came for the same time "
            f"{conflict.seen} times. `wegwarte conflicts list` decides."
        ),
        "state": conflict.decision or "open",
    }
