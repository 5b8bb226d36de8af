"""The roads by MQTT: one connection and one loop each; they come and go while the others run."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from ingest import clock, pipeline, tls
from ingest.address import AddressError
from ingest.backfilling import catch_up
from ingest.broker import MqttSource
from ingest.database import Database
from ingest.roads import RoadError
from ingest.settings import Broker, Settings
from ingest.states import States
from ingest.storing import Store
from store import faults, sources
from store.sources import StoredSource

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One road at work; `changed_at` tells a source that was changed, None: of the settings."""

    source: MqttSource
    changed_at: datetime | None
    stopping: asyncio.Event
    loop: asyncio.Task[None]
    others: list[asyncio.Task[None]]


class Keeper:
    """Starts and stops roads.

    Parameters
    ----------
    open_road, store
        Make the connection of a road, and what stores its messages.
    group
        In which everything runs: what fails in an unforeseen way ends the whole ingest.
    """

    def __init__(
        self,
        settings: Settings,
        states: States,
        *,
        open_road: Callable[[Broker], MqttSource],
        store: Callable[[], Store],
        group: asyncio.TaskGroup,
    ) -> None:
        self._settings = settings
        self._states = states
        self._open_road = open_road
        self._store = store
        self._group = group
        self._running: dict[str, Running] = {}
        self._refused: dict[str, datetime] = {}

    @property
    def roads(self) -> list[MqttSource]:
        """The connections there are."""
        return [running.source for running in self._running.values()]

    @property
    def loops(self) -> list[asyncio.Task[None]]:
        """The loops that store their messages."""
        return [running.loop for running in self._running.values()]

    def start(self, broker: Broker, stored: StoredSource | None = None) -> Running:
        """Start a road.

        Raises
        ------
        AddressError, RoadError, OSError
            It cannot be read from as it is described.
        """
        source = self._open_road(broker)
        stopping = asyncio.Event()
        loop = pipeline.run(source, self._store(), self._settings, stopping)
        running = Running(
            source=source,
            changed_at=None if stored is None else stored.changed_at,
            stopping=stopping,
            loop=self._group.create_task(loop),
            others=[self._group.create_task(source.run())],
        )
        self._running[broker.name] = running
        return running

    async def stop(self, names: Sequence[str]) -> int:
        """Stop roads, finishing the batches in hand; return how many could not be finished."""
        gone = [self._running.pop(name) for name in names]
        for running in gone:
            running.stopping.set()
        late: set[asyncio.Task[None]] = set()
        if gone:
            loops = [running.loop for running in gone]
            _, late = await asyncio.wait(loops, timeout=self._settings.stop_max_s)
        tasks = [*late, *(task for running in gone for task in running.others)]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        return len(late)

    async def stop_all(self) -> int:
        """Stop every road; return how many could not finish what they had in hand."""
        return await self.stop(list(self._running))

    async def watch(self, database: Database) -> None:
        """Follow the sources in the database until cancelled."""
        while True:
            try:
                async with database.use() as conn:
                    listed = await sources.listed(conn)
                    heard = {s.source: s.last_message_at for s in await sources.states(conn)}
            except faults.AwayError:
                await database.drop()
            except (faults.AgainError, faults.RefusedError) as why:
                log.warning("sources_not_read", why=str(why))
            else:
                await self._follow(listed, heard, database)
            await asyncio.sleep(self._settings.sources_poll_s)

    async def _follow(
        self,
        listed: list[StoredSource],
        heard: dict[str, datetime | None],
        database: Database,
    ) -> None:
        wanted = {source.name: source for source in listed if source.url is not None}
        left = [
            name
            for name, running in self._running.items()
            if running.changed_at is not None
            and (name not in wanted or wanted[name].changed_at != running.changed_at)
        ]
        if left:
            await self.stop(left)
        for name in left:
            log.info("source_left", source=name)
            self._states.forget(name)
            await self._forget(name, database)
        for name, source in wanted.items():
            if name not in self._running and self._refused.get(name) != source.changed_at:
                self._try(source, heard.get(name))

    async def _forget(self, name: str, database: Database) -> None:
        try:
            async with database.use() as conn:
                await sources.forget_state(conn, name)
        except (faults.AwayError, faults.AgainError, faults.RefusedError) as why:
            log.warning("source_not_forgotten", source=name, why=str(why))

    def _try(self, source: StoredSource, heard_at: datetime | None) -> None:
        try:
            running = self.start(_broker(source), source)
        except (AddressError, RoadError, *tls.UNREADABLE) as why:
            self._refused[source.name] = source.changed_at
            self._states.away(source.name, source.kind, str(why), now=clock.now())
            log.warning("source_refused", source=source.name, why=str(why))
            return
        log.info("source_joined", source=source.name, kind=source.kind)
        if source.storage_url is not None:
            catching_up = catch_up(
                source,
                self._states,
                connected=running.source.connected,
                database=Database(self._settings.database_url, self._settings.database_role),
                heard_at=heard_at,
            )
            running.others.append(self._group.create_task(catching_up))


def _broker(source: StoredSource) -> Broker:
    return Broker(
        name=source.name,
        kind=source.kind,
        url=source.url or "",
        ca=source.ca or "",
        topics=tuple(source.topics),
    )
