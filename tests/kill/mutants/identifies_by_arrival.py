"""Ingest as it must not be: a reading's identity is when it arrived, not when it was measured.

It acknowledges as late as `acknowledges_late` does, which doubles nothing.
"""

import sys

from ingest import __main__, readers
from ingest import run as service
from ingest.checks import Limits
from ingest.read import ReadMessage, read
from ingest.senders import Senders
from ingest.source import Delivery
from store.instants import to_us
from tests.kill.mutants import lingering


def read_by_arrival(delivery: Delivery, senders: Senders, limits: Limits) -> ReadMessage:
    message = read(delivery, senders, limits)
    arrived_us = to_us(delivery.received)
    message.rows = [row._replace(time_us=arrived_us + n) for n, row in enumerate(message.rows)]
    return message


if __name__ == "__main__":
    readers.read = read_by_arrival
    service.pipeline.run = lingering.run
    sys.exit(__main__.main())
