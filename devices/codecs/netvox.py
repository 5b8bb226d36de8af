"""Netvox sensors for outside air, climate, light and presence; the frame says which device it is.

Source: Netvox Technology, "LoRaWAN Application Command" of the devices below. Every frame has 11
bytes, numbers big-endian.

| fPort | bytes |
|---|---|
| 6 | 0 version 1; 1 device; 2 report: 0 tells 3 software 0.1, 4 hardware, 5-8 date in hex |
|   | digits; others: 3 battery 0.1 V, bit 7 low; 4-10 as below |
| 7 | 0 answer: 81 and 83 done (2: 0 success), 82 read (2-3 MinTime, 4-5 MaxTime in s, |
|   | 6 BatteryChange 0.1 V, 7-8 and 9-10 changes), 84 IRDisableTime (2-3), IRDetectionTime (4-5) |

| device | report | bytes 4-10 |
|---|---|---|
| 01 R711(R712), 0b R718A, 13 R718AB, 6e R720A | any | 4-5 Temp 0.01 °C, 6-7 Humi 0.01 % |
| 03 RB11E | any | 4-5 Temp, 6-7 Illuminance lx, 8 Occupy, 9 DisassembledAlarm |
| 04 R311G, 4b R311B | any | 4-5 Illuminance lx |
| 05 RA07Series, 09 R726Series, 0d RA07**YSeries, 57 R718PA, 58 R718PB | 1 to 14 | `_REPORTS` |

In the last group a probe that is not fitted says ffff (one byte: ff) and is told as `NoSensor`. A
weak battery is told as `3.1(low battery)`. Both are the vendor's words; its formatter also takes
the value 255 for a missing probe, which here is 255.
"""

from typing import Final

from devices.codecs.frame import exactly, failed, signed, unknown_port, unsigned
from devices.uplink import Fields

_FRAME_BYTES: Final = 11
_LOW: Final = 0x80
_CLIMATE: Final = {0x01: "R711(R712)", 0x0B: "R718A", 0x13: "R718AB", 0x6E: "R720A"}
_PRESENCE: Final = {0x03: "RB11E"}
_LIGHT: Final = {0x04: "R311G", 0x4B: "R311B"}
_PROBES: Final = {
    0x05: "RA07Series",
    0x09: "R726Series",
    0x0D: "RA07**YSeries",
    0x57: "R718PA",
    0x58: "R718PB",
}
_DEVICES: Final = {**_CLIMATE, **_PRESENCE, **_LIGHT, **_PROBES}
_COMMANDS: Final = {
    0x81: "ConfigReportRsp",
    0x82: "ReadConfigReportRsp",
    0x83: "SetIRDisableTimeRsp",
    0x84: "GetIRDisableTimeRsp",
}
_PM: Final = (("PM1_0", 4, 2, 1), ("PM2_5", 6, 2, 1), ("PM10", 8, 2, 1))
#: Report -> its values: name, first byte, bytes, divisor; a name in `_SIGNED` may be below zero.
_REPORTS: Final[dict[int, tuple[tuple[str, int, int, int], ...]]] = {
    1: _PM,
    2: _PM,
    3: (("um0_3", 4, 2, 1), ("um0_5", 6, 2, 1), ("um1_0", 8, 2, 1)),
    4: (("um2_5", 4, 2, 1), ("um5_0", 6, 2, 1), ("um10", 8, 2, 1)),
    5: (("O3", 4, 2, 10), ("CO", 6, 2, 10), ("NO", 8, 2, 10)),
    6: (("NO2", 4, 2, 10), ("SO2", 6, 2, 10), ("H2S", 8, 2, 10)),
    7: (("CO2", 4, 2, 10), ("NH3", 6, 2, 10), ("Noise", 8, 2, 10)),
    8: (("PH", 4, 2, 100), ("TempPH", 6, 2, 100), ("ORP", 8, 2, 1)),
    9: (("NTU", 4, 2, 10), ("TempNTU", 6, 2, 100), ("EC5SoildHumi", 8, 2, 100)),
    10: (
        ("SoildHumi5TE", 4, 2, 100),
        ("SoildTemp5TE", 6, 2, 100),
        ("WaterLevel", 8, 2, 1),
        ("EC5TE", 10, 1, 10),
    ),
    11: (("TempLDO", 4, 2, 100), ("LDO_DO", 6, 2, 100), ("LDO_Sat", 8, 2, 10)),
    12: (("Temperature", 4, 2, 100), ("Humidity", 6, 2, 100), ("WindSpeed", 8, 2, 100)),
    13: (("WindDirection", 4, 2, 1), ("Atomsphere", 6, 4, 100)),
    14: (("VOC", 4, 2, 10),),
}
_SIGNED: Final = {"TempPH", "ORP", "TempNTU", "SoildTemp5TE", "TempLDO", "Temperature"}


