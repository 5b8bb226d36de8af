"""Runs and blocks: by which road a reading came, and the messages of a batch as they came."""

import asyncio
import zlib
from datetime import datetime
from typing import Any, Literal

import numpy as np
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from store import arrays
from store.messages import Message
from store.queries import load


async def open_run(
    conn: AsyncConnection[Any],
    kind: Literal["live", "import", "backfill", "redecode"],
    detail: dict[str, object],
    *,
    now: datetime,
) -> int:
    """Begin a run and return its number."""
    cursor = await conn.execute(
        load("run_open"), {"kind": kind, "detail": Jsonb(detail), "now": now}
    )
    return int((await cursor.fetchall())[0][0])


async def open_block(
    conn: AsyncConnection[Any],
    source: str,
    run: int,
    *,
    received_from: datetime,
    received_to: datetime,
    messages: int,
    readings: int,
) -> int:
    """Begin a block and return its number; its readings carry it."""
    cursor = await conn.execute(
        load("block_open"),
        {
            "source": source,
            "run": run,
            "received_from": received_from,
            "received_to": received_to,
            "messages": messages,
            "readings": readings,
        },
    )
    return int((await cursor.fetchall())[0][0])


async def keep_messages(conn: AsyncConnection[Any], block: int, messages: list[Message]) -> None:
    """Keep messages as they came, for redecoding, in one compressed row."""
    if not messages:
        return
    data = b"".join([m.payload for m in messages])
    ends = np.cumsum([len(m.payload) for m in messages], dtype="<i4")
    await conn.execute(
        load("block_payload_keep"),
        {
            "day": messages[0].received.date(),
            "block": block,
            "offsets": ends.tobytes(),
            "topics": arrays.Texts([m.topic for m in messages]),
            "data": await asyncio.to_thread(zlib.compress, data, level=1),
        },
    )
