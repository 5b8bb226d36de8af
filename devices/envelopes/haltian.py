"""Haltian Thingsee: one flat object a message, its own clock in `tsmTs` (whole seconds).

Fields: `samples` with one `{time, …}`. Source: recorded messages.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_number, to_text
from devices.uplink import Event, Gateway, Uplink

_KIND: Final = "Haltian"
_ENVELOPE: Final = ("tsmTuid", "tsmTs", "tsmGw", "deploymentGroupId")


class _Message(msgspec.Struct, gc=False):
    unit: str = msgspec.field(name="tsmTuid")
    time_s: float = msgspec.field(name="tsmTs")
    gateway: str = msgspec.field(name="tsmGw", default="")


_DECODER: Final = msgspec.json.Decoder(_Message)
_FIELDS: Final = msgspec.json.Decoder(dict[str, Any])


def read(topic: str, payload: bytes) -> Uplink:
    """Read one message.

    Raises
    ------
    RejectedError
        Not of the recorded form, or of another device than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    fields = decoding.decode(_FIELDS, payload, _KIND)
    at_us = from_number(message.time_s, per_s=1)
    if at_us is None:
        raise decoding.malformed(_KIND, f"`tsmTs` {message.time_s:g} is no time")
    values = {key: value for key, value in fields.items() if key not in _ENVELOPE}
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, names.serial(message.unit), _KIND),
        device_time_us=at_us,
        decoded={"samples": [{**values, "time": to_text(at_us)}]},
        gateways=(Gateway(id=names.serial(message.gateway)),) if message.gateway else (),
    )
