"""Downlinks wait at the network server until the device was heard, are sent, obeyed, confirmed."""

import base64
import json
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from cli.embedded.nats import Nats
from devices.codecs.catalogue import CODECS
from devices.envelopes import chirpstack, tts
from devices.uplink import Event as Kind
from devices.uplink import Uplink
from firmware_sim import broker, downlinks
from firmware_sim.commands import Heard
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.schedule import LIVE_US, Schedule
from firmware_sim.simulation import Options, Simulation
from tests.firmware_sim.conftest import HOUR_US, NOW_US, City
from tests.patience import PATIENCE_S

FLEET = """
id = "served"
name = "Served"
municipality = "telgte"
connections = 1
[[site]]
id = "promenade"
name = "Promenade"
kind = "cycle_track"
lat = 52.0
lon = 7.8
[[site.device]]
id = "people-cs"
model = "milesight-vs133"
server = "chirpstack"
dev_eui = "24e124000000000a"
[[site.device]]
id = "people-tts"
model = "milesight-vs133"
server = "tts"
[[site.device]]
id = "bay"
model = "bosch-tps110"
server = "tts"
settings = { heartbeat_s = 600 }
"""
INTERVAL_300 = b"\xff\x03\x2c\x01"


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    file = tmp_path / "served.toml"
    file.write_text(FLEET)
    return load(file)


@pytest.fixture
def schedule(fleet: Fleet) -> Schedule:
    return Schedule(fleet, municipality="telgte", seed=1, started_us=NOW_US, ahead_us=LIVE_US)


def topic_of(fleet: Fleet, device: str, ending: str) -> str:
    """Return the topic on which the network server of a device takes downlinks."""
    topics = downlinks.topics(fleet)
    (found,) = [t for t, of in topics.items() if of == device and t.endswith(ending)]
    return found


def pushed(*payloads: bytes, confirmed: bool = True, port: int = 85) -> bytes:
    """Return what a city publishes for The Things Stack."""
    every = [
        {
            "f_port": port,
            "frm_payload": base64.b64encode(payload).decode(),
            "confirmed": confirmed,
            "priority": "NORMAL",
            "correlation_ids": [f"order-{n}"],
        }
        for n, payload in enumerate(payloads)
    ]
    return json.dumps({"downlinks": every}).encode()


def events(messages: list[Outgoing], device: str) -> list[tuple[str, dict[str, Any]]]:
    """Return what is told of a device's downlinks, and its uplinks, in order."""
    return [
        (m.topic.rpartition(f"/{device}/")[2] or m.topic, json.loads(m.payload))
        for m in messages
        if m.device == device
    ]


def test_the_things_stack_queues_sends_and_confirms(fleet: Fleet, schedule: Schedule) -> None:
    schedule.until(NOW_US + HOUR_US)
    heard = Heard(
        device="people-tts",
        payload=pushed(INTERVAL_300),
        topic=topic_of(fleet, "people-tts", "push"),
    )

    at_once = schedule.order(heard, NOW_US + HOUR_US)
    later = schedule.until(NOW_US + 2 * HOUR_US)

    (queued,) = events(at_once, "people-tts")
    told = events(later, "people-tts")
    # What was made up before the downlink came goes out first.
    told = told[[kind for kind, _ in told].index("down/sent") - 1 :]
    kinds = [kind for kind, _ in told]
    assert queued[0] == "down/queued"
    assert queued[1]["downlink_queued"] == {
        "f_port": 85,
        "frm_payload": "/wMsAQ==",
        "priority": "NORMAL",
        "confirmed": True,
        "correlation_ids": ["order-0"],
    }
    assert kinds[:4] == ["up", "down/sent", "up", "down/ack"]
    assert kinds[4:] == ["up"] * len(kinds[4:])
    assert "f_cnt" not in told[1][1]["downlink_sent"]  # the first: what is zero is left out
    assert (
        told[1][1]["downlink_sent"]["session_key_id"]
        == told[0][1]["uplink_message"]["session_key_id"]
    )
    assert told[3][1]["downlink_ack"]["correlation_ids"] == ["order-0"]
    assert {m.nature for m in later if "/down/" in m.topic} == {Nature.ANSWER}


