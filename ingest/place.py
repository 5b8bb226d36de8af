"""Place readings: a number for every channel, a partition for every month, before the batch.

Both are committed before the batch is: a batch that is tried again finds them.
"""

from collections.abc import Iterable
from datetime import datetime

import numpy as np

from ingest.read import ReadMessage
from ingest.senders import Channel
from store.instants import to_us
from store.messages import Batch
from store.partitions import ensure_partitions, months_of
from store.pool import Connection
from store.registry import NewChannel, number_channels

_MONTHS_AHEAD = 3


async def number(conn: Connection, messages: Iterable[ReadMessage]) -> None:
    """Give a number to the channels that have none yet."""
    new: dict[tuple[str, str], list[Channel]] = {}
    for channel in _channels(messages):
        if channel.id is None:
            new.setdefault((channel.device, channel.name), []).append(channel)
    if not new:
        return
    wanted = [
        NewChannel(device=c.device, name=c.name, property=c.property, hold_max_s=c.hold_max_s)
        for c in (found[0] for found in new.values())
    ]
    async with conn.transaction():
        numbers = await number_channels(conn, wanted)
    for key, channels in new.items():
        for channel in channels:
            channel.id = numbers[key]


def forget(messages: Iterable[ReadMessage]) -> None:
    """Have channels numbered again, for a database that came back may number them otherwise."""
    for channel in _channels(messages):
        channel.id = None


def _channels(messages: Iterable[ReadMessage]) -> Iterable[Channel]:
    """Return each channel once, in the order in which they come."""
    found: dict[Channel, None] = {}
    for message in messages:
        for row in message.rows:
            found[row.channel] = None
        for vehicle in message.vehicles:
            found[vehicle.channel] = None
    return found


class Months:
    """The months that have partitions, as far as this ingest has made sure."""

    def __init__(self) -> None:
        self._made: set[str] = set()

    def forget(self) -> None:
        """Ask again, for a database that came back may be another."""
        self._made.clear()

    async def ensure(self, conn: Connection, batch: Batch, *, now: datetime) -> None:
        """Make what the batch needs, and the months ahead before the first row needs them."""
        received = [to_us(m.received) for m in (batch.messages[0], batch.messages[-1])]
        needed = months_ahead(now)
        for times_us in (batch.observations.time_us, batch.passages.time_us, np.array(received)):
            if len(times_us):
                needed |= months_of(times_us)
        missing = sorted(needed - self._made)
        if missing:
            await ensure_partitions(conn, missing)
            self._made.update(missing)


def months_ahead(now: datetime) -> set[str]:
    """Return this month and the three after it, as `YYYY-MM-01`."""
    this = np.datetime64(now.strftime("%Y-%m"), "M")
    return {f"{this + ahead}-01" for ahead in range(_MONTHS_AHEAD + 1)}
