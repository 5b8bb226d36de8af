"""What the shipped models read out of frames that no published vector shows."""

import pytest

from devices.codecs import catalogue
from devices.model import BUILTIN
from devices.modelled import said, unmapped
from devices.models import MODELS


def test_counters_and_radars_that_no_vector_shows_say_this() -> None:
    """Frames written down from the frame tables of the codecs."""
    radar = catalogue.find("pmx-tcr")(14, bytes.fromhex("a20c0500071200030b7d"))
    counter = catalogue.find("nwave-ncc405")(1, bytes.fromhex("fffe"))
    kept = catalogue.find("milesight-vs133")(85, bytes.fromhex("20ce00105e5f0348000000"))

    found = said(MODELS["pmx-tcr"], radar, 14)
    total = said(MODELS["nwave-ncc405"], counter, 1)
    history = said(MODELS["milesight-vs133"], kept, 85)

    assert [(one.channel, one.value, one.duration_s) for one in found] == [
        ("bicycles-ltr", 7, 300),
        ("bicycles-ltr-speed", 18, 300),
        ("bicycles-rtl", 3, 300),
        ("bicycles-rtl-speed", 11, 300),
        ("battery", 12.5, None),
    ]
    assert [(one.channel, one.value) for one in total] == [("vehicles", 65_534)]
    assert [(one.channel, one.value, one.time_us) for one in history] == [
        ("line-1-in", 72, 0x5F5E1000 * 1_000_000)
    ]


def test_after_a_start_the_bay_is_unknown() -> None:
    fields = {"type": "startup", "firmwareVersion": "0.29.2", "occupied": True}

    found = said(MODELS["bosch-tps110"], fields, 3)

    assert [(one.channel, one.value) for one in found] == [("bay", None)]


def test_a_count_that_arrives_decoded_begins_where_the_device_says() -> None:
    sample = {"time": "2025-05-22T08:14:00+00:00", "duration_s": 60.0, "in": 1, "out": 2}

    found = said(MODELS["axis-people-counter"], {"samples": [sample]}, 0)

    assert [(one.channel, one.value, one.time_us, one.duration_s) for one in found] == [
        ("in", 1, 1_747_901_640_000_000, 60),
        ("out", 2, 1_747_901_640_000_000, 60),
    ]


@pytest.mark.parametrize(
    ("model", "port", "payload", "expected"),
    [
        (
            "imbuildings-people",
            26,
            "0001000003000420000d000a6a",
            {
                "people-a": 13,
                "people-b": 10,
                "people-a-interval": 3,
                "people-b-interval": 4,
                "battery": 2.56,
            },
        ),
        (
            "elsys",
            5,
            "0100e202370e03e8070e0a190064190065150a14",
            {
                "temperature": 22.6,
                "humidity": 55,
                "distance": 1,
                "sound": 20,
                "temperature-probe-2": 10,
                "temperature-probe-3": 10.1,
                "battery": 3.594,
            },
        ),
        (
            "netvox-r718a",
            6,
            "010b019f09ea1a90000000",  # a weak battery says so in words
            {"temperature": 25.38, "humidity": 68, "battery": 3.1},
        ),
    ],
)
def test_frames_that_no_vector_shows(
    model: str, port: int, payload: str, expected: dict[str, float]
) -> None:
    fields = catalogue.find(MODELS[model].codec.removeprefix(BUILTIN))(port, bytes.fromhex(payload))

    found = said(MODELS[model], fields, port)

    assert {one.channel: one.value for one in found} == expected
    assert unmapped(MODELS[model], fields) == []
