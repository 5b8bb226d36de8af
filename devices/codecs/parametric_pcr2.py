"""Parametric PCR2 radar people counter: people by direction since the last message and in total.

Source: Parametric GmbH (now PMX), "PCR2 Application Payload" V2 to V4 and "PCR2 Configuration
Payload" V2 to V6. Numbers big-endian.

| fPort | first bytes | message | bytes |
|---|---|---|---|
| 14 | 0a | V2, tags of Elsys | 0a: left-to-right, uint16; 16: right-to-left; 01: 0.1 °C, int16 |
| 14 | be 01 03 | V3, 16 bytes | 3-4 LTR, 5-6 RTL, 7-8 LTR_SUM, 9-10 RTL_SUM, 11 battery %, |
|    |          |              | 12-13 solar mW, 14-15 temperature, 0.1 °C |
| 14 | be 01 04 | V4, 17 bytes | as V3, but 11-12 battery mV, and so on |
| 14 | be 01 xx a5 | V5, 10 bytes | 2 type, 4-5 LTR, 6-7 RTL, 8 battery (0.1 V), 9 message number |
| 190 | be 01 xx d5 | identity, 9 bytes | 2 type; 5-6, 7-8: versions, 4 bits, 4 bits, 1 byte |
| 190 | none | configuration V2, 14 bytes | names in `_FIELDS`, from byte 0 on |
| 190 | be 01 03 to 06 | V3 20, V4 31, V5 34, V6 35 bytes | names in `_FIELDS`, from byte 3 on |

LTR_SUM and RTL_SUM count from power-up and start again at 65,536. DIFF is the distance of the two.
V5 tells the battery in mV. TEMP is told in whole °C, rounded down, as the vendor does.
"""

from typing import Final

from devices.codecs.frame import at_least, dotted, exactly, failed, signed, unknown_port, unsigned
from devices.uplink import Fields

_TAGS: Final = {0x0A: "LTR", 0x16: "RTL", 0x01: "TEMP"}
_TAG_BYTES: Final = 3
_VERSION_BYTES: Final = 3
_V5_BYTES: Final = 10
_V5_MARK: Final = 0xA5
_IDENTITY_BYTES: Final = 9
_IDENTITY_MARK: Final = 0xD5
_PREFIX: Final = b"\xbe\x01"
_TYPES: Final = {
    0: "PCR2-IN",
    1: "PCR2-OD",
    4: "PCR2-XIO",
    5: "PCR2-ODS",
    6: "PCR2-ODA",
    7: "PCR2-ODB",
    8: "PCR2-ODBS",
}

_LEGACY: Final = ("OperationMode", "PayloadType", "UplinkType")
_HEAD: Final = ("OperationMode", "PayloadType", "DeviceClass", "UplinkType")
_INTERVALS: Final = ("UplinkInterval", "LinkCheckInterval")
_RADAR: Final = ("MinDist", "MaxDist", "MinSpeed", "MaxSpeed")
_V5: Final = (
    *_HEAD,
    *_INTERVALS,
    "CapacityLimit",
    "HoldoffTime",
    "InactivityTimeout",
    "RadarEnabled",
    "BeamAngle",
    *_RADAR,
    "RadarAutotune",
    "RadarSensitivity",
    "SBXVersion",
)
#: Length of a configuration -> first byte of its fields, and their names in order.
_FIELDS: Final[dict[int, tuple[int, tuple[str, ...]]]] = {
    14: (0, (*_LEGACY, *_INTERVALS, "HoldoffTime", "RadarSensitivity")),
    20: (
        3,
        (
            "OperatingMode",
            *_HEAD[1:],
            *_INTERVALS,
            "CapacityLimit",
            "HoldoffTime",
            "RadarSensitivity",
        ),
    ),
    31: (
        3,
        (
            *_HEAD,
            *_INTERVALS,
            "CapacityLimit",
            "HoldoffTime",
            "InactivityTimeout",
            "MountingDirection",
            "MountingTilt",
            "DetectionAngle",
            *_RADAR,
            "RadarSensitivity",
        ),
    ),
    34: (3, _V5),
    35: (3, (*_V5, "RadarChannel")),
}
_VERSIONS: Final = {20: 3, 31: 4, 34: 5, 35: 6}
_TWO_BYTES: Final = {
    *_INTERVALS,
    "CapacityLimit",
    "HoldoffTime",
    "InactivityTimeout",
    "MinDist",
    "MaxDist",
}


