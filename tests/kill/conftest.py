"""A town of its own for every kill test: durable PostgreSQL, NATS, 200 devices, one ingest."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psycopg
import pytest

from cli.embedded.nats import Nats
from firmware_sim.load import MODEL, Plan
from store.migrate import migrate
from tests.fixtures.servers import PostgresServer
from tests.ingest.running import MUNICIPALITY, Ingest, open_session, register
from tests.kill.schedule import DEVICES, Town

MakeTown = Callable[..., Awaitable[Town]]


@pytest.fixture
async def town(
    durable_postgres_server: PostgresServer, nats_server: Nats, tmp_path: Path
) -> AsyncIterator[MakeTown]:
    """Return how to found the town, with ingest or with another program in its place."""
    founded: list[Town] = []

    async def found(*program: str) -> Town:
        database = durable_postgres_server.create_database()
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as conn:
            await migrate(conn)
        devices = Plan(municipality=MUNICIPALITY, end_us=0, devices=DEVICES).device_ids
        await asyncio.to_thread(register, database, devices, MODEL)
        await open_session(tmp_path, nats_server)
        ingest = Ingest(
            tmp_path,
            database=database,
            nats=nats_server,
            program=program or ("-m", "ingest"),
            WEGWARTE_BATCH_AGE_MAX_S="0.3",
        )
        ingest.start()
        await ingest.connected()
        new = Town(
            folder=tmp_path,
            postgres=durable_postgres_server,
            database=database,
            nats=nats_server,
            ingest=ingest,
        )
        founded.append(new)
        return new

    yield found
    for each in founded:
        for load in each.loads:
            load.stop()
        if each.ingest.process is not None and each.ingest.process.poll() is None:
            each.ingest.kill()
        if each.postgres.child is None:
            each.postgres.start()
        each.postgres.drop_database(each.database)
