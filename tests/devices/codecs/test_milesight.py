"""Milesight people counters: channel, type, value; history; answers to downlinks."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.catalogue import find
from devices.codecs.milesight import vs121, vs132, vs133, ws302
from devices.codecs.milesight.tlv import Table
from tests.devices.codecs.refused import sentence

TABLES = {
    "milesight-vs121": vs121.TABLE,
    "milesight-vs132": vs132.TABLE,
    "milesight-vs133": vs133.TABLE,
    "milesight-vs135": vs133.TABLE,
    "milesight-ws302": ws302.TABLE,
}


#: Entries that not every value fits: more regions than there are, a weighting that is none.
CHECKED = {b"\x04\xc9", b"\x20\xce\x7e\x2f\x5f\x65\x01", b"\x05\x5b"}


def read(device: str, payload_hex: str) -> dict[str, Any]:
    return find(f"milesight-{device}")(85, bytes.fromhex(payload_hex))


def test_the_same_channel_means_what_the_device_means() -> None:
    frame = "05cc05000700"
    assert read("vs121", frame) == {"people_in": 5, "people_out": 7}
    assert read("vs132", frame) == {"periodic_counter_in": 5, "periodic_counter_out": 7}
    assert read("vs133", frame) == {"line_1_period_in": 5, "line_1_period_out": 7}


def test_totals_of_four_lines_and_of_children_are_told_apart() -> None:
    frame = "03d248000000" + "0dd28d1a0000" + "11d201000000" + "1bd202000000" + "1ccc03000400"
    assert read("vs133", frame) == {
        "line_1_total_in": 72,
        "line_4_total_out": 6797,
        "line_1_child_total_in": 1,
        "line_4_child_total_out": 2,
        "line_4_child_period_in": 3,
        "line_4_child_period_out": 4,
    }
    assert read("vs135", frame) == read("vs133", frame)


def test_regions_dwell_times_and_an_occluded_lens_are_read() -> None:
    frame = "0fe302100709" + "1de300010203" + "10e40109101121" + "1ee4020100ffff" + "50fc000301"
    fields = read("vs133", frame)
    assert [fields[f"region_{n}_count"] for n in range(1, 5)] == [2, 16, 7, 9]
    assert [fields[f"region_{n}_child_count"] for n in range(1, 5)] == [0, 1, 2, 3]
    assert (fields["region_1_avg_dwell"], fields["region_1_max_dwell"]) == (4105, 8465)
    assert (fields["region_2_child_avg_dwell"], fields["region_2_child_max_dwell"]) == (1, 65_535)
    assert fields["node_3_occlusion_alarm"] == "alarm_triggered"
    assert read("vs133", "50fc000000") == {"master_occlusion_alarm": "alarm_released"}


def test_history_comes_with_the_time_of_each_record() -> None:
    frame = "".join(
        [
            "20ce" + "7e2f5f65" + "05" + "03000400",
            "20ce" + "0a305f65" + "10" + "020100",
            "20ce" + "96305f65" + "3c" + "04ffff",
            "0fe301020304",
        ]
    )
    assert read("vs133", frame) == {
        "history": [
            {"timestamp": 0x655F2F7E, "line_1_period_in": 3, "line_1_period_out": 4},
            {"timestamp": 0x655F300A, "region_2_avg_dwell": 1},
            {"timestamp": 0x655F3096, "region_4_child_max_dwell": 65_535},
        ],
        **{f"region_{n}_count": n for n in range(1, 5)},
    }


def test_history_of_the_camera_has_its_own_data_types() -> None:
    frame = "20ce7e2f5f650803000400" + "20ce7e2f5f6507" + "0d0e0f10" + "20ce7e2f5f651205000600"
    assert read("vs121", frame)["history"] == [
        {"timestamp": 0x655F2F7E, "a_to_a": 3, "a_to_b": 4},
        {
            "timestamp": 0x655F2F7E,
            **{f"region_{n}_count": n for n in range(13, 17)},
        },
        {"timestamp": 0x655F2F7E, "line_in": 5, "line_out": 6},
    ]


def test_regions_of_the_camera_are_bits() -> None:
    assert read("vs121", "04c9030800a1") == {
        "people_count_all": 3,
        "region_count": 8,
        **{f"region_{n}": int(n in (1, 6, 8)) for n in range(1, 9)},
    }
    assert "at most 16 regions" in sentence("milesight-vs121", 85, "04c9031100a1")


def test_a_join_message_tells_what_the_device_is() -> None:
    frame = "ff0bff" + "ff0101" + "ff166614c39694870000" + "ff090120" + "ff1f85010009" + "ff0f02"
    assert read("vs133", frame) == {
        "device_status": "on",
        "ipso_version": "v0.1",
        "sn": "6614c39694870000",
        "hardware_version": "v1.32",
        "firmware_version": "v133.1.0.9",
        "lorawan_class": "Class C",
    }


def test_answers_to_downlinks_are_read() -> None:
    assert read("vs133", "fe030a00" + "ff6a003c00" + "ff6a010100") == {
        "report_interval": 10,
        "retransmit_interval": 60,
        "resend_interval": 1,
    }
    assert read("vs133", "f8840178000" + "0") == {
        "sync_time_from_gateway_config": {"enable": "enable", "period": 120}
    }
    assert read("vs133", "f8860502") == {
        "device_response_result": {
            "channel_type": 0x86,
            "result": "invalid parameter",
            "request": {"data_rate": 5},
        }
    }
    assert read("vs121", "f99500012a809700" + "f99501002a809700") == {
        "reset_cumulative_schedule": [
            {
                "mode": mode,
                "index": index,
                "week_cycle": {
                    "sun": "disable",
                    "mon": "enable",
                    "tue": "disable",
                    "wed": "enable",
                    "thu": "disable",
                    "fri": "enable",
                    "sat": "disable",
                },
                "time": 0x9780,
            }
            for mode, index in (("modify", 2), ("add", 1))
        ]
    }


def test_a_sound_level_is_named_by_its_weighting() -> None:
    frame = "017564" + "055b" + "05" + "3f02" + "da01" + "6a02"
    levels = {"LAF": 57.5, "LAeq": 47.4, "LAFmax": 61.8}
    assert read("ws302", frame) == {"battery": 100, **levels}
    assert set(read("ws302", "055b0a" + "00" * 6)) == {"LCS", "LCeq", "LCSmax"}
    assert "weighting 03" in sentence("milesight-ws302", 85, "055b03" + "00" * 6)


@pytest.mark.parametrize(
    ("tenths", "zone"),
    [(0, "UTC"), (10, "UTC+1"), (-35, "UTC-3:30"), (57, "UTC+5:45"), (33, "unknown")],
)
def test_a_time_zone_is_told_in_tenths_of_an_hour(tenths: int, zone: str) -> None:
    frame = b"\xfe\x17" + tenths.to_bytes(2, "little", signed=True)
    assert read("ws302", frame.hex()) == {"time_zone": zone}


def test_a_key_in_an_answer_is_not_repeated() -> None:
    assert read("vs121", "ff35" + "0123456789abcdef" + "06cd05") == {"people_count_max": 5}


def test_what_follows_a_channel_newer_than_ours_is_told_and_not_lost() -> None:
    assert read("vs133", "03d248000000" + "77d2010203") == {
        "line_1_total_in": 72,
        "unread": "77d2010203",
    }
    assert read("vs133", "03d248000000" + "20ce7e2f5f65ee01")["unread"] == "20ce7e2f5f65ee01"


@pytest.mark.parametrize(
    ("device", "frame", "words"),
    [
        ("vs121", "03d248000000", "is the model right"),
        ("vs132", "20ce7e2f5f650503000400", "is the model right"),
        ("vs133", "03d2480000", "the frame ends before"),
        ("vs133", "03d24800000004", "cut short"),
        ("vs133", "20ce7e2f5f", "cut short"),
        ("vs133", "f88605", "the frame ends before"),
        ("vs133", "05", "cut short"),
    ],
)
def test_what_the_device_cannot_have_sent_is_refused(device: str, frame: str, words: str) -> None:
    assert words in sentence(f"milesight-{device}", 85, frame)


def entries(table: Table) -> list[tuple[bytes, int]]:
    """Return all that a device can say: what stands before it, and how many bytes it has."""
    return [
        *((bytes(key), entry.size) for key, entry in table.entries.items()),
        *((bytes((0xFE, kind)), entry.size) for kind, entry in table.answers.items()),
        *((bytes((0xF8, kind)), entry.size + 1) for kind, entry in table.extended.items()),
        *((bytes((0xF9, kind)), entry.size) for kind, entry in table.extended.items()),
        *(
            (b"\x20\xce\x7e\x2f\x5f\x65" + bytes((kind,)), entry.size)
            for kind, entry in table.history.items()
        ),
    ]


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_of_a_table_is_read_to_its_last_byte(name: str) -> None:
    for head, size in entries(TABLES[name]):
        frame = head + bytes(size)
        assert "unread" not in find(name)(85, frame), frame.hex()
        assert "the frame ends before" in sentence(name, 85, frame[:-1].hex()) or len(frame) == 3


@pytest.mark.parametrize("name", TABLES)
@given(data=st.data())
def test_entries_in_any_order_with_any_values_are_read(name: str, data: st.DataObject) -> None:
    drawn = data.draw(st.lists(st.sampled_from(entries(TABLES[name])), min_size=1, max_size=8))
    frame = b"".join(
        head + data.draw(st.binary(min_size=size, max_size=size))
        for head, size in drawn
        if head not in CHECKED
    )
    if len(frame) > 2:
        fields = find(name)(85, frame)
        assert "unread" not in fields
        json.dumps(fields, allow_nan=False)
