"""Ingest as a process: every source with its loop, until a signal ends it."""

import asyncio
import fcntl
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from ingest import monitor, pipeline
from ingest.broker import MqttSource
from ingest.database import Database
from ingest.inbox import InboxSource
from ingest.javascript.decoders import Decoders
from ingest.keeper import Keeper
from ingest.metrics import Metrics
from ingest.news import News
from ingest.settings import Broker, Settings
from ingest.storing import Store
from ingest.telling import Telling

_MEASURE_EVERY_S = 1.0

log = structlog.get_logger(__name__)


class InUseError(Exception):
    """Another ingest speaks to the broker under the same name."""


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the instance: two clients of one id would cut each other off without end.

    Raises
    ------
    InUseError
        Another process holds it.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir / f"ingest-{settings.instance_id()}.lock"
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as why:
            raise InUseError(
                f"another ingest runs as instance {settings.instance_id()!r} in "
                f"{settings.data_dir}: end it, or give this one a WEGWARTE_INSTANCE of its own"
            ) from why
        yield


async def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; finish the batches in hand, at most `stop_max_s`."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    with only_one(settings):
        await _run(settings, stopping)


async def _run(settings: Settings, stopping: asyncio.Event) -> None:
    for broker in settings.all_brokers():
        broker.filters(settings.municipality)  # what cannot be right is told before anything begins
    metrics = Metrics()
    rng = random.SystemRandom()
    telling, news = Telling(), News()
    if settings.ingest_metrics_port:
        metrics.serve(settings.ingest_metrics_port)

    def open_road(broker: Broker) -> MqttSource:
        return MqttSource(broker, settings, metrics.broker(broker.name), rng, telling.states)

    def store() -> Store:
        return Store(settings, metrics, rng, decoders=decoders, telling=telling, news=news)

    async with (
        Decoders(processes=settings.javascript_processes) as decoders,
        asyncio.TaskGroup() as group,
    ):
        keeper = Keeper(settings, telling.states, open_road=open_road, store=store, group=group)
        for broker in settings.all_brokers():
            keeper.start(broker)
        inbox = InboxSource(_database(settings), settings, rng)
        inbox_loop = group.create_task(pipeline.run(inbox, store(), settings, stopping))
        others = [
            group.create_task(keeper.watch(_database(settings))),
            group.create_task(telling.run(_database(settings))),
            group.create_task(news.follow(Database(settings.database_url, settings.database_role))),
            group.create_task(_measure(keeper)),
        ]
        if settings.broker_monitor_url:
            others.append(group.create_task(monitor.watch(settings.broker_monitor_url, metrics)))
        log.info("ingest_started", brokers=[road.name for road in keeper.roads])
        await stopping.wait()
        others.pop(0).cancel()  # no road comes any more
        unfinished = await keeper.stop_all()
        _, late = await asyncio.wait({inbox_loop}, timeout=settings.stop_max_s)
        for task in (*late, *others):
            task.cancel()
    log.info("ingest_stopped", unfinished=unfinished + len(late))


def _database(settings: Settings) -> Database:
    return Database(
        settings.database_url,
        settings.database_role,
        answer_max_s=settings.database_answer_max_s,
    )


async def _measure(keeper: Keeper) -> None:
    while True:
        for road in keeper.roads:
            road.measure()
        await asyncio.sleep(_MEASURE_EVERY_S)
