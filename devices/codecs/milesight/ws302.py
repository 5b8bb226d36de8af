"""Milesight WS302: sound level, weighted as the device is set.

Source: Milesight, WS302 user guide, "Device Payload"; frame form in `tlv`.

| channel, type | fields | bytes |
|---|---|---|
| ff 01, 09, 0a, 16 | ipso_version, hardware_version, firmware_version, sn | 1, 2, 2, 8 |
| 01 75 | battery, % | 1 |
| 05 5b | weighting: bits 0-1 frequency (Z, A, C), bits 2-3 time (I, F, S); | 1, |
|       | then L<f><t>, L<f>eq, L<f><t>max in 0.1 dB, such as LAF, LAeq, LAFmax | 2, 2, 2 |

Answers: 10 reboot, 11 timestamp (4), 17 time_zone (2, tenths of an hour),
1d frequency_weighting_type, time_weighting_type, 2d led_indicator_enable, 3b time_sync_enable.
"""

from typing import Final

from devices.codecs.frame import failed
from devices.codecs.milesight.tlv import Entry, Table, enabled, number, one_of, row, yes
from devices.codecs.milesight.tlv import decode as _decode
from devices.uplink import Fields

_FREQUENCY: Final = {0: "Z", 1: "A", 2: "C"}
_TIME: Final = {0: "I", 1: "F", 2: "S"}
#: Tenths of an hour that the device's table has, besides whole hours from -12 to 14.
_ODD_ZONES: Final = {-95, -35, 35, 45, 55, 57, 65, 95, 105, 127}
_MINUTES: Final = {5: 30, 7: 45}


def _zone(data: bytes) -> str:
    tenths = int.from_bytes(data, "little", signed=True)
    whole = tenths % 10 == 0 and -120 <= tenths <= 140
    if not whole and tenths not in _ODD_ZONES:
        return "unknown"
    if tenths == 0:
        return "UTC"
    hours, rest = divmod(abs(tenths), 10)
    minutes = f":{_MINUTES[rest]}" if rest else ""
    return f"UTC{'-' if tenths < 0 else '+'}{hours}{minutes}"


def _sound(data: bytes) -> Fields:
    frequency, time = _FREQUENCY.get(data[0] & 3), _TIME.get(data[0] >> 2 & 3)
    if frequency is None or time is None:
        raise failed(f"a WS302 has no weighting {data[0]:02x}")
    return {
        f"L{frequency}{time}": number(data[1:3]) / 10,
        f"L{frequency}eq": number(data[3:5]) / 10,
        f"L{frequency}{time}max": number(data[5:7]) / 10,
    }


TABLE: Final = Table(
    device="Milesight WS302",
    entries={
        (0xFF, 0x01): row(("ipso_version", 1, lambda data: f"v{data[0] >> 4}.{data[0] & 15}")),
        (0xFF, 0x09): row(("hardware_version", 2, lambda data: f"v{data[0]:x}.{data[1] >> 4}")),
        (0xFF, 0x0A): row(("firmware_version", 2, lambda data: f"v{data[0]:x}.{data[1]:x}")),
        (0xFF, 0x16): row(("sn", 8, bytes.hex)),
        (0x01, 0x75): row(("battery", 1, number)),
        (0x05, 0x5B): Entry(7, _sound),
    },
    answers={
        0x10: row(("reboot", 1, yes)),
        0x11: row(("timestamp", 4, number)),
        0x17: row(("time_zone", 2, _zone)),
        0x1D: row(
            ("frequency_weighting_type", 1, one_of(_FREQUENCY)),
            ("time_weighting_type", 1, one_of(_TIME)),
        ),
        0x2D: row(("led_indicator_enable", 1, enabled)),
        0x3B: row(("time_sync_enable", 1, yes)),
    },
)


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the port can be set
    """Read one frame of a WS302.

    Raises
    ------
    RejectedError
        See `tlv.decode`; or a weighting the device does not have.
    """
    return _decode(TABLE, payload)
