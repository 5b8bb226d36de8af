"""Axis people counters ("Axis Retail Data"): counts in and out over an interval, by HTTP push.

Fields: `samples`, each `{time, duration_s, kind, in, out, adults_in, adults_out}`. Only the UTC
times are read. Source: recorded messages.
"""

from typing import Any, Final

import msgspec

from devices.envelopes import decoding, names, pushed
from devices.envelopes.instants import from_text, to_text
from devices.uplink import Event, Uplink

_KIND: Final = "Axis"


class _Item(msgspec.Struct, gc=False):
    direction: str
    count: int | None = None
    adults: int | None = None


class _Measurement(msgspec.Struct, rename="camel"):
    kind: str
    utc_from: str
    utc_to: str
    items: list[_Item] = []


class _Data(msgspec.Struct):
    measurements: list[_Measurement]


class _Sensor(msgspec.Struct, gc=False):
    serial: str
    name: str = ""


class _Message(msgspec.Struct, rename="camel"):
    sensor: _Sensor
    data: _Data
    utc_sent: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Message)


def read(topic: str, payload: bytes) -> Uplink:
    """Read one report.

    Raises
    ------
    RejectedError
        Not of the recorded form, or of another device than the URL's.
    """
    message = decoding.decode(_DECODER, payload, _KIND)
    sensor = message.sensor
    return Uplink(
        event=Event.UP,
        sender=pushed.sender(topic, names.serial(sensor.serial), _KIND),
        names=(sensor.name,) if sensor.name else (),
        server_time_us=from_text(message.utc_sent),
        decoded={"samples": [_sample(m) for m in message.data.measurements]},
    )


def _sample(measurement: _Measurement) -> dict[str, Any]:
    begin_us, end_us = from_text(measurement.utc_from), from_text(measurement.utc_to)
    if begin_us is None or end_us is None:
        raise decoding.malformed(_KIND, f"{measurement.utc_from[:64]!r} is no UTC time")
    counts: dict[str, Any] = {}
    for item in measurement.items:
        counts[item.direction] = item.count
        counts[f"adults_{item.direction}"] = item.adults
    return {
        "time": to_text(begin_us),
        "duration_s": (end_us - begin_us) / 1_000_000,
        "kind": measurement.kind,
        **counts,
    }
