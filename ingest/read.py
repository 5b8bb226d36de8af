"""One message -> readings, or a rejection that keeps the bytes. Pure: no clock, no I/O.

A fault of the message rejects the message; a fault of one reading sets that reading aside and
its siblings are taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import NoReturn

from devices import native, topics
from devices.errors import Cause, RejectedError
from devices.topics import Stream, Topic
from ingest import shifting
from ingest.checks import Limits, OverlapCheck, Row, Vehicle, observation, passage
from ingest.senders import Channel, Senders
from ingest.source import Delivery
from store.messages import Frame, Message

_UP = Stream.UP
_SPOKEN = (Stream.UP, Stream.HEALTH)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message (`reading_index` None) or one of its readings is set aside."""

    cause: Cause
    detail: str
    reading_index: int | None = None


@dataclass(slots=True, kw_only=True)
class ReadMessage:
    """What was read in one message.

    Parameters
    ----------
    device
        The sender, '' when it is not registered.
    retry
        The device to ask the registry for, when a newer state of it may help.
    """

    delivery: Delivery
    device: str = ""
    frame: Frame | None = None
    rows: list[Row] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    retry: str | None = None

    @property
    def size(self) -> int:
        """How many rows it writes."""
        return len(self.rows) + len(self.vehicles)

    def message(self) -> Message:
        """Return it as the store takes it."""
        delivery = self.delivery
        return Message(
            delivery.topic,
            self.device,
            delivery.received,
            delivery.payload,
            delivery.payload_length,
            delivery.payload_sha256,
        )


def read(delivery: Delivery, senders: Senders, limits: Limits) -> ReadMessage:
    """Read one message; never raises, whatever the bytes."""
    done = ReadMessage(delivery=delivery)
    try:
        topic = _topic(delivery.topic)
        channels = _channels(topic, senders, limits, done)
        check_length(delivery, limits)
        if topic.stream is _UP:
            _read_up(native.decode(delivery.payload), topic.device, channels, limits, done)
    except RejectedError as why:
        done.faults.append(Fault(why.cause, why.detail))
    return done


def check_length(delivery: Delivery, limits: Limits) -> None:
    """Refuse a payload of which only the first bytes were kept."""
    if delivery.payload_length > limits.payload_max_bytes:
        raise RejectedError(
            Cause.TOO_LARGE,
            f"{delivery.payload_length} bytes, at most {limits.payload_max_bytes}: send "
            "several messages (the first bytes, length and hash are kept)",
        )


@lru_cache(maxsize=65_536)
def _topic(text: str) -> Topic:
    return topics.parse(text)


def _channels(
    topic: Topic, senders: Senders, limits: Limits, done: ReadMessage
) -> Mapping[str, Channel]:
    if topic.municipality != limits.municipality:
        raise RejectedError(
            Cause.BAD_TOPIC,
            f"the topic names the municipality {topic.municipality!r}, this is "
            f"{limits.municipality!r} (WEGWARTE_MUNICIPALITY)",
        )
    if topic.stream not in _SPOKEN:
        raise RejectedError(Cause.BAD_TOPIC, f"devices do not speak on …/{topic.stream}")
    channels = senders.channels(topic.device)
    if channels is None:
        done.retry = topic.device
        raise RejectedError(
            Cause.UNKNOWN_DEVICE,
            f"device {topic.device!r} is not registered: register it, then "
            "`wegwarte rejected replay --cause unknown_device`",
        )
    done.device = topic.device
    return channels


def _read_up(
    message: native.NativeMessage,
    device: str,
    channels: Mapping[str, Channel],
    limits: Limits,
    done: ReadMessage,
) -> None:
    if message.device is not None and message.device != device:
        raise RejectedError(
            Cause.DEVICE_MISMATCH,
            f"the payload says device {message.device[:64]!r}, the topic {device!r}: identity "
            "comes from the topic, which the broker has authorised",
        )
    if "\x00" in message.boot:
        raise RejectedError(
            Cause.MALFORMED, f"boot {message.boot!r} holds a NUL, which no text in PostgreSQL can"
        )
    receipt = limits.receipt(done.delivery.received)
    overlap = OverlapCheck() if len(message.readings) > 1 else None
    records: dict[tuple[str, int], int] = {}  # of a channel and time, good or not
    shift_us = shifting.shift_us(done.delivery.source)
    readings = shifting.moved(message.readings, shift_us) if shift_us else message.readings
    for index, reading in enumerate(readings):
        try:
            channel = channels.get(reading.channel) or _unknown(reading, index, channels, done)
            if channel.is_passage:
                record = reading.channel, reading.time_us
                position = records.get(record, 0)
                records[record] = position + 1
                done.vehicles.append(passage(reading, index, channel, receipt, position))
            else:
                row = observation(reading, index, channel, receipt)
                if overlap is not None:
                    overlap.check(row, index)
                done.rows.append(row)
        except RejectedError as why:
            done.faults.append(Fault(why.cause, why.detail, index))
    times_us = [row.time_us for row in done.rows]
    times_us += [vehicle.time_us for vehicle in done.vehicles]
    done.frame = Frame(
        device,
        message.boot,
        message.seq,
        blake2b(done.delivery.payload, digest_size=16).digest(),
        min(times_us, default=receipt.received_us),
    )


def _unknown(
    reading: native.NativeReading, index: int, channels: Mapping[str, Channel], done: ReadMessage
) -> NoReturn:
    done.retry = done.device
    raise RejectedError(
        Cause.UNKNOWN_CHANNEL,
        f"readings[{index}].channel {reading.channel!r} is none of those that {done.device!r} "
        f"has: {', '.join(sorted(channels)) or 'none at all'}",
    )
