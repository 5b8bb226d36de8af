"""Elsys sensors (ERS, ELT, EMS, ESM and others): a type and its value, one after another.

Source: ELSYS AB, "Sensor payload" (Sensor_payload.pdf) and "ELSYS payload"; any fPort, 5 unless set
otherwise. Numbers big-endian.

| type | field | bytes | | type | field | bytes |
|---|---|---|---|---|---|---|
| 01 | temperature, 0.1 °C | 2 signed | | 10 | irInternal-, irExternalTemperature, 0.1 °C | 2, 2 |
| 02 | humidity, % | 1 | | 11 | occupancy: 0 none, 1 pending, 2 occupied | 1 |
| 03 | x, y, z; 63 = 1 g | 1, 1, 1 signed | | 12 | waterleak | 1 |
| 04 | light, lx | 2 | | 13 | grideye: base °C, 64 × 0.1 °C above it | 65 |
| 05 | motion, since the last message | 1 | | 14 | pressure, 0.001 hPa | 4 |
| 06 | co2, ppm | 2 | | 15 | soundPeak, soundAvg, dB | 1, 1 |
| 07 | vdd, battery mV | 2 | | 16 | pulse2, since the last message | 2 |
| 08 | analog1, mV | 2 | | 17 | pulseAbs2, since the start | 4 |
| 09 | lat, long, as they are | 3, 3 | | 18 | analog2, mV | 2 |
| 0a | pulse1, since the last message | 2 | | 19 | externalTemperature2, 0.1 °C | 2 signed |
| 0b | pulseAbs, since the start | 4 | | 1a | digital2 | 1 |
| 0c | externalTemperature, 0.1 °C | 2 signed | | 1b | analogUv, µV | 4 signed |
| 0d | digital | 1 | | 1c | tvoc, ppb | 2 |
| 0e | distance, mm | 2 | | 3d | debug, read over | 4 |
| 0f | accMotion | 1 | | | | |

Several 19 in one frame (a chain of probes) make `externalTemperature2` a list. Counts since the
start are unsigned here; the vendor's formatter shows them below zero from 2^31 on.

Behind an unknown type nothing can be read: what stands before it is kept and the rest told in hex
as `unread`; when nothing stands before it the frame is refused.
"""

from collections.abc import Callable
from typing import Final

from devices.codecs.frame import at_least, failed
from devices.uplink import Fields

Read = Callable[[bytes], float]


def _unsigned(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _signed(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def _tenths(data: bytes) -> float:
    return _signed(data) / 10


def _hectopascal(data: bytes) -> float:
    return _signed(data) / 1000


_CHAIN: Final = 0x19
_GRIDEYE: Final = 0x13
_GRIDEYE_BYTES: Final = 65
#: Type -> its values side by side: name, bytes, how to read them.
_TABLE: Final[dict[int, tuple[tuple[str, int, Read], ...]]] = {
    0x01: (("temperature", 2, _tenths),),
    0x02: (("humidity", 1, _unsigned),),
    0x03: (("x", 1, _signed), ("y", 1, _signed), ("z", 1, _signed)),
    0x04: (("light", 2, _unsigned),),
    0x05: (("motion", 1, _unsigned),),
    0x06: (("co2", 2, _unsigned),),
    0x07: (("vdd", 2, _unsigned),),
    0x08: (("analog1", 2, _unsigned),),
    0x09: (("lat", 3, _unsigned), ("long", 3, _unsigned)),
    0x0A: (("pulse1", 2, _unsigned),),
    0x0B: (("pulseAbs", 4, _unsigned),),
    0x0C: (("externalTemperature", 2, _tenths),),
    0x0D: (("digital", 1, _unsigned),),
    0x0E: (("distance", 2, _unsigned),),
    0x0F: (("accMotion", 1, _unsigned),),
    0x10: (("irInternalTemperature", 2, _tenths), ("irExternalTemperature", 2, _tenths)),
    0x11: (("occupancy", 1, _unsigned),),
    0x12: (("waterleak", 1, _unsigned),),
    0x14: (("pressure", 4, _hectopascal),),
    0x15: (("soundPeak", 1, _unsigned), ("soundAvg", 1, _unsigned)),
    0x16: (("pulse2", 2, _unsigned),),
    0x17: (("pulseAbs2", 4, _unsigned),),
    0x18: (("analog2", 2, _unsigned),),
    _CHAIN: (("externalTemperature2", 2, _tenths),),
    0x1A: (("digital2", 1, _unsigned),),
    0x1B: (("analogUv", 4, _signed),),
    0x1C: (("tvoc", 2, _unsigned),),
    0x3D: (),
}
_SIZES: Final = {
    **{kind: sum(size for _, size, _ in values) for kind, values in _TABLE.items()},
    _GRIDEYE: _GRIDEYE_BYTES,
    0x3D: 4,
}


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the port can be set
    """Read one frame; fields as the vendor's formatter names them.

    Raises
    ------
    RejectedError
        Empty, cut short, longer than a radio frame, or begins with an unknown type.
    """
    at_least(payload, 2, "the shortest entry")
    fields: Fields = {}
    at = 0
    while at < len(payload):
        kind = payload[at]
        if kind not in _SIZES:
            if at == 0:
                raise failed(f"no type of Elsys is {kind:02x}; is the model right?")
            fields["unread"] = payload[at:].hex()
            break
        end = at + 1 + _SIZES[kind]
        if end > len(payload):
            raise failed(f"the entry at byte {at} has {end - at} bytes, the frame ends before")
        _put(fields, kind, payload[at + 1 : end])
        at = end
    return fields


def _put(fields: Fields, kind: int, data: bytes) -> None:
    if kind == _GRIDEYE:
        fields["grideye"] = [data[0] + tenths / 10 for tenths in data[1:]]
        return
    at = 0
    for name, size, read in _TABLE[kind]:
        value = read(data[at : at + size])
        if kind == _CHAIN and name in fields:
            before = fields[name]
            fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[name] = value
        at += size
