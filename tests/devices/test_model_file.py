"""Mistakes in a model file are told with file, key and remedy."""

import pytest

from devices.errors import ModelError
from devices.field_paths import path
from devices.model_file import parse, schema
from devices.models import MODELS, text
from devices.orientation import Toward, bearing, direction_of, movement_deg
from devices.properties import Direction
from devices.units import conversion

HEAD = 'id = "m"\nname = "M"\ncodec = "javascript:m.js"\nheartbeat_s = 60\n'
BAY = (
    '[[channel]]\nname = "bay"\nproperty = "bay_state"\nfield = "occupied"\nhold_max_s = 90\n'
    "values = { true = 1, false = 0 }\n"
)
COUNT = '[[channel]]\nname = "n"\nproperty = "count"\nfield = "n"\nmode = "car"\ninterval_s = 60\n'


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("id = [", "my.toml: this is not TOML"),
        (HEAD, "my.toml: Object missing required field `channel`"),
        (HEAD + "heartbeat = 3\n" + BAY, "unknown field `heartbeat`"),
        (HEAD.replace("60", "-1") + BAY, "key heartbeat_s: "),
        (HEAD.replace("javascript:", "js:") + BAY, "key codec: 'js:m.js': write \"builtin:"),
        (HEAD.replace("javascript:m.js", "builtin:") + BAY, "key codec: say which one after"),
        (HEAD + BAY.replace("90", '"90"'), "channel 'bay', key hold_max_s: Expected `int`"),
        (HEAD + BAY.replace("bay_state", "bay"), "channel 'bay', key property: Invalid enum"),
        (HEAD + BAY.replace("hold_max_s = 90\n", ""), "say how long a reading holds"),
        (HEAD + BAY + BAY, "channel 'bay': named twice"),
        (HEAD + BAY + 'mode = "car"\n', "channel 'bay', key mode: say who is counted"),
        (HEAD + COUNT.replace('mode = "car"\n', ""), "channel 'n', key mode: say who is counted"),
        (HEAD + COUNT.replace("interval_s = 60\n", ""), "key interval_s: say over how long"),
        (HEAD + COUNT.replace("= 60\n", '= "reporting"\n'), "give reporting_s at the top"),
        (HEAD + BAY + "interval_s = 5\n", "key interval_s: say over how long it counts"),
        (HEAD + BAY + "wrap_bits = 16\n", "key wrap_bits: bay_state does not run over"),
        (HEAD + BAY.replace('field = "occupied"\n', ""), "say where the value stands"),
        (HEAD + BAY.replace("occupied", "a..b"), "channel 'bay': 'a..b' is no path"),
        (HEAD + BAY.replace("occupied", "a[].b"), "elements of an array need times of their own"),
        (HEAD + BAY + 'unit = "degF"\n', "'degF' cannot be turned into '1'"),
        (HEAD + BAY + 'step_s = 5\nnewest = "last"\n', "for every element of an array only"),
        (HEAD + BAY + "step_s = 5\n", "give step_s and newest"),
        (HEAD + BAY + "when = { type = [] }\n", "type has no values"),
        (HEAD + COUNT + 'direction = "a"\ntoward = "in"\n', "give either direction or toward"),
        (HEAD + BAY + '[battery]\nchannel = "volt"\nlow = 3\n', "'volt' is no channel of this"),
        (
            HEAD + BAY + '[reset]\nchannels = ["lot"]\nwhen = { type = ["startup"] }\n',
            "key reset.channels: 'lot' is no channel of this file",
        ),
        (HEAD + BAY + "[[channel.also]]\nports = [1]\n", "also 1, key field: say where else"),
        (HEAD + BAY + '[[channel.also]]\nfeild = "x"\n', "channel 'bay', key also[0]: "),
    ],
)
def test_a_mistake_is_told_where_it_is(file: str, told: str) -> None:
    with pytest.raises(ModelError) as why:
        parse(file, "my.toml")

    assert str(why.value).startswith("my.toml: ")
    assert told in str(why.value)


