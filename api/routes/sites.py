"""`/api/v1/sites`: the places, and the datastreams of each."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import offers, paging
from api.context import PREFIX, ConnectionDep, NowDep, PublicOnlyDep, SiteDep, zone_of
from api.described.places import Datastreams, SiteAnswer, SiteKind, Sites
from api.formats.choice import TABLES, Form
from api.formats.tables import Column, Kind
from api.live import unit_of
from api.plans import Plans
from api.problems import RESPONSES
from api.reply import ReplyDep, TurnDep
from store import series, sites
from store.sites import Datastream, Site

router = APIRouter(prefix=PREFIX, tags=["sites"])


_SITE_COLUMNS: Final = (
    Column(key="id", german="Kennung"),
    Column(key="name", german="Name"),
    Column(key="kind", german="Art"),
    Column(key="longitude", german="Länge", kind=Kind.NUMBER),
    Column(key="latitude", german="Breite", kind=Kind.NUMBER),
    Column(key="direction_a", german="Richtung A"),
    Column(key="direction_b", german="Richtung B"),
    Column(key="capacity", german="Stellplätze", kind=Kind.NUMBER),
    Column(key="aliases", german="Weitere Kennungen"),
    Column(key="attribution", german="Quelle"),
)
_DATASTREAM_COLUMNS: Final = (
    Column(key="id", german="Datenstrom", kind=Kind.NUMBER),
    Column(key="site", german="Ort"),
    Column(key="source_id", german="Kennung der Quelle"),
    Column(key="property", german="Messgröße"),
    Column(key="unit", german="Einheit"),
    Column(key="direction", german="Richtung"),
    Column(key="mode", german="Verkehrsart"),
    Column(key="role", german="Rolle"),
    Column(key="time", german="Letzter Wert", kind=Kind.INSTANT),
    Column(key="value", german="Wert", kind=Kind.NUMBER),
)


@router.get(
    "/sites",
    summary="All sites",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Sites}},
)
async def list_sites(
    conn: ConnectionDep,
    now: NowDep,
    closed: PublicOnlyDep,
    turn: TurnDep,
    answer: ReplyDep,
    kind: Annotated[SiteKind | None, Query(description="Only sites of this kind.")] = None,
) -> Response:
    """List the sites in the order of their ids."""
    answer.choose((*TABLES, Form.GEOJSON))
    key = turn.key(str)
    if same := answer.unchanged(await series.registry_version(conn, now=now)):
        return same
    rows = await sites.sites(
        conn,
        now=now,
        public_only=closed,
        limit=turn.size() + 1,
        after=key[0] if key else None,
        kind=kind,
    )
    page, last = paging.cut(rows, turn.size())
    cursor = None if last is None else paging.encode(last.id)
    if answer.form is Form.GEOJSON:
        collection = {"type": "FeatureCollection", "features": [feature(site) for site in page]}
        return answer.json(collection, following=answer.following(cursor))
    return answer.page(
        [asdict(site) for site in page],
        cursor,
        _SITE_COLUMNS,
        rows=[asdict(site) | _position(site.geometry) for site in page],
        name="sites",
    )


@router.get(
    "/sites/{site}",
    summary="One site, and what can be asked of it",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": SiteAnswer}},
)
async def show_site(
    request: Request, site: SiteDep, conn: ConnectionDep, now: NowDep, answer: ReplyDep
) -> Response:
    """Show a site."""
    answer.choose((Form.JSON, Form.GEOJSON))
    plans: Plans = request.app.state.plans
    plan, version = await plans.site(conn, site.id, now=now)
    if same := answer.unchanged(version):
        return same
    if answer.form is Form.GEOJSON:
        return answer.json(feature(site))
    offered = [] if plan is None else offers.of_site(plan)
    return answer.json(asdict(site) | {"indicators": [asdict(offer) for offer in offered]})


@router.get(
    "/sites/{site}/datastreams",
    summary="The datastreams of a site, with their newest values",
    response_class=Response,
    responses={**RESPONSES, 200: {"model": Datastreams}},
)
async def list_datastreams(
    site: SiteDep, conn: ConnectionDep, closed: PublicOnlyDep, turn: TurnDep, answer: ReplyDep
) -> Response:
    """List the datastreams of a site in the order of their numbers."""
    answer.choose()
    key = turn.key(int)
    rows = await sites.datastreams(
        conn,
        public_only=closed,
        limit=turn.size() + 1,
        site=site.id,
        after=key[0] if key else None,
    )
    # Read first: the newest values are what changes, and finding them is what costs.
    if same := answer.unchanged(rows):
        return same
    page, last = paging.cut(rows, turn.size())
    return answer.page(
        [datastream_item(stream) for stream in page],
        None if last is None else paging.encode(last.id),
        _DATASTREAM_COLUMNS,
        rows=[asdict(stream) | {"unit": unit_of(stream.property)} for stream in page],
        name=f"{site.id}_datastreams",
        zone=zone_of(site),
    )


def datastream_item(stream: Datastream) -> dict[str, object]:
    """Return a datastream as it is shown."""
    shown = asdict(stream)
    latest = {name: shown.pop(name) for name in ("time", "value", "quality", "received")}
    shown.pop("time_zone")
    return shown | {
        "unit": unit_of(stream.property),
        "latest": latest if stream.received is not None else None,
    }


def feature(site: Site) -> dict[str, object]:
    """Return a site as a GeoJSON feature (RFC 7946)."""
    properties = asdict(site)
    geometry = properties.pop("geometry")
    return {"type": "Feature", "id": site.id, "geometry": geometry, "properties": properties}


def _position(geometry: Mapping[str, Any] | None) -> dict[str, object]:
    """Return where a site is on a map, if it is a point."""
    if geometry is None or geometry.get("type") != "Point":
        return {}
    longitude, latitude, *_height = geometry["coordinates"]
    return {"longitude": longitude, "latitude": latitude}
