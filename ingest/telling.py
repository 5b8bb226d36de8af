"""What is told now and then, beside the transactions: how roads do, and how devices are heard."""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from ingest import clock, hearing
from ingest.database import Database
from ingest.read import ReadMessage
from ingest.served import kind_of
from ingest.served_message import ServedMessage
from ingest.states import States
from store import faults, health
from store.health import Heard

WRITE_EVERY_S: Final = 1.0
log = structlog.get_logger(__name__)


class Telling:
    """Gathers what stored messages say of their roads and senders, and writes it every second.

    Signals are told by every frame, so what a crash takes of them the next frame brings again;
    what is told once (a join, a status) is in the transaction of its message instead.
    """

    def __init__(self) -> None:
        self.states = States()
        self._newest: dict[str, ServedMessage] = {}

    def stored(self, messages: Sequence[ReadMessage]) -> None:
        """Take in messages of one road that were stored."""
        first = messages[0].delivery
        if first.first_received is None:  # a replay came by no road
            kind = kind_of(first.topic) or "native"
            latest = max(m.delivery.received for m in messages)
            self.states.heard(first.source, kind, len(messages), at=latest)
        for message in messages:
            if isinstance(message, ServedMessage) and message.is_frame:
                self._take(message)

    def _take(self, message: ServedMessage) -> None:
        """Remember the newest frame of a device, and count what the server read otherwise."""
        known = self._newest.get(message.device)
        if known is not None:
            message.compared += known.compared
            message.differed += known.differed
            message.difference = message.difference or known.difference
            if message.at_us < known.at_us:
                message.uplink, message.at_us = known.uplink, known.at_us
        self._newest[message.device] = message

    async def run(self, database: Database) -> None:
        """Write until cancelled; while the database is away everything is kept."""
        while True:
            try:
                await self.write(database)
            except faults.AwayError:
                await database.drop()
            except (faults.AgainError, faults.RefusedError) as why:
                log.warning("not_told", why=str(why))
            await asyncio.sleep(WRITE_EVERY_S)

    async def write(self, database: Database) -> None:
        """Write what has changed."""
        newest, self._newest = self._newest, {}
        try:
            async with database.use() as conn:
                await health.put(conn, [h for m in newest.values() if (h := m.heard) is not None])
                await self.states.write(conn, now=clock.now())
        except Exception:  # whatever it was: raised again; cancelled, nobody writes any more
            newer, self._newest = self._newest, newest
            for message in newer.values():
                self._take(message)
            raise


def told_once(messages: Sequence[ReadMessage]) -> list[Heard]:
    """Return what messages say that no other will repeat: joins, statuses, complaints."""
    news: dict[str, Heard] = {}
    for message in messages:
        if isinstance(message, ServedMessage) and not message.is_frame:
            said = message.heard
            if said is not None:
                hearing.add(news, said)
    return list(news.values())
