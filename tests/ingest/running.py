"""A real ingest, as a process of its own, between a real broker and a real database."""

import asyncio
import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from cli.embedded.nats import Nats
from cli.settings import environment
from ingest.broker import create_session
from ingest.settings import Settings
from tests.patience import PATIENCE_S

MUNICIPALITY = "telgte"
COUNTER = "wegwarte-bicycle-counter-1"


class Ingest:
    """`python -m ingest`, or another program that stands in for it."""

    def __init__(
        self,
        folder: Path,
        *,
        database: str,
        nats: Nats,
        program: tuple[str, ...] = ("-m", "ingest"),
        **settings: str,
    ) -> None:
        self.folder = folder
        self.log = folder / "ingest.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._program = program
        self._database = database
        self._nats = nats
        self._settings = settings

    @property
    def environment(self) -> dict[str, str]:
        """What it reads its settings from."""
        inherited = {k: v for k, v in environment().items() if not k.startswith("WEGWARTE_")}
        ours = {
            "WEGWARTE_DATABASE_URL": self._database,
            "WEGWARTE_MQTT_URL": self._nats.url,
            "WEGWARTE_BROKER_MONITOR_URL": self._nats.monitor_url,
            "WEGWARTE_MUNICIPALITY": MUNICIPALITY,
            "WEGWARTE_DATA_DIR": str(self.folder / "data"),
        }
        return inherited | ours | self._settings

    def start(self) -> None:
        """Start it; wait for its connection with `until`."""
        self.starts += 1
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self._program], env=self.environment, stderr=log, stdout=log
            )

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to stop; return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)

    def said(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of its log about one event."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [line for line in told if line.get("event") == event]

    async def connected(self) -> None:
        """Wait until its newest start has subscribed."""
        await until(lambda: len(self.said("broker_connected")) >= self.starts, "ingest connects")


async def open_session(folder: Path, nats: Nats) -> None:
    """Create the durable session, as `wegwarte up` does before devices come in."""
    await create_session(
        Settings(mqtt_url=nats.url, municipality=MUNICIPALITY, data_dir=folder / "data")
    )


async def until(
    condition: Callable[[], object] | Callable[[], Awaitable[object]],
    what: str,
    *,
    within_s: float = PATIENCE_S,
) -> None:
    """Wait for a condition, not for a time."""
    deadline = time.monotonic() + within_s
    while True:
        answer = condition()
        if isinstance(answer, Awaitable):
            answer = await answer
        if answer:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s: {what}")
        await asyncio.sleep(0.02)


def held(nats: Nats) -> int:
    """Return how many messages the broker has delivered and nobody acknowledged."""
    return _sum(nats, "num_ack_pending")


def undelivered(nats: Nats) -> int:
    """Return how many messages wait for their first delivery."""
    return _sum(nats, "num_pending")


def _sum(nats: Nats, count: str) -> int:
    asked = http.client.HTTPConnection(urlsplit(nats.monitor_url).netloc, timeout=PATIENCE_S)
    try:
        asked.request("GET", "/jsz?consumers=true&accounts=true")
        said = json.loads(asked.getresponse().read())
    finally:
        asked.close()
    return sum(
        consumer[count]
        for account in said["account_details"]
        for stream in account.get("stream_detail", [])
        if stream["name"] == "$MQTT_msgs"
        for consumer in stream.get("consumer_detail") or []
    )


def register(database: str, devices: list[str], model: str = COUNTER) -> None:
    """Make devices known."""
    with psycopg.connect(database) as conn:
        conn.cursor().executemany(
            "insert into device (id, model) values (%s, %s)", [(d, model) for d in devices]
        )


def rows(database: str, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    with psycopg.connect(database) as conn:
        return conn.execute(query.encode(), parameters or None).fetchall()
