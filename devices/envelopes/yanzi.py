"""Yanzi: a list of samples, each with its own time in milliseconds; the URL names the device.

Fields: `samples`, each `{time, type, value, …}`, values in the vendor's units (kelvin times ten,
lux times a thousand). Source: recorded messages.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_number, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "Yanzi"


class _Message(msgspec.Struct):
    values: list[dict[str, Any]]
    did: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Message)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message.

    Raises
    ------
    RejectedError
        Not of the recorded form, without a device, or of another one than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    device = names.serial(message.did) if message.did else None
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, device, _KIND),
        decoded={"samples": [_sample(value) for value in message.values]},
    )


def _sample(value: dict[str, Any]) -> dict[str, Any]:
    rest = dict(value)
    kind, at = rest.pop("resourceType", None), rest.pop("sampleTime", None)
    at_us = from_number(at, per_s=1_000) if isinstance(at, int | float) else None
    if not isinstance(kind, str) or at_us is None:
        raise decoding.malformed(_KIND, "a sample without `resourceType` or `sampleTime`")
    return {**rest, "type": kind, "time": to_text(at_us)}
