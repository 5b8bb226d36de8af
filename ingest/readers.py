"""Reads messages of every kind with what the registry says, and asks it again."""

from collections.abc import Sequence
from typing import Final

import structlog

from devices.envelopes import names
from devices.errors import Cause, RejectedError
from ingest import retired
from ingest.checks import Limits
from ingest.javascript.decoders import Decoders
from ingest.javascript.process import NotStartedError
from ingest.known import Known
from ingest.read import ReadMessage, read
from ingest.senders import Senders
from ingest.served import Reader, kind_of
from ingest.served_message import ServedMessage
from ingest.source import Delivery
from store import naming
from store import senders as registry
from store.pool import Connection

_NATIVE: Final = "mobility/"
log = structlog.get_logger(__name__)


class Readers:
    """What stands between a delivery and its rows; one for each source.

    Parameters
    ----------
    decoders
        Run vendors' JavaScript, for all sources.
    """

    def __init__(self, limits: Limits, decoders: Decoders) -> None:
        self._limits = limits
        self._decoders = decoders
        self._known = Known()
        self._senders = Senders(self._known.model)
        self._served = Reader(self._senders, self._known, limits)

    def begin(self, delivery: Delivery) -> ReadMessage:
        """Read a message as far as it goes at once; never raises."""
        done = self._begin(delivery)
        retired.check(done, self._senders)
        return done

    def _begin(self, delivery: Delivery) -> ReadMessage:
        topic = delivery.topic
        if not topic.startswith(_NATIVE):
            try:
                kind = kind_of(topic)
            except RejectedError:
                kind = None  # and so no native topic either: the reader of these says what is wrong
            if kind is not None:
                return self._served.begin(kind, delivery)
        return read(delivery, self._senders, self._limits)

    async def finish(self, messages: Sequence[ReadMessage]) -> None:
        """Have vendors' JavaScript decode what waits for it."""
        waiting = [m for m in messages if isinstance(m, ServedMessage) and m.waits]
        jobs = [job for message in waiting for job in message.jobs()]
        if not jobs:
            return
        try:
            outcomes = iter(await self._decoders.decode(jobs))
        except NotStartedError as why:
            log.exception("decoders_not_started")
            refusal = RejectedError(Cause.CODEC_FAILED, f"no decoder can be started: {why}")
            outcomes = iter([refusal] * len(jobs))
        for message in waiting:
            self._served.finish(message, [next(outcomes) for _ in message.jobs()])
            retired.check(message, self._senders)

    async def replace(self, conn: Connection) -> None:
        """Ask for the whole registry."""
        self._known.name(await naming.aliases(conn), all_of_them=True)
        self._known.heard |= await naming.heard(conn)
        await self._learn(conn)
        self._senders.replace(await registry.known(conn))

    async def update(self, conn: Connection, asked: set[str]) -> None:
        """Ask for some devices, by their ids or other names, and for what they may need."""
        aliases = await naming.aliases(conn, sorted(names.key(name) for name in asked))
        self._known.name(aliases, all_of_them=False)
        await self._learn(conn)
        self._senders.update(await registry.known(conn, sorted(asked | set(aliases.values()))))

    async def _learn(self, conn: Connection) -> None:
        self._known.take_models(await naming.models(conn))
        self._known.take_codecs(await naming.codecs(conn, self._known.hashes))

    def forget_numbers(self) -> None:
        """Have channels numbered again, for a database that came back may number them otherwise."""
        self._senders.forget_numbers()
