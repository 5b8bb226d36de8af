"""IMBuildings people counter (infrared beam) and comfort sensor.

Source: IMBuildings B.V., "LoRaWAN payload description" of People Counter and Comfort Sensor. A
frame may carry a header of 10 bytes: type, variant, device id (8). Without it the fPort tells type
and variant. Numbers big-endian; the table counts bytes behind the header.

| type, variant | fPort | length | bytes |
|---|---|---|---|
| 01 03 comfort | 13 | 10 | 0 device_status; 1-2 battery 0.01 V; 3-4 temperature 0.01 °C; |
|               |    |    | 5-6 humidity 0.01 %; 7-8 CO2 ppm; 9 presence |
| 02 06 people | 26 | 13 | 0 device_status; 1-2 battery 0.01 V; 3-4 counter_a; 5-6 counter_b; |
|              |    |    | 7 sensor_status; 8-9 total_counter_a; 10-11 total_counter_b; |
|              |    |    | 12 payload_counter |
| 02 07 people | 27 | 5 | 0 sensor_status; 1-2 total_counter_a; 3-4 total_counter_b |
| 02 08 people | 28 | 4 | 0 device_status; 1-2 battery 0.01 V; 3 sensor_status |
| f1 01 answer | 10 | any | settings, each: its length, its id, its value; names in `_SETTINGS` |

counter_a and counter_b are people since the last message in either direction, the totals run on and
start again at 65,536.

The published formatter expects 7 bytes for a comfort sensor on fPort 13 and reads ten from the end;
with ten bytes it agrees with this table. It leaves temperatures below zero as 655 °C; they are
signed here.
"""

from collections.abc import Callable
from typing import Any, Final

from devices.codecs.frame import at_least, exactly, failed, signed, unknown_port, unsigned
from devices.uplink import Fields

_COMFORT: Final = (0x01, 0x03)
_PEOPLE: Final = (0x02, 0x06)
_PEOPLE_TOTALS: Final = (0x02, 0x07)
_PEOPLE_STATUS: Final = (0x02, 0x08)
_ANSWER: Final = (0xF1, 0x01)
_PORTS: Final = {13: _COMFORT, 26: _PEOPLE, 27: _PEOPLE_TOTALS, 28: _PEOPLE_STATUS}
_HEADER_BYTES: Final = 10
_ANSWER_PORT: Final = 10


def _comfort(data: bytes) -> Fields:
    return {
        "device_status": data[0],
        "battery_voltage": unsigned(data, 1, 2) / 100,
        "temperature": signed(data, 3, 2) / 100,
        "humidity": unsigned(data, 5, 2) / 100,
        "CO2": unsigned(data, 7, 2),
        "presence": data[9] == 1,
    }


def _people(data: bytes) -> Fields:
    return {
        "device_status": data[0],
        "battery_voltage": unsigned(data, 1, 2) / 100,
        "counter_a": unsigned(data, 3, 2),
        "counter_b": unsigned(data, 5, 2),
        "sensor_status": data[7],
        "total_counter_a": unsigned(data, 8, 2),
        "total_counter_b": unsigned(data, 10, 2),
        "payload_counter": data[12],
    }


def _people_totals(data: bytes) -> Fields:
    return {
        "sensor_status": data[0],
        "total_counter_a": unsigned(data, 1, 2),
        "total_counter_b": unsigned(data, 3, 2),
    }


def _people_status(data: bytes) -> Fields:
    return {
        "device_status": data[0],
        "battery_voltage": unsigned(data, 1, 2) / 100,
        "sensor_status": data[3],
    }


#: Type and variant -> length behind the header, and what reads it.
_MESSAGES: Final[dict[tuple[int, int], tuple[int, Callable[[bytes], Fields]]]] = {
    _COMFORT: (10, _comfort),
    _PEOPLE: (13, _people),
    _PEOPLE_TOTALS: (5, _people_totals),
    _PEOPLE_STATUS: (4, _people_status),
}


def _payload_definition(data: bytes) -> Fields:
    return {"type": data[0], "variant": data[1], "header": data[2] == 1}


#: Id of a setting -> path of its field, its bytes, how to read them.
_SETTINGS: Final[dict[int, tuple[tuple[str, ...], int, Callable[[bytes], Any]]]] = {
    0x02: (("device_id",), 8, bytes.hex),
    0x1E: (("interval",), 1, lambda data: data[0]),
    0x1F: (
        ("event",),
        3,
        lambda data: {"type": data[0], "count": data[1], "timeout": data[2]},
    ),
    0x20: (("payload",), 3, _payload_definition),
    0x21: (("heartbeat", "interval"), 1, lambda data: data[0]),
    0x22: (("heartbeat", "payload"), 3, _payload_definition),
    0x2B: (("device_address",), 4, bytes.hex),
    0x2F: (("confirmed_messages",), 1, lambda data: data[0]),
    0x33: (("fport",), 1, lambda data: data[0]),
    0x36: (("heartbeat", "fport"), 1, lambda data: data[0]),
}


def decode(port: int, payload: bytes) -> Fields:
    """Read one frame; fields as the vendor's formatter names them.

    Raises
    ------
    RejectedError
        Neither a known header nor a known port, or another length than the message has.
    """
    at_least(payload, 4, "the shortest message")
    kind = (payload[0], payload[1])
    if kind in _MESSAGES and len(payload) == _HEADER_BYTES + _MESSAGES[kind][0]:
        head = {"device_id": payload[2:_HEADER_BYTES].hex()}
        return _type(kind) | head | _MESSAGES[kind][1](payload[_HEADER_BYTES:])
    if port == _ANSWER_PORT:
        if kind != _ANSWER:
            raise failed(f"an answer begins with f101, not {payload[:2].hex()}")
        return _settings(payload)
    if port not in _PORTS:
        raise unknown_port("an IMBuildings sensor without header", port, "10, 13, 26, 27 and 28")
    kind = _PORTS[port]
    length, read = _MESSAGES[kind]
    exactly(payload, length, f"a message on fPort {port}")
    return _type(kind) | read(payload)


def _type(kind: tuple[int, int]) -> Fields:
    return {"payload_type": kind[0], "payload_variant": kind[1]}


def _settings(payload: bytes) -> Fields:
    fields: Fields = {}
    at = 2
    while at + 1 < len(payload):
        length = payload[at]
        known = _SETTINGS.get(payload[at + 1])
        if length < 2 or at + length > len(payload) or (known and length - 2 < known[1]):
            raise failed(f"the setting at byte {at} says {length} bytes, which cannot be")
        if known:
            path, size, read = known
            place = fields
            for name in path[:-1]:
                place = place.setdefault(name, {})
            place[path[-1]] = read(payload[at + 2 : at + 2 + size])
        at += length
    return fields
