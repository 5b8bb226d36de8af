"""`/api/v1/devices/{device}`: one device with its names, its places and how it does."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.context import PREFIX, ConnectionDep, NowDep, internal
from api.described.device import DeviceAnswer
from api.errors import UnknownDeviceError
from api.problems import RESPONSES
from store import condition
from store.inventory import deployments, fleet
from store.inventory.errors import UnknownError

router = APIRouter(prefix=PREFIX, tags=["operation"], dependencies=[Depends(internal)])


@router.get("/devices/{device}", summary="One device, and how it does", responses=RESPONSES)
async def show_device(
    device: Annotated[
        str, Path(description="Id, DevEUI or another name.", min_length=1, max_length=128)
    ],
    conn: ConnectionDep,
    now: NowDep,
) -> DeviceAnswer:
    """Show a device with everything it was deployed at, and its health."""
    try:
        found = await fleet.device(conn, device, now=now)
    except UnknownError as why:
        raise UnknownDeviceError(
            f"no device has the id or name {device[:80]!r}", "/api/v1/devices lists all devices"
        ) from why
    judged = await condition.healths(conn, now=now, device=found["id"])
    return DeviceAnswer.model_validate(
        {
            **found,
            "deployments": await deployments.listed(conn, device=found["id"]),
            "health": asdict(judged[0]) if judged else None,
        }
    )
