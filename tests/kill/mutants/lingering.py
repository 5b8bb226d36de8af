"""A source that acknowledges a moment after it is told to: kills hit the gap, not luck."""

import asyncio
from collections.abc import Sequence
from typing import Final

from ingest import pipeline
from ingest.settings import Settings
from ingest.source import Bounds, Delivery, Source
from ingest.storing import Store
from store.pool import Connection

_LATER_S: Final = 0.1


class Lingering:
    """A source whose messages stay un-acknowledged for a while after COMMIT."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self.reads_ahead = source.reads_ahead

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        return await self._source.receive(bounds)

    async def settle(self, conn: Connection, batch: Sequence[Delivery]) -> None:
        await self._source.settle(conn, batch)

    def acknowledge(self, batch: Sequence[Delivery]) -> None:
        asyncio.get_running_loop().call_later(_LATER_S, self._source.acknowledge, batch)

    async def close(self) -> None:
        await self._source.close()


_run = pipeline.run


async def run(source: Source, store: Store, settings: Settings, stopping: asyncio.Event) -> None:
    """Run the pipeline on a lingering source."""
    await _run(Lingering(source), store, settings, stopping)