def test_the_text_of_a_shipped_model_is_a_beginning_for_ones_own() -> None:
    assert parse(text("bosch-tps110"), "x").id == "bosch-tps110"
    with pytest.raises(KeyError):
        text("../models")


def test_the_schema_names_every_key() -> None:
    said = str(schema())

    assert all(key in said for key in ("heartbeat_s", "wrap_bits", "time_field", "interval_field"))


def test_counters_say_where_they_run_over() -> None:
    assert MODELS["nwave-ncc405"].channels["vehicles"].wrap == 65_536
    assert MODELS["milesight-vs133"].channels["line-1-in"].wrap == 2**32
    assert MODELS["milesight-vs133"].nominal_interval_s("line-1-in") == 600
    assert MODELS["bosch-tps110"].nominal_interval_s("bay") is None


def test_where_nobody_says_where_it_looks_a_sensor_has_usual_directions() -> None:
    radar, counter = MODELS["pmx-tcr"].channels, MODELS["imbuildings-people"].channels

    assert radar["bicycles-ltr"].usual_direction is Direction.A
    assert radar["bicycles-rtl"].usual_direction is Direction.B
    assert counter["people-b"].usual_direction is Direction.B
    assert MODELS["nwave-ncc405"].channels["vehicles"].usual_direction is Direction.BOTH
    assert MODELS["bosch-tps110"].channels["bay"].usual_direction is None


def test_every_model_answers_for_a_place_once_for_each_direction_and_mode() -> None:
    """Whoever puts a device to a site with one word gets one datastream a channel."""
    for model in MODELS.values():
        native = {"-a": Direction.A, "-b": Direction.B}  # these say it by their names
        parts = [
            (spec.observed, spec.mode, spec.usual_direction or native.get(name[-2:]))
            for name, spec in model.channels.items()
            if spec.role == "part" and not spec.optional
        ]
        assert parts, model.id
        assert len(parts) == len(set(parts)), model.id


@pytest.mark.parametrize("bad", ["", ".a", "a.", "a b", "a[x]", "[0]", "a[-1]", "'a", "a*"])
def test_what_is_no_path_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        path(bad)


@pytest.mark.parametrize(
    ("said", "degrees"),
    [
        ("north", 0),
        ("NO", 45),
        ("südost", 135),
        ("SSW", 202.5),
        ("nach Westen", 270),
        ("12,5°", 12.5),
    ],
)
def test_bearings_are_read_in_both_languages(said: str, degrees: float) -> None:
    assert bearing(said) == degrees


@pytest.mark.parametrize("said", ["", "up", "400", "nordwest-süd"])
def test_what_is_no_bearing_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="is no bearing"):
        bearing(said)


@pytest.mark.parametrize(
    ("side", "looks", "toward", "direction"),
    [
        # A street runs from west to east; a leads east.
        ("north", "south", Toward.LEFT_TO_RIGHT, Direction.B),
        ("north", "south", Toward.RIGHT_TO_LEFT, Direction.A),
        ("south", "north", Toward.LEFT_TO_RIGHT, Direction.A),
        ("north", "east", Toward.RECEDING, Direction.A),
        ("north", "east", Toward.APPROACHING, Direction.B),
        ("any", "ESE", Toward.IN, Direction.A),
        ("any", "ESE", Toward.OUT, Direction.B),
    ],
)
def test_the_installers_view_becomes_a_direction_of_the_site(
    side: str, looks: str, toward: Toward, direction: Direction
) -> None:
    assert direction_of(toward, bearing(looks), bearing("east")) is direction


def test_a_movement_across_the_street_is_refused() -> None:
    with pytest.raises(ValueError, match="across direction a"):
        direction_of(Toward.LEFT_TO_RIGHT, bearing("east"), bearing("east"))


def test_a_turned_sensor_counts_the_other_way() -> None:
    for toward in Toward:
        assert (movement_deg(toward, 30) - movement_deg(toward, 210)) % 360 == 180


def test_units_without_a_conversion_name_those_that_have_one() -> None:
    with pytest.raises(ValueError, match="one of Cel, K, degF"):
        conversion("ppm", "Cel")
