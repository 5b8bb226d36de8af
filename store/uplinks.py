"""Frames by their devices' own numbering, each once, by whatever road it came."""

from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays
from store.messages import Frame
from store.queries import load


async def record(conn: AsyncConnection[Any], frames: list[Frame]) -> None:
    """Note each frame; a copy of one that is there changes nothing."""
    if not frames:
        return
    # In one order, whoever writes: two transactions that meet wait for each other, not both.
    device, session, counter, payload_hash, measured_us = zip(*sorted(frames), strict=True)
    await conn.execute(
        load("uplinks_record"),
        {
            "device": arrays.Texts(device),
            "session": arrays.Texts(session),
            "counter": arrays.Int8(np.array(counter, dtype=np.int64)),
            "payload_hash": arrays.Bytes(payload_hash),
            "measured_at": arrays.Timestamps(np.array(measured_us, dtype=np.int64)),
        },
    )
