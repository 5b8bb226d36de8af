"""One broker, one database and one running ingest for the tests of a module."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from ingest.address import parse_address
from tests.fixtures.servers import PostgresServer
from tests.ingest.heard import Town
from tests.ingest.running import Ingest, open_session, rows, until


def aside(work: Coroutine[None, None, None]) -> None:
    """Run to the end in a thread: `asyncio.run` would take this thread's event loop away."""
    with ThreadPoolExecutor(max_workers=1) as one:
        one.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nats]:
    """Start a NATS broker for the module."""
    server = Nats(tmp_path_factory.mktemp("nats"), port=any_free(random.SystemRandom()))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def town(postgres_server: PostgresServer, template_database: str) -> Iterator[str]:
    """Return the address of a migrated database for the module."""
    dsn = postgres_server.create_database(template=template_database)
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture(scope="module")
def metrics_port() -> int:
    """Return a free port for the metrics of the module's ingest."""
    return any_free(random.SystemRandom())


@pytest.fixture(scope="module")
def ingest(
    broker: Nats, town: str, metrics_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ingest]:
    """Run one ingest for the module."""
    folder: Path = tmp_path_factory.mktemp("ingest")
    aside(open_session(folder, broker))
    running = Ingest(
        folder, database=town, nats=broker, WEGWARTE_INGEST_METRICS_PORT=str(metrics_port)
    )
    running.start()
    aside(running.connected())
    yield running
    assert running.stop() == 0


@pytest.fixture
async def device(broker: Nats) -> AsyncIterator[aiomqtt.Client]:
    """Connect as devices do, without a password."""
    async with aiomqtt.Client("127.0.0.1", broker.port) as client:
        yield client


@pytest.fixture(scope="module")
def servers(ingest: Ingest, broker: Nats, town: str) -> str:
    """Add both network servers to the ingest that runs already; the broker plays them."""
    with psycopg.connect(town) as conn:
        conn.cursor().executemany(
            "insert into source (name, kind, url, topics) values (%s, %s, %s, %s)",
            [
                ("things", "tts", broker.url, ["v3/#"]),
                ("chirp", "chirpstack", broker.url, []),
            ],
        )
    return town


@pytest.fixture
async def system(servers: str, broker: Nats) -> AsyncIterator[Town]:
    """Wait until both servers are listened to."""

    def connected() -> bool:
        found = rows(servers, "select source from source_state where connected_since is not null")
        return {("things",), ("chirp",)} <= set(found)

    await until(connected, "both sources connect without a restart")
    address = parse_address(broker.url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as server:
        yield Town(servers, server)
