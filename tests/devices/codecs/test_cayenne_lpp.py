"""Cayenne LPP: channel, type, value."""

from typing import Any

import pytest

from devices.codecs.catalogue import find
from tests.devices.codecs.refused import sentence


def read(payload_hex: str) -> dict[str, Any]:
    return find("cayenne-lpp")(1, bytes.fromhex(payload_hex))


def test_the_examples_of_its_author_are_read() -> None:
    assert read("03670110056700ff") == {"temperature_3": 27.2, "temperature_5": 25.5}
    assert read("0167ffd7067104d2fb2e0000") == {
        "temperature_1": -4.1,
        "accelerometer_6": {"x": 1.234, "y": -1.234, "z": 0.0},
    }
    assert read("018806765ff2960a0003e8") == {
        "gps_1": {"latitude": 42.3519, "longitude": -87.9094, "altitude": 10.0}
    }


@pytest.mark.parametrize(
    ("entry", "name", "value"),
    [
        ("010064", "digital_in_1", 100),
        ("020101", "digital_out_2", 1),
        ("0302ff38", "analog_in_3", -2.0),
        ("040304d2", "analog_out_4", 12.34),
        ("0564ffffffff", "generic_5", 4_294_967_295),
        ("066503e8", "illuminance_6", 1000),
        ("076601", "presence_7", 1),
        ("086881", "humidity_8", 64.5),
        ("097001f4", "humidity_prec_9", 50.0),
        ("0a7327a6", "barometer_10", 1015.0),
        ("0b7401a3", "voltage_11", 4.19),
        ("0c750bb8", "current_12", 3.0),
        ("0d7600000032", "frequency_13", 50),
        ("0e7864", "percentage_14", 100),
        ("0f79ff9c", "altitude_15", -100),
        ("107d0190", "concentration_16", 400),
        ("118007d0", "power_17", 2000),
        ("1282000003e8", "distance_18", 1.0),
        ("1383000003e8", "energy_19", 1.0),
        ("1484010e", "direction_20", 270),
        ("1585655f2f7e", "time_21", 0x655F2F7E),
        ("1686ff9c00640000", "gyrometer_22", {"x": -1.0, "y": 1.0, "z": 0.0}),
        ("1787ff8000", "colour_23", {"r": 255, "g": 128, "b": 0}),
        (
            "188903186b40007463400013ba",
            "gps_24",
            {"latitude": 51.931968, "longitude": 7.627584, "altitude": 50.5},
        ),
        ("198e01", "switch_25", 1),
        ("1abe01f4", "wind_speed_26", 5.0),
        ("1bcb04", "light_27", 4),
    ],
)
def test_every_type_has_its_name_and_resolution(entry: str, name: str, value: object) -> None:
    assert read(entry) == {name: value}


def test_padding_behind_the_last_entry_is_no_entry() -> None:
    assert read("036701100000") == {"temperature_3": 27.2}


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("0367011001ff00", "no type of Cayenne LPP is 255"),
        ("036701", "ends before"),
        ("0367011005", "cut short"),
        ("018806765ff2960a", "ends before"),
        ("0367", "cut short"),
    ],
)
def test_a_frame_that_cannot_be_measured_out_is_refused(frame: str, words: str) -> None:
    assert words in sentence("cayenne-lpp", 1, frame)
