"""MQTT 3.1.1 as bytes, as much of it as a publisher needs (OASIS MQTT 3.1.1, sections 2 and 3)."""

import struct
from typing import Final

PUBACK_BYTES: Final = 4
_PUBACK: Final = b"\x40\x02"
CONNACK_ACCEPTED: Final = b"\x20\x02\x00\x00"
IDS: Final = 65_535


def connect(client_id: str, *, user: tuple[str, str] | None = None) -> bytes:
    """Return CONNECT of a session that ends with its connection, without a keep-alive.

    `user` is a name and a password.
    """
    flags = b"\x02" if user is None else b"\xc2"
    body = _text("MQTT") + b"\x04" + flags + b"\x00\x00" + _text(client_id)
    body += b"".join(map(_text, user or ()))
    return b"\x10" + _length(len(body)) + body


def publish(packet_id: int, topic: str, payload: bytes) -> bytes:
    """Return PUBLISH with QoS 1; `packet_id` is 1 to 65,535."""
    head = _text(topic) + struct.pack("!H", packet_id)
    return b"\x32" + _length(len(head) + len(payload)) + head + payload


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
