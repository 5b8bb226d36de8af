"""A year of many counters derived from scratch, and one late reading in ten years of one counter.

Readings are put into the store as ingest leaves them, marks included; then `wegwarte derive
--once` computes everything there is: day states, local days, months and the year.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

import numpy as np
import psycopg

from benchmarks import resources
from benchmarks.bench import ROOT, Bench
from benchmarks.figure import Figure
from store.partitions import ensure_partitions
from store.pool import Connection, connect

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


def run(bench: Bench) -> Iterator[Figure]:
    """Yield rows a second, time and memory of deriving from scratch, and of a late reading."""
    counters = bench.amount(1_000, 3)
    dsn = bench.migrated_database()
    rows = asyncio.run(fill(dsn, counters, f"{_YEAR}-01-01", f"{_YEAR + 1}-01-01"))
    bench.say(f"  {counters} counters, {rows:,} readings are in the store")
    took_s, memory_mb = derived(bench, dsn)
    yield Figure(
        name="derive.scratch",
        values=[took_s],
        unit="s",
        at_most=_AT_MOST_S * counters / 1_000,
        note=f"{counters} counters",
    )
    yield Figure(name="derive.rows", values=[rows / took_s], unit="readings/s")
    yield Figure(
        name="derive.memory", values=[memory_mb], unit="MB", at_most=500, note="all its processes"
    )


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


def derived(bench: Bench, dsn: str) -> tuple[float, float]:
    """Run `wegwarte derive --once`; return how long it took [s] and its most memory [MB]."""
    began_s, most = time.monotonic(), 0.0
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
    took_s = time.monotonic() - began_s
    if process.returncode != 0:
        raise AssertionError(f"derive ended with {process.returncode}")
    with psycopg.connect(dsn) as conn:
        left = conn.execute("select count(*) from dirty").fetchone()
    if left != (0,):
        raise AssertionError(f"{left} marks were left")
    return took_s, most
