"""A year of one counter, 35,040 quarter hours, asked of the real API by day and by hour.

The readings are stored as ingest stores them and derived by `python -m analytics.derive --once`.
Each answer is asked for on one kept connection without `If-None-Match`, so it is computed whole.
The reference is what a planner's own SQL would cost on the raw rows: GROUP BY civil day or hour.
"""

import asyncio
import http.client
import json
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import psycopg

from benchmarks.bench import Bench, free_port
from benchmarks.figure import Figure, Reference
from store import blocks, dirty, enrol, observations
from store.partitions import ensure_partitions, months_of
from store.pool import connect
from store.registry import NewChannel, number_channels
from store.rows import Observations

_YEAR: Final = 2025
_ZONE: Final = "Europe/Berlin"
_QUARTER_S: Final = 900
_QUARTERS: Final = 35_040
_ANSWER_MAX_S: Final = 60.0
_START_MAX_S: Final = 30.0
_SITE: Final = "promenade"
#: bucket -> how many values a year has (Europe/Berlin: as many hours as in UTC)
_BUCKETS: Final = {"day": 365, "hour": 8_760}
_GROUPED: Final = """
select date_trunc(%s, time at time zone 'Europe/Berlin') as bucket, sum(result)
from observation where channel = %s and time >= %s and time < %s group by 1 order by 1
"""


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the time of a year's daily and hourly series."""
    dsn = bench.migrated_database()
    channel = asyncio.run(_fill(dsn))
    settings = {"WEGWARTE_DATABASE_URL": dsn, "WEGWARTE_QUERY_BUCKETS_MAX": "40000"}
    began_s = time.monotonic()
    bench.command("derive", "--once", settings=settings)
    bench.say(f"  a sensor-year derived in {time.monotonic() - began_s:.1f} s, start included")
    port = free_port()
    settings |= {"WEGWARTE_HTTP_PORT": str(port), "WEGWARTE_HTTP_HOST": "127.0.0.1"}
    times = bench.amount(21, 3)
    with bench.process("api", settings=settings) as api, psycopg.connect(dsn) as conn:
        wait_until_it_answers(api, port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_MAX_S)
        for bucket, count in _BUCKETS.items():
            address = (
                f"/api/v1/sites/{_SITE}/indicators/volume"
                f"?from={_YEAR}-01-01&to={_YEAR + 1}-01-01&bucket={bucket}"
            )
            values = json.loads(get(connection, address))["values"]
            if len(values) != count or any(v["value"] is None for v in values):
                raise AssertionError(f"{len(values)} values, some of them null: {values[:2]}")
            grouped = [bucket, channel, *_bounds()]
            asked, sql = _in_turns(
                times,
                lambda address=address: get(connection, address),  # type: ignore[misc]
                lambda grouped=grouped: conn.execute(_GROUPED, grouped).fetchall(),  # type: ignore[misc]
            )
            yield Figure(
                name=f"sensor_year.{bucket}",
                values=[statistics.median(asked)],
                unit="ms",
                reference=Reference(
                    name="GROUP BY in SQL over the raw rows", values=[statistics.median(sql)]
                ),
                note=f"median of {times}; the slowest {max(asked):.0f} ms",
            )


def get(connection: http.client.HTTPConnection, address: str) -> bytes:
    """Return the body of an answer.

    Raises
    ------
    ConnectionError
        The status is not 200.
    """
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise ConnectionError(f"{address}: {answer.status} {body[:300].decode()}")
    return body


def wait_until_it_answers(api: subprocess.Popen[bytes], port: int) -> None:
    """Wait for the API to be up."""
    deadline = time.monotonic() + _START_MAX_S
    while True:
        try:
            get(http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER_MAX_S), "/healthz")
        except ConnectionError:
            if api.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def _in_turns(
    times: int, first: Callable[[], object], second: Callable[[], object]
) -> tuple[list[float], list[float]]:
    """Return how long each of two questions took, asked in turns [ms]."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for question, found in zip((first, second), took, strict=True):
            began_s = time.perf_counter()
            question()
            found.append((time.perf_counter() - began_s) * 1_000)
    return took


def _bounds() -> tuple[datetime, datetime]:
    zone = ZoneInfo(_ZONE)
    return datetime(_YEAR, 1, 1, tzinfo=zone), datetime(_YEAR + 1, 1, 1, tzinfo=zone)


async def _fill(dsn: str) -> int:
    """Store a year of counts at a site with one counter; return its channel."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        since = datetime.combine(date(_YEAR - 1, 1, 1), datetime.min.time(), UTC)
        await enrol.add_site(
            conn, enrol.NewSite(id=_SITE, name="Promenade", kind="cycle_track", time_zone=_ZONE)
        )
        await enrol.add_device(
            conn, "counter", model="wegwarte-bicycle-counter-1", name="", accepted_at=since
        )
        new = NewChannel(device="counter", name="bicycles-a", property="count", hold_max_s=0)
        channel = (await number_channels(conn, [new]))["counter", "bicycles-a"]
        datastream = await enrol.add_datastream(
            conn,
            enrol.NewDatastream(
                site=_SITE,
                property="count",
                source_id="bicycles-a",
                direction="both",
                mode="bicycle",
                nominal_interval_s=_QUARTER_S,
            ),
        )
        await enrol.deploy(conn, channel, datastream, since=since)
        rows = _year(channel)
        await ensure_partitions(conn, sorted(months_of(rows.time_us)))
        now = datetime.fromtimestamp(time.time(), UTC)
        bounds = {"received_from": now, "received_to": now}
        async with conn.transaction():
            number = await blocks.open_run(conn, "import", {}, now=now)
            block = await blocks.open_block(
                conn, "bench", number, messages=1, readings=len(rows), **bounds
            )
            await observations.insert(conn, block, rows, now=now)
            await dirty.mark(conn, *dirty.touched_days(rows), cause="bench")
    return channel


def _year(channel: int) -> Observations:
    first, _ = _bounds()
    start_us = (first - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    number = np.arange(_QUARTERS, dtype=np.int64)
    return Observations(
        channel=np.full(_QUARTERS, channel, dtype=np.int32),
        time_us=start_us + number * _QUARTER_S * 1_000_000,
        duration_ms=np.full(_QUARTERS, _QUARTER_S * 1_000, dtype=np.int32),
        result=(number * 7 % 41).astype(np.float64),
        quality=np.ones(_QUARTERS, dtype=np.int16),
    )
