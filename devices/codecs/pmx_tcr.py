"""PMX (until 2023 Parametric) TCR radar: vehicles by direction and category with their mean speed.

Sources: PMX Systems AG, "TCR LoRaWAN Payload Description", firmware 1.x (first byte a2, c2, d2);
Parametric GmbH, "TCR LoRaWAN Payload Description" V1.3 and V2.2 (first byte be).

PMX firmware, numbers big-endian

| fPort | first byte | message | bytes |
|---|---|---|---|
| 13 | a2 | unfiltered detections, names ud_… | see below |
| 14-17 | a2 | filter category 1-4, names cat1_… to cat4_… | see below |
| 1 | c2 | answer to a configuration | 1: key; 2 (or 2-3): its value |
| 190 | d2 | identity | 1: type; 2: licence; 3: speed class; 4: major, minor in 4 bits each; |
|     |    |          | 5: patch; 6-7: the same of the solar charger |

a2, 10 bytes: 1 hour and 2 minute of the end of the interval (told as 100 * hour + minute, the
radar's own clock), 3-4 left-to-right count, 5 its mean speed in km/h, 6-7 right-to-left count,
8 its mean speed, 9 supply voltage in 0.1 V. Counts are of this interval. Firmware 2.2 of
Parametric uses the same first byte on 14 to 17.

Parametric firmware, numbers big-endian

| fPort | first bytes | message | bytes |
|---|---|---|---|
| 15 | be 02 01 | counters V1, 32 bytes | 3: battery %; 4-5: solar mW; 6-7: 0.1 °C; 8-31: classes |
| 15 | be 02 02 | counters V2, 33 bytes | 3-4: battery mV; 5-6: solar mW; 7-8: 0.1 °C; 9-32 |
| 190 | be 02 02 or 03 | configuration V2, V3 | names in `_CONFIGURATION` |
| 190 | be 02 xx d2 | identity, 10 bytes | 2: type; 4: speed class; 6-7, 8-9: versions as above |

A class takes 6 bytes: count from the left, its mean speed in km/h, count and speed from the right.
"""

from typing import Final

from devices.codecs.frame import at_least, dotted, exactly, failed, signed, unknown_port, unsigned
from devices.uplink import Fields

_TYPES: Final = (
    "TCR-LS",
    "TCR-LSS",
    "TCR-HS",
    "TCR-HSS",
    "TCR-LSA",
    "TCR-LSB",
    "TCR-HSA",
    "TCR-HSB",
    "TCR-LSBS",
    "TCR-HSBS",
    "TCR-DLI",
    "TCR-DLE",
    "TCR-SLI",
    "TCR-SLE",
    "PCR2-OD",
    "PCR2-ODS",
)
_LEVELS: Final = ("BASIC", "ADVANCED", "PRO")
_SPEED_CLASSES: Final = ("P", "LS", "HS")
_CATEGORIES: Final = {13: "ud", 14: "cat1", 15: "cat2", 16: "cat3", 17: "cat4"}
_CATEGORY_KEYS: Final = ("ENABLED", "MIN_SIZE", "MAX_SIZE", "MIN_SPEED", "MAX_SPEED")
#: What a configuration's key sets; the names are the vendor's.
_KEYS: Final = {
    (category << 4) + number: f"LR_CF_CMD_CAT{category}_{word}"
    for category in range(5)
    for number, word in enumerate(_CATEGORY_KEYS, 1)
} | {
    0x51: "LR_CF_CMD_LIC_KEY",
    0x52: "LR_CF_CMD_FU_LEVEL",
    0x53: "LR_CF_CMD_SPEED_CLASS",
    0x54: "LR_CF_CMD_MEAS_INTERVAL",
    0x61: "LR_CF_CMD_RADAR_ENABLED",
    0x62: "LR_CF_CMD_RADAR_CHANNEL",
    0x63: "LR_CF_CMD_RADAR_SENS",
    0x64: "LR_CF_CMD_RADAR_AUTOSENS",
    0x71: "LR_CF_CMD_LORA_UL_CONFIRMED",
    0xCC: "LR_CF_CMD_CLEAR",
    0xCF: "LR_CF_CMD_CONFIG_SEQ",
    0xDF: "LR_CF_CMD_DEFAULTS",
    0xEE: "LR_CF_CMD_RESTART",
}
#: Name and size in bytes, from byte 7 on; `autotuning` is new in V3.
_SPEED_WINDOWS: Final = tuple(
    (f"SC{number}_{end}", 1) for number in range(4) for end in ("START", "END")
)
_CONFIGURATION: Final = {
    version: (
        ("OperatingMode", 1),
        ("DeviceClass", 1),
        ("UplinkType", 1),
        ("UplinkInterval", 2),
        ("LinkCheckInterval", 2),
        ("HoldoffTime", 2),
        *autotuning,
        ("RadarSensitivity", 1),
        ("LTRLaneDist", 2),
        ("RTLLaneDist", 2),
        *_SPEED_WINDOWS,
    )
    for version, autotuning in {2: (), 3: (("RadarAutotuning", 1),)}.items()
}
_PARAMETRIC: Final = b"\xbe\x02"
_IDENTITY: Final = 0xD2


