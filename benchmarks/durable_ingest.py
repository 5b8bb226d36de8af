"""Ingest beside a client that only acknowledges, and beside what a first script would be.

Ingest does everything it owes: readings, blocks, ledger, newest values, dirty marks, COMMIT, then
the acknowledgement.

The messages are queued in the durable session first and the receiver is started then, so that the
publisher takes nothing from the two cores while the clock runs. The variants take turns, each on
a broker of its own; times are the broker's: from its first delivery to the last acknowledgement.
"""

import asyncio
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import psycopg

from benchmarks import resources, town
from benchmarks.bench import Bench
from benchmarks.figure import Figure, Reference
from benchmarks.publisher import Packet, Publisher
from benchmarks.session import Session
from ingest.broker import create_session
from ingest.settings import Settings

_ROUNDS: Final = 3
_MESSAGES: Final = {1: 30_000, 10: 12_000}  #: readings in a message -> messages
_MESSAGES_NAIVE: Final = {1: 4_000, 10: 1_500}
_DRAIN_MAX_S: Final = 120.0
_INGEST, _NOOP, _PLAIN, _NAIVE = "ingest", "noop", "plain", "naive"
_MODULES: Final = {
    _INGEST: "ingest",
    _NOOP: "benchmarks.receivers.noop",
    _PLAIN: "benchmarks.receivers.plain",
    _NAIVE: "benchmarks.receivers.naive",
}


@dataclass(slots=True)
class _Rounds:
    """Messages a second of each variant, round by round, and ingest's memory."""

    rates: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _MODULES})
    memory_mb: list[float] = field(default_factory=list)


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the rates with one and with ten readings a message, and ingest's peak of memory."""
    template = bench.migrated_database()
    town.register(bench, template)
    memory_mb = []
    for readings in _MESSAGES:
        rounds = _Rounds()
        for number in range(bench.amount(_ROUNDS, 1)):
            for variant in _MODULES:
                _measure(bench, template, variant, readings, rounds, number + 1)
        memory_mb += rounds.memory_mb
        if readings == 1:
            bench.full_rate = statistics.median(rounds.rates[_INGEST])
        yield from _figures(rounds, readings)
    yield Figure(
        name="ingest.memory_peak",
        values=[max(memory_mb)],
        unit="MB",
        at_most=150,
        note="VmHWM of `python -m ingest` while it takes the backlogs",
    )


def _figures(rounds: _Rounds, readings: int) -> Iterator[Figure]:
    unit = "messages/s" if readings == 1 else "readings/s"
    rates = {name: [rate * readings for rate in found] for name, found in rounds.rates.items()}
    size = "one_reading" if readings == 1 else "ten_readings"
    targets = {_NOOP: 0.6, _PLAIN: None, _NAIVE: 4.0}
    words = {
        _NOOP: "same client, acknowledges only",
        _PLAIN: "aiomqtt and uvloop as documented, acknowledges only",
        _NAIVE: "paho on_message, INSERT, COMMIT for each message",
    }
    for reference, target in targets.items():
        yield Figure(
            name=f"ingest.durable.{size}.of_{reference}",
            values=rates[_INGEST],
            unit=unit,
            reference=Reference(name=words[reference], values=rates[reference]),
            at_least=target,
            note="backlog queued first, then received",
        )


def _measure(
    bench: Bench, template: str, variant: str, readings: int, rounds: _Rounds, number: int
) -> None:
    amounts = _MESSAGES_NAIVE if variant == _NAIVE else _MESSAGES
    messages = town.messages(bench.amount(amounts[readings], 300), readings=readings)
    dsn = bench.database(template.rpartition("/")[2])
    with bench.broker() as broker:
        settings = town.settings(dsn, broker.url)
        queue(bench, settings, broker.port, messages)
        session = Session(broker.monitor_url)
        with bench.process(_MODULES[variant], settings=settings) as receiver:
            drain = session.watch(receiver, within_s=_DRAIN_MAX_S)
            used_s = resources.cpu_s([receiver.pid])
            if variant == _INGEST:
                rounds.memory_mb.append(resources.peak_memory_mb(receiver.pid))
    if variant == _INGEST:
        _check(dsn, len(messages) * readings)
    rate = len(messages) / drain.elapsed_s
    rounds.rates[variant].append(rate)
    bench.say(
        f"  round {number}, {readings} reading(s) a message, {variant}: {rate:,.0f} messages/s, "
        f"{used_s / len(messages) * 1e6:.0f} µs of its own a message, start included"
        + (f", {drain.redelivered} redelivered" if drain.redelivered else "")
    )


def queue(bench: Bench, settings: dict[str, str], port: int, messages: list[Packet]) -> None:
    """Make the durable session and let the broker keep messages in it."""
    asyncio.run(
        create_session(
            Settings(
                mqtt_url=settings["WEGWARTE_MQTT_URL"],
                municipality=settings["WEGWARTE_MUNICIPALITY"],
                instance=settings["WEGWARTE_INSTANCE"],
                data_dir=bench.folder,
            )
        )
    )
    with Publisher(port, "bench-publisher") as publisher:
        publisher.send_all(publisher.encode(messages))


def _check(dsn: str, readings: int) -> None:
    """Make sure that what is counted was stored."""
    with psycopg.connect(dsn) as conn:
        row = conn.execute(
            "select (select count(*) from observation), (select sum(stored) from ledger),"
            " (select count(*) from block_payload), (select count(*) from latest),"
            " (select count(*) from dirty)"
        ).fetchone()
    assert row is not None
    if row[0] != readings or row[1] != readings or not all(row[2:]):
        raise AssertionError(f"{readings} readings were sent, the store has {row}")


def full_rate(bench: Bench) -> float:
    """Return the rate with one reading a message, measured in this run if it was not [1/s]."""
    if bench.full_rate is None:
        template = bench.migrated_database()
        town.register(bench, template)
        rounds = _Rounds()
        _measure(bench, template, _INGEST, 1, rounds, 1)
        bench.full_rate = rounds.rates[_INGEST][0]
    return bench.full_rate
