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
    if _counted_with(old) == _counted_with(new):
        return
    if new is not None:
        await changed(
            conn,
            "models_hold",
            model=model,
            device=device,
            name=list(new.channels),
            hold_max_s=[spec.hold_max_s for spec in new.channels.values()],
        )
    for span in await rows(conn, "models_deployments", model=model, device=device):
        await spans.mark(conn, Span(**span), now=now, cause="model")


def _counted_with(model: DeviceModel | None) -> object:
    """Return of a model what numbers are computed with, beside readings and deployments."""
    if model is None:
        return None
    channels = {name: (spec.wrap, spec.hold_max_s) for name, spec in model.channels.items()}
    return model.heartbeat_s, channels
