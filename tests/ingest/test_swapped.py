"""A swap entered late: the same messages come again and are read again, and nothing is doubled."""

from datetime import datetime, timedelta
from typing import Any

import aiomqtt
import pytest

from analytics.derive import derive_once
from cli.embedded.nats import Nats
from ingest import clock
from ingest.address import parse_address
from store.pool import connect
from tests.cli.terminal import answer, wegwarte
from tests.ingest.running import MUNICIPALITY, Ingest, rows, until
from tests.ingest.said import message

pytestmark = [pytest.mark.database, pytest.mark.broker]
MODEL = "wegwarte-bicycle-counter-1"
HOURS = 6
STORED = (
    "select c.device, c.name, o.time, o.duration_ms, o.result, o.quality, o.block"
    " from observation o join channel c on c.id = o.channel order by 1, 2, 3"
)


def said(value: int, hour: datetime) -> list[bytes]:
    """Return a message for each hour before one, with a count of either direction."""
    found = []
    for back in range(HOURS, 0, -1):
        at = (hour - timedelta(hours=back)).isoformat().replace("+00:00", "Z")
        counted = {"time": at, "duration_s": 3600, "value": value}
        ways = ({"channel": f"bicycles-{way}", **counted} for way in "ab")
        found.append(message(*ways))
    return found


async def publish(broker: Nats, messages: dict[str, list[bytes]]) -> None:
    """Publish what each device says."""
    address = parse_address(broker.url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as client:
        for device, payloads in messages.items():
            for payload in payloads:
                topic = f"mobility/v1/{MUNICIPALITY}/{device}/up"
                await client.publish(topic, payload, qos=1)


def counts(town: str) -> tuple[int, int, int]:
    """Return messages received, readings stored and duplicates."""
    [(received, stored, duplicate)] = rows(
        town,
        "select coalesce(sum(messages_received), 0)::int, coalesce(sum(stored), 0)::int,"
        " coalesce(sum(duplicate), 0)::int from ledger",
    )
    return received, stored, duplicate


async def volume(town: str) -> float:
    """Derive; return everything that was counted at the site."""
    async with connect(town) as conn:
        await derive_once(conn, clock.now())
    [(found,)] = rows(
        town,
        "select coalesce(sum(value), 0) from indicator where site = 'ring' and bucket = 'day'"
        " and direction = '' and indicator = 'volume'",
    )
    return float(found)


def run(town: str, *words: str) -> None:
    """Run a command that succeeds."""
    done = wegwarte(town, *words)
    assert done.returncode == 0, done.stderr


async def test_a_swap_entered_late_stores_nothing_twice(
    ingest: Ingest, broker: Nats, town: str
) -> None:
    run(town, "site", "add", "Ring", "--kind", "cycle_track", "--time-zone", "UTC")
    for device in ("c1", "c2"):
        run(town, "device", "add", device, "--model", MODEL)
    run(town, "device", "install", "c1", "ring", "--at", "2026-01-01")
    run(town, "device", "accept", "c1", "--at", "2026-01-01")
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    messages = {"c1": said(1, hour), "c2": said(10, hour)}
    await publish(broker, messages)
    await until(lambda: counts(town)[0] == 2 * HOURS, "everything is received")
    before: list[Any] = rows(town, STORED)
    assert len(before) == 4 * HOURS
    assert await volume(town) == 2 * HOURS

    run(town, "device", "swap", "c1", "c2", "--at", (hour - timedelta(hours=2)).isoformat())
    await publish(broker, messages)
    await until(lambda: counts(town)[0] == 4 * HOURS, "everything is received again")
    again = answer(town, "redecode", "--model", MODEL, "--since", "2026-01-01")

    assert counts(town)[1:] == (4 * HOURS, 4 * HOURS)
    assert rows(town, STORED) == before
    assert "withdrawn" in str(again)
    assert rows(town, "select * from superseded") == []
    assert await volume(town) == 2 * (HOURS - 2) + 20 * 2
