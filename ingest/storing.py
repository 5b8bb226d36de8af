"""Store a batch, whatever it takes: again while the database is away, in halves when it refuses."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from ingest import backoff, batch, clock, place
from ingest.checks import Limits
from ingest.database import Database
from ingest.javascript.decoders import Decoders
from ingest.metrics import Metrics
from ingest.news import News
from ingest.read import ReadMessage
from ingest.readers import Readers
from ingest.refused import set_aside, without_refused
from ingest.settings import Settings
from ingest.source import Delivery, Source
from ingest.telling import Telling, told_once
from store import faults, health
from store.messages import Batch, Written
from store.pool import Connection
from store.writer import write

log = structlog.get_logger(__name__)


_MESSAGES_PER_TURN: Final = 64


@dataclass(slots=True, eq=False)
class Reading:
    """A batch that was read ahead, until it is stored; `news`: with which of them it was read."""

    messages: list[ReadMessage] = field(default_factory=list)
    news: int = 0


class Store:
    """What stands between messages and their transaction; one for each source."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        rng: random.Random,
        *,
        decoders: Decoders,
        telling: Telling,
        news: News,
    ) -> None:
        self._news = news
        self._learned = news.number
        self._settings = settings
        self._metrics = metrics
        self._rng = rng
        self._telling = telling
        limits = Limits(
            municipality=settings.municipality,
            payload_max_bytes=settings.payload_max_bytes,
            future_max_s=settings.future_max_s,
        )
        self._readers = Readers(limits, decoders)
        self.database = Database(
            settings.database_url,
            settings.database_role,
            answer_max_s=settings.database_answer_max_s,
        )
        self._months = place.Months()
        self._refreshed_s: float | None = None
        self._in_hand: list[Reading] = []  # one being stored, one being read

    async def open(self, source: Source) -> None:
        """Connect, and ask for the registry."""
        await self._until_there(source, Reading(news=self._learned))

    async def read(self, deliveries: Sequence[Delivery]) -> Reading:
        """Read messages by what is known of their senders, while another batch is being stored.

        That one has the connection to itself, and its turn every few messages.
        """
        reading = Reading(news=self._learned)
        self._in_hand.append(reading)
        for number, delivery in enumerate(deliveries):
            if number % _MESSAGES_PER_TURN == 0:
                await asyncio.sleep(0)
            reading.messages.append(self._readers.begin(delivery))
        await self._readers.finish(reading.messages)
        return reading

    async def put(self, source: Source, reading: Reading) -> None:
        """Store messages; acknowledge each transaction's as soon as it is committed.

        What is acknowledged makes room in the broker's window while the rest is being stored.
        """
        try:
            await self._until_there(source, reading)
            for part in batch.cut(reading.messages, rows_max=self._settings.batch_rows_max):
                await self._put(source, part)
                source.acknowledge([m.delivery for m in part])
        finally:
            self._in_hand.remove(reading)

    async def _until_there(self, source: Source, reading: Reading) -> None:
        for delay_s in backoff.delays(self._rng, most_s=self._settings.retry_most_s):
            try:
                await self._ask_registry(reading)
            except faults.AwayError as why:
                await self._wait(source, why, delay_s)
            else:
                return

    async def _ask_registry(self, reading: Reading) -> None:
        """Ask the registry from time to time, after news, and for what was not known; read again.

        After news everything is read again: a codec may read it otherwise by now.
        """
        messages = reading.messages
        now_s, news = clock.monotonic_s(), self._news.number
        due = (
            self._refreshed_s is None
            or news != self._learned
            or now_s - self._refreshed_s > self._settings.registry_refresh_s
        )
        old = reading.news != news
        if not due and not old and all(m.retry is None for m in messages):
            return
        async with self.database.use() as conn:
            if due:
                await self._readers.replace(conn)
                self._refreshed_s, self._learned = now_s, news
            asked = {m.retry for m in messages if m.retry is not None}
            if asked:
                await self._readers.update(conn, asked)
        for position, message in enumerate(messages):
            if old or message.retry is not None:
                messages[position] = self._readers.begin(message.delivery)
        reading.news = news
        await self._readers.finish(messages)

    async def _put(self, source: Source, messages: list[ReadMessage]) -> None:
        """Store messages in one transaction, or, when the database refuses, in several."""
        try:
            await self._insist(source, messages)
        except faults.RefusedError as why:
            if len(messages) > 1:
                middle = len(messages) // 2
                await self._put(source, messages[:middle])
                await self._put(source, messages[middle:])
            else:
                await self._put_without_refused(source, messages[0], str(why))

    async def _put_without_refused(self, source: Source, message: ReadMessage, words: str) -> None:
        """Store a message without what the database refuses of it, at worst without all of it."""
        log.warning("refused_by_database", source=source.name, why=words)
        try:
            await self._insist(source, [await without_refused(message, words, self._try)])
        except faults.RefusedError as why:
            await self._insist(source, [set_aside(message, str(why))])

    async def _insist(self, source: Source, messages: list[ReadMessage]) -> None:
        """Store messages in one transaction, trying again while the database is away.

        Raises
        ------
        store.faults.RefusedError
            The database refuses something in it.
        """
        for delay_s in backoff.delays(self._rng, most_s=self._settings.retry_most_s):
            try:
                written = await self._commit(source, messages)
            except faults.AgainError:
                self._metrics.retries.labels(source.name).inc()
            except faults.AwayError as why:
                await self._wait(source, why, delay_s)
            else:
                self._metrics.wrote(source.name, len(messages), written)
                self._telling.stored(messages)
                return

    async def _commit(self, source: Source, messages: list[ReadMessage]) -> Written:
        async with self.database.use() as conn:
            built = await self._build(conn, messages)
            async with conn.transaction():
                written = await write(conn, built, now=clock.now())
                await health.put(conn, told_once(messages))
                await source.settle(conn, [m.delivery for m in messages])
        return written

    async def _build(self, conn: Connection, messages: list[ReadMessage]) -> Batch:
        await place.number(conn, messages)
        built = batch.build(
            messages,
            run=await self.database.run(conn),
            rejected_keep_per_group=self._settings.rejected_keep_per_group,
            payload_kept_bytes=self._settings.payload_kept_bytes,
        )
        await self._months.ensure(conn, built, now=clock.now())
        return built

    async def _try(self, message: ReadMessage) -> str | None:
        """Return the database's words when it refuses these readings; nothing stays stored."""
        for delay_s in backoff.delays(self._rng, most_s=self._settings.retry_most_s):
            try:
                async with self.database.use() as conn:
                    built = await self._build(conn, [message])
                    async with conn.transaction(force_rollback=True):
                        await write(conn, built, now=clock.now())
            except faults.RefusedError as why:
                return str(why)
            except faults.AgainError:
                continue
            except faults.AwayError:
                await self._drop()
                await asyncio.sleep(delay_s)
            else:
                break
        return None

    async def _wait(self, source: Source, why: faults.AwayError, delay_s: float) -> None:
        """Wait for a database that is away: nothing is acknowledged, nothing is lost."""
        self._metrics.retries.labels(source.name).inc()
        log.warning("database_away", source=source.name, why=str(why), again_in_s=round(delay_s, 2))
        await self._drop()
        await asyncio.sleep(delay_s)

    async def _drop(self) -> None:
        """Forget what was known of a database that is away: what comes back may be older."""
        await self.database.drop()
        self._months.forget()
        self._refreshed_s = None
        self._readers.forget_numbers()
        for reading in self._in_hand:
            place.forget(reading.messages)
