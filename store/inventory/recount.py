"""What another model, or another word of it, changes of devices: their holds and their numbers."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from devices.model import DeviceModel
from store.inventory import spans
from store.inventory.rows import changed, rows
from store.inventory.spans import Span


async def recount(
    conn: AsyncConnection[Any],
    old: DeviceModel | None,
    new: DeviceModel | None,
    *,
    model: str,
    device: str | None = None,
    now: datetime,
) -> None:
    """Let channels hold as the new model says, and mark the numbers that come out otherwise.

    Parameters
    ----------
    old, new
        What was said, and what is said now; None: nobody could read it.
    model, device
        Of all devices that are of this model now, or of one of them.
    """
    if counted_with(old) == counted_with(new):
        return
    if new is not None:
        await _hold(conn, new, model=model, device=device)
    await _mark(conn, model=model, device=device, now=now)


async def follow_model(
    conn: AsyncConnection[Any], new: DeviceModel, *, now: datetime, whole: bool
) -> bool:
    """Let the devices of a model follow it; return whether that changes any number.

    Parameters
    ----------
    whole
        It is known that it said otherwise before; else only what channels say of their holds tells.
    """
    held = await _hold(conn, new, model=new.id, device=None)
    if held or whole:
        await _mark(conn, model=new.id, device=None, now=now)
    return held > 0 or whole


def counted_with(model: DeviceModel | None) -> dict[str, Any] | None:
    """Return of a model what numbers are computed with, beside readings and deployments."""
    if model is None:
        return None
    channels = {name: [spec.wrap, spec.hold_max_s] for name, spec in model.channels.items()}
    return {"heartbeat_s": model.heartbeat_s, "channels": channels}


async def _hold(
    conn: AsyncConnection[Any], model_file: DeviceModel, *, model: str, device: str | None
) -> int:
    return await changed(
        conn,
        "models_hold",
        model=model,
        device=device,
        name=list(model_file.channels),
        hold_max_s=[spec.hold_max_s for spec in model_file.channels.values()],
    )


async def _mark(
    conn: AsyncConnection[Any], *, model: str, device: str | None, now: datetime
) -> None:
    for span in await rows(conn, "models_deployments", model=model, device=device):
        await spans.mark(conn, Span(**span), now=now, cause="model")
