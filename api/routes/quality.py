"""`/api/v1/quality`: what tests have found, how complete the readings are, what was set aside."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from analytics.civil import Bucket, day_start_ms, from_ms, local_date, to_ms
from analytics.fold import fold
from analytics.quality.daily import flags_of_day, gravest, nothing_there, tests_of
from analytics.quality.finding import Test
from analytics.quality.said import finite, holding, tested
from analytics.quality.together import agreeing
from analytics.question import Question
from analytics.site import Site, Source
from analytics.spans import Span
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, find_site, zone_of
from api.described.quality import Quality
from api.formats.choice import Form
from api.formats.tables import Column, Kind
from api.pages.trust import doubts
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import ReplyDep, TurnDep, WindowDep
from api.routes import findings
from api.trusted import day_in_words
from api.windows import Window
from devices.properties import Property
from devices.quality import Flag
from store import findings as stored
from store import received, series
from store.pool import Connection

router = APIRouter(prefix=PREFIX, tags=["quality"])
router.include_router(findings.router)
WINDOW_USUAL_DAYS: Final = 28
REJECTED_GROUPS_MAX: Final = 200
FINDINGS_MAX: Final = 10_000
UTC_ZONE: Final = ZoneInfo("UTC")


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
    summary="Findings, coverage by datastream and day, and what was set aside",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Quality}},
)
async def show(
    request: Request,
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    asked: WindowDep,
    turn: TurnDep,
    answer: ReplyDep,
    site: Annotated[str | None, Query(description="Id or alias.", max_length=128)] = None,
) -> Response:
    """Answer with findings; of one site also with its coverage. As CSV: the coverage."""
    answer.choose()
    named = None if site is None else await find_site(conn, site, now=now, closed=closed)
    only = None if named is None else named.id
    zone = UTC_ZONE if named is None else zone_of(named)
    window = asked.of_rows(zone, usual_days=WINDOW_USUAL_DAYS)
    plans: Plans = request.app.state.plans
    plan = None if only is None else (await plans.site(conn, only, now=now))[0]
    words = answer.form is Form.CSV_DE
    coverage = None
    if plan is not None:
        coverage = await _coverage(conn, plan, window, closed=closed, words=words)
    if answer.form is not Form.JSON:
        return answer.table(_COLUMNS, coverage or [], name=f"{only or 'all'}_quality", zone=zone)
    items, cursor = await findings.page(conn, only, window, turn, closed=closed)
    rejected = None if closed else await _rejected(conn, only, window)
    return answer.page(
        items,
        cursor,
        _COLUMNS,
        name="quality",
        beside={**window.echo(), "site": only, "time_zone": zone.key}
        | {"coverage": coverage, "rejected": rejected}
        | {"expected": None if plan is None else _expected(plan, window)},
    )


async def _rejected(conn: Connection, site: str | None, window: Window) -> list[dict[str, Any]]:
    groups = await received.rejected_groups(
        conn, site=site, since=window.since, until=window.until, limit=REJECTED_GROUPS_MAX
    )
    return [asdict(group) for group in groups]


async def _coverage(
    conn: Connection, site: Site, window: Window, *, closed: bool, words: bool
) -> list[dict[str, Any]]:
    """Return the coverage of each datastream by local days; a public answer has no single bays."""
    sources = [s for s in site.sources if not (closed and s.observed is Property.BAY_STATE)]
    first = window.since.date()
    last = (window.until - timedelta(microseconds=1)).date()
    states = await series.day_states(conn, [source.id for source in sources], first, last)
    question = Question(
        window=Span(to_ms(window.since), to_ms(window.until)), bucket=Bucket.DAY, zone=window.zone
    )
    told = await _told(conn, site, window)
    looked = await stored.looked(conn, site.id)
    looked_ms = None if looked is None else to_ms(looked)
    found: list[dict[str, Any]] = []
    agreed = agreeing(site.sources)
    for source in sources:
        known = states.get(source.id, {})
        tests = tests_of(source, site.expected, agreed.get(source.id, ()))
        days = _days(source, known, question, told.get(source.id, []), looked_ms, tests)
        if words:
            doubted = doubts({source.id: known}, question.window)
            days = [day_in_words(day, _span(day["date"], window), doubted) for day in days]
        found += days
    return found


def _span(day: date, window: Window) -> Span:
    return Span(day_start_ms(day, window.zone), day_start_ms(day + timedelta(days=1), window.zone))


def _expected(site: Site, window: Window) -> list[dict[str, Any]]:
    """Return what is expected of the measured properties of a site, by the time it holds."""
    asked = Span(to_ms(window.since), to_ms(window.until))
    told = tested(site.expected)
    return [
        {
            "property": observed.value,
            "from": from_ms(span.from_ms),
            "until": from_ms(span.to_ms),
            "least": finite(limits.least),
            "greatest": finite(limits.greatest),
            "rate_per_h": finite(limits.rate_per_h),
            "said": limits.said,
        }
        for observed in sorted({source.observed for source in site.sources})
        if observed in told
        for span, limits in holding(observed, site.expected, asked)
    ]


async def _told(
    conn: Connection, site: Site, window: Window
) -> dict[int, list[tuple[Test, Flag, Span]]]:
    """Return the findings of a window that stand, by datastream."""
    found = await stored.read(
        conn,
        site=site.id,
        since=window.since,
        until=window.until,
        limit=FINDINGS_MAX,
        states=("open", "confirmed"),
    )
    told: dict[int, list[tuple[Test, Flag, Span]]] = {}
    for one in found:
        span = Span(to_ms(one.begin_at), to_ms(one.end_at))
        told.setdefault(one.datastream, []).append((Test(one.test), Flag(one.flag), span))
    return told


def _days(
    source: Source,
    states: dict[int, bytes],
    question: Question,
    found: list[tuple[Test, Flag, Span]],
    looked_ms: int | None,
    tests: Sequence[Test],
) -> list[dict[str, Any]]:
    divided = question.divided()
    folded = fold(source.stream(states).quarters(*question.run()), divided.edges)
    expected = np.maximum(folded.expected_ms - folded.closed_ms, 0)
    known = np.minimum(folded.observed_ms, expected)
    flags = np.where(expected > 0, folded.flag(), Flag.MISSING).tolist()
    begins = np.maximum(divided.starts_ms, question.window.from_ms).tolist()
    ends = [*begins[1:], question.window.to_ms]
    flags_of = [
        flags_of_day(tests, found, Span(begin, end), looked_ms)
        for begin, end in zip(begins, ends, strict=True)
    ]
    flags_of = [
        of_tests if seen else nothing_there(of_tests)
        for of_tests, seen in zip(flags_of, known.tolist(), strict=True)
    ]
    return [
        {
            "datastream": source.id,
            "property": source.observed.value,
            "date": local_date(begin, question.zone),
            "expected_s": wanted // 1_000,
            "known_s": seen // 1_000,
            "coverage": seen / wanted if wanted else None,
            "flag": int(gravest([Flag(flag), *of_tests.values()])),
            "tests": {test.value: int(one) for test, one in of_tests.items()},
        }
        for begin, wanted, seen, flag, of_tests in zip(
            begins, expected.tolist(), known.tolist(), flags, flags_of, strict=True
        )
    ]
