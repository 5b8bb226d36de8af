"""One late reading in ten years of a counter: how long until the year's total holds it.

From the COMMIT that stores the reading until the API answers the year with it, `derive` and the
API running as services. Each reading fills a gap of its own, at a random moment of the ten years.
"""

import asyncio
import http.client
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import psycopg

from benchmarks import late_timescaledb
from benchmarks.bench import Bench, free_port
from benchmarks.derive import ZONE, derived, fill
from benchmarks.figure import Figure
from benchmarks.sensor_year import get, wait_until_it_answers

_FIRST: Final = 2014
_YEARS: Final = 10
_QUARTER: Final = timedelta(minutes=15)
_PATIENCE_S: Final = 30.0
_STORE: Final = """
with stored as (
  insert into observation (channel, time, duration_ms, result, quality, block)
  values (%(channel)s, %(time)s, 900000, 1000, 1, %(block)s)
)
insert into dirty (channel, utc_day, cause) values (%(channel)s, %(time)s::date, 'late')
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the 95th percentile of late readings, on both engines."""
    times = bench.amount(50, 3)
    years = bench.amount(_YEARS, 1)
    dsn = bench.migrated_database()
    rows = asyncio.run(fill(dsn, 1, f"{_FIRST}-01-01", f"{_FIRST + years}-01-01"))
    gaps = _open_gaps(dsn, times, years)
    derived(bench, dsn)
    bench.say(f"  {rows:,} readings are in the store, {times} are still missing")
    port = free_port()
    settings = {"WEGWARTE_DATABASE_URL": dsn}
    served = settings | {"WEGWARTE_HTTP_PORT": str(port), "WEGWARTE_HTTP_HOST": "127.0.0.1"}
    with (
        bench.process("analytics.derive", settings=settings),
        bench.process("api", settings=served) as api,
        psycopg.connect(dsn, autocommit=True) as conn,
    ):
        wait_until_it_answers(api, port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
        took = [_until_told(conn, connection, gap) for gap in gaps]
    yield Figure(
        name="late.p95",
        values=[float(np.percentile(took, 95))],
        unit="ms",
        at_most=200,
        note=f"of {times}, COMMIT to the API's year total; median {np.median(took):.0f} ms",
    )
    if not late_timescaledb.available():
        bench.say("  no TimescaleDB: run `npm ci` in tests/node")
        return
    took = late_timescaledb.delays_ms(_FIRST, years, times, _STORE)
    yield Figure(
        name="late.timescaledb",
        values=[float(np.percentile(took, 95))],
        unit="ms",
        at_most=200,
        note=f"p95 of {times} on TimescaleDB in WebAssembly, one process; "
        f"median {np.median(took):.0f} ms",
    )


def _open_gaps(dsn: str, times: int, years: int) -> list[dict[str, Any]]:
    """Take readings at random moments away; return what will put them back."""
    chosen = random.Random(7)
    first = datetime(_FIRST, 1, 2, tzinfo=UTC)
    moments = chosen.sample(range((years * 365 - 4) * 96), times)
    with psycopg.connect(dsn, autocommit=True) as conn:
        row = conn.execute("select channel, block from observation limit 1").fetchone()
        if row is None:
            raise AssertionError("nothing is in the store")
        gaps = [{"channel": row[0], "block": row[1], "time": first + n * _QUARTER} for n in moments]
        for gap in gaps:
            conn.execute("delete from observation where time = %(time)s", gap)
    return gaps


def _until_told(
    conn: psycopg.Connection[Any], connection: http.client.HTTPConnection, gap: dict[str, Any]
) -> float:
    """Store a late reading; return how long until the year's total holds it [ms]."""
    year = gap["time"].astimezone(ZONE).year
    address = f"/api/v1/sites/site-1/indicators/volume?period={year}&bucket=total"
    before = json.loads(get(connection, address))["total"]["n_valid"]
    conn.execute(_STORE, gap)
    committed_s = time.perf_counter()
    while json.loads(get(connection, address))["total"]["n_valid"] == before:
        if time.perf_counter() - committed_s > _PATIENCE_S:
            raise AssertionError(f"the reading of {gap['time']} is not in {address}")
        time.sleep(0.005)
    return (time.perf_counter() - committed_s) * 1_000
