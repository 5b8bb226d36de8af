"""Ingest as it must not be: a reading's identity is when it arrived, not when it was measured."""

import sys

from ingest import __main__, readers
from ingest.checks import Limits
from ingest.read import ReadMessage, read
from ingest.senders import Senders
from ingest.source import Delivery
from store.instants import to_us


def read_by_arrival(delivery: Delivery, senders: Senders, limits: Limits) -> ReadMessage:
    message = read(delivery, senders, limits)
    arrived_us = to_us(delivery.received)
    message.rows = [row._replace(time_us=arrived_us + n) for n, row in enumerate(message.rows)]
    return message


if __name__ == "__main__":
    readers.read = read_by_arrival
    sys.exit(__main__.main())
