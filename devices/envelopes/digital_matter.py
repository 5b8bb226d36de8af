"""Digital Matter: records with their own clock (UTC), or a bare LoRaWAN frame `{port, payloadHex}`.

Fields: `samples`, each `{time, seq, reason, gps, digital, analogue}` with what the record has; a
position is left out when there was no fix. Source: recorded messages.
"""

from typing import Annotated, Any, Final

import msgspec

from devices.envelopes import decoding, names, payloads, pushed
from devices.envelopes.instants import from_text, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "Digital Matter"
_PARTS: Final = {0: "gps", 2: "digital", 6: "analogue"}  # by FType


class _Record(msgspec.Struct):
    seq: int = msgspec.field(name="SeqNo")
    time: str = msgspec.field(name="DateUTC")
    reason: int | None = msgspec.field(name="Reason", default=None)
    fields: list[dict[str, Any]] = msgspec.field(name="Fields", default=[])


class _Message(msgspec.Struct):
    serial: int | None = msgspec.field(name="SerNo", default=None)
    imei: str = msgspec.field(name="IMEI", default="")
    records: list[_Record] = msgspec.field(name="Records", default=[])
    port: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    payload_hex: str | None = msgspec.field(name="payloadHex", default=None)


_DECODER: Final = msgspec.json.Decoder(_Message)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message.

    Raises
    ------
    RejectedError
        Not of the recorded form, without a device, or of another one than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    device = None if message.serial is None else str(message.serial)
    if message.payload_hex is None and not message.records:
        raise decoding.malformed(_KIND, "neither `Records` nor `payloadHex`")
    samples = [_sample(record) for record in message.records]
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, device, _KIND),
        names=(names.name(message.imei, "IMEI"),) if message.imei else (),
        port=message.port,
        payload=_bytes(message.payload_hex),
        decoded={"samples": samples} if samples else None,
    )


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else payloads.from_hex(text, _KIND)


def _sample(record: _Record) -> dict[str, Any]:
    at_us = from_text(f"{record.time}Z")
    if at_us is None:
        raise decoding.malformed(_KIND, f"`DateUTC` {record.time[:64]!r} is no time")
    parts: dict[str, Any] = {}
    for field in record.fields:
        kind = field.get("FType")
        part = _PARTS.get(kind) if isinstance(kind, int) else None
        values = {key: value for key, value in field.items() if key != "FType"}
        if part == "analogue":
            values = decoding.flat(field.get("AnalogueData"))
        if part is not None and not (part == "gps" and not field.get("GpsStat")):
            parts[part] = values
    return {"time": to_text(at_us), "seq": record.seq, "reason": record.reason, **parts}
