"""The same late readings on TimescaleDB: derived, and answered by the API, in this process.

The server is the TimescaleDB of the tests (tests/node): PostgreSQL 17 in WebAssembly, one
connection. So nothing runs beside anything else: after each COMMIT a pass of derive is made, with
the registry as a running service keeps it, and then the application is asked. What a service adds
by being woken, a few milliseconds, is not in the figure; a server in WebAssembly is slower than
one that is not.
"""

import asyncio
import json
import random
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from fastapi import FastAPI

from analytics.derive import derive_once
from analytics.derive.sites import Sites
from api.app import create_app
from api.settings import Settings
from benchmarks.bench import ROOT, free_port
from benchmarks.derive import ZONE, fill
from store.migrate import migrate
from store.pool import Connection, connect

_NODE: Final = ROOT / "tests" / "node"
_QUARTER: Final = timedelta(minutes=15)


def available() -> bool:
    """Whether the server is installed (`npm ci` in tests/node)."""
    return (_NODE / "node_modules").is_dir()


def delays_ms(first_year: int, years: int, times: int, store: str) -> list[float]:
    """Return how long it took from the COMMIT of each late reading to the year's total [ms]."""
    now = datetime.fromtimestamp(time.time(), UTC)
    with _server() as dsn:
        return asyncio.run(_measured(dsn, now, range(first_year, first_year + years), times, store))


@contextmanager
def _server() -> Iterator[str]:
    port = free_port()
    command = ["node", "timescaledb.mjs", str(port)]
    with subprocess.Popen(command, cwd=_NODE, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline() != "listening\n":
                raise AssertionError("TimescaleDB in tests/node does not start")
            yield f"postgresql://postgres:postgres@127.0.0.1:{port}/postgres?sslmode=disable"
        finally:
            process.terminate()


async def _measured(dsn: str, now: datetime, years: range, times: int, store: str) -> list[float]:
    async with connect(dsn, statement_timeout_ms=0) as conn:
        await migrate(conn, engine="timescaledb")
    await fill(dsn, 1, f"{years[0]}-01-01", f"{years[-1] + 1}-01-01")
    async with connect(dsn) as conn:  # statements of earlier connections linger in the session
        await conn.execute(b"deallocate all", prepare=False)
    settings = Settings.model_validate({"database_url": dsn, "database_connections_max": 1})
    app = create_app(settings, clock=lambda: now)
    found: list[float] = []
    sites = Sites()
    async with app.router.lifespan_context(app):
        async with _connection(app) as conn:
            gaps = await _open_gaps(conn, years, times)
            await derive_once(conn, now, sites=sites)
        for gap in gaps:
            year = gap["time"].astimezone(ZONE).year
            before = await _total(app, year)
            async with _connection(app) as conn:
                await conn.execute(store.encode(), gap)
                began_s = time.perf_counter()
                await derive_once(conn, now, sites=sites)
            told = await _total(app, year)
            found.append((time.perf_counter() - began_s) * 1_000)
            if told != before + 1:
                raise AssertionError(f"the reading of {gap['time']} is not in the total of {year}")
    return found


@asynccontextmanager
async def _connection(app: FastAPI) -> AsyncIterator[Connection]:
    """Lend the one connection, with every right: all connections are one session here."""
    async with app.state.pool.connection() as conn:
        await conn.execute(b"reset role")
        yield conn


async def _open_gaps(conn: Connection, years: range, times: int) -> list[dict[str, Any]]:
    row = await (await conn.execute(b"select channel, block from observation limit 1")).fetchone()
    if row is None:
        raise AssertionError("nothing is in the store")
    first = datetime(years[0], 1, 2, tzinfo=UTC)
    places = random.Random(7).sample(range((len(years) * 365 - 4) * 96), times)
    gaps = [{"channel": row[0], "block": row[1], "time": first + n * _QUARTER} for n in places]
    for gap in gaps:
        await conn.execute(
            b"delete from observation where channel = %(channel)s and time = %(time)s", gap
        )
    return gaps


async def _total(app: FastAPI, year: int) -> int:
    """Ask the application how many intervals are in the total of a year."""
    path = "/api/v1/sites/site-1/indicators/volume"
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": f"period={year}&bucket=total".encode(),
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 80),
    }
    body: list[bytes] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        body.append(message.get("body", b""))

    await app(scope, receive, send)
    return int(json.loads(b"".join(body))["total"]["n_valid"])
