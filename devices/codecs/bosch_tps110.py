"""Bosch Parking Lot Sensor TPS110 (PLS): one byte says whether the bay is taken.

Source: Bosch Connected Devices and Solutions, "Parking Lot Sensor – Communication Interface –
Technical Description" V0.23.3 and V0.29.4, section "LoRaWAN interface"; for firmware 0.39 the
published examples of its start-up message.

| fPort | message | bytes |
|---|---|---|
| 1 | parking status | 0: bit 0 occupied; 1 (newer firmware): temperature, int8 °C |
| 2 | heartbeat | 0: bit 0 occupied; 1 (newer firmware): temperature, int8 °C |
| 3 | start-up | 0-11: three debug codes, 12 bits little-endian in four bytes each, 0 = none; |
|   |          | 12-14: firmware; 15: reset cause; 16: bit 0 occupied (may be missing) |
| 4 | device information | on request, as it is |
| 5 | device usage | on request, as it is |
| 6 | debug | 0-3: device's seconds, 4-5: debug code (12 bits), 8-9: number; all LE |

Reset cause: 1 watchdog, 2 power on, 3 system request; 4 is "other" up to firmware 0.29 and
"external pin" later, where 5 lock-up, 6 brown-out and 7 other were added. 0 and others: not said.

Of a status byte only bit 0 has a meaning: 0x00 is "free", not an empty message.
"""

from typing import Final

from devices.codecs.frame import at_least, dotted, exactly, failed, unknown_port, unsigned_le
from devices.uplink import Fields

_STATUS_MAX_BYTES: Final = 2
_STARTUP_MIN_BYTES: Final = 16
_STARTUP_MAX_BYTES: Final = 17
_DEBUG_MIN_BYTES: Final = 10
_OCCUPIED_AT: Final = 16
_CODE_MASK: Final = 0x0FFF
_RESET_CAUSES: Final = {1: "watchdog", 2: "power on", 3: "system request", 4: "other"}
_LATER_RESET_CAUSES: Final = _RESET_CAUSES | {
    4: "external pin",
    5: "lockup",
    6: "brownout",
    7: "other",
}
#: The last family of firmware in which reset cause 4 is "other".
_OTHER_IS_4_UNTIL: Final = (0, 29, 255)


def decode(port: int, payload: bytes) -> Fields:
    """Read one frame; fields as The Things Network's formatter of the sensor names them.

    Raises
    ------
    RejectedError
        Cut short, longer than the message of its port, or a port the sensor does not use.
    """
    match port:
        case 1:
            return {"type": "parking status"} | _status(payload)
        case 2:
            return {"type": "heartbeat"} | _status(payload)
        case 3:
            return _startup(payload)
        case 4 | 5:
            at_least(payload, 1, "an answer")
            kind = "device information" if port == 4 else "device usage"
            return {"type": kind, "bytes": list(payload)}
        case 6:
            return _debug(payload)
        case _:
            raise unknown_port("a Bosch TPS110", port, "1 to 6")


def _status(payload: bytes) -> Fields:
    at_least(payload, 1, "a status")
    if len(payload) > _STATUS_MAX_BYTES:
        raise failed(f"a status has 1 or 2 bytes, this frame has {len(payload)}")
    fields: Fields = {"occupied": bool(payload[0] & 1)}
    if len(payload) == _STATUS_MAX_BYTES:
        fields["temperature"] = payload[1] - 256 if payload[1] & 0x80 else payload[1]
    return fields


def _startup(payload: bytes) -> Fields:
    at_least(payload, _STARTUP_MIN_BYTES, "a start-up message")
    if len(payload) > _STARTUP_MAX_BYTES:
        exactly(payload, _STARTUP_MAX_BYTES, "a start-up message")
    codes = (unsigned_le(payload, at, 2) & _CODE_MASK for at in (0, 4, 8))
    fields: Fields = {
        "type": "startup",
        "debugCodes": [code for code in codes if code],
        "firmwareVersion": dotted(payload[12:15]),
    }
    later = tuple(payload[12:15]) > _OTHER_IS_4_UNTIL
    cause = (_LATER_RESET_CAUSES if later else _RESET_CAUSES).get(payload[15])
    if cause is not None:
        fields["resetCause"] = cause
    if len(payload) > _OCCUPIED_AT:
        fields["occupied"] = bool(payload[_OCCUPIED_AT] & 1)
    return fields


def _debug(payload: bytes) -> Fields:
    at_least(payload, _DEBUG_MIN_BYTES, "a debug message")
    return {
        "type": "debug",
        "timestamp": unsigned_le(payload, 0, 4),
        "debugCode": unsigned_le(payload, 4, 2) & _CODE_MASK,
        "sequenceNumber": unsigned_le(payload, 8, 2),
    }
