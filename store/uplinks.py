"""Frames by their devices' own numbering, each once, by whatever road it came."""

from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays
from store.instants import to_us
from store.messages import Frame
from store.queries import load


async def record(conn: AsyncConnection[Any], frames: list[Frame]) -> None:
    """Note each frame; a copy of one that is there changes nothing."""
    if not frames:
        return
    unique = sorted(
        {(f.device, f.session, f.counter, f.payload_hash): f.measured_at for f in frames}.items()
    )
    await conn.execute(
        load("uplinks_record"),
        {
            "device": [key[0] for key, _ in unique],
            "session": [key[1] for key, _ in unique],
            "counter": arrays.Int8(np.array([key[2] for key, _ in unique], dtype=np.int64)),
            "payload_hash": arrays.Bytes([key[3] for key, _ in unique]),
            "measured_at": arrays.Timestamps(
                np.array([to_us(at) for _, at in unique], dtype=np.int64)
            ),
        },
    )
