"""Parking sensors: Bosch TPS110, Nwave NPS310 and NPS405, and Nwave's car counter."""

from typing import Any

import pytest

from devices.codecs.catalogue import find
from tests.devices.codecs.refused import sentence


def read(name: str, port: int, payload_hex: str) -> dict[str, Any]:
    return find(name)(port, bytes.fromhex(payload_hex))


def test_a_zero_byte_means_that_the_bay_is_free() -> None:
    assert read("bosch-tps110", 1, "00") == {"type": "parking status", "occupied": False}
    assert read("nwave-nps310", 1, "00") == {"type": "parking_status", "occupied": False}


@pytest.mark.parametrize(("byte", "celsius"), [("12", 18), ("ff", -1), ("80", -128), ("7f", 127)])
def test_a_bosch_heartbeat_has_a_signed_temperature(byte: str, celsius: int) -> None:
    assert read("bosch-tps110", 2, f"01{byte}")["temperature"] == celsius
    assert read("bosch-tps110", 2, "01") == {"type": "heartbeat", "occupied": True}


@pytest.mark.parametrize(
    ("firmware", "cause", "word"),
    [
        ("001d02", 1, "watchdog"),
        ("001d02", 2, "power on"),
        ("001d02", 3, "system request"),
        ("001d02", 4, "other"),
        ("001d04", 4, "other"),
        ("002702", 4, "external pin"),
        ("002702", 5, "lockup"),
        ("002702", 6, "brownout"),
        ("002702", 7, "other"),
        ("010000", 4, "external pin"),
    ],
)
def test_the_firmware_says_what_a_reset_cause_means(firmware: str, cause: int, word: str) -> None:
    fields = read("bosch-tps110", 3, f"{'00' * 12}{firmware}{cause:02x}00")
    assert fields["resetCause"] == word


def test_a_reset_cause_that_nobody_documented_is_not_named() -> None:
    fields = read("bosch-tps110", 3, "00" * 12 + "001d02" + "09" + "01")
    assert fields == {
        "type": "startup",
        "debugCodes": [],
        "firmwareVersion": "0.29.2",
        "occupied": True,
    }


def test_a_start_up_without_status_byte_says_nothing_of_the_bay() -> None:
    assert "occupied" not in read("bosch-tps110", 3, "00" * 12 + "001703" + "02")


def test_bosch_answers_and_debug_messages_are_read() -> None:
    assert read("bosch-tps110", 4, "0102") == {"type": "device information", "bytes": [1, 2]}
    assert read("bosch-tps110", 5, "0000000010")["type"] == "device usage"
    assert read("bosch-tps110", 6, "ffffffff24f300000700") == {
        "type": "debug",
        "timestamp": 4_294_967_295,
        "debugCode": 0x324,
        "sequenceNumber": 7,
    }


@pytest.mark.parametrize(
    ("minutes", "error", "byte"),
    [(0, 0, 0), (89, 0, 89), (90, 4, 90), (235, 4, 119), (240, 59, 120), (600, 59, 126)],
)
def test_a_g4_sensor_says_how_long_the_bay_was_as_before(
    minutes: int, error: int, byte: int
) -> None:
    assert read("nwave-nps405", 1, f"{byte << 1 | 1:02x}") == {
        "type": "parking_status",
        "occupied": True,
        "previous_state_duration": minutes,
        "previous_state_duration_error": error,
        "previous_state_duration_overflow": False,
    }


def test_a_g4_sensor_says_when_it_was_longer_than_it_can_say() -> None:
    assert read("nwave-nps405", 1, "fe") == {
        "type": "parking_status",
        "occupied": False,
        "previous_state_duration": 660,
        "previous_state_duration_error": None,
        "previous_state_duration_overflow": True,
    }


@pytest.mark.parametrize(
    ("frame", "volt", "celsius", "health"),
    [
        ("00d3d800590b", 3.344, -10, "normal"),
        ("017d00", 3.0, 10, "normal"),
        ("017c00", 2.996, 10, "low"),
        ("016300", 2.896, 10, "critical"),
        ("0164e1", 2.9, -5.5, "normal"),
        ("014ae1", 2.796, -5.5, "critical"),
    ],
)
def test_the_battery_of_a_g4_sensor_is_judged_by_temperature(
    frame: str, volt: float, celsius: float, health: str
) -> None:
    fields = read("nwave-nps405", 2, frame)
    assert (fields["battery_voltage"], fields["temperature"]) == (volt, celsius)
    assert fields["battery_health"] == health
    assert fields["occupied"] is (frame[:2] == "01")


def test_a_driver_s_tag_is_read_with_and_without_its_battery() -> None:
    with_battery = read("nwave-nps405", 10, "d1201f345678")
    assert with_battery["tag_battery_voltage"] == 3.2
    assert with_battery["tag_id"] == "1F345678"
    assert with_battery["previous_state_duration"] == 160
    without = read("nwave-nps405", 10, "d01f345678")
    assert without["tag_id"] == "1F345678"
    assert without["occupied"] is None


def test_the_car_counter_tells_its_running_total() -> None:
    assert read("nwave-ncc405", 1, "06aa") == {"type": "counter_update", "counter_value": 1706}
    assert read("nwave-ncc405", 2, "a86661") == {
        "type": "heartbeat",
        "hw_health_status": 40,
        "battery_voltage": 2.908,
        "battery_voltage_mean_24h": 2.888,
    }
    assert read("nwave-ncc405", 3, "010d0002")["reset_cause"] == "power_on"


def test_start_ups_of_nwave_name_what_reset_them() -> None:
    assert read("nwave-nps405", 3, "0204090200") == {
        "type": "startup",
        "firmware_version": "2.4.9",
        "reset_cause": "power_on",
        "occupied": False,
    }
    assert read("nwave-nps405", 3, "0204090001")["reset_cause"] == "rejoining_lorawan_network"
    assert "reset_cause" not in read("nwave-nps405", 3, "0204090401")
    assert read("nwave-nps310", 6, "0102") == {"type": "debug", "bytes": [1, 2]}


@pytest.mark.parametrize(
    ("name", "port", "frame", "words"),
    [
        ("bosch-tps110", 1, "010203", "1 or 2 bytes"),
        ("bosch-tps110", 3, "00" * 15, "cut short"),
        ("bosch-tps110", 3, "00" * 18, "is the model right"),
        ("bosch-tps110", 6, "00" * 9, "cut short"),
        ("bosch-tps110", 85, "01", "fPort 1 to 6"),
        ("nwave-nps310", 2, "00d3d8", "is the model right"),
        ("nwave-nps405", 2, "00d3", "cut short"),
        ("nwave-ncc405", 1, "01", "cut short"),
        ("nwave-nps405", 10, "01020304050607", "5 or 6 bytes"),
        ("nwave-ncc405", 7, "01", "fPort 1, 2, 3 and 6"),
    ],
)
def test_what_is_no_message_of_the_sensor_is_refused(
    name: str, port: int, frame: str, words: str
) -> None:
    assert words in sentence(name, port, frame)


def test_the_vendor_s_own_examples_of_a_g4_sensor_are_read_as_it_says() -> None:
    status = read("nwave-nps405", 1, "95")
    assert (status["occupied"], status["previous_state_duration"]) == (True, 74)
    tag = read("nwave-nps405", 10, "d11f345678")
    assert (tag["previous_state_duration"], tag["tag_id"]) == (160, "1F345678")
