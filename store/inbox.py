"""The inbox: raw messages that came by another road than the broker, read by ingest like those.

The webhook, a replay and a redecode put messages here in one COMMIT, so there is one door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store.queries import load


class TakenError(Exception):
    """Another ingest has stored these messages in the meantime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits in the inbox; of a replay `first_received` says when it came first."""

    id: int
    source: str
    topic: str
    received: datetime
    payload: bytes
    first_received: datetime | None


async def put(
    conn: AsyncConnection[Any],
    messages: Sequence[tuple[str, bytes]],
    *,
    source: str,
    received: datetime,
) -> None:
    """Put (topic, payload) pairs into the inbox, in their order."""
    await conn.execute(
        load("inbox_put"),
        {
            "source": source,
            "received": received,
            "topic": [topic for topic, _ in messages],
            "payload": [payload for _, payload in messages],
        },
    )


async def waiting(
    conn: AsyncConnection[Any], *, messages_max: int, bytes_max: int
) -> list[Waiting]:
    """Return the oldest messages within the bounds, at least one if any waits."""
    cursor = await conn.execute(
        load("inbox_waiting"), {"messages_max": messages_max, "bytes_max": bytes_max}
    )
    return [
        Waiting(
            id=i,
            source=source,
            topic=topic,
            received=received,
            payload=payload,
            first_received=first,
        )
        for i, source, topic, received, payload, first in await cursor.fetchall()
    ]


async def remove(conn: AsyncConnection[Any], ids: Sequence[int]) -> None:
    """Take messages out, in the transaction that stores what was read in them.

    Raises
    ------
    TakenError
        Some are gone: another ingest has stored them. Roll back and read again.
    """
    cursor = await conn.execute(load("inbox_remove"), {"ids": list(ids)})
    if cursor.rowcount != len(ids):
        raise TakenError(f"{len(ids) - cursor.rowcount} of {len(ids)} messages are stored already")


async def is_full(conn: AsyncConnection[Any], *, messages_max: int) -> bool:
    """Whether so many messages wait already that nobody should bring more."""
    row = await (await conn.execute(load("inbox_full"), {"messages_max": messages_max})).fetchone()
    return row is not None and bool(row[0])
