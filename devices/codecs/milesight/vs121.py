"""Milesight VS121 (AI workplace occupancy camera): people in regions, over a line, between sides.

Source: Milesight, VS121 user guide, "Device Payload"; frame form in `tlv`.

| channel, type | fields | bytes | data type in history |
|---|---|---|---|
| ff 01 | protocol_version | 1 | |
| ff 08 | sn | 6, hex | |
| ff 09 | hardware_version | 2, `1.0` | |
| ff 1f | firmware_version | 4, `31.7.0.75` | |
| 04 c9 | people_count_all, region_count, mask (big-endian): region_1, … 0 or 1 | 1, 1, 2 | 01 |
| 05 cc | people_in, people_out (signed in live frames) | 2, 2 | 02 |
| 06 cd | people_count_max | 1 | 03 |
| 07 d5 | region_1_count to region_8_count | 1 each | 04, 05: four each |
| 08 d5 | region_9_count to region_16_count | 1 each | 06, 07: four each |
| 09 to 0c da | a_to_a, a_to_b, a_to_c, a_to_d; then of b, c, d | 2 each | 08 to 0f: two each |
| 0d cc | people_total_in, people_total_out | 2, 2 | 10 |
| 0e e4 | region (not told by the vendor either), dwell_time_avg, dwell_time_max | 1, 2, 2 | 11 |
| 0f 85 | timestamp, seconds since 1970 | 4 | |
| 10 f7 | line_in, line_out (firmware 7.0.85) | 2, 2 | 12 |

Answers and newer answers: `_ANSWERS`, `_EXTENDED`. The answer to a D2D key is read over: a key is
no measurement and has no place among them.
"""

from typing import Final

