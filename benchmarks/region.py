"""The shipped fleet `region` through broker, ingest and store: an hour of 45,000 devices.

Yesterday from 07:00 UTC on, as fast as broker and ingest take it: the first minutes, in which
every device joins and says the state it finds, and the rush hour after that. The clock runs from
the first message that is published until the last one is stored; publisher, broker, ingest and
database share the machine. Afterwards every reading that the broker has confirmed is looked for in
the store, and the ledger is audited: a benchmark that loses one fails.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psycopg

from benchmarks import resources
from benchmarks.bench import Bench
from benchmarks.figure import Figure
from cli.embedded.nats import Nats
from cli.proof import deliveries
from cli.proof.stored import gather
from cli.register import register
from firmware_sim import broker as address
from firmware_sim import program, ran
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from firmware_sim.program import Request
from firmware_sim.simulation import Simulation
from ingest.broker import client
from ingest.settings import Broker, Settings
from store.pool import connect

_FLEET: Final = "region"
_QUICK_FLEET: Final = "telgte-demo"
_BEGINS_H: Final = 7  # of yesterday, UTC
_MINUTES: Final = 60
_SITES_AT_ONCE: Final = 500
_DRAIN_MAX_S: Final = 900.0
_POLL_S: Final = 0.05
_NAMED: Final = 5  # so many of what differs is named


def run(bench: Bench) -> Iterator[Figure]:
    """Yield how many messages a second are stored, and the processor time of ingest for each."""
    fleet = load(_QUICK_FLEET if bench.quick else _FLEET)
    minutes = bench.amount(_MINUTES, 10)
    today = datetime.fromtimestamp(time.time(), UTC).replace(minute=0, second=0, microsecond=0)
    since = today.replace(hour=_BEGINS_H) - timedelta(days=1)
    dsn, folder = bench.migrated_database(), bench.new_folder("run")
    _register(dsn, fleet, since)
    bench.say(f"  {len(fleet.devices):,} devices registered")
    request = Request(
        mqtt_url="mqtt://127.0.0.1",
        speed="max",
        since=since.isoformat(),
        until=(since + timedelta(minutes=minutes)).isoformat(),
        run=folder,
    )
    with bench.broker() as broker:
        roads = [_road(kind, broker) for kind in ("native", "tts", "chirpstack")]
        settings = {
            "WEGWARTE_DATABASE_URL": dsn,
            "WEGWARTE_BROKERS": json.dumps([road.model_dump(mode="json") for road in roads]),
            "WEGWARTE_MUNICIPALITY": fleet.municipality,
            "WEGWARTE_INSTANCE": "bench",
        }
        asyncio.run(_open(roads, fleet.municipality, bench.folder))
        with bench.process("ingest", settings=settings) as receiver:
            began_s = time.monotonic()
            report = _publish(fleet, request, broker)
            published_s = time.monotonic() - began_s
            messages = report["messages_acked"]
            _wait_until_stored(dsn, messages)
            elapsed_s = time.monotonic() - began_s
            used_s = resources.cpu_s([receiver.pid])
    readings = asyncio.run(_check(dsn, folder))
    note = (
        f"{len(fleet.devices):,} devices over {report['connections']} connections, {minutes} min: "
        f"{messages:,} messages published in {published_s:.0f} s, {readings:,} readings compared, "
        "none lost, no difference in the ledger's audit"
    )
    yield Figure(name="region.stored", values=[messages / elapsed_s], unit="messages/s", note=note)
    yield Figure(
        name="region.ingest_cpu",
        values=[used_s / messages * 1e6],
        unit="µs of one core a message",
        note="of `python -m ingest`, its start included",
    )


def _register(dsn: str, fleet: Fleet, since: datetime) -> None:
    """Register a fleet part by part: plans that were made for empty tables are made anew."""
    for first in range(0, len(fleet.sites), _SITES_AT_ONCE):
        part = replace(fleet, sites=fleet.sites[first : first + _SITES_AT_ONCE])
        asyncio.run(register(dsn, part, since=since))
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute("analyze")


def _road(kind: str, broker: Nats) -> Broker:
    """Return a source; with QoS 1 of all kinds, from a broker of one's own."""
    topics = ("v3/+/devices/+/up", "v3/+/devices/+/join") if kind == "tts" else ()
    return Broker(name=kind, kind=kind, url=broker.url, topics=topics, qos=1)


async def _open(roads: list[Broker], municipality: str, folder: Path) -> None:
    """Make the durable session of each source before anybody publishes."""
    settings = Settings(brokers=tuple(roads), instance="bench", data_dir=folder)
    for road in roads:
        async with client(road, settings) as session:
            await session.subscribe(road.filters(municipality))


def _publish(fleet: Fleet, request: Request, broker: Nats) -> dict[str, int]:
    simulation = Simulation(
        fleet,
        address.parse(f"mqtt://127.0.0.1:{broker.port}"),
        program.options_of(fleet, request),
    )
    simulation.run(lambda: False, lambda _: None)
    report = simulation.report()
    if report["messages_open"] or report["messages_given_up"]:
        raise AssertionError(f"the broker has not confirmed everything: {report}")
    return report


def _wait_until_stored(dsn: str, messages: int) -> None:
    """Wait until the ledger knows of every message.

    Raises
    ------
    TimeoutError
        Some are still missing when nobody would wait any longer.
    """
    deadline = time.monotonic() + _DRAIN_MAX_S
    with psycopg.connect(dsn, autocommit=True) as conn:
        while (found := _received(conn)) < messages:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{messages - found} of {messages} messages are not stored")
            time.sleep(_POLL_S)


def _received(conn: psycopg.Connection) -> int:
    row = conn.execute("select coalesce(sum(messages_received), 0)::int8 from ledger").fetchone()
    return 0 if row is None else int(row[0])


async def _check(dsn: str, folder: Path) -> int:
    """Compare every message, reading and number with the store; return how many readings.

    Raises
    ------
    AssertionError
        Something is lost, doubled or wrong.
    """
    told = ran.read(folder)
    async with connect(dsn, statement_timeout_ms=0) as conn:
        stored = await gather(conn, told)
    checks = list(deliveries.checks(told, stored))
    wrong = [check for check in checks if check.failed]
    if wrong:
        raise AssertionError(f"{len(wrong)} differences: {wrong[:_NAMED]}")
    return sum(check.compared for check in checks if check.what == "readings stored")
