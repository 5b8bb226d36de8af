"""What a pack of SenML records means (RFC 8428)."""

import json
from typing import Any

import pytest

from devices.envelopes import senml
from devices.errors import RejectedError
from devices.uplink import Uplink


def read_senml(*records: dict[str, Any]) -> list[Uplink]:
    return senml.read("uplinks/senml/city", json.dumps(records).encode())


def test_base_fields_hold_for_all_later_records() -> None:
    moving = read_senml(
        {"bn": "urn:dev:ow:10e2073a01080063:", "bt": 1.320067464e9, "n": "rh", "v": 20},
        {"n": "lon", "v": 24.30621},
        {"n": "rh", "t": 60, "v": 20.3},
        {"bn": "urn:dev:ow:10e2073a01080064:", "n": "rh", "v": 31},
    )

    assert [(u.sender[-4:], u.device_time_us, u.decoded) for u in moving] == [
        ("0063", 1_320_067_464_000_000, {"rh": 20.0, "lon": 24.30621}),
        ("0063", 1_320_067_524_000_000, {"rh": 20.3}),
        ("0064", 1_320_067_464_000_000, {"rh": 31.0}),
    ]


def test_a_base_value_is_added_and_a_base_sum_too() -> None:
    (uplink,) = read_senml(
        {"bn": "meter:", "bt": 1.6e9, "bv": 20, "bs": 100, "n": "a", "v": 0.5, "s": 1},
        {"n": "b"},
    )

    assert uplink.decoded == {"a": 20.5, "a.sum": 101.0, "b": 20.0, "b.sum": 100.0}


def test_texts_and_truths_are_values() -> None:
    (uplink,) = read_senml({"bn": "d/", "n": "open", "vb": False}, {"n": "mode", "vs": ""})

    assert uplink.decoded == {"open": False, "mode": ""}


def test_a_time_of_few_seconds_is_relative_to_the_receipt() -> None:
    found = read_senml({"bn": "d/", "n": "a", "t": -5, "v": 1}, {"n": "a", "v": 2})

    assert [(u.device_time_us, u.offset_s) for u in found] == [(None, -5.0), (None, 0.0)]


def test_a_name_alone_is_the_device() -> None:
    (uplink,) = read_senml({"n": "urn:dev:ow:10e2073a01080063", "u": "Cel", "v": 23.1})

    assert (uplink.sender, uplink.decoded) == ("urn:dev:ow:10e2073a01080063", {"value": 23.1})


def test_a_pack_of_several_devices_is_parted_and_says_the_same() -> None:
    collection = json.dumps(
        [
            {"bn": "2001:db8::2/", "bt": 1.320078429e9, "n": "temperature", "u": "Cel", "v": 25.2},
            {"n": "open", "vb": True, "t": 5},
            {"bn": "2001:db8::1/", "n": "mode", "vs": "eco"},
            {"n": "meter", "v": 1, "s": 7},
            {"bn": "", "n": "alone", "v": 3},
        ]
    ).encode()

    parts = senml.packs(collection)

    assert [senml.read("uplinks/senml/city", part) for part in parts] == [
        [u for u in senml.read("uplinks/senml/city", collection) if u.sender == sender]
        for sender in ("2001:db8::2", "2001:db8::1", "alone")
    ]
    assert senml.packs(parts[0]) == [parts[0]]


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"v": 1}],
        [{"n": "bad name", "v": 1}],
        [{"n": "a", "v": 1, "future_": 1}],
        [{"n": "a", "v": 1, "bver": 11}],
        [{"n": "a"}],
        [{"n": "a", "v": 1, "t": -1e300}],
    ],
)
def test_a_pack_against_the_standard_is_refused(records: list[dict[str, Any]]) -> None:
    with pytest.raises(RejectedError):
        read_senml(*records)
