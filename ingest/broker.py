"""MQTT: a durable session, messages kept until they are stored, acknowledged by hand.

The only module that imports aiomqtt and paho. aiomqtt 2 acknowledges on arrival and its bounded
queue discards, so this reaches through `client._client` to paho, whose public calls do what we
need (`manual_ack_set`, `on_message`, `loop_read`), and to one that is not (`_packet_queue`). The
way out is aiomqtt 3, which has an acknowledgement of its own (docs/decisions/0006).

NATS and Mosquitto understand MQTT 3.1.1 alike, so that is what we speak.
"""

import asyncio
import math
import random
from collections.abc import Sequence
from struct import Struct
from typing import Final

import aiomqtt
import structlog
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import MQTTMessage
from paho.mqtt.enums import MessageType

from devices import topics
from ingest import clock, tls
from ingest.address import parse_address
from ingest.arrivals import Arrivals
from ingest.metrics import BrokerMetrics
from ingest.reader import Reader
from ingest.roads import NATIVE, topic_as_kept
from ingest.settings import Broker, Settings
from ingest.source import Bounds, Delivery
from ingest.states import States
from ingest.upkeep import TAKEN_OVER, Upkeep
from ingest.words import in_words
from store.pool import Connection

_PUBACK: Final = Struct("!BBH")  # type, length, packet id
log = structlog.get_logger(__name__)


def client(broker: Broker, settings: Settings) -> aiomqtt.Client:
    """Return a client of the durable session, not connected; it acknowledges nothing by itself.

    Raises
    ------
    AddressError
        The broker's address cannot be read.
    """
    address = parse_address(broker.url)
    made = aiomqtt.Client(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        identifier=settings.client_id(broker),
        clean_session=broker.quality == 0,  # nothing would be kept
        keepalive=settings.keepalive_s,
        tls_context=tls.context(broker) if address.tls else None,
    )
    made._client.disable_logger()  # it would format two lines a message, for nobody
    made._client.manual_ack_set(True)
    return made


async def create_session(settings: Settings) -> None:
    """Subscribe the durable session once and leave: from now on the broker keeps what devices say.

    A broker acknowledges to devices what nobody has subscribed to, and forgets it; so this comes
    before the devices' port opens. Nothing is received: what comes meanwhile is not acknowledged.
    """
    for broker in settings.all_brokers():
        if broker.kind != NATIVE:
            continue  # a network server is no broker of ours: devices do not wait for it
        async with client(broker, settings) as session:
            await subscribe(session, settings.municipality)


async def subscribe(
    session: aiomqtt.Client, municipality: str, *, timeout_s: float | None = None
) -> None:
    """Ask for everything the devices of one municipality say, QoS 1."""
    wanted = [(topic, 1) for topic in topics.uplinks(municipality)]
    await _hear(session, wanted, timeout_s)


async def _hear(
    session: aiomqtt.Client, wanted: list[tuple[str, int]], timeout_s: float | None
) -> None:
    codes = await session.subscribe(wanted, timeout=timeout_s)
    values = [getattr(code, "value", code) for code in codes]  # ints or paho's ReasonCodes
    refused = [topic for (topic, _), value in zip(wanted, values, strict=True) if value >= 128]
    if refused:
        raise aiomqtt.MqttError(f"the broker refuses to let us subscribe to {', '.join(refused)}")


