"""A network server's message becomes readings of the right device at the right time."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.envelopes.catalogue import KINDS
from devices.errors import Cause, RejectedError
from ingest.checks import Limits
from ingest.differing import difference
from ingest.javascript.job import Decoded
from ingest.known import Known
from ingest.senders import Senders
from ingest.served import Reader, kind_of
from ingest.served_message import ServedMessage
from ingest.source import Delivery
from store.instants import to_us
from store.naming import StoredCodec
from store.senders import Senders as Stored
from tests.ingest.served import (
    EUI,
    NOON,
    chirpstack,
    chirpstack_event,
    chirpstack_topic,
    tts,
    tts_join,
    tts_topic,
)

LATER = NOON + timedelta(seconds=3)
CLICKER = """
id = "clicker"
name = "Button"
codec = "javascript:clicker.js"
heartbeat_s = 3600

[[channel]]
name = "bay"
property = "bay_state"
hold_max_s = 3600
field = "occupied"
values = { true = 1, false = 0 }
"""
HEX = "ab" * 32


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Know a parking sensor, a button with a vendor's decoder, and a native device."""
    known = Known()
    known.name({EUI: "bay-17", "0004a30b001c0999": "click"}, all_of_them=True)
    known.take_models({"clicker": CLICKER})
    known.take_codecs([StoredCodec(sha256=HEX, name="clicker.js", source="//")])
    senders = Senders(known.model)
    senders.replace(
        Stored(
            models={
                "bay-17": "bosch-tps110",
                "click": "clicker",
                "lost": "no-such-model",
                "native-1": "wegwarte-bay-1",
            },
            channels=[],
        )
    )
    return Reader(senders, known, Limits(municipality="telgte"))


def delivery(topic: str, payload: bytes, *, received: datetime = LATER) -> Delivery:
    return Delivery(
        source="city",
        topic=topic,
        payload=payload,
        payload_length=len(payload),
        received=received,
        ticket=1,
    )


def read(reader: Reader, topic: str, payload: bytes, **more: datetime) -> ServedMessage:
    kind = kind_of(topic)
    assert kind is not None
    return reader.begin(kind, delivery(topic, payload, **more))


def values(done: ServedMessage) -> dict[str, float]:
    return {row.channel.name: row.result for row in done.rows}


def cause(done: ServedMessage) -> Cause:
    [fault] = done.faults
    return fault.cause


# -- what is read ---------------------------------------------------------------------------


def test_one_frame_by_two_servers_is_the_same_reading(reader: Reader) -> None:
    first = read(reader, tts_topic(), tts(b"\x01"))
    second = read(reader, chirpstack_topic(), chirpstack(b"\x01"))

    for done in (first, second):
        assert (done.device, values(done), done.faults) == ("bay-17", {"bay": 1.0}, [])
        assert [row.time_us for row in done.rows] == [to_us(NOON)]


def test_a_reading_without_a_time_of_its_own_floats_with_its_frame(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(b"\x01"))

    assert done.floating == {0}
    assert done.identity is not None
    assert done.identity[:3] == ("bay-17", "s1", 7)
    assert (done.measured_us, done.by_receipt, done.frame) == (to_us(NOON), False, None)


def test_without_any_clock_the_receipt_is_the_time(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(b"\x01", at=None))

    assert [row.time_us for row in done.rows] == [to_us(LATER)]
    assert done.by_receipt


@pytest.mark.parametrize("years", [-30, 20])
def test_a_gateways_clock_that_was_never_set_is_not_believed(reader: Reader, years: int) -> None:
    wrong = NOON.replace(year=NOON.year + years)
    received = [{"gatewayId": "aa", "time": wrong.isoformat()}]
    payload = chirpstack(b"\x01", time=wrong.isoformat(), rxInfo=received)

    done = read(reader, chirpstack_topic(), payload)

    assert [row.time_us for row in done.rows] == [to_us(LATER)]


def test_a_frame_without_payload_is_read_and_says_nothing(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(None, port=0))

    assert (done.rows, done.faults, done.identity) == ([], [], None)
    assert done.heard is not None


