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
from ingest.metrics import Metrics
from ingest.settings import Settings
from ingest.source import Source
from ingest.storing import Store

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
    metrics = Metrics()
    rng = random.SystemRandom()
    if settings.ingest_metrics_port:
        metrics.serve(settings.ingest_metrics_port)
    brokers = [
        MqttSource(broker, settings, metrics.broker(broker.name), rng)
        for broker in settings.all_brokers()
    ]
    async with asyncio.TaskGroup() as group:
        loops = []
        sources: list[Source] = [*brokers, _inbox(settings, rng)]
        for source in sources:
            store = Store(settings, metrics, rng)
            loops.append(group.create_task(pipeline.run(source, store, settings, stopping)))
        others = [group.create_task(broker.run()) for broker in brokers]
        others.append(group.create_task(_measure(brokers)))
        if settings.broker_monitor_url:
            others.append(group.create_task(monitor.watch(settings.broker_monitor_url, metrics)))
        log.info("ingest_started", brokers=[b.name for b in brokers])
        await stopping.wait()
        _, late = await asyncio.wait(loops, timeout=settings.stop_max_s)
        for task in (*late, *others):
            task.cancel()
    log.info("ingest_stopped", unfinished=len(late))


def _inbox(settings: Settings, rng: random.Random) -> InboxSource:
    database = Database(
        settings.database_url,
        settings.database_role,
        answer_max_s=settings.database_answer_max_s,
    )
    return InboxSource(database, settings, rng)


async def _measure(brokers: list[MqttSource]) -> None:
    while True:
        for broker in brokers:
            broker.measure()
        await asyncio.sleep(_MEASURE_EVERY_S)
