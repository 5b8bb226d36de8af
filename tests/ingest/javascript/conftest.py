"""Decoders that end with their test."""

from collections.abc import AsyncIterator

import pytest

from ingest.javascript.decoders import Decoders


@pytest.fixture
async def decoders() -> AsyncIterator[Decoders]:
    """One decoding process."""
    async with Decoders(processes=1) as running:
        yield running
