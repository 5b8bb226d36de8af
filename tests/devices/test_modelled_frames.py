"""Which frames a model reads: of which kind, port and firmware, and what it leaves out."""

import pytest

from devices.errors import Cause, RejectedError
from devices.modelled import firmware, said, unmapped
from tests.devices.channels import BAY, TEMPERATURE, channel, model, values


def test_a_field_is_read_only_when_the_frame_is_of_its_kind() -> None:
    probe = model(
        channel("t", "air_temperature", "temp", "when = { probe = [true], kind = [1, 2] }")
    )

    assert values(said(probe, {"temp": 4, "probe": True, "kind": 2.0}, 1)) == [4]
    assert said(probe, {"temp": 4, "probe": False, "kind": 2}, 1) == []
    assert said(probe, {"temp": 4, "probe": True}, 1) == []


def test_conditions_hold_for_the_element_they_stand_in() -> None:
    lots = model(
        channel(
            "t",
            "air_temperature",
            "list[].v",
            "when = { 'list[].kind' = [\"t\"] }",
            'time_field = "list[].at"',
        )
    )

    found = said(
        lots,
        {
            "list": [
                {"v": 1, "kind": "t", "at": 1_700_000_000},
                {"v": 2, "kind": "h", "at": 1_700_000_000},
            ]
        },
        1,
    )

    assert values(found) == [1]


def test_a_frame_on_another_port_is_not_read() -> None:
    bound = model(TEMPERATURE, "ports = [1, 2]\n")

    with pytest.raises(RejectedError, match="a frame on port 3; model 'm' knows \\[1, 2\\]") as why:
        said(bound, {"temp": 1}, 3)

    assert why.value.cause is Cause.PORT_NOT_IN_MODEL


def test_a_field_can_be_bound_to_ports() -> None:
    bound = model(channel("t", "air_temperature", "temp", "ports = [2]"))

    assert said(bound, {"temp": 1}, 1) == []
    assert values(said(bound, {"temp": 1}, 2)) == [1]


def test_after_a_reset_a_state_is_unknown_until_the_next_reading() -> None:
    reset = '[reset]\nwhen = { type = ["startup"] }\nchannels = ["bay"]\n'
    bays = model(BAY + TEMPERATURE, reset)

    found = said(bays, {"type": "startup", "status": "occupied", "temp": 3}, 1)

    assert [(one.channel, one.value, one.time_us) for one in found] == [
        ("bay", None, None),
        ("t", 3, None),
    ]


def test_fields_that_nobody_named_are_told() -> None:
    known = model(TEMPERATURE, 'ignored = ["meta", "junk_*"]\nfirmware_field = "fw"\n')
    fields = {"temp": 1, "meta": {"a": [1]}, "junk_7": 2, "fw": "1.2", "new": [{"x": 1}]}

    assert unmapped(known, fields) == ["new[].x"]
    assert firmware(known, fields) == "1.2"
    assert firmware(known, {}) is None


def test_a_model_holds_for_the_firmware_it_names() -> None:
    bound = model(TEMPERATURE, 'firmware = ["0.29", "1"]\n')

    assert [bound.fits(v) for v in ("0.29.2", "0.29", "0.290", "1.7", "2.0")] == [
        True,
        True,
        False,
        True,
        False,
    ]


def test_a_device_that_tells_another_firmware_is_noticed() -> None:
    bound = model(TEMPERATURE, 'firmware = ["0.29"]\nfirmware_field = "fw"\n')

    assert values(said(bound, {"temp": 1, "fw": "0.29.4"}, 1)) == [1]
    assert values(said(bound, {"temp": 1}, 1)) == [1]
    with pytest.raises(
        RejectedError, match=r"has firmware 0\.30\.1; model 'm' holds for 0\.29"
    ) as why:
        said(bound, {"temp": 1, "fw": "0.30.1"}, 1)

    assert why.value.cause is Cause.FIRMWARE_NOT_IN_MODEL
