"""Devices, and what happens to them in their places."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter

from api.context import ConnectionDep, NowDep
from api.described.registry import (
    Accepted,
    At,
    Campaign,
    DeviceChange,
    DeviceSent,
    Done,
    Installed,
    Listed,
    Moved,
    Recalibrated,
    Swapped,
)
from api.problems import RESPONSES
from api.writing import Said, Writer, WriterDep
from store.inventory import changes, fleet, models, moves, places, standing, swap
from store.inventory.rows import Row
from store.inventory.standing import Stand
from store.pool import Connection

router = APIRouter(responses=RESPONSES)


@router.get("/devices", summary="Devices with their life and names", response_model=Listed)
async def list_devices(conn: ConnectionDep, now: NowDep, retired: bool = False) -> Said:
    """List devices."""
    return {"items": await fleet.devices(conn, now=now, retired=retired), "next": None}


@router.post(
    "/devices", summary="Register a device", status_code=HTTPStatus.CREATED, response_model=Done
)
async def add_device(sent: DeviceSent, write: WriterDep) -> Said:
    """Register a device; its readings count once it is accepted."""
    named = (("dev_eui", sent.dev_eui), ("serial", sent.serial), ("server_id", sent.server_id))
    new = fleet.NewDevice(
        **sent.model_dump(exclude={"dev_eui", "serial", "server_id"}),
        aliases=[(kind, alias) for kind, alias in named if alias is not None],
    )

    async def adding(conn: Connection) -> Said:
        await fleet.add(conn, new)
        return {"device": new.id}

    return await write.do(adding)


@router.patch("/devices/{device}", summary="Change a device", response_model=Done)
async def change_device(device: str, sent: DeviceChange, write: WriterDep) -> Said:
    """Change what is sent of a device."""

    async def changing(conn: Connection) -> Said:
        found = await fleet.device(conn, device, now=write.now)
        done = await fleet.change(conn, found["id"], sent.model_dump(), now=write.now)
        return {"device": found["id"], "changed": done}

    return await write.do(changing)


@router.post("/devices/{device}/install", summary="Put a device to a site", response_model=Done)
async def install(device: str, sent: Installed, write: WriterDep) -> Said:
    """Let each channel of a device answer for a datastream at a site."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        site = await places.site(conn, sent.site, now=write.now)
        told = sent.model_dump(exclude={"at", "site"})
        stand = Stand(site=site["id"], since=at, **told)
        model = await models.of(conn, found["model"])
        return {"deployments": await standing.install(conn, found, model, stand, now=write.now)}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/accept", summary="Let its readings count", response_model=Done)
async def accept(device: str, sent: Accepted, write: WriterDep) -> Said:
    """Let the readings of a device count, after the settling time of its model."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        said = sent.installed_at
        done = await changes.accept(conn, found, at=at, now=write.now, installed_at=said)
        return {"accepted_at": done}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/swap", summary="Another took its place", response_model=Done)
async def swap_device(device: str, sent: Swapped, write: WriterDep) -> Said:
    """Let another registered device answer for everything this one answered for."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        other = await fleet.device(conn, sent.new, now=write.now)
        done = await swap.swap(conn, found, other, at=at, now=write.now, factor=sent.factor)
        streams = [span.datastream for span in done.spans]
        return {"new": other["id"], "accepted_at": done.accepted_at, "datastreams": streams}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/move", summary="It stands elsewhere", response_model=Done)
async def move(device: str, sent: Moved, write: WriterDep) -> Said:
    """Let a device answer for another place."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        site = await places.site(conn, sent.site, now=write.now)
        place = {"bay": sent.bay, "lane": sent.lane, "direction": sent.direction}
        spans = await moves.move(conn, found, site=site, at=at, now=write.now, place=place)
        return {"site": site["id"], "moved": len(spans)}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/turn", summary="It looks the other way", response_model=Done)
async def turn(device: str, sent: At, write: WriterDep) -> Said:
    """Exchange the directions of a device."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        return {"turned": len(await moves.turn(conn, found, at=at, now=write.now))}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/recalibrate", summary="Another factor", response_model=Done)
async def recalibrate(device: str, sent: Recalibrated, write: WriterDep) -> Said:
    """Count each counted one as `factor`."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        spans = await moves.recalibrate(conn, found, factor=sent.factor, at=at, now=write.now)
        return {"factor": sent.factor, "changed": len(spans)}

    return await _at_moment(write, device, sent, doing)


@router.post("/devices/{device}/retire", summary="Retire a device", response_model=Done)
async def retire(device: str, sent: At, write: WriterDep) -> Said:
    """End everything a device is deployed at."""

    async def doing(conn: Connection, found: Row, at: datetime) -> Said:
        return {"ended": len(await changes.retire(conn, found, at=at, now=write.now))}

    return await _at_moment(write, device, sent, doing)


@router.post(
    "/campaigns",
    summary="Count at a site for a time",
    status_code=HTTPStatus.CREATED,
    response_model=Done,
)
async def add_campaign(sent: Campaign, write: WriterDep) -> Said:
    """Deploy a device at a site with a planned end."""

    async def adding(conn: Connection) -> Said:
        site = await places.site(conn, sent.site, now=write.now)
        found = await fleet.device(conn, sent.device, now=write.now)
        told = sent.model_dump(exclude={"site", "device"})
        stand = Stand(**(told | {"site": site["id"], "campaign": True}))
        model = await models.of(conn, found["model"])
        made = await standing.install(conn, found, model, stand, now=write.now)
        return {"device": found["id"], "site": site["id"], "deployments": made}

    return await write.do(adding)


async def _at_moment(
    write: Writer,
    device: str,
    sent: At,
    doing: Callable[[Connection, Row, datetime], Awaitable[Said]],
) -> Said:
    """Do something with a device at a moment."""

    async def found_and_done(conn: Connection) -> Said:
        found = await fleet.device(conn, device, now=write.now)
        at = write.at(sent.at)
        return {"device": found["id"], "at": at} | await doing(conn, found, at)

    return await write.do(found_and_done)
