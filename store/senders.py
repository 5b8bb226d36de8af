"""Who may speak, and on which channels: the registry as ingest reads messages with it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedChannel:
    """A channel that has a number already."""

    device: str
    name: str
    id: int
    property: str
    hold_max_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """Devices with their models, and the channels that have numbers.

    Parameters
    ----------
    retired
        From when on devices speak no more; what they measured before may still come.
    """

    models: dict[str, str]
    channels: list[NumberedChannel]
    retired: dict[str, datetime] = field(default_factory=dict)


async def known(conn: AsyncConnection[Any], devices: list[str] | None = None) -> Senders:
    """Return all devices, or those of `devices` that are known."""
    wanted = {"devices": devices}
    devices_known = await (await conn.execute(load("senders_models"), wanted)).fetchall()
    channels = await (await conn.execute(load("senders_channels"), wanted)).fetchall()
    return Senders(
        models={device: model for device, model, _ in devices_known},
        channels=[
            NumberedChannel(device=d, name=n, id=i, property=p, hold_max_s=h)
            for d, n, i, p, h in channels
        ],
        retired={device: at for device, _, at in devices_known if at is not None},
    )
