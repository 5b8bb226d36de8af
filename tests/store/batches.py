"""Batches for tests of the writer, written by hand in as few words as possible."""

from datetime import UTC, datetime

import numpy as np

from store.messages import Batch, Message, SetAside
from store.passages import Passages
from store.rows import Observations

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUARTER_US = 900_000_000
T0_US = 1_795_000_000_000_000 // QUARTER_US * QUARTER_US  # a quarter hour in November 2026

Row = tuple[int, int, float]  # channel, quarter hours after T0, count


def observations(rows: list[Row]) -> Observations:
    """Build quarter-hour counts."""
    return Observations(
        channel=np.array([r[0] for r in rows], dtype=np.int32),
        time_us=np.array([T0_US + r[1] * QUARTER_US for r in rows], dtype=np.int64),
        duration_ms=np.full(len(rows), 900_000, dtype=np.int32),
        result=np.array([r[2] for r in rows], dtype=np.float64),
        quality=np.ones(len(rows), dtype=np.int16),
    )


def passages(rows: list[tuple[int, int, int]]) -> Passages:
    """Build passages of (channel, seconds after T0, n)."""
    count = len(rows)
    return Passages(
        channel=np.array([r[0] for r in rows], dtype=np.int32),
        time_us=np.array([T0_US + r[1] * 1_000_000 for r in rows], dtype=np.int64),
        n=np.array([r[2] for r in rows], dtype=np.int32),
        speed_km_h=np.full(count, 31.5, dtype=np.float32),
        length_m=np.full(count, np.nan, dtype=np.float32),
        vehicle_class=np.full(count, -1, dtype=np.int16),
        quality=np.ones(count, dtype=np.int16),
    )


def batch(
    run: int,
    rows: list[Row],
    *,
    vehicles: list[tuple[int, int, int]] | None = None,
    set_aside: list[SetAside] | None = None,
    device: str = "counter-1",
    payload: bytes = b"{}",
) -> Batch:
    """Build a batch of one message."""
    cars = vehicles or []
    return Batch(
        source="native",
        run=run,
        messages=[
            Message(
                topic=f"mobility/v1/telgte/{device}/up",
                device=device,
                received=NOW,
                payload=payload,
                payload_length=len(payload),
            )
        ],
        observations=observations(rows),
        observation_message=np.zeros(len(rows), dtype=np.int32),
        passages=passages(cars),
        passage_message=np.zeros(len(cars), dtype=np.int32),
        frames=[],
        set_aside=set_aside or [],
    )
