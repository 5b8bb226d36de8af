"""VergeSense: reports of a space or of a sensor, `event_type` says which.

The sender is `space-<id>` or the sensor's id. Fields: `samples` with one `{time, type, …}`; a
field that is null was not measured and is left out. Source: recorded messages.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_text, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "VergeSense"
_ENVELOPE: Final = ("timestamp", "event_type", "space_id", "sensor_id", "sensor_ids")


class _Message(msgspec.Struct):
    event_type: str
    timestamp: str
    space_id: int | None = None
    sensor_id: str | None = None
    space_ref_id: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Message)
_FIELDS: Final = msgspec.json.Decoder(dict[str, Any])


def read(topic: str, payload: bytes) -> Uplink:
    """Read one report.

    Raises
    ------
    RejectedError
        Not of the recorded form, or of another device than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    fields = decoding.decode(_FIELDS, payload, _KIND)
    at_us = from_text(message.timestamp)
    if at_us is None:
        raise decoding.malformed(_KIND, f"`timestamp` {message.timestamp[:64]!r} is no time")
    device = None
    if message.sensor_id is not None:
        device = names.serial(message.sensor_id)
    elif message.space_id is not None:
        device = f"space-{message.space_id}"
    values = {
        key: value for key, value in fields.items() if value is not None and key not in _ENVELOPE
    }
    sample = {**values, "time": to_text(at_us), "type": message.event_type}
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, device, _KIND),
        names=(message.space_ref_id,) if message.space_ref_id else (),
        device_time_us=at_us,
        decoded={"samples": [sample]},
    )
