"""A town in a new database, and who derives its numbers."""

from collections.abc import AsyncIterator

import pytest

from store.pool import Connection, connect
from tests.analytics.town import Town


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """Connect as the owner, who may write the registry."""
    async with connect(database) as conn:
        yield Town(conn)


@pytest.fixture
async def deriver(database: str) -> AsyncIterator[Connection]:
    """Connect with the rights of derive."""
    async with connect(database, "wegwarte_derive") as conn:
        yield conn
