"""Ingest as a process: every source with its loop, until a signal ends it."""

import asyncio
import random
import signal
from collections.abc import Coroutine
from typing import Any

import structlog

from ingest import pipeline
from ingest.broker import MqttSource
from ingest.metrics import Metrics
from ingest.settings import Settings
from ingest.storing import Store

log = structlog.get_logger(__name__)


async def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT; finish the batch in hand, at most `stop_max_s`."""
    metrics = Metrics()
    rng = random.SystemRandom()
    stopping = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopping.set)
    if settings.ingest_metrics_port:
        metrics.serve(settings.ingest_metrics_port)
    connections: list[Coroutine[Any, Any, None]] = []
    loops: list[Coroutine[Any, Any, None]] = []
    for broker in settings.all_brokers():
        source = MqttSource(broker, settings, metrics.broker(broker.name), rng)
        connections.append(source.run())
        loops.append(pipeline.run(source, Store(settings, metrics, rng), settings, stopping))
    log.info("ingest_started", brokers=[b.name for b in settings.all_brokers()])
    async with asyncio.TaskGroup() as group:
        held = [group.create_task(c) for c in connections]
        running = [group.create_task(loop) for loop in loops]
        await stopping.wait()
        _, late = await asyncio.wait(running, timeout=settings.stop_max_s)
        for task in (*late, *held):
            task.cancel()
    log.info("ingest_stopped", unfinished=len(late))
