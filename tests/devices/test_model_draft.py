"""A draft of a model file is one, and says what a person would look for."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import ModelError
from devices.model_draft import draft
from devices.model_file import parse
from devices.modelled import said, unmapped
from devices.properties import Property

LDDS: dict[str, Any] = {
    "Bat": 3.36,
    "Distance": 1234,
    "TempC_DS18B20": "0.00",
    "tempExternal": 18.5,
    "parking": {"carStatus": "occupied"},
    "people_total": 12,
    "Interrupt_flag": 0,
    "log": [{"t": 1, "v": 2}],
}


def test_a_number_with_its_unit_behind_it_is_a_number() -> None:
    fields = {"level": "1700 mm", "temperature": "22 ℃", "frame_counter": 1, "since": "2026-11-01"}
    model = parse(draft("m", "javascript:m.js", [(3, fields)]), "m")

    assert {one.channel: one.value for one in said(model, fields, 3)} == {
        "level": 1.7,
        "temperature": 22,
    }


@pytest.mark.parametrize("word", ["unoccupied", "not occupied", "free", "unbelegt"])
def test_words_for_an_empty_bay_are_not_taken_for_a_car(word: str) -> None:
    fields = {"parking": word}

    (found,) = said(parse(draft("m", "javascript:m.js", [(1, fields)]), "m"), fields, 1)

    assert found.value == 0


def test_what_names_say_becomes_channels_and_the_rest_is_named() -> None:
    text = draft("acme", "javascript:acme.js", [(2, LDDS), (3, {"Bat": 3.3})])
    model = parse(text, "acme.toml")

    found = {one.channel: one.value for one in said(model, LDDS, 2)}

    assert model.ports == {2, 3}
    assert found == {
        "bat": 3.36,
        "distance": 1.234,
        "temp-external": 18.5,
        "parking-car-status": 1,
        "people-total": 12,
    }
    assert model.channels["people-total"].observed is Property.COUNT_TOTAL
    assert set(model.ignored) == {"TempC_DS18B20", "Interrupt_flag", "log[].t", "log[].v"}
    assert unmapped(model, LDDS) == []


@pytest.mark.parametrize(
    ("name", "value", "observed"),
    [
        ("temperature", 21.5, Property.AIR_TEMPERATURE),
        ("soilTemperature", 9, Property.SOIL_TEMPERATURE),
        ("Humidity_SHT", 40, Property.RELATIVE_HUMIDITY),
        ("batteryLevel", 87, Property.BATTERY_LEVEL),
        ("battery_voltage", 3.4, Property.BATTERY),
        ("battery", 98, Property.BATTERY_LEVEL),
        ("battery", 3612, Property.BATTERY),
        ("pm2_5", 4, Property.PM2_5),
        ("PM10", 7, Property.PM10),
        ("co2", 512, Property.CO2),
        ("windDirection", 270, Property.WIND_DIRECTION),
        ("barometric_pressure", 1013, Property.AIR_PRESSURE),
        ("waterLevel", 1.2, Property.WATER_LEVEL),
        ("occupied", False, Property.BAY_STATE),
    ],
)
def test_usual_names_are_understood(name: str, value: object, observed: Property) -> None:
    (channel,) = parse(draft("m", "javascript:m.js", [(1, {name: value})]), "m").channels.values()

    assert channel.observed is observed


VALUE = st.none() | st.booleans() | st.integers(-5, 99_999) | st.floats(-9, 9) | st.text(max_size=6)
NAME = st.sampled_from(
    ["temp", "Temp", "Battery", "battery", "occupied", "count", "x y", "a.b", "level", "'q'"]
)


@given(st.dictionaries(NAME, VALUE | st.dictionaries(NAME, VALUE, max_size=2), min_size=1))
def test_a_draft_reads_what_it_was_made_of(fields: dict[str, Any]) -> None:
    try:
        text = draft("m", "javascript:m.js", [(1, fields)])
    except ModelError as why:
        assert re.match("no channel could|the decoder made no field", str(why))  # noqa: PT017
        return
    model = parse(text, "m.toml")
    assert said(model, fields, 1)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "is --fport theirs"),
        ({"frame_counter": 7, "blob": "x"}, "nobody can tell from their names what frame_counter"),
        ({"log": [{"temp": 1.5}]}, "need a time of their own: `time_field`"),
    ],
)
def test_a_draft_without_a_channel_is_none_and_says_what_is_missing(
    fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ModelError, match=re.escape(sentence)):
        draft("m", "javascript:m.js", [(1, fields)])
