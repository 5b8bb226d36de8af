"""What every source promises, held by one suite against real servers."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

import aiomqtt
import pytest

from cli.embedded.nats import Nats
from ingest import clock
from ingest.broker import MqttSource
from ingest.database import Database
from ingest.inbox import InboxSource
from ingest.metrics import Metrics
from ingest.settings import Settings
from ingest.source import Bounds, Delivery, Source
from store import inbox
from store.pool import connect
from tests.ingest.running import MUNICIPALITY, open_session

pytestmark = [pytest.mark.database, pytest.mark.broker]

WIDE = Bounds(messages_max=1_000, bytes_max=1_000_000, age_max_s=0.5)
TOPIC = f"mobility/v1/{MUNICIPALITY}/d/up"


class Road(Protocol):
    """A source under test, and the far end of its road."""

    async def send(self, payloads: Sequence[bytes]) -> None:
        """Have messages come by it."""

    async def again(self) -> Source:
        """Return the source as after a crash: what was not acknowledged comes again."""

    async def stored(self, source: Source, batch: Sequence[Delivery]) -> None:
        """Do what the pipeline does when a batch is stored."""

    async def close(self) -> None:
        """End everything."""


class ByMqtt:
    """Messages through NATS."""

    def __init__(self, nats: Nats, settings: Settings) -> None:
        self.nats = nats
        self.settings = settings
        self.connection: asyncio.Task[None] | None = None

    async def send(self, payloads: Sequence[bytes]) -> None:
        async with aiomqtt.Client("127.0.0.1", self.nats.port) as device:
            for payload in payloads:
                await device.publish(TOPIC, payload, qos=1)

    async def again(self) -> Source:
        await self.close()
        broker = self.settings.all_brokers()[0]
        source = MqttSource(broker, self.settings, Metrics().broker("native"), random.Random(1))
        self.connection = asyncio.create_task(source.run())
        return source

    async def stored(self, source: Source, batch: Sequence[Delivery]) -> None:
        source.acknowledge(batch)
        await asyncio.sleep(0)  # the acknowledgement leaves with the next turn of the loop

    async def close(self) -> None:
        if self.connection is not None:
            self.connection.cancel()
            await asyncio.wait({self.connection})


class ByInbox:
    """Messages through the inbox table."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database: Database | None = None

    async def send(self, payloads: Sequence[bytes]) -> None:
        async with connect(self.settings.database_url, "wegwarte_ingest") as conn:
            messages = [(TOPIC, payload) for payload in payloads]
            await inbox.put(conn, messages, source="replay", received=clock.now())

    async def again(self) -> Source:
        await self.close()
        self.database = Database(self.settings.database_url, "wegwarte_ingest")
        return InboxSource(self.database, self.settings, random.Random(1))

    async def stored(self, source: Source, batch: Sequence[Delivery]) -> None:
        async with (
            connect(self.settings.database_url, "wegwarte_ingest") as conn,
            conn.transaction(),
        ):
            await source.settle(conn, batch)
        source.acknowledge(batch)

    async def close(self) -> None:
        if self.database is not None:
            await self.database.drop()


@pytest.fixture(params=["mqtt", "inbox"])
async def road(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> AsyncIterator[Road]:
    """Return each road in turn."""
    common = {"database_url": database, "data_dir": tmp_path / "data", "inbox_poll_s": 0.02}
    made: Road
    if request.param == "mqtt":
        nats: Nats = request.getfixturevalue("nats_server")
        await open_session(tmp_path, nats)
        made = ByMqtt(nats, Settings(mqtt_url=nats.url, municipality=MUNICIPALITY, **common))
    else:
        made = ByInbox(Settings(**common))
    yield made
    await made.close()


async def received(source: Source, count: int, bounds: Bounds = WIDE) -> list[Delivery]:
    """Receive until so many messages are there."""
    got: list[Delivery] = []
    async with asyncio.timeout(30):
        while len(got) < count:
            got += await source.receive(bounds)
    return got


async def test_messages_come_in_their_order_with_their_bytes(road: Road) -> None:
    source = await road.again()
    await road.send([b"one", b"two", b"\x00\xff"])

    batch = await received(source, 3)

    assert [d.payload for d in batch] == [b"one", b"two", b"\x00\xff"]
    assert {d.topic for d in batch} == {TOPIC}
    assert [d.payload_length for d in batch] == [3, 3, 2]


async def test_a_batch_keeps_its_bounds_but_has_one_message_at_least(road: Road) -> None:
    source = await road.again()
    await road.send([b"x" * 100] * 5)

    by_number = await source.receive(Bounds(messages_max=2, bytes_max=10_000, age_max_s=0.5))
    await road.stored(source, by_number)
    by_bytes = await source.receive(Bounds(messages_max=10, bytes_max=250, age_max_s=0.5))
    await road.stored(source, by_bytes)
    one_at_least = await source.receive(Bounds(messages_max=10, bytes_max=1, age_max_s=0.5))

    assert len(by_number) == 2
    assert len(by_bytes) in {1, 2}  # they may not have come all by then
    assert len(one_at_least) == 1


async def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(road: Road) -> None:
    source = await road.again()
    await road.send([b"stored", b"lost in a crash"])
    first = await received(source, 2)
    await road.stored(source, first[:1])

    again = await received(await road.again(), 1)

    assert [d.payload for d in again] == [b"lost in a crash"]


async def test_waiting_can_be_cancelled_without_losing_anything(road: Road) -> None:
    source = await road.again()
    waiting = asyncio.create_task(source.receive(WIDE))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait({waiting})
    await road.send([b"later"])

    assert [d.payload for d in await received(source, 1)] == [b"later"]


async def test_a_payload_over_the_limit_keeps_its_first_bytes_length_and_hash(road: Road) -> None:
    source = await road.again()
    await road.send([b"y" * 300_000])

    [delivery] = await received(source, 1)

    assert delivery.payload == b"y" * 4_096
    assert delivery.payload_length == 300_000
    assert delivery.payload_sha256 is not None
