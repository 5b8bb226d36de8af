"""What network servers mean by their messages, and that nothing they could send kills a reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.envelopes import catalogue, chirpstack, loriot, pushed, senml, tts
from devices.errors import Cause, RejectedError
from devices.uplink import Event, Uplink

TTS_TOPIC = "v3/app1@tenant1/devices/dev1/up"
CHIRPSTACK_TOPIC = "application/a-1/device/0004a30b001c0530/event/up"


def tts_message(**changed: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "end_device_ids": {
            "device_id": "dev1",
            "application_ids": {"application_id": "app1"},
            "dev_eui": "0004A30B001C0530",
            "dev_addr": "00BCB929",
        },
        "received_at": "2020-02-12T15:15:46.014773143Z",
        "uplink_message": {
            "session_key_id": "AXA50tHUGUucuzS/bCGMNw==",
            "f_port": 2,
            "f_cnt": 1,
            "frm_payload": "gkHe",
            "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1", "eui": "9C5C8E00001A05C4"}}],
            "settings": {"frequency": "868300000"},
            "received_at": "2020-02-12T15:15:45.789585559Z",
        },
    }
    return message | changed


def up(**changed: object) -> dict[str, Any]:
    message = tts_message()
    message["uplink_message"] |= changed
    message["uplink_message"] = {
        key: value for key, value in message["uplink_message"].items() if value is not None
    }
    return message


def read_tts(message: dict[str, Any], topic: str = TTS_TOPIC) -> Uplink:
    return tts.read(topic, json.dumps(message).encode())


def chirpstack_message(**changed: object) -> dict[str, Any]:
    message: dict[str, Any] = {
        "deduplicationId": "57433366-50a6-4dc2-8145-2df1bbc70d9e",
        "time": "2025-04-17T08:10:02.728+00:00",
        "deviceInfo": {"applicationId": "a-1", "devEui": "0004a30b001c0530", "deviceName": "bay"},
    }
    return message | changed


def read_chirpstack(message: dict[str, Any], event: str = "up") -> Uplink:
    topic = CHIRPSTACK_TOPIC.removesuffix("up") + event
    return chirpstack.read(topic, json.dumps(message).encode())


# -- The Things Stack -----------------------------------------------------------------------


def test_what_the_things_stack_omits_is_zero() -> None:
    bare = read_tts(up(f_cnt=None, f_port=None, frm_payload=None))

    assert (bare.counter, bare.port, bare.payload, bare.confirmed) == (0, 0, None, False)
    assert (bare.gateways[0].rssi_dbm, bare.gateways[0].snr_db) == (0.0, 0.0)


def test_a_frame_with_a_port_and_without_bytes_is_an_empty_payload() -> None:
    assert read_tts(up(frm_payload=None)).payload == b""


def test_the_network_servers_clock_is_read_and_its_nanoseconds_are_cut() -> None:
    assert read_tts(tts_message()).server_time_us == 1_581_520_545_789_585


def test_a_malformed_time_does_not_kill_a_frame() -> None:
    message = up(received_at="2020-0327T12:39:05.547336Z", settings={"time": "soon"})

    uplink = read_tts(message)

    assert uplink.server_time_us == 1_581_520_546_014_773  # the Application Server's
    assert uplink.gateway_time_us is None


def test_a_message_made_in_the_console_says_so() -> None:
    assert read_tts(tts_message(simulated=True)).simulated


def test_a_battery_of_zero_is_omitted_and_still_zero() -> None:
    assert read_tts(up(last_battery_percentage={"f_cnt": 3})).battery_percent == 0.0
    assert read_tts(up(last_battery_percentage={"value": 90.118576})).battery_percent == 90.118576
    assert read_tts(tts_message()).battery_percent is None


def test_a_copy_by_packet_broker_counts_as_its_gateway_once() -> None:
    copies = [
        {"gateway_ids": {"gateway_id": "g", "eui": "6A7E111A10000000"}, "rssi": -24, "snr": 12},
        {
            "gateway_ids": {"gateway_id": "packetbroker"},
            "packet_broker": {"forwarder_gateway_eui": "6A7E111A10000000"},
            "rssi": -24,
        },
        {
            "gateway_ids": {"gateway_id": "packetbroker"},
            "packet_broker": {"forwarder_gateway_id": "theirs"},
            "rssi": -110,
        },
    ]

    assert [g.id for g in read_tts(up(rx_metadata=copies)).gateways] == [
        "6a7e111a10000000",
        "theirs",
    ]


def test_a_join_begins_a_session() -> None:
    message = tts_message(join_accept={"session_key_id": "new", "received_at": None})
    del message["uplink_message"]

    uplink = read_tts(message, TTS_TOPIC.replace("/up", "/join"))

    assert (uplink.event, uplink.session, uplink.counter) == (Event.JOIN, "new", None)


@pytest.mark.parametrize("event", ["down/queued", "down/ack", "service/data", "location/solved"])
def test_what_is_no_measurement_is_counted_and_no_more(event: str) -> None:
    message = tts_message()
    del message["uplink_message"]

    assert read_tts(message, f"v3/app1/devices/dev1/{event}").event is Event.OTHER


def test_a_device_without_eui_is_known_by_the_servers_id() -> None:
    message = tts_message()
    del message["end_device_ids"]["dev_eui"]

    assert read_tts(message).sender == "dev1"


@pytest.mark.parametrize(
    "topic", ["v3/app1@tenant1/devices/dev2/up", "v3/app2@tenant1/devices/dev1/up"]
)
def test_a_body_of_another_device_or_application_is_refused(topic: str) -> None:
    with pytest.raises(RejectedError) as refused:
        read_tts(tts_message(), topic)

    assert refused.value.cause is Cause.DEVICE_MISMATCH


def test_an_open_source_server_has_no_tenant() -> None:
    assert read_tts(tts_message(), "v3/app1/devices/dev1/up").sender == "0004a30b001c0530"


# -- ChirpStack -----------------------------------------------------------------------------


def test_the_body_of_another_eui_than_the_topics_is_refused() -> None:
    message = chirpstack_message(data="AQ==", fPort=1)
    message["deviceInfo"]["devEui"] = "0004a30b001c0531"

    with pytest.raises(RejectedError) as refused:
        read_chirpstack(message)

    assert refused.value.cause is Cause.DEVICE_MISMATCH


def test_the_servers_clock_is_preferred_to_the_gateways() -> None:
    received = [
        {"gatewayId": "aa", "gwTime": "1980-01-06T00:00:00Z", "nsTime": "2025-04-17T08:10:02Z"}
    ]

    uplink = read_chirpstack(chirpstack_message(data="AQ==", fPort=1, rxInfo=received))

    assert uplink.server_time_us == 1_744_877_402_000_000
    assert uplink.gateway_time_us == 315_964_800_000_000


def test_a_time_that_repeats_the_gateways_clock_is_not_the_servers() -> None:
    received = [{"gatewayId": "aa", "time": "2025-04-17T08:10:02.728+00:00"}]

    uplink = read_chirpstack(chirpstack_message(data="AQ==", fPort=1, rxInfo=received))

    assert uplink.server_time_us is None
    assert uplink.gateway_time_us == 1_744_877_402_728_000


def test_a_status_tells_battery_and_margin() -> None:
    status = read_chirpstack(chirpstack_message(margin=10, batteryLevel=88.3), "status")

    assert (status.event, status.battery_percent, status.margin_db) == (Event.STATUS, 88.3, 10)


@pytest.mark.parametrize("unknown", ["externalPowerSource", "batteryLevelUnavailable"])
def test_mains_and_unknown_are_no_empty_battery(unknown: str) -> None:
    message = chirpstack_message(margin=8, batteryLevel=0.0) | {unknown: True}

    assert read_chirpstack(message, "status").battery_percent is None


def test_the_servers_complaint_is_kept_in_its_words() -> None:
    log = read_chirpstack(
        chirpstack_message(level="ERROR", code="UPLINK_CODEC", description="no data"), "log"
    )

    assert (log.event, log.note) == (Event.LOG, "UPLINK_CODEC: no data")


@pytest.mark.parametrize("event", ["ack", "txack", "location", "integration"])
def test_other_events_are_counted_and_no_more(event: str) -> None:
    assert read_chirpstack(chirpstack_message(), event).event is Event.OTHER


def test_an_event_pushed_without_its_name_is_known_by_its_fields() -> None:
    join = chirpstack_message(devAddr="01020304")

    assert catalogue.read("chirpstack", "uplinks/chirpstack/city", json.dumps(join).encode())[
        0
    ].event is (Event.JOIN)


# -- LORIOT ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "percent"), [(0, None), (255, None), (1, 0.0), (254, 100.0)])
def test_a_battery_level_means_what_lorawan_says(level: int, percent: float | None) -> None:
    message = {"cmd": "rx", "EUI": "1000000000000001", "bat": level, "port": 2, "data": "0112"}

    uplink = loriot.read("uplinks/loriot/city", json.dumps(message).encode())

    assert uplink.battery_percent == percent


def test_both_messages_about_one_frame_have_one_identity() -> None:
    frame = {"EUI": "1000000000000001", "ts": 1_684_478_801_936, "fcnt": 2, "port": 2, "data": "01"}
    gateways = [{"gweui": "1020304080706050", "rssi": -38, "time": "2023-05-19T06:46:41.936Z"}]

    first, second = (
        loriot.read("uplinks/loriot/city", json.dumps(frame | more).encode())
        for more in ({"cmd": "rx"}, {"cmd": "gw", "gws": gateways, "devaddr": "306580F2"})
    )

    assert [(u.sender, u.session, u.counter, u.payload) for u in (first, second)] == [
        ("1000000000000001", "", 2, b"\x01")
    ] * 2


# -- SenML ----------------------------------------------------------------------------------


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


# -- pushed topics --------------------------------------------------------------------------


def test_a_pushed_topic_reads_back() -> None:
    topic = pushed.Pushed("xovis", "city", "80:1F/12", "up")

    assert pushed.parse(str(topic)) == topic
    assert catalogue.kind_of(str(topic)) == "xovis"


def test_the_device_of_the_url_is_not_overridden_by_the_body() -> None:
    body = {"sensor": {"serial": "b8a44fa89c85"}, "data": {"measurements": []}}

    with pytest.raises(RejectedError) as refused:
        catalogue.read("axis", "uplinks/axis/city/device/other", json.dumps(body).encode())

    assert refused.value.cause is Cause.DEVICE_MISMATCH


# -- whatever the bytes ---------------------------------------------------------------------

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
