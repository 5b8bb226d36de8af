"""Fleet files: what they give, and what they say when they are wrong."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from devices.models import MODELS
from devices.properties import Direction, Mode, Property
from firmware_sim import fleet_file as fleet_module
from firmware_sim.faults import KINDS
from firmware_sim.fleet import Fleet, FleetError
from firmware_sim.fleet_file import load, shipped
from firmware_sim.sensors import BUILD, SETTINGS

README = Path(fleet_module.__file__).parents[1] / "README.md"
HEAD = 'id = "t"\nname = "T"\nmunicipality = "t"\n'
SITE = '[[site]]\nid = "s"\nname = "S"\nkind = "parking_zone"\nlat = 52.0\nlon = 7.8\n'
DEVICE = '[[site.device]]\nid = "bay-{n}"\nmodel = "wegwarte-bay-1"\n'


def test_every_shipped_fleet_loads_by_its_name() -> None:
    assert {load(name).id for name in shipped()} == set(shipped())
    assert "telgte" in shipped()


def test_the_demo_has_every_model_and_enough_bays(telgte: Fleet) -> None:
    models = [device.model for device in telgte.devices]

    assert set(models) == {model for model in MODELS if model.startswith("wegwarte-")}
    assert models.count("wegwarte-bay-1") == 24
    assert models.count("wegwarte-bicycle-counter-1") == 2


def test_every_model_has_a_player() -> None:
    native = {model for model in MODELS if model.startswith("wegwarte-")}
    assert native <= set(BUILD) == set(SETTINGS) <= set(MODELS)


def test_datastreams_name_channels_of_the_model_once_a_site(telgte: Fleet) -> None:
    for site in telgte.sites:
        keys = [(d.observed, d.source_id) for device in site.devices for d in device.datastreams]
        assert len(keys) == len(set(keys)), site.id
        for device in site.devices:
            assert {d.channel for d in device.datastreams} <= MODELS[device.model].channels.keys()


def test_directions_come_from_channels_unless_the_file_turns_them(tmp_path: Path) -> None:
    file = tmp_path / "turned.toml"
    counter = '[[site.device]]\nid = "c"\nmodel = "wegwarte-bicycle-counter-1"\n'
    turned = 'directions = { bicycles-a = "b", bicycles-b = "a" }\n'
    file.write_text(HEAD + SITE + counter + turned)

    streams = {d.channel: d for d in load(file).devices[0].datastreams}

    assert streams["bicycles-a"].direction is Direction.B
    assert streams["bicycles-b"].mode is Mode.BICYCLE
    assert streams["bicycles-b"].nominal_interval_s == 900
    assert "battery" not in streams


def test_single_vehicles_are_a_check_on_the_counts_and_no_second_sum(telgte: Fleet) -> None:
    radar = next(device for device in telgte.devices if device.model == "wegwarte-radar-1")

    roles = {d.observed: d.role for d in radar.datastreams}

    assert roles == {Property.PASSAGE: "check", Property.COUNT: "part"}


def test_one_entry_stands_for_many_devices(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_text(HEAD + SITE + DEVICE + "count = 3\nfirst = 7\n")

    devices = load(file).devices

    assert [device.id for device in devices] == ["bay-7", "bay-8", "bay-9"]
    assert [device.datastreams[0].bay for device in devices] == ["7", "8", "9"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id = ", "not TOML"),
        (HEAD + "colour = 1\n", "colour"),
        (HEAD + SITE.replace("52.0", "520.0"), "site.0.lat"),
        (HEAD + SITE.replace("parking_zone", "meadow"), "site.0.kind"),
        (HEAD + SITE + SITE, "site 's' stands 2 times"),
        (HEAD + SITE + DEVICE.replace("wegwarte-bay-1", "acme"), "no model 'acme'"),
        (HEAD + SITE + DEVICE.replace("{n}", "{m}"), "knows only {n}"),
        (HEAD + SITE + DEVICE.replace("bay-{n}", "Bay-{n}"), "'Bay-1' cannot stand in a topic"),
        (HEAD + SITE + DEVICE + "settings = { stay = 3 }\n", "device bay-{n}: settings: stay"),
        (HEAD + SITE + DEVICE + 'faults = [{ kind = "lazy" }]\n', "lazy"),
        (HEAD + 'market_days = ["Do"]\n', "no weekday 'Do'"),
        (HEAD + 'time_zone = "Telgte"\n', "no time zone 'Telgte'"),
    ],
)
def test_a_wrong_fleet_file_says_where_and_what(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text)

    with pytest.raises(FleetError, match=re.escape(says)) as why:
        load(file)

    assert str(file) in str(why.value)
    assert "firmware-sim/README.md" in str(why.value)


def test_a_file_that_is_no_text_is_no_fleet(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_bytes(b'id = "\xff\xfe"')

    with pytest.raises(FleetError, match="not TOML"):
        load(file)


def test_an_unknown_fleet_is_answered_with_those_there_are() -> None:
    with pytest.raises(FleetError, match="telgte"):
        load("atlantis")


def test_the_readme_lists_every_setting_and_fault() -> None:
    listed = set(re.findall(r"^\| `(\w+)`", README.read_text(), re.M))
    settings = {name for kind in SETTINGS.values() for name in _fields(kind)}
    faults = set(KINDS)

    assert settings | faults <= listed
    parameters = {name for fault in KINDS.values() for name in _fields(fault)} - {"kind"}
    assert parameters <= set(re.findall(r"`(\w+)`", README.read_text()))


def _fields(kind: type) -> set[str]:
    return {field.name for field in fields(kind)}
