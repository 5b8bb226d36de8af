"""Nwave parking sensors and car counter; which of the three it is must be known from the model.

Source: Nwave, "LoRaWAN sensors: message format" of the NPS310SM (third generation), NPS405 (G4)
and NCC405 (G4 car counter); examples in The Things Network's device repository, vendor/nwave.

NPS310 (`nwave-nps310`)

| fPort | message | bytes |
|---|---|---|
| 1 | parking status | 0: bit 0 occupied |
| 2 | heartbeat | 0: bit 0 occupied |
| 3 | start-up | 0-2: firmware; 3: reset cause; 4: bit 0 occupied |
| 6 | debug | as it is |

NPS405 (`nwave-nps405`)

| fPort | message | bytes |
|---|---|---|
| 1 | parking status | 0: bit 0 occupied, bits 1-7 how long the state before it lasted (below) |
| 2 | heartbeat | 0: bit 0 occupied, bits 0-6 hardware health; 1: battery 2.5 V + 4 mV each; |
|   |           | 2: temperature, int8, 10 °C + 0.5 °C each; further bytes reserved |
| 3 | start-up | 0-2: firmware; 3: reset cause; 4: bit 0 occupied |
| 6 | debug | as it is |
| 10 | tag read | 0: as of port 1 when bit 0 is set; then 4 bytes tag id; in frames of 6 bytes |
|    |          | (older firmware) the battery of the tag, 0.1 V each, stands before the id |

Duration in minutes, compressed to 7 bits: 0-89 as they are; 90-119: 90 + 5 each (up to 4 more);
120-126: 240 + 60 each (up to 59 more); 127: 660 or more.

NCC405 (`nwave-ncc405`)

| fPort | message | bytes |
|---|---|---|
| 1 | counter update | 0-1: vehicles since the start, uint16, starts again at 65,536 |
| 2 | heartbeat | 0: bits 0-6 hardware health; 1: battery 2.5 V + 4 mV each; 2: its mean of 24 h |
| 3 | start-up | 0-2: firmware; 3: reset cause |
| 6 | debug | as it is |

Formatters published at first had the two parts of byte 0 the other way round and the counter's
health shifted by 3; the vendor's examples and the later formatters are followed.
"""

from collections.abc import Callable
from typing import Final

from devices.codecs.frame import at_least, dotted, exactly, failed, unknown_port, unsigned
from devices.uplink import Fields

_RESET_CAUSES_NPS310: Final = {
    1: "watchdog",
    2: "power_on",
    3: "user_request",
    4: "brownout",
    5: "other",
}
_RESET_CAUSES_G4: Final = {
    0: "rejoining_lorawan_network",
    1: "watchdog",
    2: "power_on",
    3: "user_request",
    6: "brownout",
    7: "other",
}
_LONGEST: Final = 127
_COLD_BELOW_C: Final = -5
_TAG_BYTES: Final = 5
_TAG_WITH_BATTERY_BYTES: Final = 6


def decode_nps310(port: int, payload: bytes) -> Fields:
    """Read a frame of the NPS310SM.

    Raises
    ------
    RejectedError
        Cut short, longer than the message of its port, or a port the sensor does not use.
    """
    match port:
        case 1 | 2:
            exactly(payload, 1, "a status")
            kind = "parking_status" if port == 1 else "heartbeat"
            return {"type": kind, "occupied": bool(payload[0] & 1)}
        case 3:
            exactly(payload, 5, "a start-up message")
            started = _startup(payload, _RESET_CAUSES_NPS310)
            return started | {"occupied": bool(payload[4] & 1)}
        case 6:
            return _debug(payload)
        case _:
            raise unknown_port("an Nwave NPS310", port, "1, 2, 3 and 6")


def decode_nps405(port: int, payload: bytes) -> Fields:
    """Read a frame of the NPS405SM or NPS405FM.

    Raises
    ------
    RejectedError
        Cut short, longer than the message of its port, or a port the sensor does not use.
    """
    match port:
        case 1:
            exactly(payload, 1, "a status")
            return {"type": "parking_status", "occupied": bool(payload[0] & 1)} | _before(payload)
        case 2:
            return _heartbeat_nps405(payload)
        case 3:
            exactly(payload, 5, "a start-up message")
            started = _startup(payload, _RESET_CAUSES_G4)
            return started | {"occupied": bool(payload[4] & 1)}
        case 6:
            return _debug(payload)
        case 10:
            return _tag(payload)
        case _:
            raise unknown_port("an Nwave NPS405", port, "1, 2, 3, 6 and 10")


