"""A year of many counters derived from scratch, and the year of one of them again.

Readings are put into the store as ingest leaves them, marks included; then `wegwarte derive
--once` computes everything there is: day states, local days, months and the year.
"""

import asyncio
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import psycopg

from analytics.derive import derive_once
from analytics.derive.sites import Sites
from benchmarks import resources
from benchmarks.bench import ROOT, Bench
from benchmarks.figure import Figure
from store import marks
from store.partitions import ensure_partitions
from store.pool import Connection, connect

ZONE: Final = ZoneInfo("Europe/Berlin")  #: of sites that are registered without one
_YEAR: Final = 2024
_POLL_S: Final = 0.25  # counting shared pages takes time of its own
_AT_MOST_S: Final = 120  #: for 1,000 counters
#: Sites, devices, channels, datastreams and deployments of many counters, by number.
_REGISTER: Final = """
insert into site (id, name, kind)
select 'site-' || n, 'Site ' || n, 'cycle_track' from generate_series(1, {n}) n;
insert into device (id, model, accepted_at)
select 'counter-' || n, 'import', '2000-01-01Z' from generate_series(1, {n}) n;
insert into channel (device, name, property)
select 'counter-' || n, 'count', 'count' from generate_series(1, {n}) n;
insert into datastream (site, property, direction, mode, source_id, nominal_interval_s)
select 'site-' || n, 'count', 'both', 'bicycle', 'count', 900 from generate_series(1, {n}) n;
insert into deployment (channel, datastream, valid)
select c.id, d.id, tstzrange('2000-01-01Z', null)
from channel c join datastream d on d.site = 'site-' || split_part(c.device, '-', 2);
"""
#: Counts of a day and a night, different for every counter. In the order of time, as live readings
#: lie in the table: those of one counter are spread over all of its pages.
_FILL: Final = """
insert into observation (channel, time, duration_ms, result, quality, block)
select c.id, t, 900000, floor(20 + 15 * sin(extract(epoch from t) / 13751 + c.id)), 1, {block}
from channel c cross join generate_series(
  '{since}'::timestamptz, '{until}'::timestamptz - interval '15 min', interval '15 min') t
order by t, c.id
"""
#: Marks as ingest makes them.
_MARK: Final = """
insert into dirty (channel, utc_day, cause)
select c.id, t::date, 'bench'
from channel c
cross join generate_series('{since}'::date, '{until}'::date - 1, interval '1 day') t
order by t, c.id;
analyze;
"""
#: A block of the import that all these readings came by.
BLOCK: Final = """
with run as (insert into run (kind) values ('import') returning id)
insert into block (source, run, received_from, received_to, messages, readings)
select 'bench', id, now(), now(), 1, 1 from run returning id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What deriving took.

    Parameters
    ----------
    took_s, memory_mb
        By the clock, and the most that its processes had resident. [s], [MB]
    used_s
        Processor time of its processes, and of the whole database server meanwhile. [s]
    """

    took_s: float
    memory_mb: float
    used_s: tuple[float, float]


def run(bench: Bench) -> Iterator[Figure]:
    """Yield time, rows a second, processor time and memory of deriving from scratch."""
    counters = bench.amount(1_000, 3)
    dsn = bench.migrated_database()
    rows = asyncio.run(fill(dsn, counters, f"{_YEAR}-01-01", f"{_YEAR + 1}-01-01"))
    bench.say(f"  {counters} counters, {rows:,} readings are in the store")
    done = derived(bench, dsn)
    yield Figure(
        name="derive.scratch",
        values=[done.took_s],
        unit="s",
        at_most=_AT_MOST_S * counters / 1_000,
        note=f"{counters} counters",
    )
    yield Figure(name="derive.rows", values=[rows / done.took_s], unit="readings/s")
    yield Figure(
        name="derive.cpu",
        values=[sum(done.used_s)],
        unit="s of one core",
        note=f"{done.used_s[0]:.0f} s in derive, {done.used_s[1]:.0f} s in PostgreSQL",
    )
    yield Figure(
        name="derive.memory",
        values=[done.memory_mb],
        unit="MB",
        at_most=500,
        note="all its processes",
    )
    yield Figure(
        name="derive.site_year",
        values=asyncio.run(_refreshed(dsn, bench.amount(5, 1))),
        unit="ms",
        note="every day of one counter's year marked, in a process that runs already",
    )


async def _refreshed(dsn: str, times: int) -> list[float]:
    """Derive the year of one site again and again; return how long each time took [ms]."""
    took_ms: list[float] = []
    sites = Sites()
    async with connect(dsn, statement_timeout_ms=0) as conn:
        for _ in range(times + 1):
            await marks.mark_channel(conn, 1, cause="bench")
            began_s = time.perf_counter()
            await derive_once(conn, datetime.fromtimestamp(time.time(), UTC), sites=sites)
            took_ms.append((time.perf_counter() - began_s) * 1_000)
    return took_ms[1:]  # the first one reads the registry


async def fill(dsn: str, counters: int, since: str, until: str) -> int:
    """Put readings of every quarter hour of `[since, until)` into a new store; return how many."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        await conn.execute(_REGISTER.format(n=counters).encode())
        months = await _partitions(conn, since, until)
        row = await (await conn.execute(BLOCK.encode())).fetchone()
        block = 0 if row is None else int(row[0])
        for begin, end in pairwise([since, *months[1:-1], until]):
            await conn.execute(_FILL.format(block=block, since=begin, until=end).encode())
        await conn.execute(_MARK.format(since=since, until=until).encode())
        found = await (await conn.execute(b"select count(*) from observation")).fetchone()
        return 0 if found is None else int(found[0])


def partitions(dsn: str, first: date, last: date) -> None:
    """Make the partitions of the months from one date to another."""

    async def make() -> None:
        async with connect(dsn) as conn:
            await _partitions(conn, str(first), str(last))

    asyncio.run(make())


async def _partitions(conn: Connection, since: str, until: str) -> list[str]:
    """Make the partitions of `[since, until]`; return the months, by their first dates."""
    first, last = np.datetime64(since, "M"), np.datetime64(until, "M")
    months = [f"{month}-01" for month in np.arange(first, last + 1)]
    await ensure_partitions(conn, months)
    return months


def derived(bench: Bench, dsn: str) -> Derived:
    """Run `wegwarte derive --once`; return what it took."""
    began_s, most, before = time.monotonic(), 0.0, _used_s(bench)
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "derive", "--once"],
        cwd=ROOT,
        env=bench.environment({"WEGWARTE_DATABASE_URL": dsn}),
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None:
        family = resources.family(process.pid)
        most = max(most, sum(resources.memory_now_mb(pid) for pid in family))
        time.sleep(_POLL_S)
    took_s, after = time.monotonic() - began_s, _used_s(bench)
    if process.returncode != 0:
        raise AssertionError(f"derive ended with {process.returncode}")
    with psycopg.connect(dsn) as conn:
        left = conn.execute("select count(*) from dirty").fetchone()
    if left != (0,):
        raise AssertionError(f"{left} marks were left")
    return Derived(
        took_s=took_s, memory_mb=most, used_s=(after[0] - before[0], after[1] - before[1])
    )


def _used_s(bench: Bench) -> tuple[float, float]:
    """Return the processor time of children of ours that have ended, and of the database server."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    server = bench.postgres.child
    pids = [] if server is None else resources.family(server.pid)
    return ended.ru_utime + ended.ru_stime, resources.cpu_s(pids)
