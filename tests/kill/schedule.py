"""A town under load, and what is done to it: kills at the worst moments, outages, power cuts.

Every phase publishes with `firmware_sim.load` through the real broker while something is done to
ingest, PostgreSQL or the broker, and ends when the phase's messages are confirmed to the devices.
"""

import asyncio
import http.client
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from cli.embedded.nats import Nats
from firmware_sim.clock import now_us
from firmware_sim.load import Load, Plan
from firmware_sim.truth import read as read_truth
from tests.fixtures.servers import PostgresServer
from tests.ingest.running import MUNICIPALITY, Ingest, held, rows, undelivered, until
from tests.patience import PATIENCE_S

DEVICES = 200
UNACKED_MIN = 100
_PHASE_US = 3_600_000_000  # phases measure different hours, so that no reading is said twice
#: device, channel, time, interval, value
Said = tuple[str, str, int, int, float]


@dataclass(slots=True, kw_only=True)
class Town:
    """The servers, ingest, and what was published so far."""

    folder: Path
    postgres: PostgresServer
    database: str
    nats: Nats
    ingest: Ingest
    began_us: int = field(default_factory=now_us)
    loads: list[Load] = field(default_factory=list)
    redeliveries: list[int] = field(default_factory=list)  #: of each kill

    def publish(self, messages: int) -> Load:
        """Begin to publish so many messages of one reading."""
        phase = len(self.loads)
        plan = Plan(
            municipality=MUNICIPALITY,
            end_us=self.began_us - phase * _PHASE_US,
            devices=DEVICES,
            messages=messages,
        )
        load = Load(plan, f"mqtt://127.0.0.1:{self.nats.port}", self.folder / f"truth-{phase}")
        self.loads.append(load)
        load.start()
        return load

    async def published(self, load: Load) -> None:
        """Wait until the broker has confirmed everything."""
        assert await asyncio.to_thread(load.wait, 120)
        counts = load.stop()
        assert counts["messages_acked"] == load.plan.messages

    async def settled(self) -> None:
        """Wait until everything is acknowledged; then stop ingest, which ends its last batch."""
        await until(
            lambda: undelivered(self.nats) == 0 and held(self.nats) == 0,
            "all is acknowledged",
            within_s=120,
        )
        assert self.ingest.stop() == 0

    def truth(self) -> Counter[Said]:
        """Return what devices have said, by the publisher's own files."""
        return Counter(
            (line["device"], line["channel"], line["time_us"], line["duration_ms"], line["value"])
            for phase in range(len(self.loads))
            for line in read_truth(self.folder / f"truth-{phase}")
            if line["acked_at"] is not None
        )

    def store(self) -> Counter[Said]:
        """Return what is stored."""
        return Counter(
            rows(
                self.database,
                "select device, name, (extract(epoch from time) * 1000000)::int8, duration_ms,"
                " result from observation o join channel c on c.id = o.channel",
            )
        )

    # -- what is done to it ----------------------------------------------------------------

    async def kill_in_full_flight(self, messages: int) -> None:
        """Kill ingest while it holds at least 100 messages."""
        load = self.publish(messages)
        await self._kill()
        await self.published(load)

    async def kill_between_commit_and_acknowledgement(self, messages: int) -> None:
        """Kill ingest the moment a batch is committed, while at least 100 are un-acked."""
        load = self.publish(messages)
        await self._kill(committed=True)
        await self.published(load)

    async def kill_while_database_is_away(self, messages: int, *, away_s: float) -> None:
        """Stop PostgreSQL, kill ingest while it waits for it, and start both again."""
        load = self.publish(messages)
        await until(lambda: held(self.nats) > 0, "the load has begun")
        self.postgres.stop()
        gone_s = time.monotonic()
        await self._kill()
        await asyncio.sleep(max(0.0, gone_s + away_s - time.monotonic()))
        self.postgres.start()
        await self.published(load)

    async def database_away(self, messages: int, *, away_s: float) -> None:
        """Stop PostgreSQL in order, and start it again later; ingest goes on by itself."""
        load = self.publish(messages)
        await until(lambda: held(self.nats) > 0, "the load has begun")
        self.postgres.stop()
        await until(lambda: held(self.nats) >= UNACKED_MIN, "nothing is acknowledged")
        await asyncio.sleep(away_s)  # the outage itself, nothing is waited for
        assert held(self.nats) >= UNACKED_MIN
        self.postgres.start()
        await self.published(load)

    async def kill_database(self, messages: int) -> None:
        """Kill PostgreSQL in full flight, and start it again."""
        load = self.publish(messages)
        await until(lambda: held(self.nats) >= UNACKED_MIN, "ingest is busy")
        self.postgres.kill()
        self.postgres.start()
        await self.published(load)

    async def kill_broker(self, messages: int) -> None:
        """Kill the broker in full flight, and start it again."""
        load = self.publish(messages)
        await until(lambda: held(self.nats) >= UNACKED_MIN, "ingest is busy")
        self.nats.kill()
        self.nats.start()
        await self.published(load)

    async def _kill(self, *, committed: bool = False) -> None:
        """Kill ingest with at least 100 messages un-acked; wait until what is left comes again.

        A program that acknowledges too early may leave nothing to come again: then there is
        nothing to wait for. The honest one is asked for a redelivery of each kill by its test.
        """
        assert self.ingest.process is not None
        block = self._newest_block() if committed else 0
        await until(lambda: held(self.nats) >= UNACKED_MIN, "100 messages are un-acked")
        if committed:
            self._spin_until_after(block)
        self.ingest.kill()
        before = redelivered(self.nats)
        self.ingest.start()
        await self.ingest.connected()
        await until(
            lambda: redelivered(self.nats) > before or held(self.nats) == 0,
            "what was un-acked comes again",
        )
        self.redeliveries.append(redelivered(self.nats) - before)

    def _spin_until_after(self, block: int | None) -> None:
        """Return the moment another block is committed; every millisecond counts."""
        deadline_s = time.monotonic() + PATIENCE_S
        with psycopg.connect(self.database, autocommit=True) as conn:
            while conn.execute("select max(id) from block").fetchone() == (block,):
                assert time.monotonic() < deadline_s

    def _newest_block(self) -> int | None:
        return rows(self.database, "select max(id) from block")[0][0]


def redelivered(nats: Nats) -> int:
    """Return how many times the broker has delivered a message again.

    Of each consumer: its deliveries, less the distinct messages among them. All messages of the
    stream are its own, so their number is that of the last one delivered.
    """
    asked = http.client.HTTPConnection(urlsplit(nats.monitor_url).netloc, timeout=PATIENCE_S)
    try:
        asked.request("GET", "/jsz?consumers=true&accounts=true")
        said = json.loads(asked.getresponse().read())
    finally:
        asked.close()
    return sum(
        consumer["delivered"]["consumer_seq"] - consumer["delivered"]["stream_seq"]
        for account in said["account_details"]
        for stream in account.get("stream_detail", [])
        if stream["name"] == "$MQTT_msgs"
        for consumer in stream.get("consumer_detail") or []
    )
