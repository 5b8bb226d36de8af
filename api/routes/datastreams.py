"""`/api/v1/datastreams/{id}/observations`: readings as they were stored, calibrated."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

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
    page_size,
)
from api.described.places import Observations
from api.errors import UnknownDatastreamError
from api.formats.choice import Form, chosen
from api.formats.tables import Column, Kind
from api.live import unit_of
from api.problems import RESPONSES
from devices.properties import Property
from store import observation_reads, series, sites
from store.observation_reads import Observation, Page, Passage
from store.pool import Connection
from store.sites import Datastream

router = APIRouter(prefix=PREFIX, tags=["observations"])
PAGE_USUAL: Final = 1_000
WINDOW_USUAL_DAYS: Final = 7


_HEAD: Final = (Column(key="time", german="", kind=Kind.INSTANT),)
_TAIL: Final = (
    Column(key="quality", german="Güte", kind=Kind.FLAG),
    Column(key="device", german="Gerät"),
    Column(key="channel", german="Kanal"),
    Column(key="commissioning", german="Inbetriebnahme", kind=Kind.YES_NO),
)
_COLUMNS: Final = (
    *_HEAD,
    Column(key="duration_s", german="Dauer [s]", kind=Kind.NUMBER),
    Column(key="value", german="Wert", kind=Kind.NUMBER),
    Column(key="raw", german="Rohwert", kind=Kind.NUMBER),
    *_TAIL,
)
_PASSAGE_COLUMNS: Final = (
    *_HEAD,
    Column(key="n", german="Nummer", kind=Kind.NUMBER),
    Column(key="speed_km_h", german="Geschwindigkeit [km/h]", kind=Kind.NUMBER),
    Column(key="length_m", german="Länge [m]", kind=Kind.NUMBER),
    Column(key="vehicle_class", german="Fahrzeugklasse", kind=Kind.NUMBER),
    *_TAIL,
)


@router.get(
    "/datastreams/{datastream}/observations",
    summary="The readings of a datastream",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Observations}},
)
async def observations(
    request: Request,
    datastream: Annotated[int, Path(description="Number of the datastream.", ge=1, lt=2**31)],
    conn: ConnectionDep,
    configured: SettingsDep,
    now: NowDep,
    closed: PublicOnlyDep,
    from_: FromQuery = None,
    to: ToQuery = None,
    period: PeriodQuery = None,
    limit: LimitQuery = None,
    after: AfterQuery = None,
    format: FormatQuery = None,
) -> Response:
    """List readings in a window, oldest first, through the deployments valid in it."""
    form = chosen(request, format)
    stream = await _stream(conn, datastream, closed=closed)
    zone = ZoneInfo(stream.time_zone)
    window = windows.read(from_, to, period, zone, now=now, default_days=WINDOW_USUAL_DAYS).bounded(
        configured.query_raw_days_max, "WEGWARTE_QUERY_RAW_DAYS_MAX"
    )
    size = page_size(limit, configured, PAGE_USUAL)
    page = Page(
        datastream=datastream,
        since=window.since,
        until=window.until,
        limit=size + 1,
        **_key(after),
    )
    of_passages = stream.property == Property.PASSAGE
    versions = (
        await series.registry_version(conn, now=now),
        await (
            observation_reads.passages_version(conn, page)
            if of_passages
            else observation_reads.observations_version(conn, page)
        ),
    )
    etag = answers.tag(request, form, versions, *window.echo().values())
    if same := answers.unchanged(request, etag, configured):
        return same
    rows: list[Observation] | list[Passage] = await (
        observation_reads.passages(conn, page)
        if of_passages
        else observation_reads.observations(conn, page)
    )
    items, last = paging.cut([_item(row) for row in rows], size)
    following = paging.next_address(request, None if last is None else _cursor(last))
    if form is Form.JSON:
        head = {
            "datastream": stream.id,
            "site": stream.site,
            "property": stream.property,
            "unit": unit_of(stream.property),
            "time_zone": stream.time_zone,
        }
        body = head | window.echo() | {"items": items, "next": following}
        return answers.json_answer(body, etag, configured)
    return answers.table_answer(
        form,
        _PASSAGE_COLUMNS if of_passages else _COLUMNS,
        items,
        zone=zone,
        name=f"{stream.site}_{stream.id}_observations",
        etag=etag,
        configured=configured,
        following=following,
    )


async def _stream(conn: Connection, datastream: int, *, closed: bool) -> Datastream:
    found = await sites.datastreams(conn, public_only=closed, limit=1, datastream=datastream)
    if not found:
        raise UnknownDatastreamError(
            f"no datastream has the number {datastream}",
            "/api/v1/sites/{site}/datastreams lists those of a site",
        )
    return found[0]


def _item(row: Observation | Passage) -> dict[str, object]:
    shown = asdict(row)
    if "duration_ms" in shown:
        duration_ms = shown.pop("duration_ms")
        shown["duration_s"] = None if duration_ms is None else duration_ms / 1_000
    return shown


def _key(after: str | None) -> dict[str, Any]:
    key = paging.decode(after, str, int)
    if key is None:
        return {}
    return {"after": paging.instant(key[0]), "after_n": key[1]}


def _cursor(last: dict[str, object]) -> str:
    time = last["time"]
    assert isinstance(time, datetime)  # noqa: S101 - as `_item` made it
    return paging.encode(time.isoformat(), last.get("n", 0))
