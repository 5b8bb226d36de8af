"""The memory of each process of `wegwarte up` while counters publish and the page is read.

Of a process the peak of what it had resident; of PostgreSQL, whose processes share their pages,
the sum of their shares at the end of the load.
"""

import http.client
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg

from benchmarks import one_machine, resources, town
from benchmarks.bench import Bench
from benchmarks.figure import Figure
from benchmarks.publisher import Publisher
from benchmarks.sensor_year import get

_MESSAGES = 20_000
_READINGS = 10
_TAKEN_MAX_S = 60.0


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the memory of each process."""
    with one_machine.up(bench) as machine:
        said = machine.said
        town.register(bench, said.database_url)
        messages = town.messages(bench.amount(_MESSAGES, 300), readings=_READINGS)
        with Publisher(urlsplit(said.mqtt_url).port or 0, "bench-publisher") as publisher:
            publisher.send_all(publisher.encode(messages))
        _read(said.page_url)
        taken_s = _wait_until_stored(said.database_url, len(messages) * _READINGS)
        bench.say(f"  {len(messages):,} messages of {_READINGS}, stored {taken_s:.1f} s after")
        pids = machine.pids
        figures = {name: resources.peak_memory_mb(pid) for name, pid in pids.items()}
        postgres = resources.family(pids["postgres"])
        figures["postgres"] = sum(resources.memory_now_mb(pid) for pid in postgres)
    for name, value in figures.items():
        yield Figure(
            name=f"memory.{name}",
            values=[value],
            unit="MB",
            at_most=150 if name == "ingest" else None,
            note="sum of Pss" if name == "postgres" else "VmHWM, the peak",
        )


def _read(page_url: str) -> None:
    page = urlsplit(page_url)
    connection = http.client.HTTPConnection(page.hostname or "", page.port, timeout=30)
    for path in ("/", "/api/v1/sites", "/api/v1/devices", "/metrics"):
        get(connection, path)


def _wait_until_stored(dsn: str, readings: int) -> float:
    began_s = time.monotonic()
    with psycopg.connect(dsn, autocommit=True) as conn:
        while True:
            row = conn.execute("select coalesce(sum(stored), 0) from ledger").fetchone()
            if row is not None and row[0] >= readings:
                return time.monotonic() - began_s
            if time.monotonic() - began_s > _TAKEN_MAX_S:
                raise TimeoutError(f"{row} of {readings} readings stored")
            time.sleep(0.1)
