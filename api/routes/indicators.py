"""`/api/v1/sites/{site}/indicators/{indicator}`: a number a planner asks for, over a window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from analytics.answers import Indicator
from analytics.civil import Bucket, from_ms, to_ms
from analytics.question import Question
from analytics.spans import Span
from api import answers, questions, rows_of_series, windows
from api.catalogue import CATALOGUE, UNITS, Entry
from api.context import (
    PREFIX,
    ConnectionDep,
    FormatQuery,
    FromQuery,
    NowDep,
    PeriodQuery,
    SettingsDep,
    SiteDep,
    ToQuery,
    zone_of,
)
from api.errors import BadRequestError, BadWindowError, TooMuchError, UnknownIndicatorError
from api.formats.choice import Form, chosen
from api.plans import Plans
from api.problems import RESPONSES
from api.questions import Asked
from api.rows_of_series import Statuses
from api.windows import Window
from store import series as stored_series
from store.pool import Connection
from store.series import Key

router = APIRouter(prefix=PREFIX, tags=["indicators"])
WINDOW_USUAL_DAYS: Final = 28
_QUARTER: Final = timedelta(minutes=15)
_LENGTHS: Final = {"15min": _QUARTER, "hour": timedelta(hours=1)}
BucketName = Literal["15min", "hour", "day", "month", "year", "total"]


class Estimate(BaseModel):
    """What the count would be without gaps; never in place of the count."""

    value: float
    low: float
    high: float | None
    method: str


class ValueItem(BaseModel):
    """The number of one bucket; null: not observed."""

    start: str | None = Field(default=None, description="Local date, or instant in UTC.")
    value: float | None
    n_expected: int = Field(description="Nominal intervals in the bucket.")
    n_valid: int = Field(description="How many of them are known.")
    coverage: float | None = Field(description="Known share of the expected time.")
    flag: int = Field(description="QARTOD: 1 good, 3 incomplete or doubted, 9 missing.")
    status: Literal["provisional", "final"]
    estimate: Estimate | None = None
    min: float | None = None
    max: float | None = None
    last: float | None = None


class SeriesAnswer(BaseModel):
    """A series of one indicator."""

    site: str
    indicator: str
    unit: str
    mode: str | None
    direction: str | None
    hours: str | None = Field(description="Of a mean: the hours of the week it is taken over.")
    bucket: BucketName
    time_zone: str
    from_: str = Field(alias="from")
    to: str
    to_inclusive: str
    method: str
    method_version: int
    attribution: str | None
    values: list[ValueItem]
    total: ValueItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The parameters of a request, read."""

    entry: Entry
    bucket: BucketName
    window: Window

    @property
    def folded(self) -> Bucket:
        """The bucket to compute with; a total alone is computed by years."""
        return Bucket.YEAR if self.bucket == "total" else Bucket(self.bucket)


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
    configured: SettingsDep,
    now: NowDep,
    from_: FromQuery = None,
    to: ToQuery = None,
    period: PeriodQuery = None,
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
    format: FormatQuery = None,
) -> Response:
    """Answer with a value a bucket, each with its completeness, and the total of the window."""
    form = chosen(request, format)
    entry = _entry(indicator)
    _refuse_foreign(entry, mode=mode, direction=direction, window=window)
    read = windows.read(
        from_, to, period, zone_of(site), now=now, default_days=WINDOW_USUAL_DAYS
    ).bounded(configured.query_days_max, "WEGWARTE_QUERY_DAYS_MAX")
    wanted = Wanted(entry=entry, bucket=bucket, window=read)
    _check_buckets(wanted, configured.query_buckets_max)

    plans: Plans = request.app.state.plans
    plan, registry = await plans.site(conn, site.id, now=now)
    if plan is None:
        raise UnknownIndicatorError(f"{site.id} has just gone", "/api/v1/sites lists all sites")
    asked = questions.asked(
        plan, Indicator(entry.key), mode=mode, direction=direction, hours=window
    )
    until = _quarter_down(now)
    key = _key(asked, read)
    versions = (registry, await _versions(conn, asked, read, key), _clock_part(read, until))
    etag = answers.tag(request, form, versions)
    if same := answers.unchanged(request, etag, configured):
        return same

    question = Question(
        window=Span(to_ms(read.since), to_ms(read.until)),
        bucket=wanted.folded,
        zone=read.zone,
        until_ms=to_ms(until),
    )
    states = await stored_series.day_states(conn, asked.datastreams(), *_utc_days(read))
    found = asked.answered(states, question)
    statuses = Statuses(
        days=await stored_series.stored(conn, key),
        buckets=await _bucket_states(conn, key, wanted),
        now=now,
        zone=read.zone,
    )
    values, total = rows_of_series.rows(found, question, entry.key, statuses)
    if bucket == "total":
        values = [total | {"start": read.echo()["from"]}]
    head = {
        "site": site.id,
        "indicator": entry.key,
        "unit": UNITS.get(asked.topic.mode, entry.unit),
        "mode": asked.topic.mode or None,
        "direction": asked.topic.direction or None,
        "hours": found.hours or None,
        "bucket": bucket,
        "time_zone": site.time_zone,
        **read.echo(),
        "method": found.method,
        "method_version": found.method_version,
        "attribution": site.attribution,
    }
    if form is Form.JSON:
        return answers.json_answer(head | {"values": values, "total": total}, etag, configured)
    return answers.table_answer(
        form,
        rows_of_series.columns(entry.key, asked.topic.mode, civil=wanted.folded.civil),
        rows_of_series.for_table(values, civil=wanted.folded.civil),
        zone=read.zone,
        name=_file_name(head),
        etag=etag,
        configured=configured,
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


def _check_buckets(wanted: Wanted, buckets_max: int) -> None:
    window = wanted.window
    if wanted.folded.civil:
        for moment in (window.since, window.until):
            if windows.midnight(moment.astimezone(window.zone).date(), window.zone) != moment:
                raise BadWindowError(
                    f"{windows.written(moment)} is no local midnight, bucket={wanted.bucket} "
                    "is made of local days",
                    "give from and to as local dates, or take bucket=hour or 15min",
                )
        return
    length = _LENGTHS[wanted.bucket]
    for moment in (window.since, window.until):
        if (to_ms(moment) * 1000) % (length // timedelta(microseconds=1)):
            raise BadWindowError(
                f"{windows.written(moment)} does not begin a bucket of {wanted.bucket}",
                "let from and to begin buckets (in UTC)",
            )
    count = (window.until - window.since) // length
    if count > buckets_max:
        raise TooMuchError(
            f"the window has {count} buckets of {wanted.bucket}, the limit is {buckets_max} "
            "(WEGWARTE_QUERY_BUCKETS_MAX)",
            "ask for shorter windows one after another, or for longer buckets",
        )


def _key(asked: Asked, window: Window) -> Key:
    return Key(
        site=asked.site.id,
        indicator=asked.topic.indicator.value,
        mode=asked.topic.mode,
        direction=asked.topic.direction,
        variant=asked.variant,
        bucket="day",
        first=window.first_date,
        end=window.end_date,
    )


async def _versions(conn: Connection, asked: Asked, window: Window, key: Key) -> Sequence[str]:
    return (
        await stored_series.day_states_version(conn, asked.datastreams(), *_utc_days(window)),
        await stored_series.stored_version(conn, key),
    )


async def _bucket_states(conn: Connection, key: Key, wanted: Wanted) -> list[stored_series.Stored]:
    """Return the state of stored months or years."""
    if wanted.bucket not in {"month", "year"}:
        return []
    parameters = key.parameters() | {"bucket": wanted.bucket}
    return await stored_series.stored(conn, Key(**parameters))  # type: ignore[arg-type]


def _clock_part(window: Window, until: datetime) -> str:
    """Return what the present changes in an answer: nothing once a window is final."""
    settled = window.until + rows_of_series.FINAL_AFTER <= until
    return "" if settled else until.isoformat()


def _utc_days(window: Window) -> tuple[date, date]:
    return window.since.date(), (window.until - timedelta(microseconds=1)).date()


def _quarter_down(now: datetime) -> datetime:
    return from_ms(to_ms(now) // 900_000 * 900_000)


def _file_name(head: dict[str, str | int | None]) -> str:
    parts = [head[name] for name in ("site", "indicator", "mode", "direction", "bucket", "from")]
    return "_".join(str(part)[:10] if n == 5 else str(part) for n, part in enumerate(parts) if part)
