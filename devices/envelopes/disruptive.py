"""Disruptive Technologies: one event a message, bare or wrapped as its data connector sends it.

Fields: `samples`, each `{time, type, …}` with the event's own fields. Bare events name no device:
the URL does. Source: recorded messages; the vendor's "Data Connector" event form.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_text, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "Disruptive Technologies"
_TIMES: Final = ("updateTime", "sampleTime", "samples")
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])


def read(topic: str, payload: bytes) -> Uplink:
    """Read one event.

    Raises
    ------
    RejectedError
        Not of the recorded form, without a device, or of another one than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    wrapped = decoding.flat(message.get("event"))
    event = wrapped or message
    kind = event.get("eventType")
    if not isinstance(kind, str):
        raise decoding.malformed(_KIND, "`eventType` is missing")
    body = decoding.flat(decoding.flat(event.get("data")).get(kind) or event.get(kind))
    if not body:
        raise decoding.malformed(_KIND, f"the event has no object {kind[:64]!r}")
    target = event.get("targetName")
    device = names.serial(target.rsplit("/", 1)[-1]) if isinstance(target, str) else None
    delivery_id, sent = event.get("eventId"), event.get("timestamp")
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, device, _KIND),
        delivery_id=delivery_id if isinstance(delivery_id, str) else "",
        server_time_us=_time(sent),
        decoded={"samples": _samples(kind, body)},
    )


def _samples(kind: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each sample; an event without finer ones is one itself."""
    finer = body.get("samples")
    parts = [decoding.flat(part) for part in finer] if isinstance(finer, list) else []
    found = []
    for part in parts or [body]:
        at_us = _time(part.get("sampleTime")) or _time(body.get("updateTime"))
        values = {key: value for key, value in part.items() if key not in _TIMES}
        time = {} if at_us is None else {"time": to_text(at_us)}
        found.append({**values, **time, "type": kind})
    return found


def _time(text: Any) -> int | None:  # noqa: ANN401 - any JSON
    return from_text(text) if isinstance(text, str) else None
