"""Fetch what a network server has kept, through the inbox: what is here already stays as it is."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Final

import structlog

from ingest import backoff, clock
from ingest.address import parse_address
from ingest.database import Database
from ingest.states import States
from ingest.tts_storage import Storage, StorageError, Stored, pages
from store import faults, inbox, sources
from store.pool import Connection
from store.sources import StoredSource

#: Asked again: a server's clocks and its storage may be a little behind.
OVERLAP: Final = timedelta(minutes=10)
#: No server keeps more.
KEPT: Final = timedelta(days=30)
Lend = Callable[[], AbstractAsyncContextManager[Connection]]
_WAITING_MAX: Final = 20_000
_WAIT_S: Final = 0.5
_RETRY_MOST_S: Final = 300.0

log = structlog.get_logger(__name__)


def storage_of(source: StoredSource) -> Storage:
    """Return where a road's server keeps its messages.

    Raises
    ------
    StorageError
        It is not known where, or such a server keeps none.
    """
    if source.kind != "tts" or source.url is None:
        raise StorageError(f"source {source.name!r} is no application of The Things Stack")
    application = parse_address(source.url).username
    if source.storage_url is None or source.storage_key is None or application is None:
        raise StorageError(
            f"source {source.name!r} has no storage: add it with --storage-url https://HOST"
        )
    return Storage(
        url=source.storage_url, key=source.storage_key, application=application, ca=source.ca
    )


async def backfill(lend: Lend, source: StoredSource, *, since: datetime) -> int:
    """Put what the server has kept since a moment into the inbox; return how many messages.

    Repeating it changes nothing: each message is known by its frame.

    Parameters
    ----------
    lend
        Lends a connection, a page at a time.

    Raises
    ------
    StorageError
        The storage cannot be read; what came until then is in the inbox.
    """
    count = 0
    async for page in pages(storage_of(source), since):
        while not await _put(lend, source, page):  # noqa: ASYNC110 - a table, no event
            await asyncio.sleep(_WAIT_S)
        count += len(page)
    return count


async def catch_up(
    source: StoredSource,
    states: States,
    *,
    connected: asyncio.Event,
    database: Database,
    heard_at: datetime | None,
) -> None:
    """After every new connection fetch what came since the last message, until cancelled.

    Parameters
    ----------
    connected
        Set by every new connection.
    heard_at
        When the last message came, as far as earlier runs of ingest knew; None: none ever came,
        and so nothing is known to be missing.
    """
    while True:
        await connected.wait()
        connected.clear()
        since = states.last_heard(source.name) or heard_at
        if since is None:
            continue
        waits = backoff.delays(random.SystemRandom(), most_s=_RETRY_MOST_S)
        while not connected.is_set():
            try:
                count = await backfill(database.use, source, since=since - OVERLAP)
            except (StorageError, faults.AwayError, faults.AgainError) as why:
                states.complain(source.name, source.kind, str(why), now=clock.now())
                log.warning("not_caught_up", source=source.name, why=str(why))
                await database.drop()
                await asyncio.sleep(next(waits))
            else:
                log.info("caught_up", source=source.name, since=since.isoformat(), messages=count)
                break


async def _put(lend: Lend, source: StoredSource, page: list[Stored]) -> bool:
    """Put a page into the inbox; return whether there was room for it."""
    now = clock.now()
    until = max((m.received_at for m in page if m.received_at is not None), default=None)
    async with lend() as conn, conn.transaction():
        if await inbox.is_full(conn, messages_max=_WAITING_MAX):
            return False
        messages = [(stored.topic, stored.payload) for stored in page]
        await inbox.put(conn, messages, source=source.name, received=now)
        if until is not None:
            await sources.put_backfilled(conn, source.name, kind="tts", until=until, now=now)
    return True
