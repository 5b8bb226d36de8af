"""The client of ingest, doing nothing but acknowledging: the most that ingest could do.

`ingest.broker` itself, with its window, its way of reading the socket and its acknowledgement by
hand; between receiving and acknowledging there is nothing.
"""

import asyncio
import random

import uvloop

from ingest.broker import MqttSource
from ingest.metrics import Metrics
from ingest.settings import Settings
from ingest.source import Bounds


async def main(settings: Settings) -> None:
    """Receive and acknowledge until killed."""
    (broker,) = settings.all_brokers()
    source = MqttSource(broker, settings, Metrics().broker(broker.name), random.SystemRandom())
    held = asyncio.create_task(source.run())
    # Whatever is there is acknowledged at once: nothing is gained here by waiting for more.
    bounds = Bounds(
        messages_max=settings.batch_messages_max, bytes_max=settings.batch_bytes_max, age_max_s=0.0
    )
    while not held.done():
        source.acknowledge(await source.receive(bounds))


if __name__ == "__main__":
    uvloop.run(main(Settings()))
