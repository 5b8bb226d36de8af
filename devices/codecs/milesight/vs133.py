"""Milesight VS133 and VS135 (AI ToF people counters): people over up to four lines, four regions.

Source: Milesight, VS133 and VS135 user guides, "Device Payload"; frame form in `tlv`. History
(firmware 1.0.9 and later) uses the channel as data type; the child counters need a child filter.

| channel, type | fields (n = 1 to 4) | bytes | data type in history |
|---|---|---|---|
| ff 01 | ipso_version | 1, `v0.1` | |
| ff 09 | hardware_version | 2, `v1.2` | |
| ff 1f | firmware_version | 4, `v133.1.0.9` | |
| ff 16 | sn | 8, hex | |
| 03, 06, 09, 0c d2 | line_n_total_in | 4 | the channel |
| 04, 07, 0a, 0d d2 | line_n_total_out | 4 | the channel |
| 05, 08, 0b, 0e cc | line_n_period_in, line_n_period_out | 2, 2 | the channel |
| 11, 14, 17, 1a d2 | line_n_child_total_in | 4 | the channel |
| 12, 15, 18, 1b d2 | line_n_child_total_out | 4 | the channel |
| 13, 16, 19, 1c cc | line_n_child_period_in, line_n_child_period_out | 2, 2 | the channel |
| 0f e3 | region_1_count to region_4_count | 1 each | 0f |
| 1d e3 | region_1_child_count to region_4_child_count | 1 each | 1d |
| 10 e4 | number, region_<number>_avg_dwell, …_max_dwell (s) | 1, 2, 2 | 10 avg, 20 max: 1, 2 |
| 1e e4 | number, region_<number>_child_avg_dwell, …_max_dwell | 1, 2, 2 | 1e avg, 3c max: 1, 2 |
| 50 fc | reserved, node, alarm: master_ or node_<node>_occlusion_alarm | 1, 1, 1 | |

Answers: 03 report_interval (2), 04 confirm_mode_enable, 10 reboot, 11 timestamp (4),
27 clear_history, 40 adr_enable, 42 wifi_enable, 43 periodic_report_enable,
44 trigger_report_enable, 51 clear_total_count, 68 history_enable, 69 retransmit_enable,
6a kind (0 retransmit_interval, 1 resend_interval) and 2 bytes, 6d stop_transmit.
Newer answers: 84 sync_time_from_gateway_config (1 enable, 2 period), 85 rejoin_config (1 enable,
1 max_count), 86 data_rate, 87 tx_power_level, 88 log_config (console, file).
"""

from typing import Final

from devices.codecs.milesight.tlv import (
    Entry,
    Table,
    enabled,
    number,
    one_of,
    row,
    version,
    within,
    yes,
)
from devices.codecs.milesight.tlv import decode as _decode
from devices.uplink import Fields

_ALARMS: Final = {0: "alarm_released", 1: "alarm_triggered"}
_LOG_LEVELS: Final = {1: "fatal", 2: "error", 3: "warning", 4: "debug", 5: "trace"}


def _lines(first: int, of: str) -> dict[tuple[int, int], Entry]:
    """Return the counters of four lines, three channels each."""
    return {
        (channel + offset, kind): entry
        for n, channel in enumerate(range(first, first + 12, 3), 1)
        for offset, kind, entry in (
            (0, 0xD2, row((f"line_{n}_{of}total_in", 4, number))),
            (1, 0xD2, row((f"line_{n}_{of}total_out", 4, number))),
            (
                2,
                0xCC,
                row(
                    (f"line_{n}_{of}period_in", 2, number), (f"line_{n}_{of}period_out", 2, number)
                ),
            ),
        )
    }


def _regions(of: str) -> Entry:
    return row(*((f"region_{n}_{of}count", 1, number) for n in range(1, 5)))


def _dwell(*words: str) -> Entry:
    """Return seconds that people stayed, of the region whose number comes first."""

    def read(data: bytes) -> Fields:
        return {
            f"region_{data[0]}_{word}": number(data[1 + 2 * index : 3 + 2 * index])
            for index, word in enumerate(words)
        }

    return Entry(1 + 2 * len(words), read)


def _occlusion(data: bytes) -> Fields:
    node = f"node_{data[1]}" if data[1] else "master"
    return {f"{node}_occlusion_alarm": _ALARMS.get(data[2], "unknown")}


def _repeats(data: bytes) -> Fields:
    name = {0: "retransmit_interval", 1: "resend_interval"}.get(data[0])
    return {name: number(data[1:3])} if name else {}


_COUNTERS: Final = _lines(0x03, "") | _lines(0x11, "child_")
TABLE: Final = Table(
    device="Milesight VS133 or VS135",
    entries={
        (0xFF, 0x01): row(("ipso_version", 1, lambda data: f"v{data[0] >> 4}.{data[0] & 15}")),
        (0xFF, 0x09): row(("hardware_version", 2, lambda data: f"v{version(data)}")),
        (0xFF, 0x1F): row(("firmware_version", 4, lambda data: f"v{version(data)}")),
        (0xFF, 0x16): row(("sn", 8, bytes.hex)),
        (0x0F, 0xE3): _regions(""),
        (0x1D, 0xE3): _regions("child_"),
        (0x10, 0xE4): _dwell("avg_dwell", "max_dwell"),
        (0x1E, 0xE4): _dwell("child_avg_dwell", "child_max_dwell"),
        (0x50, 0xFC): Entry(3, _occlusion),
        **_COUNTERS,
    },
    history={
        **{channel: entry for (channel, _), entry in _COUNTERS.items()},
        0x0F: _regions(""),
        0x1D: _regions("child_"),
        0x10: _dwell("avg_dwell"),
        0x20: _dwell("max_dwell"),
        0x1E: _dwell("child_avg_dwell"),
        0x3C: _dwell("child_max_dwell"),
    },
    answers={
        0x03: row(("report_interval", 2, number)),
        0x04: row(("confirm_mode_enable", 1, enabled)),
        0x10: row(("reboot", 1, yes)),
        0x11: row(("timestamp", 4, number)),
        0x27: row(("clear_history", 1, yes)),
        0x40: row(("adr_enable", 1, enabled)),
        0x42: row(("wifi_enable", 1, enabled)),
        0x43: row(("periodic_report_enable", 1, enabled)),
        0x44: row(("trigger_report_enable", 1, enabled)),
        0x51: row(("clear_total_count", 1, yes)),
        0x68: row(("history_enable", 1, enabled)),
        0x69: row(("retransmit_enable", 1, enabled)),
        0x6A: Entry(3, _repeats),
        0x6D: row(("stop_transmit", 1, yes)),
    },
    extended={
        0x84: within(
            "sync_time_from_gateway_config", row(("enable", 1, enabled), ("period", 2, number))
        ),
        0x85: within("rejoin_config", row(("enable", 1, enabled), ("max_count", 1, number))),
        0x86: row(("data_rate", 1, number)),
        0x87: row(("tx_power_level", 1, number)),
        0x88: within(
            "log_config",
            row(
                ("console_log_level", 1, one_of(_LOG_LEVELS)),
                ("file_log_level", 1, one_of(_LOG_LEVELS)),
            ),
        ),
    },
)


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the port can be set
    """Read one frame of a VS133 or VS135.

    Raises
    ------
    RejectedError
        See `tlv.decode`.
    """
    return _decode(TABLE, payload)
