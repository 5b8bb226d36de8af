"""One broker, one database and one running ingest for the tests of a module."""

import asyncio
import random
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiomqtt
import pytest

from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from tests.fixtures.servers import PostgresServer
from tests.ingest.running import Ingest, open_session


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
