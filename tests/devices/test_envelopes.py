"""Nothing a network server or a vendor's cloud could send kills a reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.envelopes import catalogue, pushed
from devices.errors import Cause, RejectedError
from devices.uplink import Uplink
from tests.devices.network_servers import chirpstack_message, tts_message


def test_a_pushed_topic_reads_back() -> None:
    topic = pushed.Pushed("xovis", "city", "80:1F/12", "up")

    assert pushed.parse(str(topic)) == topic
    assert catalogue.kind_of(str(topic)) == "xovis"


def test_the_device_of_the_url_is_not_overridden_by_the_body() -> None:
    body = {"sensor": {"serial": "b8a44fa89c85"}, "data": {"measurements": []}}

    with pytest.raises(RejectedError) as refused:
        catalogue.read("axis", "uplinks/axis/city/device/other", json.dumps(body).encode())

    assert refused.value.cause is Cause.DEVICE_MISMATCH


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
EXAMPLES: dict[str, Any] = {
    "tts": tts_message(),
    "chirpstack": chirpstack_message(data="AQ==", fPort=1, rxInfo=[{"gatewayId": "a", "rssi": 1}]),
    "gateway": {"devEUI": "AgICAgICAgI=", "fPort": 1, "data": "AQ==", "objectJSON": "{}"},
    "loriot": {"cmd": "rx", "EUI": "1000000000000001", "ts": 1, "data": "01", "dr": "SF7"},
    "thingpark": {"DevEUI_uplink": {"DevEUI": "70B3D57BA000156B", "payload_hex": "00"}},
    "senml": [{"bn": "d/", "n": "a", "v": 1, "t": 5}],
    "axis": {
        "sensor": {"serial": "a"},
        "data": {"measurements": [{"kind": "k", "utcFrom": "2025-05-22T08:14:00Z", "utcTo": ""}]},
    },
    "digital-matter": {"SerNo": 1, "Records": [{"SeqNo": 1, "DateUTC": "2022-06-03 14:33:46"}]},
    "disruptive": {"eventType": "co2", "co2": {"ppm": 617, "samples": [{"value": 1}]}},
    "haltian": {"tsmTuid": "T", "tsmTs": 1657109290, "temp": 26.4},
    "sensry": {"topic": "motion", "sensors": {"accelX": 0.12}},
    "vergesense": {"event_type": "e", "timestamp": "2024-11-21T13:31:45.000Z", "space_id": 1},
    "xovis": {"live_data": {"frames": [{"time": 1645797259355, "events": [{"type": "T"}]}]}},
    "yanzi": {"values": [{"resourceType": "T", "sampleTime": 1643364139738, "value": 1}]},
}


def outcome(kind: str, payload: bytes) -> None:
    for topic in (f"uplinks/{kind}/city", f"uplinks/{kind}/city/device/d"):
        try:
            assert all(isinstance(u, Uplink) for u in catalogue.read(kind, topic, payload))
        except RejectedError:
            continue


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(catalogue.KINDS)


@given(kind=st.sampled_from(catalogue.KINDS), payload=st.binary())
def test_any_bytes_end_in_an_uplink_or_a_refusal(kind: str, payload: bytes) -> None:
    outcome(kind, payload)


@given(kind=st.sampled_from(catalogue.KINDS), value=json_values)
def test_any_json_ends_in_an_uplink_or_a_refusal(kind: str, value: object) -> None:
    outcome(kind, json.dumps(value).encode())


def paths(value: object) -> list[tuple[Any, ...]]:
    """Return the way to every part of a message."""
    keys: Any = ()
    if isinstance(value, dict):
        keys = value.items()
    elif isinstance(value, list):
        keys = enumerate(value)
    return [(key, *rest) for key, part in keys for rest in ((), *paths(part))]


@given(data=st.data(), kind=st.sampled_from(catalogue.KINDS))
def test_any_damage_ends_in_an_uplink_or_a_refusal(data: st.DataObject, kind: str) -> None:
    message = json.loads(json.dumps(EXAMPLES[kind]))
    *way, last = data.draw(st.sampled_from(paths(message)))
    part = message
    for key in way:
        part = part[key]
    part[last] = data.draw(json_values)
    outcome(kind, json.dumps(message).encode())


@given(topic=st.text())
def test_any_topic_ends_in_an_uplink_or_a_refusal(topic: str) -> None:
    for kind in catalogue.KINDS:
        try:
            catalogue.kind_of(topic)
            catalogue.read(kind, topic, b"{}")
        except RejectedError:
            continue
