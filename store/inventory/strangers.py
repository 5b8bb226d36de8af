"""Who speaks and is not registered, and behind which gateways the registered devices are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.inventory.rows import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """A sender that is not registered, and the newest message kept of it.

    Parameters
    ----------
    cause
        `probable_swap` where it goes by the name of a registered device, else `unknown_device`.
    """

    sender: str
    cause: str
    messages: int
    first_at: datetime
    last_at: datetime
    topic: str
    payload: bytes


async def strangers(conn: AsyncConnection[Any], *, limit: int) -> list[Stranger]:
    """Return who speaks and is not registered, the first to speak first."""
    found = await rows(conn, "registry_strangers", limit=limit)
    return [Stranger(**(one | {"payload": bytes(one["payload"])})) for one in found]


async def gateways(conn: AsyncConnection[Any]) -> dict[str, frozenset[str]]:
    """Return the gateways that heard each device at last."""
    found = await rows(conn, "registry_gateways")
    return {one["device"]: frozenset(one["gateways"]) for one in found}
