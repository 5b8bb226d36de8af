"""Xovis PC series, version 5: `logics_data` (counts), `live_data` (events) or `status_data`.

Fields: `samples` (a count: `{time, duration_s, logic, logic_id, info, complete, <counter>: value}`
with the interval's start), `events` and `objects` (each with `time` and its attributes; `object`
of an event is PERSON or GROUP, and whoever counts people counts the first), `states`.
The sender is the serial number of the sensor; firmware before 5.1 sends none, then the URL does.
Source: recorded messages.
"""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_number, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "Xovis"


class _Package(msgspec.Struct, gc=False):
    id: int = 0
    agent_id: int = 0


class _Sensor(msgspec.Struct, gc=False):
    serial_number: str


class _Count(msgspec.Struct, gc=False):
    name: str
    value: float | None = None


class _Record(msgspec.Struct):
    begin_ms: float = msgspec.field(name="from")
    end_ms: float = msgspec.field(name="to")
    samples: int | None = None
    samples_expected: int | None = None
    counts: list[_Count] = []


class _Logic(msgspec.Struct):
    id: int
    name: str = ""
    info: str = ""
    records: list[_Record] = []


class _Event(msgspec.Struct):
    category: str = ""
    type: str = ""
    attributes: dict[str, Any] = {}


class _Object(msgspec.Struct):
    track_id: int | None = None
    type: str = ""
    attributes: dict[str, Any] = {}


class _Frame(msgspec.Struct):
    time: float
    events: list[_Event] = []
    tracked_objects: list[_Object] = []


class _Part(msgspec.Struct):
    package_info: _Package = msgspec.field(default_factory=_Package)
    sensor_info: _Sensor | None = None
    logics: list[_Logic] = []
    frames: list[_Frame] = []
    states: dict[str, Any] | None = None


class _Message(msgspec.Struct):
    logics_data: _Part | None = None
    live_data: _Part | None = None
    status_data: _Part | None = None


_DECODER: Final = msgspec.json.Decoder(_Message)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one push.

    Raises
    ------
    RejectedError
        Not of the recorded form, without a device, or of another one than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    part = message.logics_data or message.live_data or message.status_data
    if part is None:
        raise decoding.malformed(_KIND, "neither `logics_data`, `live_data` nor `status_data`")
    serial = part.sensor_info.serial_number if part.sensor_info is not None else None
    package = part.package_info
    return Uplink(
        event=Event.STATUS if message.status_data is part else Event.UP,
        sender=pushed.sender(topic, None if serial is None else names.serial(serial), _KIND),
        delivery_id=f"{package.agent_id}/{package.id}",
        decoded=_fields(part),
    )


def _fields(part: _Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if part.logics:
        found["samples"] = list(_samples(part.logics))
    if part.frames:
        found["events"] = [
            {
                **event.attributes,
                "time": at,
                "category": event.category,
                "type": event.type,
                "object": _seen(frame, event),
            }
            for at, frame in _timed(part.frames)
            for event in frame.events
        ]
        found["objects"] = [
            {**seen.attributes, "time": at, "track_id": seen.track_id, "type": seen.type}
            for at, frame in _timed(part.frames)
            for seen in frame.tracked_objects
        ]
    if part.states is not None:
        found["states"] = part.states
    return found


def _seen(frame: _Frame, event: _Event) -> str:
    """Return what an event is about: a PERSON, or a GROUP beside its members."""
    track_id = event.attributes.get("track_id")
    return next((seen.type for seen in frame.tracked_objects if seen.track_id == track_id), "")


def _samples(logics: list[_Logic]) -> Iterable[dict[str, Any]]:
    for logic in logics:
        for record in logic.records:
            yield {
                **{count.name: count.value for count in record.counts},
                "time": _time(record.begin_ms),
                "duration_s": (record.end_ms - record.begin_ms) / 1_000,
                "logic": logic.name,
                "logic_id": logic.id,
                "info": logic.info,
                "complete": record.samples == record.samples_expected,
            }


def _timed(frames: list[_Frame]) -> Iterable[tuple[str, _Frame]]:
    return ((_time(frame.time), frame) for frame in frames)


def _time(milliseconds: float) -> str:
    at_us = from_number(milliseconds, per_s=1_000)
    if at_us is None:
        raise decoding.malformed(_KIND, f"{milliseconds:g} ms since 1970 is no time")
    return to_text(at_us)
