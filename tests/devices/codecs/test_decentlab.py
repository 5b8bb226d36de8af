"""Decentlab: one frame form, sixty-eight tables."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import catalogue, decentlab
from devices.codecs.catalogue import find
from devices.codecs.decentlab import air, plants, signals, soil, water, weather
from devices.codecs.decentlab.calibrated import CALIBRATED
from devices.codecs.decentlab.frame import Sensors
from tests.devices.codecs.refused import sentence

TABLES: dict[str, Sensors] = {
    **air.TABLES,
    **plants.TABLES,
    **signals.TABLES,
    **soil.TABLES,
    **water.TABLES,
    **weather.TABLES,
    **{device: sensors(numbers) for device, (sensors, numbers) in CALIBRATED.items()},
}


def test_all_devices_of_the_maker_are_there() -> None:
    assert len(TABLES) == 68
    assert {f"decentlab-{device}" for device in TABLES} == decentlab.CODECS.keys()


@pytest.mark.parametrize("device", TABLES)
@settings(max_examples=25)
@given(data=st.data())
def test_any_words_of_any_flags_are_finite_numbers_or_nothing(
    device: str, data: st.DataObject
) -> None:
    sensors = TABLES[device]
    flags = data.draw(st.integers(0, 2 ** len(sensors) - 1))
    size = 2 * sum(sensor.words for bit, sensor in enumerate(sensors) if flags >> bit & 1)
    words = data.draw(st.binary(min_size=size, max_size=size))
    frame = b"\x02\x1b\x50" + flags.to_bytes(2, "big") + words
    fields = find(f"decentlab-{device}")(1, frame)
    json.dumps(fields, allow_nan=False)
    names = {
        value.name
        for bit, sensor in enumerate(sensors)
        if flags >> bit & 1
        for value in sensor.values
    }
    assert fields.keys() == names | {"protocol_version", "device_id"}


@pytest.mark.parametrize("device", TABLES)
def test_every_value_has_a_name_a_person_can_read(device: str) -> None:
    values = [value for sensor in TABLES[device] for value in sensor.values]
    assert len({value.name for value in values}) == len(values)
    flags = 2 ** len(TABLES[device]) - 1
    frame = b"\x02\x00\x01" + flags.to_bytes(2, "big")
    frame += b"\x80\x01" * sum(sensor.words for sensor in TABLES[device])
    fields = find(f"decentlab-{device}")(1, frame)
    assert all("_" not in fields[value.name]["displayName"] for value in values)
    assert all(fields[value.name].get("unit") != "" for value in values)


def test_only_flagged_sensors_are_in_the_frame() -> None:
    fields = find("decentlab-dl-pm")(1, bytes.fromhex("021b50000d0c2567bd618dbd10"))
    assert "pm10_mass_concentration" not in fields
    assert fields["battery_voltage"] == {
        "displayName": "Battery voltage",
        "value": 3.109,
        "unit": "V",
    }
    assert fields["barometric_pressure"]["value"] == 96_800


def test_a_torn_off_thermistor_leaves_the_battery_readable() -> None:
    fields = find("decentlab-dl-blg")(1, bytes.fromhex("0230c50003" + "00000080" + "0c60"))
    assert fields["temperature"]["value"] is None
    assert fields["battery_voltage"]["value"] == 3.168


def test_a_probe_has_the_range_on_its_label() -> None:
    frame = bytes.fromhex("02016700034e8060170c7f")
    by_default = find("decentlab-dl-pr21")(1, frame)["pressure"]["value"]
    same = find("decentlab-dl-pr21(Pmin=-1.0,Pmax=10.0)")(1, frame)["pressure"]["value"]
    other = find("decentlab-dl-pr21 (Pmin=0, Pmax=4)")(1, frame)["pressure"]["value"]
    assert by_default == same == 0.24609375
    assert math.isclose(other, (0x4E80 - 16_384) / 32_768 * 4)
    tips = find("decentlab-dl-tbrg(resolution=0.2)")
    assert tips(1, bytes.fromhex("0200010001000502580a000000"))["precipitation"]["value"] == 1.0


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("decentlab-dl-pm(Pmin=0)", "takes no numbers"),
        ("decentlab-dl-pr21(pmin=0)", "has no pmin"),
        ("decentlab-dl-pr21(Pmin)", "name=number"),
        ("decentlab-dl-pr21(Pmin=nan)", "finite"),
    ],
)
def test_numbers_that_the_device_does_not_have_are_refused(name: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        catalogue.find(name)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("011b5000010c25", "protocol version 1"),
        ("021b5000010c", "sends 7 bytes"),
        ("021b5000010c2500", "is the model right"),
        ("021b5000100c25", "the flags 0010 say more"),
        ("021b5000", "cut short"),
    ],
)
def test_what_the_device_cannot_have_sent_is_refused(frame: str, words: str) -> None:
    assert words in sentence("decentlab-dl-pm", 1, frame)
