"""The inbox table as a source: webhook, replay, redecode, the page."""

import asyncio
import hashlib
import random
from collections.abc import Sequence
from typing import Final

from ingest import backoff
from ingest.database import Database
from ingest.settings import Settings
from ingest.source import Bounds, Delivery
from store import faults, inbox
from store.inbox import Waiting
from store.pool import Connection


class InboxSource:
    """Messages of the inbox, oldest first; taken out in the transaction that stores them.

    Several ingests may read it: whoever comes second finds its messages gone and reads on
    (`store.inbox.TakenError`).
    """

    name: Final = "inbox"
    reads_ahead: Final = False  # what is handed out stays in the table until it is stored

    def __init__(self, database: Database, settings: Settings, rng: random.Random) -> None:
        self._database = database
        self._settings = settings
        self._rng = rng

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        """Wait until messages are there; they waited for company in the table already."""
        waits = backoff.delays(self._rng, most_s=self._settings.retry_most_s)
        while True:
            try:
                found = await self._look(bounds)
            except faults.AwayError:
                await self._database.drop()
                await asyncio.sleep(next(waits))
                continue
            if found:
                return [self._delivery(message) for message in found]
            await asyncio.sleep(self._settings.inbox_poll_s)

    async def settle(self, conn: Connection, batch: Sequence[Delivery]) -> None:
        """Take the messages out, in the transaction that stores them."""
        await inbox.remove(conn, [d.ticket for d in batch])

    def acknowledge(self, batch: Sequence[Delivery]) -> None:
        """Nothing: COMMIT has done it."""

    async def close(self) -> None:
        """Give the connection back."""
        await self._database.drop()

    async def _look(self, bounds: Bounds) -> list[Waiting]:
        async with self._database.use() as conn:
            return await inbox.waiting(
                conn, messages_max=bounds.messages_max, bytes_max=bounds.bytes_max
            )

    def _delivery(self, message: Waiting) -> Delivery:
        payload, digest = message.payload, None
        if len(payload) > self._settings.payload_max_bytes:
            digest = hashlib.sha256(payload).digest()
            payload = payload[: self._settings.payload_kept_bytes]
        return Delivery(
            source=message.source,
            topic=message.topic,
            payload=payload,
            payload_length=len(message.payload),
            payload_sha256=digest,
            received=message.received,
            first_received=message.first_received,
            ticket=message.id,
        )
