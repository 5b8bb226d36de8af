"""Who may speak, and on which channels: the registry as ingest reads messages with it."""

from dataclasses import dataclass
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
    """Devices with their models, and the channels that have numbers."""

    models: dict[str, str]
    channels: list[NumberedChannel]


async def known(conn: AsyncConnection[Any], devices: list[str] | None = None) -> Senders:
    """Return all devices that are not retired, or those of `devices` that are known."""
    wanted = {"devices": devices}
    models = await (await conn.execute(load("senders_models"), wanted)).fetchall()
    channels = await (await conn.execute(load("senders_channels"), wanted)).fetchall()
    return Senders(
        models=dict(models),
        channels=[
            NumberedChannel(device=d, name=n, id=i, property=p, hold_max_s=h)
            for d, n, i, p, h in channels
        ],
    )
