"""A town in a real database, and clients of the application in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import httpx2
import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.town import NOW, Town, build
from tests.fixtures.servers import PostgresServer

Served = Callable[..., AbstractAsyncContextManager[httpx2.AsyncClient]]
ADDRESS = "http://127.0.0.1:8080"


@pytest.fixture(scope="session")
def shared_town(postgres_server: PostgresServer, template_database: str) -> Iterator[Town]:
    """Build the town once, for tests that only read it."""
    dsn = postgres_server.create_database(template=template_database)
    # In a thread of its own: `asyncio.run` would take this thread's event loop away.
    with ThreadPoolExecutor(max_workers=1) as aside:
        town = aside.submit(asyncio.run, build(dsn)).result()
    yield town
    postgres_server.drop_database(dsn)


@pytest.fixture
async def own_town(database: str) -> Town:
    """Build a town that the test may change."""
    return await build(database)


@asynccontextmanager
async def serve(
    dsn: str, *, now: datetime = NOW, peer: str = "127.0.0.1", **settings: object
) -> AsyncIterator[httpx2.AsyncClient]:
    """Run the application in this process and return a client of it, calling from `peer`."""
    app = create_app(Settings.model_validate({"database_url": dsn, **settings}), clock=lambda: now)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, client=(peer, 50_000))
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            yield client


@pytest.fixture
async def client(shared_town: Town) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the application on this machine."""
    async with serve(shared_town.dsn) as connected:
        yield connected
