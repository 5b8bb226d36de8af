"""Further sensors of towns: Elsys, IMBuildings."""

from typing import Any

import pytest

from devices.codecs.catalogue import find
from tests.devices.codecs.refused import sentence

PEOPLE = "00" + "0100" + "0003" + "0004" + "20" + "000d" + "000a" + "6a"


def elsys(payload_hex: str) -> dict[str, Any]:
    return find("elsys")(5, bytes.fromhex(payload_hex))


def imbuildings(port: int, payload_hex: str) -> dict[str, Any]:
    return find("imbuildings")(port, bytes.fromhex(payload_hex))


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("01ffce", {"temperature": -5.0}),
        ("0237", {"humidity": 55}),
        ("033fc180", {"x": 63, "y": -63, "z": -128}),
        ("04ffff", {"light": 65_535}),
        ("05ff", {"motion": 255}),
        ("060190", {"co2": 400}),
        ("070e0a", {"vdd": 3594}),
        ("081388", {"analog1": 5000}),
        ("09000001ffffff", {"lat": 1, "long": 16_777_215}),
        ("0a0005", {"pulse1": 5}),
        ("0bffffffff", {"pulseAbs": 4_294_967_295}),
        ("0c0096", {"externalTemperature": 15.0}),
        ("0d01", {"digital": 1}),
        ("0e03e8", {"distance": 1000}),
        ("0f07", {"accMotion": 7}),
        ("1000c8ff9c", {"irInternalTemperature": 20.0, "irExternalTemperature": -10.0}),
        ("1102", {"occupancy": 2}),
        ("1201", {"waterleak": 1}),
        ("14000f7314", {"pressure": 1012.5}),
        ("150a14", {"soundPeak": 10, "soundAvg": 20}),
        ("160005", {"pulse2": 5}),
        ("1700000005", {"pulseAbs2": 5}),
        ("180001", {"analog2": 1}),
        ("190064", {"externalTemperature2": 10.0}),
        ("190064190065190066", {"externalTemperature2": [10.0, 10.1, 10.2]}),
        ("1a01", {"digital2": 1}),
        ("1bfffffffe", {"analogUv": -2}),
        ("1c0123", {"tvoc": 291}),
        ("3d010203040237", {"humidity": 55}),
    ],
)
def test_every_type_of_elsys_is_read(entry: str, told: dict[str, object]) -> None:
    assert elsys(entry) == told


def test_a_heat_picture_of_elsys_has_64_points() -> None:
    points = elsys("1314" + "05" * 64 + "0237")["grideye"]
    assert points == [20.5] * 64


def test_entries_behind_a_newer_type_of_elsys_are_told_and_not_lost() -> None:
    assert elsys("0237" + "7f0102") == {"humidity": 55, "unread": "7f0102"}
    assert "is the model right" in sentence("elsys", 5, "3e0102")
    assert "the frame ends before" in sentence("elsys", 5, "0100")


def test_a_beam_counts_the_same_with_and_without_header() -> None:
    told = {
        "payload_type": 2,
        "payload_variant": 6,
        "device_status": 0,
        "battery_voltage": 2.56,
        "counter_a": 3,
        "counter_b": 4,
        "sensor_status": 32,
        "total_counter_a": 13,
        "total_counter_b": 10,
        "payload_counter": 106,
    }
    assert imbuildings(26, PEOPLE) == told
    head = "0206" + "0004a30b00f0d40e"
    assert imbuildings(1, head + PEOPLE) == told | {"device_id": "0004a30b00f0d40e"}


def test_short_messages_of_a_beam_are_read() -> None:
    totals = imbuildings(27, "20" + "ffff" + "000a")
    assert (totals["total_counter_a"], totals["total_counter_b"]) == (65_535, 10)
    status = imbuildings(28, "01" + "0100" + "20")
    assert (status["battery_voltage"], status["sensor_status"]) == (2.56, 32)


def test_frost_is_below_zero() -> None:
    comfort = imbuildings(13, "00" + "0168" + "fe0c" + "1388" + "0190" + "01")
    assert comfort == {
        "payload_type": 1,
        "payload_variant": 3,
        "device_status": 0,
        "battery_voltage": 3.6,
        "temperature": -5.0,
        "humidity": 50.0,
        "CO2": 400,
        "presence": True,
    }


def test_an_answer_of_imbuildings_tells_its_settings() -> None:
    answer = "f101" + "031e0f" + "051f010203" + "0520020601" + "03210c" + "0522020800"
    answer += "062b01020304" + "032f01" + "03331a" + "03361c" + "0a02" + "0004a30b00f0d40e"
    assert imbuildings(10, answer + "039900") == {
        "interval": 15,
        "event": {"type": 1, "count": 2, "timeout": 3},
        "payload": {"type": 2, "variant": 6, "header": True},
        "heartbeat": {
            "interval": 12,
            "payload": {"type": 2, "variant": 8, "header": False},
            "fport": 28,
        },
        "device_address": "01020304",
        "confirmed_messages": 1,
        "fport": 26,
        "device_id": "0004a30b00f0d40e",
    }


@pytest.mark.parametrize(
    ("port", "frame", "words"),
    [
        (26, PEOPLE[:-2], "cut short"),
        (26, PEOPLE + "00", "is the model right"),
        (1, PEOPLE, "without header"),
        (10, "f201031e0f", "begins with f101"),
        (10, "f101001e0f", "says 0 bytes"),
        (10, "f1010a1e0f", "says 10 bytes"),
        (10, "f101021e", "says 2 bytes"),
    ],
)
def test_what_imbuildings_cannot_have_sent_is_refused(port: int, frame: str, words: str) -> None:
    assert words in sentence("imbuildings", port, frame)


def netvox(port: int, payload_hex: str) -> dict[str, Any]:
    return find("netvox")(port, bytes.fromhex(payload_hex))


def test_a_value_of_255_is_no_missing_probe() -> None:
    told = netvox(6, "0105015a" + "00ff" + "ffff" + "0000" + "00")
    assert (told["PM1_0"], told["PM2_5"], told["PM10"]) == (255, "NoSensor", 0)


def test_a_weak_battery_is_said_and_frost_is_below_zero() -> None:
    told = netvox(6, "0101019f" + "ff39" + "1a9e" + "000000")
    assert told == {
        "Device": "R711(R712)",
        "Volt": "3.1(low battery)",
        "Temp": -1.99,
        "Humi": 68.14,
    }


def test_a_failed_setting_is_said() -> None:
    assert netvox(7, "8103" + "01" + "00" * 8)["Status"] == "Failure"
    assert netvox(7, "840300" + "1e012c" + "00" * 5)["IRDetectionTime"] == 300


@pytest.mark.parametrize(
    ("port", "frame", "words"),
    [
        (6, "01ff0a7803e8ff30ffffff", "no device of this table is ff"),
        (6, "01050f7803e8ff30ffffff", "no report of this device is 15"),
        (6, "02050a7803e8ff30ffffff", "version 2"),
        (6, "01050a7803e8ff30ffff", "cut short"),
        (6, "01050a7803e8ff30ffffff00", "is the model right"),
        (7, "84050a7803e8ff30ffffff", "no answer of this device is 84"),
        (14, "82010000010001fc180000", "fPort 6 and 7"),
    ],
)
def test_what_netvox_cannot_have_sent_is_refused(port: int, frame: str, words: str) -> None:
    assert words in sentence("netvox", port, frame)