def decode(port: int, payload: bytes) -> Fields:
    """Read one frame; fields as the vendor's formatter names them.

    Raises
    ------
    RejectedError
        Another length or first byte than the messages of the port have, or a port never used.
    """
    at_least(payload, _TAG_BYTES, "the shortest message of a PCR2")
    match port:
        case 14 if payload[0] == 0xBE:
            return _extended(payload)
        case 14:
            return _tagged(payload)
        case 190:
            return _configuration(payload)
        case _:
            raise unknown_port("a PCR2", port, "14 and 190")


def _tagged(payload: bytes) -> Fields:
    if len(payload) % _TAG_BYTES or payload[0] != 0x0A:
        raise failed("counters begin with 0a, be0103 or be0104, and tags have 3 bytes each")
    fields: Fields = {}
    for at in range(0, len(payload), _TAG_BYTES):
        name = _TAGS.get(payload[at])
        if name is None:
            raise failed(f"no tag of a PCR2 is {payload[at]:02x}, at byte {at}")
        value = signed(payload, at + 1, 2) // 10 if name == "TEMP" else unsigned(payload, at + 1, 2)
        fields[name] = value
    return fields


def _extended(payload: bytes) -> Fields:
    if len(payload) == _V5_BYTES and payload[:2] == _PREFIX and payload[3] == _V5_MARK:
        return _type(payload) | {
            "LTR": unsigned(payload, 4, 2),
            "RTL": unsigned(payload, 6, 2),
            "SBX_BATT": payload[8] * 100,
            "DCNT": payload[9],
        }
    lengths = {b"\xbe\x01\x03": 16, b"\xbe\x01\x04": 17}
    length = lengths.get(payload[:3])
    if length is None:
        raise failed(f"counters begin with be0103, be0104 or be01xxa5, not {payload[:4].hex()}")
    exactly(payload, length, f"counters V{payload[2]}")
    ltr_sum, rtl_sum = unsigned(payload, 7, 2), unsigned(payload, 9, 2)
    return {
        "LTR": unsigned(payload, 3, 2),
        "RTL": unsigned(payload, 5, 2),
        "LTR_SUM": ltr_sum,
        "RTL_SUM": rtl_sum,
        "SBX_BATT": unsigned(payload, 11, length - 15),
        "SBX_PV": unsigned(payload, length - 4, 2),
        "DIFF": abs(ltr_sum - rtl_sum),
        "TEMP": signed(payload, length - 2, 2) // 10,
    }


def _type(payload: bytes) -> Fields:
    """Return the type of the device; nothing when it is newer than this table."""
    return {"DevType": _TYPES[payload[2]]} if payload[2] in _TYPES else {}


def _identity(payload: bytes) -> Fields:
    if payload[:2] != _PREFIX or payload[3] != _IDENTITY_MARK:
        raise failed(f"an identity begins with be01xxd5, not {payload[:4].hex()}")
    return _type(payload) | {
        "Firmware": f"{payload[5] >> 4}.{payload[5] & 15}.{payload[6]}",
        "SBXVersion": f"{payload[7] >> 4}.{payload[7] & 15}.{payload[8]}",
    }


def _configuration(payload: bytes) -> Fields:
    if len(payload) == _IDENTITY_BYTES:
        return _identity(payload)
    if len(payload) not in _FIELDS:
        raise failed(f"no configuration of a PCR2 has {len(payload)} bytes")
    at, names = _FIELDS[len(payload)]
    if at and payload[:3] != bytes((0xBE, 1, _VERSIONS[len(payload)])):
        raise failed(
            f"a configuration of {len(payload)} bytes begins with "
            f"be010{_VERSIONS[len(payload)]}, not {payload[:3].hex()}"
        )
    # V3 and V4 say FirmwareVersion in one published formatter, Firmware in the other.
    fields: Fields = {"DeviceType": payload[at], "Firmware": dotted(payload[at + 1 : at + 4])}
    at += 4
    for name in names:
        if name == "SBXVersion":
            fields[name] = dotted(payload[at : at + _VERSION_BYTES])
            at += _VERSION_BYTES
            continue
        size = 2 if name in _TWO_BYTES else 1
        fields[name] = unsigned(payload, at, size)
        at += size
    return fields