from devices.codecs.frame import failed
from devices.codecs.milesight.tlv import (
    Entry,
    Read,
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

_REGIONS_MAX: Final = 16
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_KINDS: Final = {
    0: "region_people_counting",
    1: "line_crossing_counting",
    2: "people_flow_analysis",
}
_INTERVALS: Final = ("5min", "10min", "15min", "30min", "1h", "4h", "6h", "8h", "12h")


def _signed(data: bytes) -> int:
    return int.from_bytes(data, "little", signed=True)


def _from_one(data: bytes) -> int:
    return data[0] + 1


def _pair(one: str, other: str, read: Read = number) -> Entry:
    return row((one, 2, read), (other, 2, read))


def _counts(first: int, last: int) -> Entry:
    return row(*((f"region_{n}_count", 1, number) for n in range(first, last + 1)))


def _flow(side: str, to: str) -> Entry:
    return row(*((f"{side}_to_{other}", 2, number) for other in to))


def _occupied(data: bytes) -> Fields:
    regions = data[1]
    if regions > _REGIONS_MAX:
        raise failed(f"a VS121 has at most {_REGIONS_MAX} regions, this frame says {regions}")
    mask = int.from_bytes(data[2:4], "big")
    return {
        "people_count_all": data[0],
        "region_count": regions,
        **{f"region_{n + 1}": (mask >> n) & 1 for n in range(regions)},
    }


def _reset_schedule(data: bytes) -> Fields:
    days = {day: enabled(bytes(((data[2] >> bit) & 1,))) for bit, day in enumerate(_DAYS)}
    schedule = {
        "mode": {0: "modify", 1: "add", 2: "delete"}.get(data[0], "unknown"),
        "index": data[1] + 1,
        "week_cycle": days,
        "time": number(data[3:6]),
    }
    return {"reset_cumulative_schedule": [schedule]}


def _time_schedule(data: bytes) -> Fields:
    words = ("start_hour", "start_minute", "end_hour", "end_minute")
    schedule = {
        "people_counting_type": _KINDS.get(data[0], "unknown"),
        "period": data[1] + 1,
        "weekday": _DAYS[data[2]] if data[2] < len(_DAYS) else "unknown",
        **dict(zip(words, data[3:7], strict=True)),
    }
    return {"time_schedule": [schedule]}


def _command(data: bytes) -> str:
    return data[::-1].hex()


_ENABLE: Final = ("enable", 1, enabled)
_ANSWERS: Final = {
    0x03: row(("from_now_on_report_interval", 2, number)),
    0x04: row(("confirm_mode_enable", 1, enabled)),
    0x10: row(("reboot", 1, yes)),
    0x35: Entry(8, lambda _: {}),
    0x40: row(("adr_enable", 1, enabled)),
    0x43: row(("report_regularly_enable", 1, enabled)),
    0x44: row(("people_count_change_report_enable", 1, enabled)),
    0x45: row(
        ("people_counting_report_mode", 1, one_of({0: "zero_to_nonzero", 1: "once_result_change"}))
    ),
    0x46: within("people_count_jitter_config", row(_ENABLE, ("time", 2, number))),
    0x48: row(("line_detect_enable", 1, enabled)),
    0x50: row(("region_people_counting_enable", 1, enabled)),
    0x51: row(("clear_cumulative_count", 1, yes)),
    0x84: row(("d2d_enable", 1, enabled)),
}
_D2D: Final = (("region", 1, _from_one), _ENABLE, ("command", 2, _command))
_EXTENDED: Final = {
    0x10: row(("periodic_report_scheme", 1, one_of({0: "on_the_dot", 1: "from_now_on"}))),
    0x11: row(("on_the_dot_report_interval", 1, one_of(dict(enumerate(_INTERVALS))))),
    0x3D: row(("line_detect_report_enable", 1, enabled)),
    0x85: within("rejoin_config", row(_ENABLE, ("max_count", 1, number))),
    0x86: row(("data_rate", 1, number)),
    0x87: row(("tx_power_level", 1, number)),
    0x88: row(("log_level", 1, one_of({2: "error", 4: "debug"}))),
    0x8B: row(("lorawan_version", 1, one_of({1: "v1.0.2", 2: "v1.0.3"}))),
    0x8C: row(("rx2_data_rate", 1, number)),
    0x8D: row(("rx2_frequency", 4, number)),
    0x8E: within("d2d_occupied_config", row(*_D2D)),
    0x90: within("d2d_vacant_config", row(*_D2D, ("delay_time", 2, number))),
    0x91: within(
        "time_config",
        row(("mode", 1, one_of({0: "sync_from_gateway", 1: "manual"})), ("timestamp", 4, number)),
    ),
    0x92: within(
        "region_people_counting_dwell_config", row(_ENABLE, ("min_dwell_time", 2, number))
    ),
    0x93: row(("report_with_timestamp", 1, one_of({0: "no", 1: "yes"}))),
    0x94: row(("timed_reset_cumulative_enable", 1, enabled)),
    0x95: Entry(6, _reset_schedule),
    0x96: within(
        "detect_region_config",
        row(
            _ENABLE,
            ("detection_type", 1, one_of({0: "mapped_region", 1: "unmapped_region"})),
            ("reporting_type", 1, one_of({0: "occupancy", 1: "region_people_counting"})),
        ),
    ),
    0x97: within("time_schedule_config", row(_ENABLE, ("people_counting_type", 1, one_of(_KINDS)))),
    0x98: row(("filter_u_turn_enable", 1, enabled)),
    0x99: Entry(7, _time_schedule),
}
_DWELL: Final = Entry(
    5, lambda data: {"dwell_time_avg": number(data[1:3]), "dwell_time_max": number(data[3:5])}
)
_SIDES: Final = "abcd"
_TOTAL: Final = _pair("people_total_in", "people_total_out")
_LINE: Final = _pair("line_in", "line_out")
TABLE: Final = Table(
    device="Milesight VS121",
    entries={
        (0xFF, 0x01): row(("protocol_version", 1, number)),
        (0xFF, 0x08): row(("sn", 6, bytes.hex)),
        (0xFF, 0x09): row(("hardware_version", 2, version)),
        (0xFF, 0x1F): row(("firmware_version", 4, version)),
        (0x04, 0xC9): Entry(4, _occupied),
        (0x05, 0xCC): _pair("people_in", "people_out", _signed),
        (0x06, 0xCD): row(("people_count_max", 1, number)),
        (0x07, 0xD5): _counts(1, 8),
        (0x08, 0xD5): _counts(9, 16),
        **{(0x09 + n, 0xDA): _flow(side, _SIDES) for n, side in enumerate(_SIDES)},
        (0x0D, 0xCC): _TOTAL,
        (0x0E, 0xE4): _DWELL,
        (0x0F, 0x85): row(("timestamp", 4, number)),
        (0x10, 0xF7): _LINE,
    },
    history={
        0x01: Entry(4, _occupied),
        0x02: _pair("people_in", "people_out"),
        0x03: row(("people_count_max", 1, number)),
        **{0x04 + n: _counts(4 * n + 1, 4 * n + 4) for n in range(4)},
        **{0x08 + 2 * n: _flow(side, "ab") for n, side in enumerate(_SIDES)},
        **{0x09 + 2 * n: _flow(side, "cd") for n, side in enumerate(_SIDES)},
        0x10: _TOTAL,
        0x11: _DWELL,
        0x12: _LINE,
    },
    answers=_ANSWERS,
    extended=_EXTENDED,
)


def decode(port: int, payload: bytes) -> Fields:  # noqa: ARG001 - the port can be set
    """Read one frame of a VS121.

    Raises
    ------
    RejectedError
        See `tlv.decode`; or more regions than the camera has.
    """
    return _decode(TABLE, payload)
