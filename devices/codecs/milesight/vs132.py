"""Milesight VS132 (3D ToF people counter): people in and out, of the device's life and its period.

Source: Milesight, VS132 user guide, "Device Payload"; frame form in `tlv`.

| channel, type | fields | bytes |
|---|---|---|
| ff 01 | protocol_version | 1 |
| ff 16 | sn | 8, hex |
| ff 09 | hardware_version | 2, `1.2` |
| ff 1f | firmware_version | 4, `132.1.0.1` |
| 03 d2 | total_counter_in | 4 |
| 04 d2 | total_counter_out | 4 |
| 05 cc | periodic_counter_in, periodic_counter_out | 2, 2 |

Answers: 03 report_interval (2, minutes), 04 confirm_mode_enable, 10 reboot, 40 adr_enable,
42 wifi_enable, 43 periodic_report_enable, 51 clear_total_count.
"""

from typing import Final

from devices.codecs.milesight.tlv import Table, enabled, number, row, version, yes
from devices.codecs.milesight.tlv import decode as _decode
from devices.uplink import Fields

TABLE: Final = Table(
    device="Milesight VS132",
    entries={
        (0xFF, 0x01): row(("protocol_version", 1, number)),
        (0xFF, 0x16): row(("sn", 8, bytes.hex)),
        (0xFF, 0x09): row(("hardware_version", 2, version)),
        (0xFF, 0x1F): row(("firmware_version", 4, version)),
        (0x03, 0xD2): row(("total_counter_in", 4, number)),
        (0x04, 0xD2): row(("total_counter_out", 4, number)),
        (0x05, 0xCC): row(("periodic_counter_in", 2, number), ("periodic_counter_out", 2, number)),
    },
    answers={
        0x03: row(("report_interval", 2, number)),
        0x04: row(("confirm_mode_enable", 1, enabled)),
        0x10: row(("reboot", 1, yes)),
        0x40: row(("adr_enable", 1, enabled)),
        0x42: row(("wifi_enable", 1, enabled)),
        0x43: row(("periodic_report_enable", 1, enabled)),
        0x51: row(("clear_total_count", 1, yes)),
    },
)


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the port can be set
    """Read one frame of a VS132.

    Raises
    ------
    RejectedError
        See `tlv.decode`.
    """
    return _decode(TABLE, payload)
