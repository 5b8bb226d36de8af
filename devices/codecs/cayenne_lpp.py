"""Cayenne Low Power Payload: a channel, a type and a value, one after another, on any fPort.

Sources: myDevices, "Cayenne Low Power Payload" (types 0 to 136); the types added by the CayenneLPP
library for Arduino (100, 116 to 135, 142); those added by RAKwireless, "RAK standardized payload"
(112, 137, 138, 188 to 203). Numbers big-endian.

| type | name | bytes | resolution | type | name | bytes | resolution |
|---|---|---|---|---|---|---|---|
| 0 | digital_in | 1 | 1 | 128 | power | 2 | 1 W |
| 1 | digital_out | 1 | 1 | 130 | distance | 4 | 0.001 m |
| 2 | analog_in | 2 signed | 0.01 | 131 | energy | 4 | 0.001 kWh |
| 3 | analog_out | 2 signed | 0.01 | 132 | direction | 2 | 1° |
| 100 | generic | 4 | 1 | 133 | time | 4 | 1 s since 1970 |
| 101 | illuminance | 2 | 1 lx | 134 | gyrometer | 3 × 2 signed | 0.01 °/s |
| 102 | presence | 1 | 1 | 135 | colour | 3 × 1 | r, g, b |
| 103 | temperature | 2 signed | 0.1 °C | 136 | gps | 3 × 3 signed | 0.0001°, 0.01 m |
| 104 | humidity | 1 | 0.5 % | 137 | gps | 4, 4, 3 signed | 0.000001°, 0.01 m |
| 112 | humidity_prec | 2 signed | 0.1 % | 138 | voc | 2 | 1 |
| 113 | accelerometer | 3 × 2 signed | 0.001 g | 142 | switch | 1 | 1 |
| 115 | barometer | 2 | 0.1 hPa | 188 | soil_moist | 2 | 0.1 % |
| 116 | voltage | 2 | 0.01 V | 190 | wind_speed | 2 | 0.01 m/s |
| 117 | current | 2 | 0.001 A | 191 | wind_direction | 2 | 1° |
| 118 | frequency | 4 | 1 Hz | 192 | soil_ec | 2 | 0.001 mS/cm |
| 120 | percentage | 1 | 1 % | 193 | soil_ph_h | 2 | 0.01 |
| 121 | altitude | 2 signed | 1 m | 194 | soil_ph_l | 2 | 0.1 |
| 125 | concentration | 2 | 1 ppm | 195, 203 | pyranometer, light | 2, 1 | 1 W/m², 1 |

A field is called `<name>_<channel>`, as RAKwireless and, up to some names, The Things Stack do.
Bytes of an unknown type cannot be measured, so nothing behind them can be read: such a frame is
refused as a whole. A frame may end in zero bytes too few to be an entry (padding).
"""

from typing import Final, NamedTuple

from devices.codecs.frame import FRAME_MAX_BYTES, at_least, failed
from devices.uplink import Fields


class _Type(NamedTuple):
    name: str
    size: int
    divisor: int = 1
    signed: bool = False


class _Group(NamedTuple):
    """Several numbers under one name: the key, size and divisor of each."""

    name: str
    parts: tuple[tuple[str, int, int], ...]
    signed: bool = True


def _place(degrees_size: int, degrees_divisor: int) -> _Group:
    return _Group(
        "gps",
        (
            ("latitude", degrees_size, degrees_divisor),
            ("longitude", degrees_size, degrees_divisor),
            ("altitude", 3, 100),
        ),
    )


_SINGLE: Final = {
    0: _Type("digital_in", 1),
    1: _Type("digital_out", 1),
    2: _Type("analog_in", 2, 100, signed=True),
    3: _Type("analog_out", 2, 100, signed=True),
    100: _Type("generic", 4),
    101: _Type("illuminance", 2),
    102: _Type("presence", 1),
    103: _Type("temperature", 2, 10, signed=True),
    104: _Type("humidity", 1, 2),
    112: _Type("humidity_prec", 2, 10, signed=True),
    115: _Type("barometer", 2, 10),
    116: _Type("voltage", 2, 100),
    117: _Type("current", 2, 1000),
    118: _Type("frequency", 4),
    120: _Type("percentage", 1),
    121: _Type("altitude", 2, signed=True),
    125: _Type("concentration", 2),
    128: _Type("power", 2),
    130: _Type("distance", 4, 1000),
    131: _Type("energy", 4, 1000),
    132: _Type("direction", 2),
    133: _Type("time", 4),
    138: _Type("voc", 2),
    142: _Type("switch", 1),
    188: _Type("soil_moist", 2, 10),
    190: _Type("wind_speed", 2, 100),
    191: _Type("wind_direction", 2),
    192: _Type("soil_ec", 2, 1000),
    193: _Type("soil_ph_h", 2, 100),
    194: _Type("soil_ph_l", 2, 10),
    195: _Type("pyranometer", 2),
    203: _Type("light", 1),
}
_GROUPS: Final = {
    113: _Group("accelerometer", (("x", 2, 1000), ("y", 2, 1000), ("z", 2, 1000))),
    134: _Group("gyrometer", (("x", 2, 100), ("y", 2, 100), ("z", 2, 100))),
    135: _Group("colour", (("r", 1, 1), ("g", 1, 1), ("b", 1, 1)), signed=False),
    136: _place(3, 10_000),
    137: _place(4, 1_000_000),
}
_ENTRY_MIN_BYTES: Final = 3


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the same on every port
    """Read one frame; fields are `<name>_<channel>`.

    Raises
    ------
    RejectedError
        Empty, cut short, longer than a radio frame, or with an unknown type.
    """
    at_least(payload, _ENTRY_MIN_BYTES, "the shortest entry")
    fields: Fields = {}
    at = 0
    while at < len(payload):
        rest = payload[at:]
        if len(rest) < _ENTRY_MIN_BYTES and not any(rest):
            break
        if len(rest) < _ENTRY_MIN_BYTES:
            raise failed(f"the entry at byte {at} is cut short")
        channel, kind = rest[0], rest[1]
        if kind in _SINGLE:
            single = _SINGLE[kind]
            value = _number(payload, at + 2, single.size, single.divisor, single.signed)
            fields[f"{single.name}_{channel}"] = value
            at += 2 + single.size
        elif kind in _GROUPS:
            group = _GROUPS[kind]
            values: Fields = {}
            at += 2
            for key, size, divisor in group.parts:
                values[key] = _number(payload, at, size, divisor, group.signed)
                at += size
            fields[f"{group.name}_{channel}"] = values
        else:
            raise failed(f"no type of Cayenne LPP is {kind}, at byte {at + 1}; is the model right?")
    return fields


def _number(payload: bytes, at: int, size: int, divisor: int, signed: bool) -> int | float:
    """Return a number of the payload.

    Raises
    ------
    RejectedError
        The payload ends before it.
    """
    if at + size > min(len(payload), FRAME_MAX_BYTES):
        raise failed(f"the value at byte {at} has {size} bytes, the frame ends before")
    number = int.from_bytes(payload[at : at + size], "big", signed=signed)
    return number if divisor == 1 else number / divisor
