"""Sensry Kallisto: `{"topic": …, "sensors": {…}}`, without device and time; the URL names it.

Fields: `samples` with one `{topic, …}`. Source: recorded messages.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, pushed
from devices.uplink import Event, Uplink

_KIND: Final = "Sensry"


class _Message(msgspec.Struct):
    topic: str
    sensors: dict[str, Any]


_DECODER: Final = msgspec.json.Decoder(_Message)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message.

    Raises
    ------
    RejectedError
        Not of the recorded form, or the URL names no device.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, None, _KIND),
        decoded={"samples": [{**message.sensors, "topic": message.topic}]},
    )
