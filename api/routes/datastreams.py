"""`/api/v1/datastreams/{id}/observations`: readings as they were stored, calibrated."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path
from starlette.responses import Response

from api import paging
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep
from api.described.places import Observations
from api.errors import UnknownDatastreamError
from api.formats.tables import Column, Kind
from api.live import unit_of
from api.problems import RESPONSES
from api.reply import ReplyDep, Turn, TurnDep, WindowDep
from devices.properties import Property
from store import observation_reads, sealed, series, sites
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


@dataclass(frozen=True, slots=True)
class Readings:
    """How readings of a kind are read and shown."""

    read: Callable[[Connection, Page], Awaitable[Sequence[Observation | Passage]]]
    version: Callable[[Connection, Page], Awaitable[str]]
    columns: tuple[Column, ...]


_OBSERVATIONS: Final = Readings(
    observation_reads.observations, observation_reads.observations_version, _COLUMNS
)
_PASSAGES: Final = Readings(
    observation_reads.passages, observation_reads.passages_version, _PASSAGE_COLUMNS
)


@router.get(
    "/datastreams/{datastream}/observations",
    summary="The readings of a datastream",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Observations}},
)
async def observations(
    datastream: Annotated[int, Path(description="Number of the datastream.", ge=1, lt=2**31)],
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    asked: WindowDep,
    turn: TurnDep,
    answer: ReplyDep,
) -> Response:
    """List readings in a window, oldest first, through the deployments valid in it."""
    answer.choose()
    stream = await _stream(conn, datastream, closed=closed)
    zone = ZoneInfo(stream.time_zone)
    window = asked.of_rows(zone, usual_days=WINDOW_USUAL_DAYS)
    size = turn.size(PAGE_USUAL)
    page = Page(
        datastream=datastream,
        since=window.since,
        until=window.until,
        limit=size + 1,
        **_key(turn),
    )
    kind = _PASSAGES if stream.property == Property.PASSAGE else _OBSERVATIONS
    registry = await series.registry_version(conn, now=now)
    archived = await sealed.between(conn, window.since, window.until)
    version = await kind.version(conn, page)
    if same := answer.unchanged(registry, version, archived, window.echo()):
        return same
    rows = await kind.read(conn, page)
    items, last = paging.cut([_item(row) for row in rows], size)
    return answer.page(
        items,
        None if last is None else _cursor(last),
        kind.columns,
        name=f"{stream.site}_{stream.id}_observations",
        zone=zone,
        beside=_head(stream) | window.echo() | ({"archived": archived} if archived else {}),
    )


def _head(stream: Datastream) -> dict[str, object]:
    return {
        "datastream": stream.id,
        "site": stream.site,
        "property": stream.property,
        "unit": unit_of(stream.property),
        "time_zone": stream.time_zone,
    }


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


def _key(turn: Turn) -> dict[str, Any]:
    key = turn.key(str, int)
    if key is None:
        return {}
    return {"after": paging.instant(key[0]), "after_n": key[1]}


def _cursor(last: dict[str, object]) -> str:
    time = last["time"]
    if not isinstance(time, datetime):
        raise TypeError(f"the time of a reading is {time!r}")
    return paging.encode(time.isoformat(), last.get("n", 0))
