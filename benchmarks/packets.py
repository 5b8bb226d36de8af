"""MQTT 3.1.1 as bytes, as much of it as a publisher needs (OASIS MQTT 3.1.1, sections 2 and 3)."""

import struct
from typing import Final

PUBACK_BYTES: Final = 4
_PUBACK: Final = b"\x40\x02"
CONNACK_ACCEPTED: Final = b"\x20\x02\x00\x00"
IDS: Final = 65_535


def connect(client_id: str, *, user: tuple[str, str] | None = None, clean: bool = True) -> bytes:
    """Return CONNECT without a keep-alive; a `clean` session ends with its connection.

    `user` is a name and a password.
    """
    flags = (0x00 if user is None else 0xC0) | (0x02 if clean else 0x00)
    body = _text("MQTT") + b"\x04" + bytes([flags]) + b"\x00\x00" + _text(client_id)
    body += b"".join(map(_text, user or ()))
    return b"\x10" + _length(len(body)) + body


def publish(packet_id: int, topic: str, payload: bytes) -> bytes:
    """Return PUBLISH with QoS 1; `packet_id` is 1 to 65,535."""
    head = _text(topic) + struct.pack("!H", packet_id)
    return b"\x32" + _length(len(head) + len(payload)) + head + payload


def subscribe(packet_id: int, topic: str) -> bytes:
    """Return SUBSCRIBE to one topic with QoS 1."""
    body = struct.pack("!H", packet_id) + _text(topic) + b"\x01"
    return b"\x82" + _length(len(body)) + body


def count_pubacks(data: bytes) -> int:
    """Return how many PUBACK the whole packets in `data` are.

    Raises
    ------
    ValueError
        There is another packet among them.
    """
    whole = len(data) // PUBACK_BYTES
    for start in range(0, whole * PUBACK_BYTES, PUBACK_BYTES):
        if data[start : start + 2] != _PUBACK:
            raise ValueError(f"not a PUBACK: {data[start : start + PUBACK_BYTES].hex()}")
    return whole


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("!H", len(encoded)) + encoded


def _length(length: int) -> bytes:
    """Return the "remaining length": seven bits a byte, the lowest first."""
    out = bytearray()
    while True:
        length, low = divmod(length, 128)
        out.append(low | (0x80 if length else 0))
        if not length:
            return bytes(out)
