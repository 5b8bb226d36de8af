"""A listener on the broker, and devices small enough to test with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Queue
from threading import Event
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from cli.embedded.nats import Nats
from devices import native
from devices.topics import Stream, parse, uplinks
from firmware_sim import broker
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from tests.patience import PATIENCE_S

NOW_US = int(datetime(2026, 11, 19, 9, 0, tzinfo=UTC).timestamp()) * 1_000_000  # a Thursday
HOUR_US = 3_600_000_000
Identity = tuple[str, str, int, str, int, int | None]
City = Callable[[str, int], tuple[Client, Queue[MQTTMessage]]]  #: of a topic and its QoS


@dataclass(slots=True)
class Listener:
    """Everything the broker delivered on one municipality's topics."""

    client: Client
    messages: list[MQTTMessage] = field(default_factory=list)  #: readings
    health: list[MQTTMessage] = field(default_factory=list)
    subscribed: Event = field(default_factory=Event)
    arrived: Event = field(default_factory=Event)

    def wait_for(self, count: int) -> None:
        """Wait until so many messages are there, repeated ones included."""
        self.wait_until(lambda: len(self.messages) + len(self.health) >= count)

    def wait_for_readings(self, wanted: set[tuple[Identity, float | None]]) -> None:
        """Wait until all these readings are there."""
        self.wait_until(lambda: wanted <= self.readings())

    def wait_for_seqs(self, wanted: set[int]) -> None:
        """Wait until a message of each of these numbers is there."""
        self.wait_until(lambda: wanted <= {said.seq for _, said in self.decoded()})

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        """Wait until a condition holds; look again whenever a message arrives."""
        until_s = monotonic() + timeout_s
        while not condition():
            left_s = until_s - monotonic()
            assert left_s > 0, f"not what was waited for, in {len(self.messages)} messages"
            self.arrived.wait(min(left_s, 0.1))
            self.arrived.clear()

    def readings(self) -> set[tuple[Identity, float | None]]:
        """Return what was said, read with the decoder."""
        return {
            ((device, said.boot, said.seq, r.channel, r.time_us, r.n), _value(r))
            for device, said in self.decoded()
            for r in said.readings
        }

    def decoded(self) -> list[tuple[str, native.NativeMessage]]:
        """Return device and content of each message, in order of arrival."""
        return [
            (parse(m.topic).device, native.decode(bytes(m.payload))) for m in list(self.messages)
        ]


def _value(reading: native.NativeReading) -> float | None:
    value = reading.speed_km_h if reading.n is not None else reading.value
    assert value is None or isinstance(value, float)
    return value


def truth_readings(
    lines: list[dict[str, Any]], *, perhaps: bool = False
) -> set[tuple[Identity, float | None]]:
    """Return the confirmed readings of a truth file in the listener's form.

    `perhaps`: also those that were un-acked at the end, which may have arrived.
    """
    return {
        (
            (
                line["device"],
                line["boot"],
                line["seq"],
                line["channel"],
                line["time_us"],
                line.get("n"),
            ),
            line["speed_km_h"] if "n" in line else line["value"],
        )
        for line in lines
        if line["acked_at"] is not None or (perhaps and not line["given_up"])
    }


@pytest.fixture
def listener(nats_server: Nats) -> Iterator[Listener]:
    """Subscribe to everything devices of `telgte` say."""
    address = broker.parse(nats_server.url)
    client = Client(CallbackAPIVersion.VERSION2, client_id="listener", clean_session=False)
    client.username_pw_set(address.username, address.password)
    client.reconnect_delay_set(1, 1)
    heard = Listener(client)

    def on_connect(client: Client, *_rest: object) -> None:
        client.subscribe([(topic, 1) for topic in uplinks("telgte")])

    def on_message(_client: Client, _data: object, message: MQTTMessage) -> None:
        health = parse(message.topic).stream is Stream.HEALTH
        (heard.health if health else heard.messages).append(message)
        heard.arrived.set()

    client.on_connect = on_connect
    client.on_message = on_message
    client.on_subscribe = lambda *_: heard.subscribed.set()
    client.connect(address.host, address.port)
    client.loop_start()
    assert heard.subscribed.wait(10)
    yield heard
    client.disconnect()
    client.loop_stop()


@pytest.fixture
def city(nats_server: Nats) -> Iterator[City]:
    """Return what connects as the city: it sends to devices, and hears one topic."""
    address = broker.parse(nats_server.url)
    client = Client(CallbackAPIVersion.VERSION2, client_id="city")
    client.username_pw_set(address.username, address.password)

    def hear(topic: str, qos: int) -> tuple[Client, Queue[MQTTMessage]]:
        heard: Queue[MQTTMessage] = Queue()
        subscribed = Event()
        client.on_message = lambda _client, _data, message: heard.put(message)
        client.on_subscribe = lambda *_: subscribed.set()
        client.connect(address.host, address.port)
        client.loop_start()
        client.subscribe(topic, qos)
        assert subscribed.wait(10)
        return client, heard

    yield hear
    client.disconnect()
    client.loop_stop()


@pytest.fixture(scope="session")
def telgte() -> Fleet:
    """Return the demo's fleet."""
    fleet = load("telgte-demo")
    assert fleet.time_zone == ZoneInfo("Europe/Berlin")
    return fleet
