"""Receive, read, place, write, acknowledge: one loop for each source."""

import asyncio

import structlog

from ingest.settings import Settings
from ingest.source import Bounds, Source
from ingest.storing import Store
from store.inbox import TakenError

log = structlog.get_logger(__name__)


async def run(source: Source, store: Store, settings: Settings, stopping: asyncio.Event) -> None:
    """Move messages from a source into the store until `stopping` is set.

    The batch in hand is finished; what the source holds beyond it comes again at the next start.
    """
    bounds = Bounds(
        messages_max=settings.batch_messages_max,
        bytes_max=settings.batch_bytes_max,
        age_max_s=settings.batch_age_max_s,
    )
    stop = asyncio.ensure_future(stopping.wait())
    try:
        while True:
            receiving = asyncio.ensure_future(source.receive(bounds))
            await asyncio.wait({receiving, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done():
                receiving.cancel()
                return
            batch = receiving.result()
            try:
                await store.put(source, batch)
            except TakenError as why:
                log.info("taken_by_another", source=source.name, why=str(why))
            if stopping.is_set():
                return
    finally:
        stop.cancel()
        await source.close()
