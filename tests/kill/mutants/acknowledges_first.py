"""Ingest as it must not be: a message is acknowledged when it is received, before COMMIT.

It takes a moment between the two, so that a kill hits the gap and not luck.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Final

from ingest import __main__, pipeline, run
from ingest.settings import Settings
from ingest.source import Bounds, Delivery, Source
from ingest.storing import Store
from store.pool import Connection

_LATER_S: Final = 0.3


class AcknowledgesFirst:
    """A source that lets go of messages when it hands them out."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self.reads_ahead = source.reads_ahead

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        batch = await self._source.receive(bounds)
        self._source.acknowledge(batch)
        return batch

    async def settle(self, conn: Connection, batch: Sequence[Delivery]) -> None:
        await self._source.settle(conn, batch)
        await asyncio.sleep(_LATER_S)

    def acknowledge(self, batch: Sequence[Delivery]) -> None:
        """Too late: it is done."""

    async def close(self) -> None:
        await self._source.close()


_run = pipeline.run


async def run_hastily(
    source: Source, store: Store, settings: Settings, stopping: asyncio.Event
) -> None:
    await _run(AcknowledgesFirst(source), store, settings, stopping)


if __name__ == "__main__":
    run.pipeline.run = run_hastily
    sys.exit(__main__.main())
