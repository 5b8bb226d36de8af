"""What could not be read is kept, grouped by cause, and bounded."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store import arrays
from store.messages import Batch, Message, SetAside
from store.queries import load


async def keep(conn: AsyncConnection[Any], block: int, batch: Batch, *, now: datetime) -> None:
    """Keep what a batch set aside, with its bytes and the sentence that says why.

    Of each group (source, device, cause) at most `rejected_keep_per_group` are kept; the others
    are counted. A message is kept once for each cause, however many of its readings have it:
    4,000 copies of 200 kB are more than PostgreSQL takes.
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
                {
                    "group_id": group_id,
                    "block": block,
                    **_columns(batch, _once_a_message(items)[:room]),
                },
            )


async def count(
    conn: AsyncConnection[Any],
    *,
    source: str,
    device: str,
    cause: str,
    readings: int,
    now: datetime,
) -> None:
    """Count readings that are refused and not kept: they lie in a file that can be read again."""
    group = {"source": source, "device": device, "cause": cause}
    await conn.execute(
        load("rejected_group_count"), {**group, "messages": 0, "readings": readings, "now": now}
    )


def _once_a_message(items: Iterable[SetAside]) -> list[SetAside]:
    """Return the first of each message, which says how many more there are."""
    of_message: defaultdict[int, list[SetAside]] = defaultdict(list)
    for item in items:
        of_message[item.message].append(item)
    return [
        first
        if not others
        else replace(first, detail=f"{first.detail}; so are {len(others)} more of this message")
        for first, *others in of_message.values()
    ]


def _columns(batch: Batch, items: list[SetAside]) -> dict[str, Any]:
    messages = [batch.messages[item.message] for item in items]
    return {
        "topic": [_printable(m.topic) for m in messages],
        "received": [m.received for m in messages],
        "detail": [_printable(item.detail) for item in items],
        "reading_index": [-1 if i.reading_index is None else i.reading_index for i in items],
        "payload": arrays.Bytes([_kept(m, batch.payload_kept_bytes) for m in messages]),
        "payload_length": [m.payload_length for m in messages],
        "payload_sha256": [m.payload_sha256 or sha256(m.payload).digest() for m in messages],
    }


def _kept(message: Message, kept_bytes: int) -> bytes:
    whole = len(message.payload) == message.payload_length
    return message.payload if whole else message.payload[:kept_bytes]


def _printable(text: str) -> str:
    """PostgreSQL's text holds no NUL."""
    return text.replace("\x00", "\\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What was set aside of one sender for one cause; `example` says why, of the newest.

    `model` is '' where the sender is not registered.
    """

    source: str
    device: str
    cause: str
    messages: int
    readings: int
    kept: int
    first_at: datetime
    last_at: datetime
    model: str
    example: str | None

    @property
    def is_done(self) -> bool:
        """Whether nothing of it is left to mend: everything that was kept was put back."""
        return self.kept == 0 and self.example is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A rejected message, or (`reading_index`) the message of a rejected reading."""

    id: int
    source: str
    device: str
    cause: str
    topic: str
    received: datetime
    detail: str
    reading_index: int | None
    payload: bytes
    payload_length: int
    replayed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A sender that speaks and is not registered, with what is kept of it."""

    sender: str
    sources: list[str]
    messages: int
    first_at: datetime
    last_at: datetime


async def groups(
    conn: AsyncConnection[Any],
    *,
    cause: str | None = None,
    device: str | None = None,
    model: str | None = None,
    since: datetime | None = None,
) -> list[Group]:
    """Return the groups, the one that grew last first; a device also by the id in its topic."""
    asked = {"cause": cause, "device": device, "model": model, "since": since}
    async with conn.cursor(row_factory=class_row(Group)) as cursor:
        await cursor.execute(load("rejected_groups"), asked)
        return await cursor.fetchall()


async def unknown(conn: AsyncConnection[Any], *, limit: int) -> list[Unknown]:
    """Return senders that are not registered, the one that spoke last first."""
    async with conn.cursor(row_factory=class_row(Unknown)) as cursor:
        await cursor.execute(load("rejected_unknown"), {"limit": limit})
        return await cursor.fetchall()


async def samples(
    conn: AsyncConnection[Any], sender: str, *, limit: int
) -> list[tuple[str, bytes]]:
    """Return topic and payload of a sender's newest kept messages."""
    asked = {"sender": sender, "limit": limit}
    cursor = await conn.execute(load("rejected_samples"), asked)
    return [(topic, bytes(payload)) for topic, payload in await cursor.fetchall()]


async def items(
    conn: AsyncConnection[Any], *, cause: str | None, device: str | None, limit: int
) -> list[Item]:
    """Return at most `limit` rejected messages as they came, newest first."""
    asked = {"cause": cause, "device": device, "limit": limit}
    async with conn.cursor(row_factory=class_row(Item)) as cursor:
        await cursor.execute(load("rejected_items"), asked)
        return await cursor.fetchall()


async def replay(
    conn: AsyncConnection[Any],
    *,
    cause: str | None,
    device: str | None,
    since: datetime | None = None,
    source: str = "replay",
    now: datetime,
) -> int:
    """Put rejected messages into the inbox, each once, and mark them; return how many.

    Parameters
    ----------
    since
        Only what was received from then on.
    source
        The road by which ingest takes them to come (`ingest.shifting`).
    """
    asked = {"cause": cause, "device": device, "since": since, "source": source, "now": now}
    row = await (await conn.execute(load("rejected_replay"), asked)).fetchone()
    return int(row[0]) if row else 0