def test_nothing_was_heard_in_the_future(reader: Reader) -> None:
    ahead = (LATER + timedelta(days=2)).isoformat()
    done = read(reader, tts_topic(), tts(b"\x01", received_at=ahead))

    assert [fault.cause for fault in done.faults] == [Cause.TIME_IN_FUTURE] * len(done.faults)
    assert done.faults
    assert done.heard is not None
    assert done.heard.heard_at == LATER


def test_of_a_frame_without_bytes_only_the_server_can_say_something(reader: Reader) -> None:
    silent = read(reader, tts_topic(), tts(b"", port=1))
    told = read(reader, tts_topic(), tts(b"", port=1, decoded_payload={"occupied": True}))
    of_chirpstack = read(
        reader, chirpstack_topic(), chirpstack(b"", port=1, object={"occupied": True})
    )

    assert (silent.rows, silent.faults) == ([], [])
    assert values(told) == values(of_chirpstack) == {"bay": 1.0}


def test_the_gateway_that_hears_best_is_told_first(reader: Reader) -> None:
    heard = read(reader, tts_topic(), tts(b"\x01")).heard

    assert heard is not None
    assert (heard.rssi_dbm, heard.snr_db, heard.spreading_factor) == (-80, 9, 9)
    assert heard.gateways == ["aa00000000000002", "aa00000000000001"]


def test_a_status_a_join_and_a_complaint_are_facts_about_the_device(reader: Reader) -> None:
    status = read(
        reader, chirpstack_topic("status"), chirpstack_event(margin=8, batteryLevel=88.5)
    ).heard
    join = read(reader, tts_topic(event="join"), tts_join()).heard
    log = read(
        reader, chirpstack_topic("log"), chirpstack_event(code="UPLINK_F_CNT_RESET", level="WARN")
    ).heard

    assert status is not None
    assert (status.battery_percent, status.battery_at, status.margin_db) == (88.5, NOON, 8)
    assert join is not None
    assert join.joined_at == NOON
    assert log is not None
    assert log.told == "UPLINK_F_CNT_RESET: "


# -- what is set aside ----------------------------------------------------------------------


def test_a_device_that_nobody_registered_is_kept_under_its_eui(reader: Reader) -> None:
    other = "0004a30b001c0531"

    done = read(reader, tts_topic("bay-99"), tts(eui=other, device_id="bay-99"))

    assert cause(done) is Cause.UNKNOWN_DEVICE
    assert (done.device, done.retry) == (other, other)


def test_a_known_name_with_another_eui_is_a_probable_swap(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(eui="0004a30b001c0531"))

    assert cause(done) is Cause.PROBABLE_SWAP
    assert "wegwarte device swap bay-17 0004a30b001c0531 --at" in done.faults[0].detail


def test_a_name_that_was_only_ever_heard_tells_a_probable_swap_too(reader: Reader) -> None:
    called = tts_topic("platz-1")
    read(reader, called, tts(device_id="platz-1"))

    done = read(reader, called, tts(eui="0004a30b001c0531", device_id="platz-1"))

    assert cause(done) is Cause.PROBABLE_SWAP
    assert "wegwarte device swap bay-17 0004a30b001c0531 --at" in done.faults[0].detail


def test_a_heard_name_says_whose_place_it_is_and_never_whose_a_message_is(reader: Reader) -> None:
    read(reader, tts_topic("platz-1"), tts(device_id="platz-1"))
    nameless = json.loads(tts(device_id="platz-1"))
    del nameless["end_device_ids"]["dev_eui"]

    done = read(reader, tts_topic("platz-1"), json.dumps(nameless).encode())

    assert done.rows == []
    assert cause(done) in {Cause.PROBABLE_SWAP, Cause.UNKNOWN_DEVICE}


def test_a_network_server_cannot_speak_for_a_native_device(reader: Reader) -> None:
    payload = json.loads(tts(device_id="native-1"))
    del payload["end_device_ids"]["dev_eui"]

    done = read(reader, tts_topic("native-1"), json.dumps(payload).encode())

    assert cause(done) is Cause.UNKNOWN_DEVICE