def decode(port: int, payload: bytes) -> Fields:
    """Read one frame; fields as the vendor's formatter names them.

    Raises
    ------
    RejectedError
        Another length or first byte than the messages of the port have, or a port never used.
    """
    at_least(payload, 3, "the shortest message of a TCR")
    match port, payload[0]:
        case 15, 0xBE:
            return _parametric_counters(payload)
        case 190, 0xBE if payload[:2] == _PARAMETRIC:
            return _parametric_identity(payload)
        case 190, 0xD2:
            exactly(payload, 8, "an identity")
            return {
                **_named("typestr", _TYPES, payload[1]),
                **_named("fu_level", _LEVELS, payload[2]),
                **_named("speedclass", _SPEED_CLASSES, payload[3]),
                "fw_version": _version(payload[4:6]),
                "sbx_version": _version(payload[6:8]),
            }
        case 1, 0xC2:
            return _configured(payload)
        case ((13 | 14 | 15 | 16 | 17), 0xA2):
            return _counters(_CATEGORIES[port], payload)
        case ((1 | 13 | 14 | 15 | 16 | 17 | 190), first):
            raise failed(f"no message of a TCR on fPort {port} begins with {first:02x}")
        case _:
            raise unknown_port("a TCR", port, "1, 13 to 17 and 190")


def _named(key: str, names: tuple[str, ...], number: int) -> Fields:
    """Return the name of a number; nothing when it is newer than this table."""
    return {key: names[number]} if number < len(names) else {}


def _version(two: bytes) -> str:
    return f"{two[0] >> 4}.{two[0] & 0x0F}.{two[1]}"


def _counters(category: str, payload: bytes) -> Fields:
    exactly(payload, 10, "a counter message")
    return {
        f"{category}_time": payload[1] * 100 + payload[2],
        f"{category}_ltr_cnt": unsigned(payload, 3, 2),
        f"{category}_ltr_spd": payload[5],
        f"{category}_rtl_cnt": unsigned(payload, 6, 2),
        f"{category}_rtl_spd": payload[8],
        "volts": payload[9] / 10,
    }


def _configured(payload: bytes) -> Fields:
    if len(payload) > 4:
        raise failed(f"an answer has 3 or 4 bytes, this frame has {len(payload)}")
    if payload[1] not in _KEYS:
        raise failed(f"a TCR has no setting {payload[1]:02x}")
    return {_KEYS[payload[1]]: unsigned(payload, 2, len(payload) - 2)}


def _parametric_counters(payload: bytes) -> Fields:
    sizes = {1: 1, 2: 2}  # bytes of the battery, by version of the message
    if payload[:2] != _PARAMETRIC or payload[2] not in sizes:
        raise failed(f"counters begin with be0201 or be0202, not {payload[:3].hex()}")
    at = 3 + sizes[payload[2]]
    exactly(payload, at + 28, f"counters V{payload[2]}")
    fields: Fields = {
        "SBX_BATT": unsigned(payload, 3, at - 3),
        "SBX_PV": unsigned(payload, at, 2),
        "TEMP": signed(payload, at + 2, 2) / 10,
    }
    sides = [f"{side}{number}" for number in range(4) for side in "LR"]
    for index, side in enumerate(sides):
        start = at + 4 + index * 3
        fields[f"{side}_CNT"] = unsigned(payload, start, 2)
        fields[f"{side}_AVG"] = payload[start + 2]
    return fields


def _parametric_identity(payload: bytes) -> Fields:
    at_least(payload, 10, "an identity")
    if payload[3] == _IDENTITY and len(payload) == 10:
        return {
            **_named("typestr", _TYPES, payload[2]),
            **_named("speedclass", _SPEED_CLASSES, payload[4]),
            "fw_version": _version(payload[6:8]),
            "sbx_version": _version(payload[8:10]),
        }
    table = _CONFIGURATION.get(payload[2])
    if table is None:
        raise failed(f"a configuration begins with be0202 or be0203, not {payload[:3].hex()}")
    exactly(payload, 7 + sum(size for _, size in table), f"configuration V{payload[2]}")
    fields = _named("DeviceType", _TYPES, payload[3])
    fields["FirmwareVersion"] = dotted(payload[4:7])
    at = 7
    for name, size in table:
        fields[name] = unsigned(payload, at, size)
        at += size
    return fields
