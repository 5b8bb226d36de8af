"""Messages that were read -> what one transaction stores. Pure."""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from ingest.checks import Row, Vehicle
from ingest.read import ReadMessage
from store.messages import Batch, SetAside
from store.passages import Passages
from store.rows import Observations


def cut(messages: Sequence[ReadMessage], *, rows_max: int) -> Iterator[list[ReadMessage]]:
    """Cut messages, in their order, into batches of one source and one hour of receipt.

    Parameters
    ----------
    rows_max
        No batch has more rows, except for one message that has more by itself. [rows]
    """
    batch: list[ReadMessage] = []
    rows = 0
    for message in messages:
        if batch and (rows + message.size > rows_max or _kind(message) != _kind(batch[0])):
            yield batch
            batch, rows = [], 0
        batch.append(message)
        rows += message.size
    if batch:
        yield batch


def _kind(message: ReadMessage) -> tuple[str, int, int]:
    received = message.delivery.received
    return message.delivery.source, received.toordinal(), received.hour


def build(
    messages: Sequence[ReadMessage],
    *,
    run: int,
    rejected_keep_per_group: int = 10_000,
    payload_kept_bytes: int = 4_096,
) -> Batch:
    """Build a batch of messages whose channels are numbered."""
    rows = list(chain.from_iterable(m.rows for m in messages))
    vehicles = list(chain.from_iterable(m.vehicles for m in messages))
    positions = np.arange(len(messages), dtype=np.int32)
    return Batch(
        source=messages[0].delivery.source,
        run=run,
        messages=[m.message() for m in messages],
        observations=_observations(rows),
        observation_message=np.repeat(positions, [len(m.rows) for m in messages]),
        passages=_passages(vehicles),
        passage_message=np.repeat(positions, [len(m.vehicles) for m in messages]),
        frames=[m.frame for m in messages if m.frame is not None],
        set_aside=[
            SetAside(
                message=position,
                cause=fault.cause,
                detail=fault.detail,
                reading_index=fault.reading_index,
            )
            for position, message in enumerate(messages)
            for fault in message.faults
        ],
        rejected_keep_per_group=rejected_keep_per_group,
        payload_kept_bytes=payload_kept_bytes,
    )


def _observations(rows: list[Row]) -> Observations:
    return Observations(
        channel=np.array([r.channel.id for r in rows], dtype=np.int32),
        time_us=np.array([r.time_us for r in rows], dtype=np.int64),
        duration_ms=np.array([r.duration_ms for r in rows], dtype=np.int32),
        result=np.array([r.result for r in rows], dtype=np.float64),
        quality=np.array([r.quality for r in rows], dtype=np.int16),
    )


def _passages(rows: list[Vehicle]) -> Passages:
    return Passages(
        channel=np.array([r.channel.id for r in rows], dtype=np.int32),
        time_us=np.array([r.time_us for r in rows], dtype=np.int64),
        n=np.array([r.n for r in rows], dtype=np.int32),
        speed_km_h=np.array([r.speed_km_h for r in rows], dtype=np.float32),
        length_m=np.array([r.length_m for r in rows], dtype=np.float32),
        vehicle_class=np.array([r.vehicle_class for r in rows], dtype=np.int16),
        quality=np.array([r.quality for r in rows], dtype=np.int16),
    )
