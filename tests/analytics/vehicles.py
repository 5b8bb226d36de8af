"""Single vehicles for tests of derive and of the API, stored by the real writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from analytics.civil import to_ms
from store import blocks, partitions
from store.messages import Batch, Message
from store.passages import Passages
from store.pool import Connection
from store.rows import Observations
from store.writer import write

NO_OBSERVATIONS = Observations(
    channel=np.zeros(0, dtype=np.int32),
    time_us=np.zeros(0, dtype=np.int64),
    duration_ms=np.zeros(0, dtype=np.int32),
    result=np.zeros(0),
    quality=np.zeros(0, dtype=np.int16),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One vehicle as a device told it; NaN and -1: it did not."""

    channel: int
    time: datetime
    n: int = 0
    speed: float = float("nan")
    length: float = float("nan")
    kind: int = -1
    quality: int = 1


def steady(
    channel: int, begin: datetime, speeds: Sequence[float], *, every_s: float = 10.0
) -> list[Vehicle]:
    """Return vehicles one after another, from `begin` on."""
    return [
        Vehicle(channel=channel, time=begin + timedelta(seconds=every_s * k), n=k, speed=speed)
        for k, speed in enumerate(speeds)
    ]


async def store_vehicles(
    conn: Connection, seen: Sequence[Vehicle], *, now: datetime, run: int | None = None
) -> None:
    """Store vehicles in one batch."""
    if not seen:
        return
    rows = Passages(
        channel=np.array([one.channel for one in seen], dtype=np.int32),
        time_us=np.array([to_ms(one.time) * 1000 for one in seen], dtype=np.int64),
        n=np.array([one.n for one in seen], dtype=np.int32),
        speed_km_h=np.array([one.speed for one in seen], dtype=np.float32),
        length_m=np.array([one.length for one in seen], dtype=np.float32),
        vehicle_class=np.array([one.kind for one in seen], dtype=np.int16),
        quality=np.array([one.quality for one in seen], dtype=np.int16),
    )
    months = partitions.months_of(rows.time_us) | {f"{now:%Y-%m}-01"}
    await partitions.ensure_partitions(conn, sorted(months))
    number = run or await blocks.open_run(conn, "live", {}, now=now)
    message = Message(
        topic="mobility/v1/telgte/radar/up",
        device="d1",
        received=now,
        payload=b"{}",
        payload_length=2,
    )
    async with conn.transaction():
        await write(
            conn,
            Batch(
                source="native",
                run=number,
                messages=[message],
                observations=NO_OBSERVATIONS,
                observation_message=np.zeros(0, dtype=np.int32),
                passages=rows,
                passage_message=np.zeros(len(rows), dtype=np.int32),
                frames=[],
                set_aside=[],
            ),
            now=now,
        )
