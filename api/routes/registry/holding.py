"""What holds of a site for a time: facts and closures."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query

from analytics import weekly
from api.context import ConnectionDep, NowDep
from api.described.registry import ClosureSent, Done, FactSent, Listed
from api.errors import BadRequestError
from api.problems import RESPONSES
from api.routes.registry.words import site_of
from api.writing import Said, WriterDep
from devices.properties import Property
from store import closures
from store.enrol import FactKind
from store.inventory import facts, places
from store.inventory.errors import UnknownError
from store.pool import Connection

router = APIRouter(responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_NAMES = ("closure", "every", "spaces", "from_date", "to_date", "except_dates", "reason")


@router.get("/sites/{site}/facts", summary="What held of a site", response_model=Listed)
async def list_facts(site: str, conn: ConnectionDep, now: NowDep) -> Said:
    """List capacity, hours, limits and what is expected, with their validity."""
    return {"items": await facts.facts(conn, await site_of(conn, site, now))}


@router.post("/sites/{site}/facts", summary="Say what holds of a site", response_model=Done)
async def say_fact(site: str, sent: FactSent, write: WriterDep) -> Said:
    """Let a fact hold from a local date on, until the date of what is said for later.

    What held before holds for the time before.
    """
    if isinstance(sent.value, str):
        _hours(sent.value)

    async def saying(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        zone = ZoneInfo(found["time_zone"])
        await facts.say(
            conn,
            found["id"],
            sent.kind,
            sent.value,
            of=sent.property,
            since=_midnight(sent.from_date, zone),
            until=_midnight(sent.to_date, zone),
            replace_later=sent.replace_later,
            source=write.why or write.who,
        )
        return {"site": found["id"], "kind": sent.kind, "property": sent.property}

    return await write.do(saying)


@router.delete("/sites/{site}/facts", summary="Take a fact back", response_model=Done)
async def take_back(
    site: str,
    write: WriterDep,
    kind: Annotated[FactKind, Query(description="What was said.")],
    of: Annotated[
        Property | None, Query(alias="property", description="Of which value, for `expected_…`.")
    ] = None,
    from_date: Annotated[
        date | None, Query(description="With which beginning; without it since ever.")
    ] = None,
) -> Said:
    """Take back what was said with a beginning; what would hold without it holds again."""

    async def taking(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        since = _midnight(from_date, ZoneInfo(found["time_zone"]))
        await facts.take_back(conn, found["id"], kind, of=of, since=since)
        return {"site": found["id"], "kind": kind, "property": of}

    return await write.do(taking)


@router.get("/sites/{site}/closures", summary="When a site is closed", response_model=Listed)
async def list_closures(site: str, conn: ConnectionDep, now: NowDep) -> Said:
    """List closures that were not withdrawn."""
    found = await closures.closures(conn, await site_of(conn, site, now))
    return {"items": [dict(zip(_NAMES, row, strict=True)) for row in found]}


@router.post(
    "/sites/{site}/closures",
    summary="Close a site",
    status_code=HTTPStatus.CREATED,
    response_model=Done,
)
async def close(site: str, sent: ClosureSent, write: WriterDep) -> Said:
    """Close a site, or spaces of it, at recurring hours."""
    _hours(sent.every)
    if sent.to_date is not None and sent.to_date <= sent.from_date:
        raise BadRequestError("to_date is not after from_date", "it is the first date without it")

    async def closing(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        said = sent.model_dump()
        return {"closure": await closures.close(conn, found["id"], reason=write.why, **said)}

    return await write.do(closing)


@router.delete(
    "/sites/{site}/closures/{closure}", summary="Withdraw a closure", response_model=Done
)
async def reopen(site: str, closure: Number, write: WriterDep) -> Said:
    """Withdraw a closure; it keeps its row."""

    async def withdrawing(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        if not await closures.withdraw(conn, found["id"], closure):
            raise UnknownError(f"{found['id']} has no closure {closure}")
        return {"closure": closure}

    return await write.do(withdrawing)


def _hours(text: str) -> None:
    try:
        weekly.parse(text)
    except weekly.HoursError as why:
        raise BadRequestError(str(why), "write hours as `Mo-Sa 08:00-20:00`") from why


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=zone)
