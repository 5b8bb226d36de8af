"""The city on either engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.retention.city import City

ENGINES = [
    pytest.param("database", marks=pytest.mark.database, id="plain"),
    pytest.param("timescale_database", marks=pytest.mark.timescale, id="timescaledb"),
]


@pytest.fixture(params=ENGINES)
def either_database(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database of either engine."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def city(either_database: str, tmp_path: Path) -> AsyncIterator[City]:
    """Build the city."""
    built = City(either_database, tmp_path / "archive")
    await built.build()
    yield built
    await built.open.aclose()


@pytest.fixture
async def plain_city(database: str, tmp_path: Path) -> AsyncIterator[City]:
    """Build the city on plain PostgreSQL, for tests that are the same on both."""
    built = City(database, tmp_path / "archive")
    await built.build()
    yield built
    await built.open.aclose()
