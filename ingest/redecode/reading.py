"""Kept messages -> rows, by what the registry, the models and the decoders say today."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from devices import topics
from devices.errors import RejectedError
from ingest import batch, place
from ingest.read import ReadMessage
from ingest.readers import Readers
from ingest.redecode.comparing import Again
from ingest.source import Delivery
from store import frames
from store.messages import Batch
from store.passages import Passages
from store.pool import Connection
from store.redecode import Kept, Observed, Passed, Value
from store.rows import NO_DURATION, Observations


@dataclass(slots=True)
class ReadAgain:
    """What blocks say when they are read again.

    Parameters
    ----------
    unread
        (block, device) of messages that could not be read now. What they had said is not known, so
        of these nothing is taken out.
    reasons
        Why, one for each message.
    """

    rows: list[Again] = field(default_factory=list)
    messages: int = 0
    unread: set[tuple[int, str]] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)


async def read_again(
    conn: Connection, readers: Readers, kept: Sequence[Kept], devices: Collection[str]
) -> ReadAgain:
    """Read the messages of some devices in these blocks again.

    Channels that are new get their numbers, and frames that had said nothing their times.
    """
    found = ReadAgain()
    ours: list[tuple[int, ReadMessage]] = []
    for block in kept:
        for delivery in _deliveries(block, devices):
            message = readers.begin(delivery)
            if message.device in devices:
                ours.append((block.block, message))
    await readers.finish([message for _, message in ours])
    found.messages = len(ours)
    good = []
    for origin, message in ours:
        refusals = [f.detail for f in message.faults if f.reading_index is None]
        if refusals:
            found.unread.add((origin, message.device))
            found.reasons += refusals
        else:
            good.append((origin, message))
    if good:
        await place.number(conn, [message for _, message in good])
        built = batch.build([message for _, message in good], run=0)
        origins = np.array([origin for origin, _ in good], dtype=np.int64)
        found.rows = await _rows(conn, built, origins)
    return found


def _deliveries(kept: Kept, devices: Collection[str]) -> Iterator[Delivery]:
    for topic, payload in kept.messages:
        if _is_other_native(topic, devices):
            continue
        yield Delivery(
            source=kept.source,
            topic=topic,
            payload=payload,
            payload_length=len(payload),
            received=kept.received_to,
            first_received=kept.received_from,
            ticket=0,
        )


def _is_other_native(topic: str, devices: Collection[str]) -> bool:
    """Whether a message is of a native device that is none of these: it need not be read."""
    if not topic.startswith("mobility/"):
        return False
    try:
        return topics.parse(topic).device not in devices
    except RejectedError:
        return True


async def _rows(conn: Connection, built: Batch, origins: NDArray[np.int64]) -> list[Again]:
    """Return a batch's rows; those without a time of their own take that of their frame."""
    later_us = np.zeros(len(built.messages), dtype=np.int64)
    if built.unfixed:
        for frame, fixed_us in zip(
            built.unfixed, await frames.fix(conn, built.unfixed), strict=True
        ):
            later_us[frame.message] = fixed_us - frame.measured_us
    rows = _observed(
        built.observations, _moved(built.observation_floats, built.observation_message, later_us)
    )
    again = [
        Again(key, value, origin)
        for (key, value), origin in zip(
            rows, origins[built.observation_message].tolist(), strict=True
        )
    ]
    passed = _passed(built.passages, _moved(built.passage_floats, built.passage_message, later_us))
    return again + [
        Again(key, value, origin)
        for (key, value), origin in zip(
            passed, origins[built.passage_message].tolist(), strict=True
        )
    ]


def _moved(
    floats: NDArray[np.bool_], message: NDArray[np.int32], later_us: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how much later each row was measured than its copy of the frame says."""
    if len(floats) == 0:
        return np.zeros(len(message), dtype=np.int64)
    return np.where(floats, later_us[message], 0)


def _observed(rows: Observations, later_us: NDArray[np.int64]) -> Iterator[tuple[Observed, Value]]:
    columns = (
        rows.channel.tolist(),
        (rows.time_us + later_us).tolist(),
        rows.duration_ms.tolist(),
        rows.result.tolist(),
        rows.quality.tolist(),
    )
    for channel, time_us, duration_ms, result, quality in zip(*columns, strict=True):
        length = None if duration_ms == NO_DURATION else duration_ms
        yield Observed(channel, time_us), (length, _known(result), quality)


def _passed(rows: Passages, later_us: NDArray[np.int64]) -> Iterator[tuple[Passed, Value]]:
    columns = (
        rows.channel.tolist(),
        (rows.time_us + later_us).tolist(),
        rows.n.tolist(),
        rows.speed_km_h.tolist(),
        rows.length_m.tolist(),
        rows.vehicle_class.tolist(),
        rows.quality.tolist(),
    )
    for channel, time_us, n, speed, length, kind, quality in zip(*columns, strict=True):
        value = _known(speed), _known(length), None if kind < 0 else kind, quality
        yield Passed(channel, time_us, n), value


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
