"""Fetch what a network server has kept, through the inbox: what is here already stays as it is."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from ingest import clock
from ingest.address import parse_address
from ingest.tts_storage import Storage, StorageError, pages
from store import inbox, sources
from store.pool import Connection
from store.sources import StoredSource

#: Asked again: a server's clocks and its storage may be a little behind.
OVERLAP: Final = timedelta(minutes=10)
#: No server keeps more.
KEPT: Final = timedelta(days=30)
_WAITING_MAX: Final = 20_000
_WAIT_S: Final = 0.5


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


async def backfill(conn: Connection, source: StoredSource, *, since: datetime) -> int:
    """Put what the server has kept since a moment into the inbox; return how many messages.

    Repeating it changes nothing: each message is known by its frame.

    Raises
    ------
    StorageError
        The storage cannot be read; what came until then is in the inbox.
    """
    count = 0
    async for page in pages(storage_of(source), since):
        await _until_there_is_room(conn)
        messages = [(stored.topic, stored.payload) for stored in page]
        now = clock.now()
        await inbox.put(conn, messages, source=source.name, received=now)
        count += len(messages)
        until = max((m.received_at for m in page if m.received_at is not None), default=None)
        if until is not None:
            await sources.put_backfilled(conn, source.name, kind="tts", until=until, now=now)
    return count


async def _until_there_is_room(conn: Connection) -> None:
    while await inbox.is_full(conn, messages_max=_WAITING_MAX):  # noqa: ASYNC110 - a table, no event
        await asyncio.sleep(_WAIT_S)