def test_chirpstack_tells_that_it_was_sent_and_confirmed(fleet: Fleet, schedule: Schedule) -> None:
    schedule.until(NOW_US + HOUR_US)
    order = {
        "devEui": "24e124000000000a",
        "confirmed": True,
        "fPort": 85,
        "data": base64.b64encode(INTERVAL_300).decode(),
    }
    topic = topic_of(fleet, "people-cs", "command/down")

    at_once = schedule.order(
        Heard(device="people-cs", payload=json.dumps(order).encode(), topic=topic),
        NOW_US + HOUR_US,
    )
    later = schedule.until(NOW_US + 2 * HOUR_US)

    assert at_once == []
    told = [m for m in later if m.device == "people-cs"]
    kinds = [m.topic.rpartition("/")[2] for m in told]
    assert kinds[:4] == ["up", "txack", "up", "ack"]
    sent, done = (json.loads(told[n].payload) for n in (1, 3))
    assert sent["queueItemId"] == done["queueItemId"]
    assert done["acknowledged"] is True
    for message in (told[1], told[3]):
        assert chirpstack.read(message.topic, message.payload).event is Kind.OTHER


def test_the_setting_holds_from_then_on_and_the_device_says_so(
    fleet: Fleet, schedule: Schedule
) -> None:
    schedule.until(NOW_US + HOUR_US)
    topic = topic_of(fleet, "people-tts", "push")
    payload = pushed(INTERVAL_300, confirmed=False)
    schedule.order(Heard(device="people-tts", payload=payload, topic=topic), NOW_US + HOUR_US)

    messages = [m for m in schedule.until(NOW_US + 3 * HOUR_US) if m.device == "people-tts"]

    ups = [read(m) for m in messages if m.topic.endswith("/up")]
    answers = [fields for fields in map(decoded, ups) if "report_interval" in fields]
    assert [fields["report_interval"] for fields in answers] == [300]
    lengths = [
        said.duration_ms
        for m in messages
        for said in m.measurements
        if said.duration_ms is not None
    ]
    assert set(lengths) == {600_000, 300_000}
    assert lengths == sorted(lengths, reverse=True)
    assert not any(m.topic.endswith("down/ack") for m in messages)
    counters = [up.counter for up in ups]
    first = counters[0]
    assert first is not None
    assert counters == list(range(first, first + len(counters)))


def read(message: Outgoing) -> Uplink:
    return tts.read(message.topic, message.payload)


def decoded(uplink: Uplink) -> dict[str, Any]:
    assert uplink.payload is not None
    return dict(CODECS["milesight-vs133"](uplink.port, uplink.payload))


def test_a_replaced_queue_forgets_what_waited_and_one_goes_out_after_each_frame(
    fleet: Fleet, schedule: Schedule
) -> None:
    schedule.until(NOW_US + HOUR_US)
    push, replace = (topic_of(fleet, "bay", ending) for ending in ("push", "replace"))
    for topic, payload in ((push, pushed(b"\x01")), (replace, pushed(b"\x02", b"\x03", port=7))):
        schedule.order(Heard(device="bay", payload=payload, topic=topic), NOW_US + HOUR_US)

    told = events(schedule.until(NOW_US + 2 * HOUR_US), "bay")

    sent = [body["downlink_sent"]["frm_payload"] for kind, body in told if kind == "down/sent"]
    assert sent == ["Ag==", "Aw=="]
    kinds = [kind for kind, _ in told]
    assert kinds[:6] == ["up", "down/sent", "up", "down/ack", "down/sent", "up"]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b'{"downlinks":[{"f_port":0}]}',
        b'{"downlinks":[{"f_port":1,"frm_payload":"="}]}',
    ],
)
def test_a_downlink_that_nobody_can_read_changes_nothing(
    fleet: Fleet, schedule: Schedule, payload: bytes
) -> None:
    topic = topic_of(fleet, "bay", "push")

    assert schedule.order(Heard(device="bay", payload=payload, topic=topic), NOW_US) == []
    assert not any("/down/" in m.topic for m in schedule.until(NOW_US + HOUR_US))


@pytest.mark.broker
def test_a_downlink_goes_through_the_broker_and_is_told_of(
    nats_server: Nats, city: City, fleet: Fleet
) -> None:
    client, heard = city("v3/+/devices/+/#", 0)
    simulation = Simulation(
        fleet,
        broker.parse(nats_server.url),
        Options(municipality="telgte", seed=1, speed=600, history_s=86_400),
    )
    stop = Event()
    run = Thread(target=simulation.run, args=(stop.is_set, lambda _: None))
    run.start()
    kinds: list[str] = []
    try:
        heard.get(timeout=PATIENCE_S)  # the simulator is there, and so is what it has subscribed to
        client.publish(topic_of(fleet, "people-tts", "push"), pushed(INTERVAL_300), qos=1)
        while "ack" not in kinds:
            topic = heard.get(timeout=PATIENCE_S).topic
            if "/people-tts/down/" in topic and not topic.endswith("/push"):
                kinds.append(topic.rpartition("/")[2])
    finally:
        stop.set()
        run.join(10)

    assert kinds == ["queued", "sent", "ack"]
