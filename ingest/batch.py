"""Messages that were read -> what one transaction stores. Pure."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.checks import Row, Vehicle
from ingest.read import ReadMessage
from ingest.served_message import ServedMessage
from store.messages import Batch, SetAside, Unfixed
from store.passages import Passages
from store.rows import Observations

_HOUR: Final = timedelta(hours=1)
_NONE: Final[NDArray[np.bool_]] = np.zeros(0, dtype=bool)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def cut(messages: Sequence[ReadMessage], *, rows_max: int) -> Iterator[list[ReadMessage]]:
    """Cut messages, in their order, into batches of one source and one hour of receipt.

    Parameters
    ----------
    rows_max
        No batch has more rows, except for one message that has more by itself. [rows]
    """
    batch: list[ReadMessage] = []
    rows, source = 0, ""
    begins = ends = _NEVER
    for message in messages:
        delivery = message.delivery
        alike = delivery.source == source and begins <= delivery.received < ends
        if batch and (not alike or rows + message.size > rows_max):
            yield batch
            batch, rows = [], 0
        if not alike:
            source = delivery.source
            begins = delivery.received.replace(minute=0, second=0, microsecond=0)
            ends = begins + _HOUR
        batch.append(message)
        rows += message.size
    if batch:
        yield batch


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
    unfixed = list(_unfixed(messages))
    floating = [_floating(m) for m in messages] if unfixed else []
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
        unfixed=unfixed,
        observation_floats=_floats(floating, (m.rows for m in messages)) if unfixed else _NONE,
        passage_floats=_floats(floating, (m.vehicles for m in messages)) if unfixed else _NONE,
    )


def _unfixed(messages: Sequence[ReadMessage]) -> Iterator[Unfixed]:
    for position, message in enumerate(messages):
        if not isinstance(message, ServedMessage) or message.identity is None:
            continue
        if message.rows or message.vehicles:
            yield Unfixed(position, message.identity, message.measured_us, message.by_receipt)


def _floating(message: ReadMessage) -> Set[int]:
    return message.floating if isinstance(message, ServedMessage) else frozenset()


def _floats(
    floating: Sequence[Set[int]], rows: Iterable[Sequence[Row | Vehicle]]
) -> NDArray[np.bool_]:
    """Return, for each row of the messages, whether it has the time of its frame."""
    found = [
        row.reading_index in those
        for those, of_message in zip(floating, rows, strict=True)
        for row in of_message
    ]
    return np.array(found, dtype=bool)


def _observations(rows: list[Row]) -> Observations:
    channel, time_us, duration_ms, result, quality, _ = _columns(rows, Row)
    return Observations(
        channel=np.array([c.id for c in channel], dtype=np.int32),
        time_us=np.array(time_us, dtype=np.int64),
        duration_ms=np.array(duration_ms, dtype=np.int32),
        result=np.array(result, dtype=np.float64),
        quality=np.array(quality, dtype=np.int16),
    )


def _passages(rows: list[Vehicle]) -> Passages:
    channel, time_us, n, speed_km_h, length_m, vehicle_class, quality, _ = _columns(rows, Vehicle)
    return Passages(
        channel=np.array([c.id for c in channel], dtype=np.int32),
        time_us=np.array(time_us, dtype=np.int64),
        n=np.array(n, dtype=np.int32),
        speed_km_h=np.array(speed_km_h, dtype=np.float32),
        length_m=np.array(length_m, dtype=np.float32),
        vehicle_class=np.array(vehicle_class, dtype=np.int16),
        quality=np.array(quality, dtype=np.int16),
    )


def _columns(rows: Sequence[tuple[Any, ...]], kind: type[Row | Vehicle]) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * len(kind._fields)
