"""From a device's publish to a row that another connection can read, at half of the full rate.

Counters publish evenly at half of the rate at which ingest takes a backlog. Beside them one probe
publishes 50 times a second over a connection of its own; a reader asks the database for the rows
of its messages every few milliseconds. The clock runs from before the probe's packet is sent to
after the answer that holds its row, so it includes the reader's own interval.
"""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import psycopg

from benchmarks import durable_ingest, town
from benchmarks.bench import Bench
from benchmarks.figure import Figure, Reference
from benchmarks.publisher import Packet, Publisher, send_at_rate

_PROBE: Final = "probe"
_MODEL: Final = "wegwarte-environment-1"
_CHANNEL: Final = "sound"
_PROBE_INTERVAL_S: Final = 0.02
_POLL_S: Final = 0.004
_READABLE_MAX_S: Final = 30.0
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_READ: Final = """
select time from observation where time = any(%s) and channel = (
  select id from channel where device = 'probe' and name = 'sound')
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Yield median and 99th percentile under load, beside those without load."""
    rate = durable_ingest.full_rate(bench) / 2
    load_s = bench.amount(20, 2)
    dsn = bench.migrated_database()
    town.register(bench, dsn, others=[(_PROBE, _MODEL)])
    with bench.broker() as broker:
        settings = town.settings(dsn, broker.url)
        durable_ingest.queue(bench, settings, broker.port, town.messages(1, readings=1))
        with bench.process("ingest", settings=settings):
            _delays(dsn, broker.port, 1)  # until ingest has begun
            alone = _delays(dsn, broker.port, bench.amount(200, 20))
            loaded, reached = _under_load(dsn, broker.port, rate, load_s)
    bench.say(f"  {reached:,.0f} messages/s published, {rate:,.0f} wanted, {len(loaded)} probes")
    for percentile in (50, 99):
        yield Figure(
            name=f"readable.p{percentile}",
            values=[float(np.percentile(loaded, percentile)) * 1_000],
            unit="ms",
            reference=Reference(
                name="the same without load",
                values=[float(np.percentile(alone, percentile)) * 1_000],
            ),
            at_most=500,
            note=f"{len(loaded)} probes over {load_s} s beside {reached:.0f} messages/s",
        )


def _under_load(dsn: str, port: int, rate: float, load_s: int) -> tuple[list[float], float]:
    """Return the delays [s] beside a load, and the load's rate [1/s]."""
    reached: list[float] = []
    with Publisher(port, "bench-load") as publisher:
        encoded = publisher.encode(town.messages(int(rate * load_s), readings=1))
        load = threading.Thread(
            target=lambda: reached.append(send_at_rate(publisher, encoded, rate_per_s=rate))
        )
        load.start()
        delays = _delays(dsn, port, int(load_s / _PROBE_INTERVAL_S))
        load.join()
    return delays, reached[0]


def _delays(dsn: str, port: int, probes: int) -> list[float]:
    """Return how long each of the probe's messages took to be readable [s]."""
    delays: list[float] = []
    sent_s: dict[datetime, float] = {}
    began_s = time.monotonic()
    with psycopg.connect(dsn, autocommit=True) as conn, Publisher(port, "bench-probe") as publisher:
        sent = 0
        while len(delays) < probes:
            if sent < probes and time.monotonic() >= began_s + sent * _PROBE_INTERVAL_S:
                at, packet = _probe(sent)
                encoded = publisher.encode([packet])
                sent_s[at] = time.monotonic()
                publisher.send(encoded)
                sent += 1
            readable = conn.execute(_READ, [list(sent_s)]).fetchall() if sent_s else []
            now_s = time.monotonic()
            delays += [now_s - sent_s.pop(at) for (at,) in readable]
            if sent_s and now_s - min(sent_s.values()) > _READABLE_MAX_S:
                raise TimeoutError(f"a message is not readable after {_READABLE_MAX_S:.0f} s")
            time.sleep(_POLL_S)
        publisher.wait()
    return delays


def _probe(number: int) -> tuple[datetime, Packet]:
    """Return the measured time of a message and the message."""
    at = _EPOCH + timedelta(microseconds=time.time_ns() // 1_000)
    reading = {"channel": _CHANNEL, "time": at.isoformat(), "value": 55.5}
    boot = f"b{time.monotonic_ns()}"
    payload = {"v": 1, "boot": boot, "seq": number, "readings": [reading]}
    topic = f"mobility/v1/{town.MUNICIPALITY}/{_PROBE}/up"
    return at, Packet(topic=topic, payload=json.dumps(payload).encode())