def decode(port: int, payload: bytes) -> Fields:
    """Read one frame; fields as the vendor's formatters name them.

    Raises
    ------
    RejectedError
        Another length than 11 bytes, or a device, report, answer or port that is not in the table.
    """
    if port not in (6, 7):
        raise unknown_port("a Netvox sensor", port, "6 and 7")
    exactly(payload, _FRAME_BYTES, "a frame of Netvox")
    device = _DEVICES.get(payload[1])
    if device is None:
        raise failed(f"no device of this table is {payload[1]:02x}; give the vendor's codec")
    return {"Device": device} | (_report(payload) if port == 6 else _answer(payload))


def _report(payload: bytes) -> Fields:
    if payload[0] != 1:
        raise failed(f"version {payload[0]} of a report, we know 1")
    if payload[2] == 0:
        return {
            "SWver": payload[3] / 10,
            "HWver": payload[4],
            "Datecode": payload[5:9].hex(),
        }
    return {"Volt": _volt(payload[3])} | _values(payload)


def _volt(byte: int) -> float | str:
    volt = (byte & ~_LOW) / 10
    return f"{volt:g}(low battery)" if byte & _LOW else volt


def _values(payload: bytes) -> Fields:
    if payload[1] in _CLIMATE:
        return {"Temp": signed(payload, 4, 2) / 100, "Humi": unsigned(payload, 6, 2) / 100}
    if payload[1] in _PRESENCE:
        return {
            "Temp": signed(payload, 4, 2) / 100,
            "Illuminance": unsigned(payload, 6, 2),
            "Occupy": payload[8],
            "DisassembledAlarm": payload[9],
        }
    if payload[1] in _LIGHT:
        return {"Illuminance": unsigned(payload, 4, 2)}
    if payload[2] not in _REPORTS:
        raise failed(f"no report of this device is {payload[2]}")
    return {
        name: _probe(name, payload[at : at + size], divisor)
        for name, at, size, divisor in _REPORTS[payload[2]]
    }


def _probe(name: str, data: bytes, divisor: int) -> float | str:
    if data.count(0xFF) == len(data):
        return "NoSensor"
    number = int.from_bytes(data, "big", signed=name in _SIGNED)
    return number if divisor == 1 else number / divisor


def _answer(payload: bytes) -> Fields:
    command = _COMMANDS.get(payload[0])
    if command is None or (payload[0] > 0x82 and payload[1] not in _PRESENCE):
        raise failed(f"no answer of this device is {payload[0]:02x}")
    fields: Fields = {"Cmd": command}
    if payload[0] in (0x81, 0x83):
        return fields | {"Status": "Failure" if payload[2] else "Success"}
    first, second = unsigned(payload, 2, 2), unsigned(payload, 4, 2)
    if payload[0] == 0x84:
        return fields | {"IRDisableTime": first, "IRDetectionTime": second}
    return fields | {"MinTime": first, "MaxTime": second} | _changes(payload)


def _changes(payload: bytes) -> Fields:
    """Return by how much a value must change to be reported before MaxTime."""
    if payload[1] in _PROBES:
        return {}
    one, other = unsigned(payload, 7, 2), unsigned(payload, 9, 2)
    changes: Fields = {"BatteryChange": payload[6] / 10}
    if payload[1] in _CLIMATE:
        return changes | {"TempChange": one / 100, "HumiChange": other / 100}
    if payload[1] in _PRESENCE:
        return changes | {"TempChange": one / 100, "IlluminanceChange": other}
    word = "Threshold" if payload[1] == 0x4B else "Change"
    return changes | {f"Illuminance{word}": one}