class MqttSource:
    """Messages of one broker, by a durable session. `run` holds the connection, all else is fast.

    Parameters
    ----------
    rng
        Jitter of the delays between attempts to connect.
    """

    reads_ahead: Final = True

    def __init__(
        self,
        broker: Broker,
        settings: Settings,
        metrics: BrokerMetrics,
        rng: random.Random,
        states: States | None = None,
    ) -> None:
        # What cannot be right is told now, not at every attempt.
        address = parse_address(broker.url)
        if address.tls:
            tls.context(broker)
        self._filters = broker.filters(settings.municipality)
        self.name = broker.name
        self.connected = asyncio.Event()  #: set by every new connection; who waits clears it
        self._states = states or States()
        self._arrivals = Arrivals(broker.name, settings)
        self.window = self._arrivals.window
        self._broker = broker
        self._settings = settings
        self._metrics = metrics
        self._upkeep = Upkeep(rng)
        self._log = log.bind(source=self.name, client=settings.client_id(broker))
        self._session: aiomqtt.Client | None = None
        self._reader: Reader | None = None
        self._broken: asyncio.Future[None] | None = None

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        """Wait for the first message, and for more until it is `age_max_s` old."""
        return await self._arrivals.receive(bounds)

    async def settle(self, conn: Connection, batch: Sequence[Delivery]) -> None:
        """Nothing: the broker is told after COMMIT."""

    def acknowledge(self, batch: Sequence[Delivery]) -> None:
        """Acknowledge what this connection has delivered; the rest when the broker asks again."""
        tickets = [d.ticket for d in batch if self.window.release(d)]
        self._acknowledge(tickets)
        if self._reader is not None:
            self._reader.resume()

    async def close(self) -> None:
        """Stop reading; `run` is cancelled by whoever started it."""
        if self._reader is not None:
            self._reader.pause()

    def measure(self) -> None:
        """Bring the gauges up to date."""
        self._metrics.measure(self.window, now=clock.now())

    async def run(self) -> None:
        """Hold the connection until cancelled."""
        while True:
            began_s = clock.monotonic_s()
            try:
                await self._connection()
            except aiomqtt.MqttError as why:
                reason = str(why)
            connected = self._session is not None
            self._disconnected()
            pause = self._upkeep.lost(clock.monotonic_s() - began_s if connected else None)
            if pause.taken_over:
                reason = TAKEN_OVER
                self._metrics.taken_over.inc()
                self._log.error("session_taken_over", why=reason)
            self._states.away(self.name, self._broker.kind, in_words(reason), now=clock.now())
            self._log.warning("broker_away", why=reason, again_in_s=round(pause.delay_s, 2))
            await asyncio.sleep(pause.delay_s)

    async def _connection(self) -> None:
        """Connect, subscribe and read, until the connection is lost: then raise `MqttError`."""
        session = client(self._broker, self._settings)
        paho = session._client
        paho.on_message = self._on_message
        self.window.connected()
        async with session:
            self._session = session
            self._broken = broken = asyncio.get_running_loop().create_future()
            self._reader = Reader(
                paho,
                messages=lambda: self._arrivals.count,
                full=lambda: self.window.full,
                broken=lambda why: self._break(aiomqtt.MqttError(f"cannot read: {why!r}")),
            )
            self._reader.take_over()
            tasks = [asyncio.create_task(c) for c in (self._ask(session), _lost(session))]
            for task in tasks:
                task.add_done_callback(self._note)
            try:
                await broken
            finally:
                for task in tasks:
                    task.cancel()
                await self.close()

    async def _ask(self, session: aiomqtt.Client) -> None:
        # While the window is full the answer is not read: it may take as long as it likes.
        await _hear(session, self._filters, math.inf)
        self._metrics.connections.inc()
        self._states.connected(self.name, self._broker.kind, now=clock.now())
        self.connected.set()
        self._log.info("broker_connected")

    def _note(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (why := task.exception()) is not None:
            self._break(why)

    def _break(self, why: BaseException) -> None:
        if self._broken is not None and not self._broken.done():
            self._broken.set_exception(why)

    def _disconnected(self) -> None:
        self._session = None
        if self._reader is not None:
            self._reader.forget()
            self._reader = None
        self.window.connected()

    def _on_message(self, _paho: PahoClient, _data: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError as why:
            topic = repr(why.object)
        topic = topic_as_kept(self._broker.kind, self.name, topic)
        mid = message.mid if message.qos else None
        if self._arrivals.take_in(topic, bytes(message.payload), mid, now=clock.now()):
            self._acknowledge([message.mid])

    def _acknowledge(self, tickets: list[int]) -> None:
        if self._session is None:
            return
        packets = b"".join([_PUBACK.pack(MessageType.PUBACK, 2, mid) for mid in tickets if mid > 0])
        if packets:
            # What `ack` does for one: paho sends on where a write was cut short, whatever the road.
            self._session._client._packet_queue(MessageType.PUBACK, packets, 0, 1)


async def _lost(session: aiomqtt.Client) -> None:
    """Return never; raise `MqttError` when the connection is lost. Its queue is never filled."""
    async for _ in session.messages:
        pass