def test_what_was_made_in_the_console_is_never_stored(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(simulated=True))

    assert (cause(done), done.rows) == (Cause.SIMULATED, [])


def test_a_downlink_of_a_device_that_nobody_knows_is_counted_and_no_more(reader: Reader) -> None:
    payload = json.loads(tts(eui="0004a30b001c0531", device_id="x"))
    del payload["uplink_message"]

    done = read(reader, tts_topic("x", "down/sent"), json.dumps(payload).encode())

    assert (done.faults, done.device) == ([], "")


def test_a_frame_that_cannot_be_decoded_is_kept_with_the_codecs_words(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(b"\x01\x02\x03\x04"))

    assert cause(done) is Cause.CODEC_FAILED
    assert done.heard is not None, "the radio heard it all the same"


# -- whose reading counts -------------------------------------------------------------------


def test_our_reading_is_stored_and_the_servers_is_compared(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(b"\x01", decoded_payload={"occupied": False}))

    assert values(done) == {"bay": 1.0}
    assert done.heard is not None
    assert (done.heard.compared, done.heard.differed) == (1, 1)
    assert done.heard.difference == "occupied: we read true, the server false"


def test_the_servers_reading_is_stored_where_ours_fails(reader: Reader) -> None:
    done = read(reader, tts_topic(), tts(b"\x01\x02\x03\x04", decoded_payload={"occupied": True}))

    assert (values(done), done.faults) == ({"bay": 1.0}, [])
    assert done.heard is not None
    assert done.heard.differed == 1
    assert "the server's reading is stored" in (done.heard.difference or "")


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ({"a": 1}, {"a": 1.0, "b": 2}, True),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, True),
        ({"a": [1, 2]}, {"a": [1, 2.5]}, False),
        ({"a": None}, {"a": 0}, False),
        ({"a": "x"}, {"b": "y"}, True),
    ],
)
def test_only_what_both_name_can_differ(
    ours: dict[str, object], theirs: dict[str, object], same: bool
) -> None:
    assert (difference(ours, theirs) is None) is same


# -- vendors' decoders ----------------------------------------------------------------------


def test_a_vendors_decoder_is_asked_with_the_frames_own_time(reader: Reader) -> None:
    done = read(reader, tts_topic("c"), tts(b"\x05", eui="0004a30b001c0999", device_id="c"))

    [job] = done.jobs()
    assert (job.codec.name, job.port, job.payload, job.received) == ("clicker.js", 1, b"\x05", NOON)
    assert (done.waits, done.rows, done.faults) == (True, [], [])

    reader.finish(done, [Decoded(fields={"occupied": True})])

    assert (done.waits, values(done), done.floating) == (False, {"bay": 1.0}, {0})


def test_a_vendors_decoder_that_fails_sets_its_frame_aside(reader: Reader) -> None:
    done = read(reader, tts_topic("c"), tts(b"\x05", eui="0004a30b001c0999", device_id="c"))

    reader.finish(done, [RejectedError(Cause.CODEC_FAILED, "no data")])

    assert (cause(done), done.rows, done.waits) == (Cause.CODEC_FAILED, [], False)


# -- packs ----------------------------------------------------------------------------------


def test_a_pack_of_several_devices_is_refused_with_the_remedy(reader: Reader) -> None:
    pack = [{"bn": "a/", "n": "x", "v": 1}, {"bn": "b/", "n": "x", "v": 1}]

    done = read(reader, "uplinks/senml/city", json.dumps(pack).encode())

    assert cause(done) is Cause.MALFORMED
    assert "one pack for each device" in done.faults[0].detail


@given(kind=st.sampled_from(KINDS), payload=st.binary(max_size=200))
def test_any_bytes_are_read_or_rejected(reader: Reader, kind: str, payload: bytes) -> None:
    done = read(reader, f"uplinks/{kind}/city", payload)

    assert done.faults or not done.rows
