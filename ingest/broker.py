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
import ssl
from collections.abc import Sequence
from struct import Struct
from typing import Any, Final

import aiomqtt
import structlog
from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import MQTTMessage
from paho.mqtt.enums import MessageType

from devices import topics
from ingest import backoff, clock
from ingest.address import parse_address
from ingest.arrivals import Arrivals
from ingest.metrics import BrokerMetrics
from ingest.reader import Reader
from ingest.settings import Broker, Settings
from ingest.source import Bounds, Delivery
from store.pool import Connection

_PUBACK: Final = Struct("!BBH")  # type, length, packet id
#: A connection that ends sooner than this was not worth having: the next waits longer. [s]
_STEADY_S: Final = 10.0
_READS_PER_TURN: Final = 256
_TAKEN_OVER_AFTER: Final = 3  # short connections in a row
_TAKEN_OVER_PAUSE_S: Final = 30.0

log = structlog.get_logger(__name__)


def client(broker: Broker, settings: Settings) -> aiomqtt.Client:
    """Return a client of the durable session, not connected; it acknowledges nothing by itself.

    Raises
    ------
    AddressError
        The broker's address cannot be read.
    """
    address = parse_address(broker.url)
    tls = None
    if address.tls:
        tls = ssl.create_default_context(cafile=broker.ca_file)
        if broker.certificate_file is not None:
            tls.load_cert_chain(broker.certificate_file, broker.key_file)
    made = aiomqtt.Client(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        identifier=settings.client_id(),
        clean_session=False,
        keepalive=settings.keepalive_s,
        tls_context=tls,
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
        async with client(broker, settings) as session:
            await subscribe(session, settings.municipality)


async def subscribe(
    session: aiomqtt.Client, municipality: str, *, timeout_s: float | None = None
) -> None:
    """Ask for everything the devices of one municipality say, QoS 1."""
    wanted = [(topic, 1) for topic in topics.uplinks(municipality)]
    codes = await session.subscribe(wanted, timeout=timeout_s)
    refused = [t for (t, _), code in zip(wanted, codes, strict=True) if _value(code) >= 128]
    if refused:
        raise aiomqtt.MqttError(f"the broker refuses to let us subscribe to {', '.join(refused)}")


def _value(code: Any) -> int:  # noqa: ANN401 - an int or a paho ReasonCode
    return int(getattr(code, "value", code))


class MqttSource:
    """Messages of one broker, by a durable session. `run` holds the connection, all else is fast.

    Parameters
    ----------
    rng
        Jitter of the delays between attempts to connect.
    """

    reads_ahead: Final = True

    def __init__(
        self, broker: Broker, settings: Settings, metrics: BrokerMetrics, rng: random.Random
    ) -> None:
        parse_address(broker.url)  # a bad one ends the program now, not at every attempt
        self.name = broker.name
        self._arrivals = Arrivals(broker.name, settings)
        self.window = self._arrivals.window
        self._broker = broker
        self._settings = settings
        self._metrics = metrics
        self._rng = rng
        self._session: aiomqtt.Client | None = None
        self._reader: Reader | None = None
        self._broken: asyncio.Future[None] | None = None

    # -- the contract of Source ------------------------------------------------------------

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

    # -- the connection --------------------------------------------------------------------

    async def run(self) -> None:
        """Hold the connection until cancelled."""
        waits = backoff.delays(self._rng)
        short_lived = 0
        while True:
            began_s = clock.monotonic_s()
            try:
                await self._connection()
            except aiomqtt.MqttError as why:
                reason = str(why)
            connected = self._session is not None
            self._disconnected()
            if connected and clock.monotonic_s() - began_s > _STEADY_S:
                waits, short_lived = backoff.delays(self._rng), 0
            short_lived += connected
            delay_s = next(waits)
            if short_lived >= _TAKEN_OVER_AFTER:
                self._metrics.taken_over.inc()
                log.error(
                    "session_taken_over",
                    source=self.name,
                    client=self._settings.client_id(),
                    why=_TWO,
                )
                delay_s, short_lived = _TAKEN_OVER_PAUSE_S, 0
            log.warning("broker_away", source=self.name, why=reason, again_in_s=round(delay_s, 2))
            await asyncio.sleep(delay_s)

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
        await subscribe(session, self._settings.municipality, timeout_s=math.inf)
        self._metrics.connections.inc()
        log.info("broker_connected", source=self.name, client=self._settings.client_id())

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


_TWO = (
    "the connection ends again and again soon after it is made: another ingest uses the same "
    "client id (give each its own WEGWARTE_INSTANCE or data folder), or the broker cuts it"
)


async def _lost(session: aiomqtt.Client) -> None:
    """Return never; raise `MqttError` when the connection is lost. Its queue is never filled."""
    async for _ in session.messages:
        pass
