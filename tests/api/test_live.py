"""The live stream on a real server: quick, complete after a break, bounded, ended by SIGTERM."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import httpx2
import pytest

from cli.embedded.ports import any_free
from store.pool import connect
from tests.api.town import Town, store
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.database

READY_MAX_S = PATIENCE_S
SEEN_MAX_S = 2.0
STOPPED_MAX_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A running `python -m api`."""

    process: subprocess.Popen[bytes]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as the browser would see it."""

    name: str
    id: str
    data: dict[str, Any]


@asynccontextmanager
async def running(town: Town, **settings: str) -> AsyncIterator[Api]:
    """Start the service as `wegwarte up` does; end it if the test has not."""
    port = any_free(random.SystemRandom())
    given = {f"WEGWARTE_{name.upper()}": value for name, value in settings.items()}
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WEGWARTE_")},  # noqa: TID251 - a child's
        "WEGWARTE_DATABASE_URL": town.dsn,
        "WEGWARTE_HTTP_PORT": str(port),
        **given,
    }
    process = subprocess.Popen([sys.executable, "-m", "api"], env=environment)  # noqa: ASYNC220
    api = Api(process=process, url=f"http://127.0.0.1:{port}")
    try:
        await _ready(api)
        yield api
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)


async def _ready(api: Api) -> None:
    begun = monotonic()
    async with httpx2.AsyncClient(trust_env=False) as client:
        while monotonic() - begun < READY_MAX_S:
            try:
                if (await client.get(f"{api.url}/readyz")).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.05)  # between two looks at a condition with a bound
    pytest.fail(f"the API was not ready after {READY_MAX_S} s")


@asynccontextmanager
async def listening(
    api: Api, path: str = "/api/v1/live", **headers: str
) -> AsyncIterator[AsyncIterator[Event | None]]:
    """Open the stream; once entered, the server has the subscriber."""
    async with (
        httpx2.AsyncClient(trust_env=False, timeout=PATIENCE_S) as client,
        client.stream("GET", f"{api.url}{path}", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        yield _events(lines)


async def _events(lines: AsyncIterator[str]) -> AsyncIterator[Event | None]:
    """Yield events; None for a comment."""
    fields: dict[str, str] = {}
    async for line in lines:
        if line.startswith(":"):
            yield None
        elif line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield Event(name=fields["event"], id=fields["id"], data=json.loads(fields["data"]))
            fields = {}


async def next_event(events: AsyncIterator[Event | None], within_s: float) -> Event:
    """Return the next event, not a comment."""
    async with asyncio.timeout(within_s):
        async for event in events:
            if event is not None:
                return event
    pytest.fail("the stream ended")


async def say(town: Town, value: float, *, minute: int, received: datetime) -> None:
    """Store one reading of the car park, as ingest would."""
    at = datetime(2026, 11, 22, 11, minute, tzinfo=UTC)
    async with connect(town.dsn) as conn:
        row = (town.channels["barrier-1", "free"], at, value, -1)
        await store(conn, town, [row], received=received, device="barrier-1")


async def test_a_stored_reading_is_seen_within_two_seconds(own_town: Town) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - what ingest would stamp
    seen_s = []
    async with running(own_town) as api, listening(api) as events:
        for minute, value in ((1, 39), (2, 38), (3, 37)):
            begun = monotonic()
            await say(own_town, value, minute=minute, received=now)
            event = await next_event(events, PATIENCE_S)
            seen_s.append(monotonic() - begun)
    assert min(seen_s) < SEEN_MAX_S  # a machine that stalls once is no delay of ours
    assert event.name == "reading"
    assert event.data == {
        "site": "bahnhof",
        "datastream": 3,
        "property": "free_spaces",
        "direction": "none",
        "mode": None,
        "bay": None,
        "time": "2026-11-22T11:03:00Z",
        "value": 37.0,
        "unit": "1",
        "commissioning": False,
    }


async def test_all_subscribers_are_told_and_a_late_commit_is_not_missed(own_town: Town) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - what ingest would stamp
    async with (
        running(own_town) as api,
        listening(api) as one,
        listening(api, "/api/v1/live?site=bahnhof") as other,
    ):
        await say(own_town, 37, minute=1, received=now)
        assert [(await next_event(each, 5)).data["value"] for each in (one, other)] == [37, 37]
        # Stamped before the first, committed after it: another worker was slower.
        at = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
        async with connect(own_town.dsn) as conn:
            row = (own_town.channels["counter-1", "bicycles-a"], at, 4.0, 900_000)
            await store(conn, own_town, [row], received=now - timedelta(seconds=3))
        late = await next_event(one, 5)
        await say(own_town, 36, minute=2, received=now + timedelta(seconds=1))
        only = await next_event(other, 5)
    assert (late.data["site"], late.data["value"]) == ("promenade", 4)
    assert only.data["value"] == 36


async def test_after_a_break_the_newest_of_what_was_missed_follows(own_town: Town) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - what ingest would stamp
    async with running(own_town) as api:
        async with listening(api) as events:
            await say(own_town, 37, minute=1, received=now)
            last = await next_event(events, 5)
        await say(own_town, 36, minute=2, received=now + timedelta(seconds=1))
        await say(own_town, 35, minute=3, received=now + timedelta(seconds=2))
        async with listening(api, **{"Last-Event-ID": last.id}) as events:
            event = await next_event(events, 5)
    assert event.data["value"] == 35


async def test_silence_is_broken_by_a_comment(own_town: Town) -> None:
    async with running(own_town, live_heartbeat_s="0.2") as api, listening(api) as events:
        async with asyncio.timeout(5):
            assert await anext(events) is None


async def test_a_full_house_is_said_to_be_full(own_town: Town) -> None:
    async with (
        running(own_town, live_subscribers_max="1") as api,
        httpx2.AsyncClient(trust_env=False) as client,
    ):
        async with listening(api):
            answer = await client.get(f"{api.url}/api/v1/live")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "10"
            assert "WEGWARTE_LIVE_SUBSCRIBERS_MAX" in answer.json()["remedy"]
        await _nobody_listens(api, client)  # the place is given back when the reader leaves
        async with listening(api):
            pass


async def _nobody_listens(api: Api, client: httpx2.AsyncClient) -> None:
    begun = monotonic()
    while monotonic() - begun < READY_MAX_S:
        if "wegwarte_live_subscribers 0.0" in (await client.get(f"{api.url}/metrics")).text:
            return
        await asyncio.sleep(0.05)  # between two looks at a condition with a bound
    pytest.fail(f"a subscriber was still counted after {READY_MAX_S} s")


async def test_sigterm_ends_the_server_although_streams_are_open(own_town: Town) -> None:
    async with running(own_town) as api, listening(api) as events:
        begun = monotonic()
        api.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOPPED_MAX_S):
            assert [event async for event in events if event is not None] == []
        await asyncio.to_thread(api.process.wait, STOPPED_MAX_S)
        stopped_s = monotonic() - begun
    assert stopped_s < STOPPED_MAX_S
    assert api.process.returncode in {0, -signal.SIGTERM}
