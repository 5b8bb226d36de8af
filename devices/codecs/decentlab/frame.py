"""The frame of all Decentlab devices; which words it has is the device's own table.

Source: Decentlab GmbH, data sheets of the DL-… devices, chapter "Payload format" (protocol version
2), and the worked examples there. Numbers big-endian.

| byte | what |
|---|---|
| 0 | protocol version, 2 |
| 1-2 | device id: the serial number, not the kind of device |
| 3-4 | flags: bit n = sensor n of the device's table has its words in this frame |
| 5 … | the words of the flagged sensors, 16 bits each, in the order of the table |

A frame does not say what kind of device sent it, so the model must. Flags beyond the table, or
other words than the flags promise, mean that the model is wrong: such a frame is refused.

A value that cannot be computed (a thermistor that is torn off divides by zero) is `None`; the
others of the frame stand.
"""

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from devices.codecs.decentlab.titles import TITLES
from devices.codecs.frame import at_least, failed, unsigned
from devices.uplink import Fields

PROTOCOL_VERSION: Final = 2
_HEAD_BYTES: Final = 5


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a sensor.

    Parameters
    ----------
    name
        The vendor's name of the field.
    unit
        As the vendor writes it; empty: none.
    convert
        The value, from the words of its sensor, each 0 to 65,535.
    """

    name: str
    unit: str
    convert: Callable[[Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class Sensor:
    """What one flag stands for: so many words, and the values in them."""

    words: int
    values: tuple[Value, ...]


#: The sensors of a device, in the order of their flags.
Sensors = tuple[Sensor, ...]
Tables = dict[str, Sensors]

BATTERY: Final = Sensor(1, (Value("battery_voltage", "V", lambda x: x[0] / 1000),))
BAROMETER: Final = Sensor(1, (Value("barometric_pressure", "Pa", lambda x: x[0] * 2),))
#: Sensirion SHT21, data sheet, "Conversion of signal output".
SHT21: Final = Sensor(
    2,
    (
        Value("air_temperature", "°C", lambda x: 175.72 * x[0] / 65536 - 46.85),
        Value("air_humidity", "%", lambda x: 125 * x[1] / 65536 - 6),
    ),
)
#: Sensirion SHT35, data sheet, "Conversion of signal output".
SHT35: Final = Sensor(
    2,
    (
        Value("air_temperature", "°C", lambda x: 175 * x[0] / 65535 - 45),
        Value("air_humidity", "%", lambda x: 100 * x[1] / 65535),
    ),
)


def wide(x: Sequence[int]) -> int:
    """Return a number of two words, the lower one first."""
    return x[0] + x[1] * 65536


def ratio(x: Sequence[int]) -> float:
    """Return what a 24 bit converter measured, of its reference: -1 to 1 and beyond."""
    return wide(x) / 8388608 - 1


def read(sensors: Sensors, device: str, payload: bytes) -> Fields:
    """Read one frame: `{name: {displayName, value, unit}}`, with `protocol_version`, `device_id`.

    Raises
    ------
    RejectedError
        Another protocol version, or another length than its flags promise of this device.
    """
    at_least(payload, _HEAD_BYTES, "the head of a frame")
    if payload[0] != PROTOCOL_VERSION:
        raise failed(f"protocol version {payload[0]}, we know {PROTOCOL_VERSION}")
    flags = unsigned(payload, 3, 2)
    if flags >> len(sensors):
        raise failed(
            f"a {device} has {len(sensors)} sensors, the flags {flags:04x} say more; "
            "is the model right?"
        )
    flagged = [sensor for index, sensor in enumerate(sensors) if flags >> index & 1]
    length = _HEAD_BYTES + 2 * sum(sensor.words for sensor in flagged)
    if len(payload) != length:
        raise failed(
            f"a {device} with the flags {flags:04x} sends {length} bytes, this frame has "
            f"{len(payload)}; is the model right?"
        )
    fields: Fields = {"protocol_version": payload[0], "device_id": unsigned(payload, 1, 2)}
    words = struct.unpack_from(f">{(length - _HEAD_BYTES) // 2}H", payload, _HEAD_BYTES)
    for sensor in flagged:
        for value in sensor.values:
            fields[value.name] = _title(value) | {"value": _computed(value, words)}
        words = words[sensor.words :]
    return fields


@cache
def _title(value: Value) -> dict[str, str | float | None]:
    title = TITLES.get(value.name) or value.name.replace("_", " ").capitalize()
    told: dict[str, str | float | None] = {"displayName": title}
    if value.unit:
        told["unit"] = value.unit
    return told


def _computed(value: Value, words: Sequence[int]) -> float | None:
    try:
        number = value.convert(words)
    except (ArithmeticError, ValueError):  # division by zero, logarithm of nothing
        return None
    return number if math.isfinite(number) else None
