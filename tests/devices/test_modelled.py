"""How a model turns decoded fields into values."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import Cause, RejectedError
from devices.modelled import Said, said, unmapped
from tests.devices.channels import BAY, COUNT, FRAME_US, TEMPERATURE, channel, model, values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["temp", "at", "status", "n", "history", "in", "t"]), inner
        )
    ),
    max_leaves=12,
)
EVERYTHING = model(
    TEMPERATURE
    + BAY
    + channel("timed", "air_temperature", "in", 'time_field = "at"', 'time_unit = "parts"')
    + channel("n", "count", "n", COUNT, 'interval_field = "t"')
    + channel("h", "count_total", "history[].in", COUNT, 'time_field = "history[].t"')
    + channel("v", "passage", "history[]", COUNT, 'time_field = "history[].t"', 'n_field = "n"'),
    '[reset]\nwhen = { "status.t" = [1] }\nchannels = ["bay"]\n',
)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (21.5, 21.5),
        (0, 0),
        ("24.90", 24.9),
        ("3.1(low battery)", 3.1),
        (True, 1),
        (None, None),
        (math.nan, None),
        (math.inf, None),
    ],
)
def test_a_number_is_read_however_it_is_written(raw: object, value: float | None) -> None:
    assert values(said(model(TEMPERATURE), {"temp": raw}, 1)) == [value]


def test_a_field_that_is_not_there_says_nothing() -> None:
    assert said(model(TEMPERATURE), {"humidity": 3}, 1) == []


@pytest.mark.parametrize("raw", ["warm", [1], {"value": 3}])
def test_what_cannot_be_read_is_set_aside_and_its_siblings_are_taken(raw: object) -> None:
    both = model(TEMPERATURE + channel("h", "relative_humidity", "hum"))

    found = said(both, {"temp": raw, "hum": 40}, 1)

    assert [(one.channel, one.value) for one in found] == [("t", None), ("h", 40)]
    assert found[0].problem.startswith("field temp: ")
    assert found[1].problem == ""


@pytest.mark.parametrize(
    ("raw", "value"), [("free", 0), ("OCCUPIED", 1), (2, 1), (2.0, 1), ("error", None)]
)
def test_states_have_words(raw: object, value: float | None) -> None:
    assert values(said(model(BAY), {"status": raw}, 1)) == [value]


def test_a_word_that_the_model_does_not_know_is_no_state() -> None:
    (found,) = said(model(BAY), {"status": "blocked"}, 1)

    assert "'blocked' is none of 2, error, free, occupied" in found.problem


def test_a_false_is_data() -> None:
    bays = model(
        channel(
            "bay", "bay_state", "occupied", "hold_max_s = 9", "values = { true = 1, false = 0 }"
        )
    )

    assert values(said(bays, {"occupied": False}, 1)) == [0]


@pytest.mark.parametrize(
    ("observed", "lines", "raw", "value"),
    [
        ("air_temperature", ('unit = "degF"',), 98.6, 37),
        ("battery", ('unit = "mV"',), 3168, 3.168),
        ("air_pressure", ('unit = "Pa"',), 96_800, 968),
        ("soil_moisture", ('unit = "m3/m3"',), 0.31, 31),
        ("water_level", ("scale = 10.0", "offset = -1.5"), 0.25, 1),
        ("air_temperature", ("unknown = [327.67]",), 327.67, None),
        ("air_temperature", ("unknown = [327.67]", 'unit = "K"'), 300, 26.85),
        ("air_temperature", ('unknown = ["NoSensor"]',), "NoSensor", None),
        ("people_present", ("hold_max_s = 60", "unknown = [255]"), 255.0, None),
    ],
)
def test_units_and_sentinels(
    observed: str, lines: tuple[str, ...], raw: object, value: float | None
) -> None:
    assert values(said(model(channel("c", observed, "x", *lines)), {"x": raw}, 1)) == [value]


def test_a_path_goes_through_objects_and_arrays() -> None:
    lines = model(channel("n", "count_total", "lines[1].total", 'mode = "bicycle"'))

    assert values(said(lines, {"lines": [{"total": 1}, {"total": 2}]}, 1)) == [2]
    assert said(lines, {"lines": [{"total": 1}]}, 1) == []
    assert said(lines, {"lines": {"total": 1}}, 1) == []


def test_an_array_of_one_may_be_written_as_its_element() -> None:
    probes = model(
        channel("first", "air_temperature", "probe[0]")
        + channel("second", "air_temperature", "probe[1]")
    )

    assert values(said(probes, {"probe": [10, 11]}, 1)) == [10, 11]
    assert values(said(probes, {"probe": 10}, 1)) == [10]
    assert unmapped(probes, {"probe": 10}) == []


def test_fields_are_added_where_all_of_them_are_known() -> None:
    radar = model(channel("n", "count_total", "a", COUNT, 'plus = ["b", "c"]', "unknown = [9]"))

    assert values(said(radar, {"a": 1, "b": 2, "c": 3}, 1)) == [6]
    assert values(said(radar, {"a": 1, "b": 9, "c": 3}, 1)) == [None]
    assert values(said(radar, {"a": 1, "b": 2}, 1)) == [None]
    assert said(radar, {"b": 2, "c": 3}, 1) == []
    assert unmapped(radar, {"a": 1, "b": 2}) == []


def test_a_name_with_odd_characters_stands_in_quotes() -> None:
    level = model(channel("l", "water_level", "'Pd (P1-PBaro)'.value"))

    assert values(said(level, {"Pd (P1-PBaro)": {"value": 0.7}}, 1)) == [0.7]


def test_further_fields_take_over_what_they_do_not_say() -> None:
    counter = model(
        channel("n", "count", "n", COUNT, "interval_s = 300", "unknown = [65535]")
        + '[[channel.also]]\nfield = "history[].n"\ntime_field = "history[].t"\n'
    )

    found = said(counter, {"n": 65535, "history": [{"n": 2, "t": 1_700_000_000}]}, 1)

    assert values(found) == [None, 2]
    assert [one.duration_s for one in found] == [300, 300]


def test_an_element_of_a_list_is_chosen_by_what_stands_beside_it() -> None:
    chosen = model(
        channel(
            "t",
            "air_temperature",
            "messages[][].value",
            'when = { "messages[][].id" = [4097, "temp"] }',
        )
    )
    sent = {"messages": [[{"id": "4098", "value": 55}], [{"id": "4097", "value": -2.5}]]}

    assert said(chosen, sent, 1) == [Said(channel="t", value=-2.5)]


@pytest.mark.parametrize(
    ("raw", "metres"),
    [("1700 mm", 1.7), ("1700mm", 1.7), (" 1700 ", 1.7), (1700, 1.7), ("error", None)],
)
def test_what_stands_behind_a_number_is_named_and_left_out(
    raw: object, metres: float | None
) -> None:
    level = model(
        channel("d", "distance", "level", 'unit = "mm"', 'suffix = "mm"', 'unknown = ["error"]')
    )

    assert values(said(level, {"level": raw}, 1)) == [metres]
    assert "'17 cm'" in said(level, {"level": "17 cm"}, 1)[0].problem


def test_single_vehicles_carry_what_is_known_of_them() -> None:
    radar = model(
        channel(
            "v",
            "passage",
            "cars[]",
            'mode = "motor"',
            'time_field = "cars[].t"',
            'time_unit = "ms"',
            'n_field = "cars[].id"',
            'speed_field = "cars[].v"',
            'length_field = "cars[].l"',
            'class_field = "cars[].c"',
            'doubtful_field = "cars[].odd"',
        )
    )

    cars = [{"t": 1_700_000_000_000, "id": 7, "v": 31.5, "c": 2, "odd": True}]
    (found,) = said(radar, {"cars": cars}, 1)

    assert found == Said(
        channel="v",
        time_us=1_700_000_000_000_000,
        n=7,
        speed_km_h=31.5,
        vehicle_class=2,
        doubtful=True,
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"t": 1e308}, "the device's clock was not set"),
        ({"id": -1}, "-1 is no whole number from 0 to 2147483647"),
        ({"id": 1.5}, "1.5 is no whole number"),
        ({"id": 1e300}, "is no whole number"),
        ({"c": 40_000}, "40000 is no whole number from 0 to 32767"),
    ],
)
def test_what_no_row_can_hold_is_set_aside(fields: dict[str, float], told: str) -> None:
    radar = model(
        channel(
            *("v", "passage", "cars[]", 'mode = "motor"', 'time_field = "cars[].t"'),
            *('n_field = "cars[].id"', 'class_field = "cars[].c"'),
        )
    )

    (found,) = said(radar, {"cars": [{"t": 1_700_000_000, "id": 1, **fields}]}, 1)

    assert told in found.problem


def test_too_many_readings_in_a_frame_are_refused() -> None:
    steps = model(channel("t", "air_temperature", "temp[]", "step_s = 1", 'newest = "last"'))

    with pytest.raises(RejectedError) as why:
        said(steps, {"temp": [1] * 5_000}, 1)

    assert why.value.cause is Cause.TOO_MANY_READINGS


@given(st.dictionaries(st.sampled_from(["temp", "at", "status", "n", "history", "in", "t"]), JSON))
def test_whatever_a_codec_returns_is_read_or_set_aside(fields: dict[str, Any]) -> None:
    for one in said(EVERYTHING, fields, 1):
        assert one.channel in EVERYTHING.channels
        assert one.value is None or math.isfinite(one.value)
        assert one.problem == "" or one.value is None
        one.starts_us(FRAME_US)
    unmapped(EVERYTHING, fields)
