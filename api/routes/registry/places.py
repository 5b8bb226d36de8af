"""Sites and groups of sites."""

from http import HTTPStatus
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter

from api.context import ConnectionDep, NowDep
from api.described.registry import (
    At,
    Done,
    GroupChange,
    GroupSent,
    Listed,
    Membership,
    SiteChange,
    SiteSent,
)
from api.errors import BadRequestError
from api.problems import RESPONSES
from api.writing import Said, WriterDep
from store.enrol import NewSite
from store.inventory import groups, places
from store.pool import Connection

router = APIRouter(responses=RESPONSES)


@router.post("/sites", summary="Add a site", status_code=HTTPStatus.CREATED, response_model=Done)
async def add_site(sent: SiteSent, write: WriterDep) -> Said:
    """Add a site."""
    _both(sent.lat, sent.lon)
    _zone(sent.time_zone)
    new = NewSite(**sent.model_dump(exclude={"aliases"}))

    async def adding(conn: Connection) -> Said:
        await places.add_site(conn, new, sent.aliases)
        return {"site": new.id}

    return await write.do(adding)


@router.patch("/sites/{site}", summary="Change a site", response_model=Done)
async def change_site(site: str, sent: SiteChange, write: WriterDep) -> Said:
    """Change what is sent of a site."""
    _both(sent.lat, sent.lon)
    if sent.time_zone is not None:
        _zone(sent.time_zone)
    wish = sent.model_dump(exclude={"lat", "lon"})
    if sent.lat is not None:
        wish["geometry"] = {"type": "Point", "coordinates": [sent.lon, sent.lat]}

    async def changing(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        return {"site": found["id"], "changed": await places.change_site(conn, found["id"], wish)}

    return await write.do(changing)


@router.post("/sites/{site}/retire", summary="Retire a site", response_model=Done)
async def retire_site(site: str, sent: At, write: WriterDep) -> Said:
    """End everything that is deployed at a site."""

    async def retiring(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        at = write.at(sent.at)
        ended = await places.retire_site(conn, found["id"], at=at, now=write.now)
        return {"site": found["id"], "at": at, "ended": len(ended)}

    return await write.do(retiring)


@router.get("/groups", summary="Groups of sites", response_model=Listed)
async def list_groups(conn: ConnectionDep, now: NowDep) -> Said:
    """List groups with every membership there was."""
    return {"items": await groups.listed(conn, now=now)}


@router.post("/groups", summary="Add a group", status_code=HTTPStatus.CREATED, response_model=Done)
async def add_group(sent: GroupSent, write: WriterDep) -> Said:
    """Add a group of sites."""

    async def adding(conn: Connection) -> Said:
        await groups.add(conn, sent.id, name=sent.name, remarks=sent.remarks)
        return {"group": sent.id}

    return await write.do(adding)


@router.patch("/groups/{group}", summary="Change or retire a group", response_model=Done)
async def change_group(group: str, sent: GroupChange, write: WriterDep) -> Said:
    """Change what is sent of a group."""

    async def changing(conn: Connection) -> Said:
        found = await groups.one(conn, group, now=write.now)
        await groups.change(conn, found["id"], **sent.model_dump())
        return {"group": found["id"]}

    return await write.do(changing)


@router.post("/groups/{group}/members", summary="Let a site belong", response_model=Done)
async def join_or_leave(group: str, sent: Membership, write: WriterDep) -> Said:
    """Let a site belong to a group from `since` on, or, with `until`, up to then."""

    async def changing(conn: Connection) -> Said:
        known = await groups.one(conn, group, now=write.now)
        found = await places.site(conn, sent.site, now=write.now)
        if sent.until is not None:
            await groups.leave(conn, known["id"], found["id"], until=sent.until)
        else:
            since = write.at(sent.since)
            await groups.join(conn, known["id"], found["id"], since=since)
        return {"group": known["id"], "site": found["id"]}

    return await write.do(changing)


def _both(lat: float | None, lon: float | None) -> None:
    if (lat is None) != (lon is None):
        raise BadRequestError("one coordinate without the other", "send lat and lon, or neither")


def _zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise BadRequestError(f"no time zone {name[:80]!r}", "send one as Europe/Berlin") from why
