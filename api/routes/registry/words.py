"""What people say: marks, measures, anchors, counts by hand; and the history of everything."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.context import ConnectionDep, NowDep
from api.described.registry import Done, Listed
from api.described.registry_words import AnchorSent, ManualSent, MarkSent, MeasureSent
from api.errors import BadRequestError, NotFoundError
from api.problems import RESPONSES
from api.writing import Said, WriterDep
from store.inventory import authorship, groups, judgements, manual, places
from store.inventory.errors import UnknownError
from store.inventory.manual import Observed
from store.pool import Connection

router = APIRouter(responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/marks", summary="What people said of sites and times", response_model=Listed)
async def list_marks(conn: ConnectionDep, withdrawn: bool = False) -> Said:
    """List marks."""
    return {"items": await judgements.judgements(conn, site=None, withdrawn=withdrawn)}


@router.post("/marks", summary="Mark a time", status_code=HTTPStatus.CREATED, response_model=Done)
async def mark(sent: MarkSent, write: WriterDep) -> Said:
    """Call a time of a site or datastream anomalous, out of service, calibrated or atypical."""
    if (sent.site is None) == (sent.datastream is None):
        raise BadRequestError("of what is this said?", "send `site` or `datastream`, one of them")

    async def marking(conn: Connection) -> Said:
        site = None
        if sent.site is not None:
            site = (await places.site(conn, sent.site, now=write.now))["id"]
        if sent.datastream is not None:
            await places.datastream(conn, sent.datastream)
        said = sent.model_dump(exclude={"site"}) | {"site": site, "reason": write.why}
        return {"mark": await judgements.judge(conn, now=write.now, **said)}

    return await write.do(marking)


@router.delete("/marks/{mark}", summary="Withdraw a mark", response_model=Done)
async def unmark(mark: Number, write: WriterDep) -> Said:
    """Withdraw a mark; it keeps its row."""
    return await write.do(lambda conn: judgements.withdraw(conn, mark, now=write.now))


@router.get("/measures", summary="What the town did", response_model=Listed)
async def list_measures(conn: ConnectionDep) -> Said:
    """List measures."""
    return {"items": await judgements.measures(conn)}


@router.post(
    "/measures", summary="Add a measure", status_code=HTTPStatus.CREATED, response_model=Done
)
async def add_measure(sent: MeasureSent, write: WriterDep) -> Said:
    """Write down what the town did at a site or group."""
    if (sent.site is None) == (sent.group is None):
        raise BadRequestError("where was it done?", "send `site` or `group`, one of them")

    async def adding(conn: Connection) -> Said:
        site = group = None
        if sent.site is not None:
            site = (await places.site(conn, sent.site, now=write.now))["id"]
        if sent.group is not None:
            group = (await groups.one(conn, sent.group, now=write.now))["id"]
        said = sent.model_dump(include={"name", "from_date", "to_date", "remarks"})
        number = await judgements.add_measure(conn, site=site, group=group, **said)
        return {"measure": number}

    return await write.do(adding)


@router.delete("/measures/{measure}", summary="Withdraw a measure", response_model=Done)
async def withdraw_measure(measure: Number, write: WriterDep) -> Said:
    """Withdraw a measure; it keeps its row."""

    async def withdrawing(conn: Connection) -> Said:
        await judgements.withdraw_measure(conn, measure, now=write.now)
        return {"measure": measure}

    return await write.do(withdrawing)


@router.get("/sites/{site}/manual", summary="Counted by people", response_model=Listed)
async def list_manual(site: str, conn: ConnectionDep, now: NowDep) -> Said:
    """List what people have counted at a site; never a part of a sensor's series."""
    return {"items": await manual.observations(conn, await site_of(conn, site, now))}


@router.post("/sites/{site}/manual", summary="Enter a count by hand", response_model=Done)
async def add_manual(site: str, sent: ManualSent, write: WriterDep) -> Said:
    """Enter one number that a person has counted."""
    if (sent.property == "count") != (sent.duration_s is not None):
        raise BadRequestError("a count has a duration, nothing else has", "send `duration_s`")

    async def entering(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        said = sent.model_dump() | {"mode": sent.mode or "", "site": found["id"], "sheet": "api"}
        return {"entered": await manual.enter(conn, Observed(**said), now=write.now)}

    return await write.do(entering)


@router.get("/sites/{site}/anchors", summary="Known numbers of vehicles", response_model=Listed)
async def list_anchors(site: str, conn: ConnectionDep, now: NowDep) -> Said:
    """List the anchors of a car park."""
    return {"items": await manual.anchors(conn, await site_of(conn, site, now))}


@router.post("/sites/{site}/anchors", summary="Anchor a car park", response_model=Done)
async def add_anchor(site: str, sent: AnchorSent, write: WriterDep) -> Said:
    """Say how many vehicles stood in a car park at a moment."""

    async def adding(conn: Connection) -> Said:
        found = await places.site(conn, site, now=write.now)
        number = await manual.set_anchor(
            conn,
            found["id"],
            vehicles=sent.vehicles,
            at=write.at(sent.at),
            remarks=sent.remarks,
            now=write.now,
        )
        return {"anchor": number}

    return await write.do(adding)


@router.get("/history/{named}", summary="Who changed what, when and why", response_model=Listed)
async def show_history(
    named: str, conn: ConnectionDep, limit: Annotated[int, Query(ge=1, le=1_000)] = 200
) -> Said:
    """Show the newest changes of a site, group, device or datastream, oldest first."""
    try:
        return {"items": await authorship.history(conn, named, since=None, limit=limit)}
    except UnknownError as why:
        raise NotFoundError(str(why), "/api/v1/sites and /api/v1/devices list them") from why


async def site_of(conn: Connection, named: str, now: NowDep) -> str:
    """Return the id of a site by id or alias, or raise `NotFoundError`."""
    try:
        return str((await places.site(conn, named, now=now))["id"])
    except UnknownError as why:
        raise NotFoundError(f"no site {named[:80]!r}", "/api/v1/sites lists all sites") from why
