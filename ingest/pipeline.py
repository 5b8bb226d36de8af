"""Receive, read, place, write, acknowledge: one loop for each source.

While PostgreSQL stores a batch, the next one is received and read: one at most, in their order.
"""

import asyncio

import structlog

from ingest.settings import Settings
from ingest.source import Bounds, Source
from ingest.storing import Reading, Store
from store.inbox import TakenError

log = structlog.get_logger(__name__)


async def run(source: Source, store: Store, settings: Settings, stopping: asyncio.Event) -> None:
    """Move messages from a source into the store until `stopping` is set.

    What was received until then is finished; what the source holds beyond it comes again at the
    next start.
    """
    bounds = Bounds(
        messages_max=settings.batch_messages_max,
        bytes_max=settings.batch_bytes_max,
        age_max_s=settings.batch_age_max_s,
    )
    try:
        async with asyncio.TaskGroup() as group:
            stop = group.create_task(stopping.wait())
            # The registry is there before the first message; what waits in the table has time.
            opening = group.create_task(store.open(source)) if source.reads_ahead else None
            storing = opening
            while not stopping.is_set():
                receiving = group.create_task(source.receive(bounds))
                await asyncio.wait({receiving, stop}, return_when=asyncio.FIRST_COMPLETED)
                if not receiving.done():
                    receiving.cancel()
                    break
                reading = await store.read(receiving.result())
                if storing is not None:
                    await storing
                storing = group.create_task(_put(source, store, reading))
                if not source.reads_ahead:
                    await storing
            stop.cancel()
            if opening is not None:
                opening.cancel()
    finally:
        await source.close()


async def _put(source: Source, store: Store, reading: Reading) -> None:
    try:
        await store.put(source, reading)
    except TakenError as why:
        log.info("taken_by_another", source=source.name, why=str(why))
