"""Messages as they arrive, read again by what the registry says: for `wegwarte listen`."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from devices.envelopes import catalogue
from devices.errors import RejectedError
from devices.properties import DEFINITIONS
from devices.uplink import Gateway, Uplink
from ingest.read import ReadMessage
from ingest.readers import Readers
from ingest.served_message import ServedMessage
from ingest.source import Delivery
from store.instants import from_us
from store.listening import Listening, Refused
from store.pool import Connection
from store.redecode import Kept

#: Causes by which a sender is not the device that is registered.
STRANGE: Final = frozenset({"unknown_device", "probable_swap", "unknown_model"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One reading of a message; `value` of a vehicle is its speed."""

    channel: str
    time: datetime
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message that arrived.

    Parameters
    ----------
    device
        The sender; of one that is not registered the name it gives itself.
    refused
        (cause, sentence) of each part that was set aside, or of the whole message.
    """

    received: datetime
    source: str
    device: str
    topic: str
    readings: tuple[Said, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    event: str | None = None
    gateway: str | None = None
    rssi_dbm: float | None = None
    snr_db: float | None = None

    @property
    def is_strange(self) -> bool:
        """Whether nobody has registered its sender as it is."""
        return any(cause in STRANGE for cause, _ in self.refused)

    def plain(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self) | {
            "refused": [{"cause": cause, "detail": detail} for cause, detail in self.refused]
        }


async def heard(
    conn: Connection, listening: Listening, readers: Readers, *, now: datetime
) -> AsyncIterator[Heard]:
    """Yield what has arrived since the last look, in the order of its receipt."""
    kept = await listening.kept(conn, now=now)
    found = [_refused(one) for one in await listening.refused(conn)]
    found += [_read(message) for message in await _read_again(conn, readers, kept)]
    for one in sorted(found, key=lambda one: one.received):
        yield one


async def _read_again(
    conn: Connection, readers: Readers, kept: Sequence[Kept]
) -> list[ReadMessage]:
    deliveries = [
        Delivery(
            source=block.source,
            topic=topic,
            payload=payload,
            payload_length=len(payload),
            received=block.received_to,
            first_received=block.received_from,
            ticket=0,
        )
        for block in kept
        for topic, payload in block.messages
    ]
    messages = [readers.begin(delivery) for delivery in deliveries]
    if asked := {message.retry for message in messages if message.retry is not None}:
        await readers.update(conn, asked)  # registered since this program asked
        messages = [
            message if message.retry is None else readers.begin(message.delivery)
            for message in messages
        ]
    await readers.finish(messages)
    return messages


def _read(message: ReadMessage) -> Heard:
    uplink = message.uplink if isinstance(message, ServedMessage) else None
    readings = [
        Said(
            channel=row.channel.name,
            time=from_us(row.time_us),
            value=_known(row.result),
            unit=DEFINITIONS[row.channel.property].unit,
        )
        for row in message.rows
    ]
    readings += [
        Said(
            channel=one.channel.name,
            time=from_us(one.time_us),
            value=_known(one.speed_km_h),
            unit="km/h",
        )
        for one in message.vehicles
    ]
    return Heard(
        received=message.delivery.received,
        source=message.delivery.source,
        device=message.device,
        topic=message.delivery.topic,
        readings=tuple(readings),
        refused=tuple((str(fault.cause), fault.detail) for fault in message.faults),
        event=None if uplink is None else str(uplink.event),
        **_signal(uplink),
    )


def _refused(one: Refused) -> Heard:
    uplink = _uplink(one.topic, one.payload)
    return Heard(
        received=one.received,
        source=one.source,
        device=one.device or _sender(one.topic, uplink),
        topic=one.topic,
        refused=((one.cause, one.detail),),
        event=None if uplink is None else str(uplink.event),
        **_signal(uplink),
    )


def _uplink(topic: str, payload: bytes) -> Uplink | None:
    """Return the newest frame in a network server's message, None where it cannot be read."""
    try:
        kind = catalogue.kind_of(topic)
        return None if kind is None else catalogue.read(kind, topic, payload)[-1]
    except RejectedError:
        return None


def _sender(topic: str, uplink: Uplink | None) -> str:
    if uplink is not None:
        return uplink.sender
    levels = topic.split("/")
    return levels[3] if topic.startswith("mobility/") and len(levels) > 3 else ""


def _signal(uplink: Uplink | None) -> dict[str, Any]:
    gateways = () if uplink is None else uplink.gateways
    if not gateways:
        return {}
    best: Gateway = max(gateways, key=_strength)
    return {"gateway": best.id, "rssi_dbm": best.rssi_dbm, "snr_db": best.snr_db}


def _strength(gateway: Gateway) -> float:
    return float("-inf") if gateway.rssi_dbm is None else gateway.rssi_dbm


def _known(value: float) -> float | None:
    return None if value != value else value
