"""What network servers mean by their messages, and what they leave out."""

import json

import pytest

from devices.envelopes import catalogue, loriot
from devices.errors import Cause, RejectedError
from devices.uplink import Event
from tests.devices.network_servers import (
    TTS_TOPIC,
    chirpstack_message,
    read_chirpstack,
    read_tts,
    tts_message,
    up,
)

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
