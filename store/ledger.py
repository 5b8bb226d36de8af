"""The ledger: per device and hour, everything received is accounted for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection
from psycopg.rows import class_row

from store import arrays
from store.fate import Fate
from store.messages import Batch, SetAside
from store.queries import load


async def add(
    conn: AsyncConnection[Any],
    batch: Batch,
    observation_fate: NDArray[np.int8],
    passage_fate: NDArray[np.int8],
    *,
    hour: datetime,
) -> None:
    """Add a batch's counts; messages set aside whole count as rejected, the others as read."""
    devices = sorted({m.device for m in batch.messages})
    position = {device: i for i, device in enumerate(devices)}
    owner = np.array([position[m.device] for m in batch.messages], dtype=np.int64)
    size = len(devices)

    whole = {item.message for item in batch.set_aside if item.reading_index is None}
    refused = np.zeros(len(batch.messages), dtype=bool)
    refused[list(whole)] = True
    row_owner = np.concatenate([owner[batch.observation_message], owner[batch.passage_message]])
    fate = np.concatenate([observation_fate, passage_fate])
    parts: list[SetAside] = [i for i in batch.set_aside if i.reading_index is not None]

    def count(owners: NDArray[np.int64]) -> arrays.Int8:
        return arrays.Int8(np.bincount(owners, minlength=size))

    await conn.execute(
        load("ledger_add"),
        {
            "source": batch.source,
            "hour": hour,
            "device": arrays.Texts(devices),
            "messages_read": count(owner[~refused]),
            "messages_rejected": count(owner[refused]),
            "stored": count(row_owner[fate == Fate.STORED]),
            "duplicate": count(row_owner[fate == Fate.DUPLICATE]),
            "conflict": count(row_owner[fate == Fate.CONFLICT]),
            "rejected": count(
                np.concatenate(
                    [
                        owner[np.array([i.message for i in parts], dtype=np.int64)],
                        row_owner[fate == Fate.REFUSED],
                    ]
                )
            ),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was received from one device, in one hour or (`totals`) in all, and its fate."""

    source: str
    device: str
    hour: datetime
    messages_received: int
    messages_read: int
    messages_rejected: int
    readings_read: int
    stored: int
    duplicate: int
    conflict: int
    rejected: int
    erased: int


async def lines(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Line]:
    """Return the hours of one device, or the sums of every device (`hour`: its last)."""
    query = "ledger_totals" if device is None else "ledger_hours"
    async with conn.cursor(row_factory=class_row(Line)) as cursor:
        await cursor.execute(load(query), {"device": device})
        return await cursor.fetchall()


async def window(
    conn: AsyncConnection[Any],
    *,
    since: datetime,
    until: datetime,
    limit: int,
    device: str | None = None,
    after: tuple[datetime, str, str] | None = None,
) -> list[Line]:
    """Return at most `limit` lines of the hours in `[since, until)`, newest first."""
    hour, source, last_device = after or (None, "", "")
    async with conn.cursor(row_factory=class_row(Line)) as cursor:
        await cursor.execute(
            load("read_ledger"),
            {
                "since": since,
                "until": until,
                "limit": limit,
                "device": device,
                "after": hour,
                "after_source": source,
                "after_device": last_device,
            },
        )
        return await cursor.fetchall()
