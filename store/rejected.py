"""What could not be read is kept, grouped by cause, and bounded."""

from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from psycopg import AsyncConnection

from store.messages import Batch, Message, SetAside
from store.queries import load


async def keep(conn: AsyncConnection[Any], block: int, batch: Batch, *, now: datetime) -> None:
    """Keep what a batch set aside, with its bytes and the sentence that says why.

    Of each group (source, device, cause) at most `rejected_keep_per_group` are kept; the others
    are counted.
    """
    groups: defaultdict[tuple[str, str], list[SetAside]] = defaultdict(list)
    for item in batch.set_aside:
        groups[batch.messages[item.message].device, item.cause].append(item)
    for (device, cause), items in sorted(groups.items()):
        of_readings = Counter(item.reading_index is not None for item in items)
        cursor = await conn.execute(
            load("rejected_group_count"),
            {
                "source": batch.source,
                "device": device,
                "cause": cause,
                "messages": of_readings[False],
                "readings": of_readings[True],
                "now": now,
            },
        )
        group_id, kept = (await cursor.fetchall())[0]
        room = max(0, batch.rejected_keep_per_group - kept)
        if room:
            await conn.execute(
                load("rejected_keep"),
                {"group_id": group_id, "block": block, **_columns(batch, items[:room])},
            )


def _columns(batch: Batch, items: list[SetAside]) -> dict[str, list[Any]]:
    messages = [batch.messages[item.message] for item in items]
    return {
        "topic": [_printable(m.topic) for m in messages],
        "received": [m.received for m in messages],
        "detail": [_printable(item.detail) for item in items],
        "reading_index": [-1 if i.reading_index is None else i.reading_index for i in items],
        "payload": [_kept(m, batch.payload_kept_bytes) for m in messages],
        "payload_length": [m.payload_length for m in messages],
        "payload_sha256": [m.payload_sha256 or sha256(m.payload).digest() for m in messages],
    }


def _kept(message: Message, kept_bytes: int) -> bytes:
    whole = len(message.payload) == message.payload_length
    return message.payload if whole else message.payload[:kept_bytes]


def _printable(text: str) -> str:
    """PostgreSQL's text holds no NUL."""
    return text.replace("\x00", "\\x00")
