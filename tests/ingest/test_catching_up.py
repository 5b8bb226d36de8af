"""After an outage ingest fetches by itself what The Things Stack has kept, and stores it once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest import clock
from ingest.address import parse_address
from store import sources
from store.pool import connect
from tests.ingest.running import Ingest, open_session, rows, until
from tests.ingest.served import EUI, tts
from tests.ingest.storage_server import KEY, StorageServer, storage_server

pytestmark = [pytest.mark.database, pytest.mark.broker]


@pytest.fixture
async def storage(nats_server: Nats, database: str) -> AsyncIterator[StorageServer]:
    """Run a storage, and let the broker play the application whose messages it keeps."""
    with psycopg.connect(database) as conn:
        conn.execute("insert into device (id, model) values ('bay-17', 'bosch-tps110')")
        conn.execute(
            "insert into device_alias (alias, device, kind) values (%s, 'bay-17', 'dev_eui')",
            (EUI,),
        )
    with storage_server() as server:
        async with connect(database) as conn:
            await sources.add(
                conn,
                "things",
                kind="tts",
                url=nats_server.url,
                topics=("v3/#",),
                storage_url=server.url,
                storage_key=KEY,
                now=clock.now(),
            )
        user = parse_address(nats_server.url).username
        server.path = f"/api/v3/as/applications/{user}/packages/storage/uplink_message"
        yield server


@pytest.fixture
async def ingest(nats_server: Nats, database: str, tmp_path: Path) -> AsyncIterator[Ingest]:
    """Return an ingest that has not been started."""
    await open_session(tmp_path, nats_server)
    made = Ingest(tmp_path, database=database, nats=nats_server)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def listening(ingest: Ingest) -> int:
    return sum(line["source"] == "things" for line in ingest.said("broker_connected"))


async def say(nats: Nats, payload: bytes) -> None:
    address = parse_address(nats.url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as server:
        await server.publish(f"v3/{address.username}/devices/bay-17/up", payload, qos=0)


def stored(database: str) -> int:
    return len(rows(database, "select 1 from observation"))


async def test_what_was_missed_is_fetched_once_after_a_restart_and_after_a_cut(
    storage: StorageServer, ingest: Ingest, nats_server: Nats, database: str
) -> None:
    began = clock.now() - timedelta(minutes=9)
    application = parse_address(nats_server.url).username or ""
    frames = [
        tts(b"\x01", counter=n, at=began + timedelta(minutes=n), application=application)
        for n in range(4)
    ]
    ingest.start()
    await until(lambda: listening(ingest) == 1, "the source is listened to")
    await say(nats_server, frames[0])
    await until(lambda: stored(database) == 1, "the first frame comes by MQTT")
    known = "select 1 from source_state where source = 'things' and last_message_at is not null"
    await until(lambda: rows(database, known), "it is known when it was heard last")

    storage.kept = frames[:2]  # all that came, and one that came while nobody listened
    assert ingest.stop() == 0
    ingest.start()
    await until(lambda: stored(database) == 2, "the second is fetched after the restart")

    storage.kept = frames[:4]
    await asyncio.to_thread(nats_server.stop)
    nats_server.start()
    await until(lambda: listening(ingest) == 3, "the source is listened to again")
    await until(lambda: stored(database) == 4, "the others are fetched after the cut")

    [(count, duplicate)] = rows(
        database, "select sum(stored)::int, sum(duplicate)::int from ledger where device = 'bay-17'"
    )
    assert count == 4
    assert duplicate > 0, "what was here already was fetched again, and not stored"
