"""What comes from a broker, until a batch takes it; payloads over the limit are kept in part."""

import asyncio
import hashlib
from contextlib import suppress
from datetime import datetime

from ingest import clock
from ingest.settings import Settings
from ingest.source import Bounds, Delivery
from ingest.window import Window


class Arrivals:
    """Messages of one session on their way to a batch.

    `count` is how many have come, copies included.
    """

    def __init__(self, source: str, settings: Settings) -> None:
        self.window = Window(
            messages_max=settings.window_messages_max, bytes_max=settings.window_bytes_max
        )
        self.count = 0
        self._source = source
        self._settings = settings
        self._anonymous = 0  # numbers messages without a packet id (QoS 0): -1, -2, …
        self._enough = asyncio.Event()
        self._wanted = 1  # so many waiting messages are enough

    def take_in(self, topic: str, payload: bytes, mid: int | None, *, now: datetime) -> bool:
        """Take a message in; return whether it must be acknowledged at once (stored already)."""
        self.count += 1
        length, digest = len(payload), None
        if length > self._settings.payload_max_bytes:
            digest = hashlib.sha256(payload).digest()
            payload = payload[: self._settings.payload_kept_bytes]
        if mid is None:
            self._anonymous -= 1
        delivery = Delivery(
            source=self._source,
            topic=topic,
            payload=payload,
            payload_length=length,
            received=now,
            ticket=self._anonymous if mid is None else mid,
            payload_sha256=digest,
        )
        stored = self.window.arrive(delivery)
        if self.window.waiting >= self._wanted or self.window.full:
            self._enough.set()
        return stored

    async def receive(self, bounds: Bounds) -> list[Delivery]:
        """Wait for the first message, and for more until it is `age_max_s` old."""
        await self._wait_for(1)
        # A clock that was set back would make it younger than nothing, and wait until it is not.
        age_s = max(0.0, (clock.now() - self.window.first_waiting.received).total_seconds())
        if age_s < bounds.age_max_s:
            with suppress(TimeoutError):
                async with asyncio.timeout(bounds.age_max_s - age_s):
                    await self._wait_for(bounds.messages_max)
        return self.window.take(bounds)

    async def _wait_for(self, messages: int) -> None:
        """Wait until so many messages wait, or none more can come."""
        while self.window.waiting < messages and not (self.window.full and self.window.waiting):
            self._wanted = messages
            self._enough.clear()
            await self._enough.wait()
