"""A crash between a network server's delivery and its acknowledgement loses and doubles nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest.address import parse_address
from tests.ingest.running import Ingest, held, open_session, rows, until
from tests.ingest.served import EUI, NOON, chirpstack, chirpstack_topic

pytestmark = [pytest.mark.database, pytest.mark.broker]

FRAMES = 40


@pytest.fixture
async def ingest(nats_server: Nats, database: str, tmp_path: Path) -> AsyncIterator[Ingest]:
    """Return an ingest that has not been started, and a database that knows one bay."""
    with psycopg.connect(database) as conn:
        conn.execute("insert into device (id, model) values ('bay-17', 'bosch-tps110')")
        conn.execute(
            "insert into device_alias (alias, device, kind) values (%s, 'bay-17', 'dev_eui')",
            (EUI,),
        )
        conn.execute(
            "insert into source (name, kind, url) values ('chirp', 'chirpstack', %s)",
            (nats_server.url,),
        )
    await open_session(tmp_path, nats_server)
    made = Ingest(tmp_path, database=database, nats=nats_server)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def listening(ingest: Ingest) -> int:
    return sum(line["source"] == "chirp" for line in ingest.said("broker_connected"))


async def test_what_was_delivered_and_not_acknowledged_comes_again_and_is_stored_once(
    ingest: Ingest, nats_server: Nats, database: str
) -> None:
    ingest.start()
    await until(lambda: listening(ingest) == 1, "the source is listened to")
    address = parse_address(nats_server.url)
    times = [NOON + timedelta(minutes=n) for n in range(FRAMES)]
    with psycopg.connect(database) as lock:
        lock.execute("lock table ledger in exclusive mode")  # no batch can be committed
        async with aiomqtt.Client(
            address.host, address.port, username=address.username, password=address.password
        ) as server:
            for n, at in enumerate(times):
                frame = chirpstack(bytes([n % 2]), counter=n, at=at)
                await server.publish(chirpstack_topic(), frame, qos=1)
        await until(lambda: held(nats_server) == FRAMES, "all are delivered, none is acknowledged")
        ingest.kill()
        lock.rollback()

    ingest.start()
    await until(lambda: len(stored(database)) == FRAMES, "they come again")
    await until(lambda: held(nats_server) == 0, "they are acknowledged")

    assert stored(database) == [(at, float(n % 2)) for n, at in enumerate(times)]
    assert rows(database, "select 1 from rejected") == []
    assert rows(database, "select 1 from conflict") == []


def stored(database: str) -> list[tuple[object, ...]]:
    return rows(database, "select time, result from observation order by time")