def decode_ncc405(port: int, payload: bytes) -> Fields:
    """Read a frame of the car counter NCC405SM or NCC405FM.

    Raises
    ------
    RejectedError
        Cut short, longer than the message of its port, or a port the counter does not use.
    """
    match port:
        case 1:
            exactly(payload, 2, "a counter update")
            return {"type": "counter_update", "counter_value": unsigned(payload, 0, 2)}
        case 2:
            at_least(payload, 3, "a heartbeat")
            return {
                "type": "heartbeat",
                "hw_health_status": payload[0] & 0x7F,
                "battery_voltage": _battery_mv(payload[1]) / 1000,
                "battery_voltage_mean_24h": _battery_mv(payload[2]) / 1000,
            }
        case 3:
            at_least(payload, 4, "a start-up message")
            return _startup(payload, _RESET_CAUSES_G4)
        case 6:
            return _debug(payload)
        case _:
            raise unknown_port("an Nwave NCC405", port, "1, 2, 3 and 6")


CODECS: Final[dict[str, Callable[[int, bytes], Fields]]] = {
    "nwave-nps310": decode_nps310,
    "nwave-nps405": decode_nps405,
    "nwave-ncc405": decode_ncc405,
}


def _battery_mv(byte: int) -> int:
    return 2500 + byte * 4


def _debug(payload: bytes) -> Fields:
    at_least(payload, 1, "a debug message")
    return {"type": "debug", "bytes": list(payload)}


def _startup(payload: bytes, causes: dict[int, str]) -> Fields:
    fields: Fields = {"type": "startup", "firmware_version": dotted(payload[:3])}
    if payload[3] in causes:
        fields["reset_cause"] = causes[payload[3]]
    return fields


def _before(payload: bytes) -> Fields:
    """Return how long the state before this one lasted, in minutes."""
    short = payload[0] >> 1
    if short < 90:
        minutes, error = short, 0
    elif short < 120:
        minutes, error = 90 + (short - 90) * 5, 4
    else:
        minutes, error = 240 + (short - 120) * 60, 59
    return {
        "previous_state_duration": minutes,
        "previous_state_duration_error": None if short == _LONGEST else error,
        "previous_state_duration_overflow": short == _LONGEST,
    }


def _heartbeat_nps405(payload: bytes) -> Fields:
    at_least(payload, 3, "a heartbeat")
    temperature_c = int.from_bytes(payload[2:3], signed=True) / 2 + 10
    battery_mv = _battery_mv(payload[1])
    # The limits fall by 0.1 V in the cold, where every lithium cell sags.
    low_mv = 2900 if temperature_c < _COLD_BELOW_C else 3000
    health = "normal" if battery_mv >= low_mv else "low"
    return {
        "type": "heartbeat",
        "occupied": bool(payload[0] & 1),
        "hw_health_status": payload[0] & 0x7F,
        "temperature": temperature_c,
        "battery_voltage": battery_mv / 1000,
        "battery_health": "critical" if battery_mv < low_mv - 100 else health,
    }


def _tag(payload: bytes) -> Fields:
    at_least(payload, _TAG_BYTES, "a tag message")
    if len(payload) > _TAG_WITH_BATTERY_BYTES:
        raise failed(f"a tag message has 5 or 6 bytes, this frame has {len(payload)}")
    fields: Fields = {"type": "user_registration"}
    if payload[0] & 1:
        fields |= {"occupied": True} | _before(payload)
    else:
        unknown = ("duration", "duration_error", "duration_overflow")
        fields |= {"occupied": None} | {f"previous_state_{word}": None for word in unknown}
    if len(payload) == _TAG_WITH_BATTERY_BYTES:
        fields["tag_battery_voltage"] = payload[1] / 10
    # Without leading zeros, as the vendor's formatter prints it.
    fields["tag_id"] = f"{unsigned(payload, len(payload) - 4, 4):X}"
    return fields
