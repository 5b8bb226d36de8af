"""One look at the database for all open live streams: newest values that have just arrived.

Nobody listening, nobody asking: the poller runs while there is a subscriber. A value whose batch
was stamped earlier but committed later than one already seen is found because every look goes
`OVERLAP` back and leaves out what was given out before.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from api.errors import FullError
from store import received
from store.instants import EPOCH
from store.pool import Connection, Pool
from store.received import Newest
from store.unreachable import UnreachableError

OVERLAP: Final = timedelta(seconds=10)
VALUES_MAX_PER_LOOK: Final = 20_000
QUEUE_MAX: Final = 40_000  #: values one slow reader may be behind; then its stream ends
RETRY_S: Final = 2.0
WAIT_MAX_S: Final = 5.0  #: for a connection
_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Subscriber:
    """One open stream: what it still has to be told. None: the stream ends."""

    queue: asyncio.Queue[Newest | None] = field(
        default_factory=lambda: asyncio.Queue(QUEUE_MAX + 1)
    )

    def tell(self, values: list[Newest]) -> None:
        """Queue values; a reader that is too far behind is let go: it comes back and catches up."""
        if self.queue.qsize() + len(values) > QUEUE_MAX:
            self.end()
            return
        for value in values:
            self.queue.put_nowait(value)

    def end(self) -> None:
        """End the stream after what is queued; forget the queue when it is full."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Feed:
    """New values for all subscribers."""

    def __init__(self, pool: Pool, *, poll_s: float, subscribers_max: int) -> None:
        self._pool = pool
        self._poll_s = poll_s
        self._subscribers_max = subscribers_max
        self._subscribers: set[Subscriber] = set()
        self._poller: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._closed = False

    @property
    def subscribers(self) -> int:
        """How many streams are open."""
        return len(self._subscribers)

    @asynccontextmanager
    async def subscribe(self, after: datetime | None) -> AsyncGenerator[Subscriber]:
        """Open a stream of what arrives from now on, or that arrived at `after` or later.

        Raises
        ------
        FullError
            The bound on open streams is reached, or the server is stopping.
        """
        if self._closed or len(self._subscribers) >= self._subscribers_max:
            raise FullError(
                f"{len(self._subscribers)} live streams are open, no more are allowed",
                "close another page, or raise WEGWARTE_LIVE_SUBSCRIBERS_MAX",
                retry_after_s=10,
            )
        subscriber = Subscriber()
        self._subscribers.add(subscriber)
        try:
            await self._catch_up(subscriber, after)
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)
            if not self._subscribers and self._poller is not None:
                self._poller.cancel()
                self._poller = None

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for subscriber in self._subscribers:
            subscriber.end()
        if self._poller is not None:
            self._poller.cancel()

    async def _catch_up(self, subscriber: Subscriber, after: datetime | None) -> None:
        async with self._starting, self._pool.connection(timeout=WAIT_MAX_S) as conn:
            if self._poller is None:
                start = await received.newest_received(conn)
                seen = Seen(EPOCH if start is None else start)
                seen.new(await _look(conn, seen.since))
                self._poller = asyncio.create_task(self._poll(seen), name="api.feed")
                self._poller.add_done_callback(self._ended)
            if after is not None:
                subscriber.tell(await _look(conn, after))

    def _ended(self, poller: asyncio.Task[None]) -> None:
        """Let every reader go when the poller fails: they come back, and it begins anew."""
        if poller.cancelled() or poller.exception() is None:
            return
        _log.error("feed_failed", exc_info=poller.exception())
        self._poller = None
        for subscriber in tuple(self._subscribers):
            subscriber.end()

    async def _poll(self, seen: "Seen") -> None:
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                async with self._pool.connection(timeout=WAIT_MAX_S) as conn:
                    values = await _look(conn, seen.since)
            except UnreachableError as why:
                _log.warning("feed_database_unreachable", error=str(why))
                await asyncio.sleep(RETRY_S)
                continue
            new = seen.new(values)
            for subscriber in tuple(self._subscribers):
                subscriber.tell(new)


class Seen:
    """Which values were given out already, and from when on the next look has to be."""

    def __init__(self, newest: datetime) -> None:
        self._newest = newest
        self._given: dict[int, tuple[datetime, datetime]] = {}
        self.since = newest - OVERLAP

    def new(self, values: list[Newest]) -> list[Newest]:
        """Return those not given out before, and remember them."""
        found = []
        for value in values:
            mark = (value.time, value.received)
            if self._given.get(value.channel) != mark:
                self._given[value.channel] = mark
                found.append(value)
        last = max((value.received for value in values), default=self._newest)
        full = len(values) >= VALUES_MAX_PER_LOOK
        if full:  # more may lie behind: go on from there instead of looking back
            self.since = last if last > self.since else last + timedelta(microseconds=1)
        else:
            self.since = max(last, self._newest) - OVERLAP
        self._newest = max(last, self._newest)
        return found


async def _look(conn: Connection, since: datetime) -> list[Newest]:
    return await received.newest_since(conn, since=since, limit=VALUES_MAX_PER_LOOK)
