"""Datastreams and deployments."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.context import ConnectionDep
from api.described.registry import At, Done, Listed
from api.described.registry_words import (
    DatastreamChange,
    DatastreamSent,
    DeploymentChange,
    DeploymentSent,
)
from api.problems import RESPONSES
from api.writing import Said, WriterDep
from store.inventory import deployments, fleet, moves, places
from store.inventory.deployments import Span
from store.inventory.errors import UnknownError
from store.inventory.places import Place
from store.pool import Connection

router = APIRouter(responses=RESPONSES)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
#: What else is said of a deployment.
_SAID = {"factor", "orientation_deg", "angle_deg", "remarks"}


@router.post(
    "/datastreams",
    summary="Add a datastream",
    status_code=HTTPStatus.CREATED,
    response_model=Done,
)
async def add_datastream(sent: DatastreamSent, write: WriterDep) -> Said:
    """Add a datastream to a site."""

    async def adding(conn: Connection) -> Said:
        site = await places.site(conn, sent.site, now=write.now)
        where = {"property", "direction", "mode", "bay", "lane"}
        place = Place(site=site["id"], **sent.model_dump(include=where))
        like = sent.model_dump(include={"source_id", "name", "nominal_interval_s"})
        return {"datastream": await moves.datastream_for(conn, place, like)}

    return await write.do(adding)


@router.patch("/datastreams/{datastream}", summary="Change a datastream", response_model=Done)
async def change_datastream(datastream: Number, sent: DatastreamChange, write: WriterDep) -> Said:
    """Change what is sent of a datastream."""

    async def changing(conn: Connection) -> Said:
        wish = sent.model_dump()
        done = await places.change_datastream(conn, datastream, wish, now=write.now)
        return {"datastream": datastream, "changed": done}

    return await write.do(changing)


@router.post("/datastreams/{datastream}/retire", summary="Retire it", response_model=Done)
async def retire_datastream(datastream: Number, sent: At, write: WriterDep) -> Said:
    """End what is deployed at a datastream."""

    async def retiring(conn: Connection) -> Said:
        await places.datastream(conn, datastream)
        at = write.at(sent.at)
        ended = await places.retire_datastream(conn, datastream, at=at, now=write.now)
        return {"datastream": datastream, "at": at, "ended": len(ended)}

    return await write.do(retiring)


@router.get("/deployments", summary="Which channel counts where, and when", response_model=Listed)
async def list_deployments(
    conn: ConnectionDep,
    site: Annotated[str | None, Query(max_length=64)] = None,
    device: Annotated[str | None, Query(max_length=64)] = None,
) -> Said:
    """List deployments, past ones as well."""
    return {"items": await deployments.listed(conn, site=site, device=device)}


@router.post(
    "/deployments", summary="Deploy a channel", status_code=HTTPStatus.CREATED, response_model=Done
)
async def add_deployment(sent: DeploymentSent, write: WriterDep) -> Said:
    """Let a channel answer for a datastream."""

    async def adding(conn: Connection) -> Said:
        found = await fleet.device(conn, sent.device, now=write.now)
        specs = await fleet.specs_of(conn, found["model"])
        numbers = await fleet.number(conn, found["id"], specs)
        if sent.channel not in numbers:
            raise UnknownError(
                f"{found['id']} has no channel {sent.channel!r}; it has {', '.join(numbers)}"
            )
        await places.datastream(conn, sent.datastream)
        new = Span(
            datastream=sent.datastream,
            channel=numbers[sent.channel],
            since=sent.since,
            until=sent.until,
        )
        said = sent.model_dump(include=_SAID)
        number = await deployments.add(conn, new, now=write.now, cause="deployment", **said)
        return {"deployment": number}

    return await write.do(adding)


@router.patch("/deployments/{deployment}", summary="Correct a deployment", response_model=Done)
async def change_deployment(deployment: Number, sent: DeploymentChange, write: WriterDep) -> Said:
    """Correct beginning, end or calibration of a deployment, for all of its time."""

    async def changing(conn: Connection) -> Said:
        old = await deployments.one(conn, deployment)
        since = sent.since if "since" in sent.model_fields_set else old.since
        until = sent.until if "until" in sent.model_fields_set else old.until
        wish = sent.model_dump(include=_SAID)
        await deployments.correct(conn, old, since=since, until=until, now=write.now, **wish)
        return {"deployment": deployment}

    return await write.do(changing)


@router.post("/deployments/{deployment}/retire", summary="End a deployment", response_model=Done)
async def end_deployment(deployment: Number, sent: At, write: WriterDep) -> Said:
    """End a deployment at a moment."""

    async def ending(conn: Connection) -> Said:
        old = await deployments.one(conn, deployment)
        at = write.at(sent.at)
        await deployments.end(conn, [old], at=at, now=write.now, cause="ended")
        return {"deployment": deployment, "at": at}

    return await write.do(ending)
