"""From the broker to the database when something is in the way."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest.settings import Settings
from tests.ingest.running import MUNICIPALITY, Ingest, held, open_session, register, rows, until
from tests.ingest.said import ago, counted, message
from tests.kill.schedule import redelivered
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.database, pytest.mark.broker]

Start = Callable[..., Awaitable[Ingest]]


@pytest.fixture
async def start(nats_server: Nats, database: str, tmp_path: Path) -> AsyncIterator[Start]:
    """Return how to start an ingest with some settings."""
    started: list[Ingest] = []
    await open_session(tmp_path, nats_server)

    async def begin(**settings: str) -> Ingest:
        ingest = Ingest(tmp_path, database=database, nats=nats_server, **settings)
        started.append(ingest)
        ingest.start()
        await ingest.connected()
        return ingest

    yield begin
    for ingest in started:
        if ingest.process is not None and ingest.process.poll() is None:
            ingest.kill()


@pytest.fixture
async def device(nats_server: Nats) -> AsyncIterator[aiomqtt.Client]:
    """Connect as devices do."""
    async with aiomqtt.Client("127.0.0.1", nats_server.port) as client:
        yield client


async def say(device: aiomqtt.Client, sender: str, *readings: dict[str, object]) -> None:
    """Publish one message."""
    await device.publish(f"mobility/v1/{MUNICIPALITY}/{sender}/up", message(*readings), qos=1)


def values(database: str) -> list[float]:
    """Return what is stored."""
    return sorted(value for (value,) in rows(database, "select result from observation"))


async def test_a_row_the_database_refuses_is_set_aside_alone(
    start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, [f"d-{n}" for n in range(20)])
    with psycopg.connect(database) as conn:
        conn.execute("alter table observation add constraint unlucky check (result <> 13)")
    await start(WEGWARTE_BATCH_AGE_MAX_S="2")

    for n in range(20):
        others = [counted(100 + n, time=ago(hours=h)) for h in (3, 4)]
        unlucky = [counted(13, time=ago(hours=5))] if n == 7 else []
        await say(device, f"d-{n}", *others, *unlucky)

    await until(lambda: len(values(database)) == 40, "the others are stored")
    assert 13.0 not in values(database)
    [(cause, detail, index, kept_for)] = rows(
        database,
        "select cause, detail, reading_index, device from rejected"
        " join rejected_group g on g.id = group_id",
    )
    assert (cause, index, kept_for) == ("refused_by_database", 2, "d-7")
    assert 'violates check constraint "unlucky"' in detail
    assert rows(database, "select sum(messages_received), sum(rejected) from ledger") == [(20, 1)]


async def test_a_database_that_comes_back_older_numbers_channels_anew(
    start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, ["d", "other"])
    await start()
    await say(device, "d", counted(1, time=ago(hours=5)))
    await until(lambda: values(database) == [1.0], "its channel is numbered")
    with psycopg.connect(database) as conn:  # as after a restored backup or a failover
        conn.execute(
            "truncate observation, latest, channel, block, block_payload, run"
            " restart identity cascade"
        )
        conn.execute(
            "insert into channel (device, name, property) values ('other', 'bicycles-b', 'count')"
        )
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    await say(device, "d", counted(2, time=ago(hours=4)))

    await until(lambda: values(database) == [2.0], "it is stored")
    assert rows(
        database, "select device, name from observation join channel c on c.id = channel"
    ) == [("d", "bicycles-a")]
    assert rows(database, "select * from rejected") == []


async def test_a_database_that_hangs_is_left_and_the_batch_stored_by_another_connection(
    start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, ["d"])
    ingest = await start(WEGWARTE_DATABASE_ANSWER_MAX_S="1")
    await say(device, "d", counted(1, time=ago(hours=5)))
    await until(lambda: values(database) == [1.0], "it has a connection")
    backends = [
        pid
        for (pid,) in rows(
            database,
            "select pid from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and pid <> pg_backend_pid()",
        )
    ]
    assert backends
    for pid in backends:
        os.kill(pid, signal.SIGSTOP)  # its kernel goes on answering
    try:
        await say(device, "d", counted(2, time=ago(hours=4)))

        await until(lambda: values(database) == [1.0, 2.0], "another connection stores it")
    finally:
        for pid in backends:
            os.kill(pid, signal.SIGCONT)

    assert "not answered within 1 s" in str(ingest.said("database_away")[0]["why"])
    assert rows(database, "select sum(messages_received), sum(stored) from ledger") == [(2, 2)]


async def test_a_batch_that_was_read_ahead_is_numbered_anew_by_a_database_that_comes_back_older(
    nats_server: Nats, start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, ["d", "other"])
    await start(WEGWARTE_BATCH_AGE_MAX_S="0")
    await say(device, "d", counted(1, time=ago(hours=5)))
    await until(lambda: values(database) == [1.0], "its channel is numbered")
    with psycopg.connect(database) as conn:
        conn.execute("lock table observation in access exclusive mode")
        await say(device, "d", counted(2, time=ago(hours=4)))
        await until(lambda: rows(database, WAITING) == [(1,)], "a batch is being stored")
        await say(device, "d", counted(3, time=ago(hours=3)))
        await until(lambda: held(nats_server) == 2, "another is on its way")
        conn.execute(
            "truncate observation, latest, channel, block, block_payload, run"
            " restart identity cascade"
        )
        conn.execute(
            "insert into channel (device, name, property) values ('other', 'bicycles-b', 'count')"
        )
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    await until(lambda: values(database) == [2.0, 3.0], "both are stored")
    assert rows(
        database, "select distinct device, name from observation join channel c on c.id = channel"
    ) == [("d", "bicycles-a")]


WAITING = (
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and wait_event_type = 'Lock'"
)

#: Timeout, memory, disk, lock, shutdown, connection, input/output, read-only.
NOT_OF_ROWS = ("57014", "53200", "53100", "55P03", "57P01", "08006", "58030", "25006", "40001")


async def test_what_the_database_cannot_do_now_is_no_reason_to_set_a_reading_aside(
    start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, ["d"])
    with psycopg.connect(database) as conn:
        conn.execute("create sequence tries")
        conn.execute("grant usage on sequence tries to wegwarte_ingest")
        cases = " ".join(
            f"when {i} then raise exception using errcode = '{state}', message = 'not now';"
            for i, state in enumerate(NOT_OF_ROWS, start=1)
        )
        conn.execute(
            "create function fail() returns trigger language plpgsql as $$ begin"
            f" case nextval('tries') {cases} else null; end case; return null; end $$".encode()
        )
        conn.execute("create trigger fail after insert on ledger execute function fail()")
    await start(WEGWARTE_RETRY_MOST_S="0.1")

    await say(device, "d", counted(2))

    await until(lambda: values(database) == [2.0], "it is stored")
    assert rows(database, "select last_value from tries") == [(len(NOT_OF_ROWS) + 1,)]
    assert rows(database, "select * from rejected") == []
    assert rows(database, "select sum(messages_received), sum(stored) from ledger") == [(1, 1)]


class ImpatientNats(Nats):
    """A broker that sends un-acknowledged messages again after a second."""

    def _config(self, client_port: int) -> dict[str, object]:
        config = super()._config(client_port)
        config["mqtt"]["ack_wait"] = "1s"
        return config


async def test_a_redelivery_of_a_held_message_is_counted_once(
    nats_server: Nats, start: Start, database: str
) -> None:
    nats_server.stop()
    impatient = ImpatientNats(nats_server.root, port=nats_server.port)
    impatient.start()
    try:
        register(database, ["d"])
        ingest = await start(WEGWARTE_BROKER_MONITOR_URL="")
        with psycopg.connect(database) as conn:
            conn.execute("lock table observation in access exclusive mode")
            async with aiomqtt.Client("127.0.0.1", impatient.port) as device:
                for hours in range(1, 6):
                    await say(device, "d", counted(hours, time=ago(hours=hours)))
            await until(lambda: redelivered(impatient) >= 10, "each has come again, twice")
        await until(lambda: len(values(database)) == 5, "they are stored")
        await until(lambda: held(impatient) == 0, "they are acknowledged")
        assert ingest.stop() == 0
    finally:
        impatient.stop()
    assert rows(database, "select sum(messages_received), sum(duplicate) from ledger") == [(5, 0)]


async def test_a_device_registered_while_ingest_runs_is_heard_at_once(
    start: Start, database: str, device: aiomqtt.Client
) -> None:
    await start()
    await say(device, "newcomer", counted(1, time=ago(hours=2)))
    await until(lambda: rows(database, "select * from rejected"), "nobody knows it yet")
    register(database, ["newcomer"])

    await say(device, "newcomer", counted(2, time=ago(hours=1)))

    await until(lambda: values(database) == [2.0], "it is heard")


async def test_it_stops_in_time_with_everything_in_hand_stored(
    nats_server: Nats, start: Start, database: str, device: aiomqtt.Client
) -> None:
    register(database, ["d"])
    ingest = await start()
    for hours in range(1, 30):
        await say(device, "d", counted(hours, time=ago(hours=hours)))

    asked_s = time.monotonic()
    assert ingest.stop() == 0
    assert time.monotonic() - asked_s < 5

    ingest.start()
    await until(lambda: len(values(database)) == 29, "the rest comes at the next start")
    await until(lambda: held(nats_server) == 0, "and is acknowledged")


async def test_a_second_ingest_of_the_same_name_is_refused(
    nats_server: Nats, start: Start, database: str
) -> None:
    ingest = await start()

    second = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "ingest"],
        env=ingest.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert second.returncode == 1
    assert "another ingest runs as instance" in second.stderr
    assert "WEGWARTE_INSTANCE" in second.stderr


async def test_a_session_taken_over_again_and_again_is_reported_and_not_fought_over(
    nats_server: Nats, start: Start, database: str, tmp_path: Path
) -> None:
    ingest = await start()
    settings = Settings(mqtt_url=nats_server.url, data_dir=tmp_path / "data")
    name = f"wegwarte-ingest-{settings.instance_id()}"

    async def cut_off() -> bool:
        with suppress(aiomqtt.MqttError):  # ingest came back that moment and cut us off
            async with aiomqtt.Client("127.0.0.1", nats_server.port, identifier=name):
                pass
        return bool(ingest.said("session_taken_over"))

    # It waits longer before each of its attempts, and a busy machine adds to each of them.
    await until(cut_off, "it says so", within_s=120)

    assert "WEGWARTE_INSTANCE" in ingest.said("session_taken_over")[0]["why"]
    await until(lambda: ingest.said("broker_away")[-1]["again_in_s"] >= 10, "and waits")


async def test_a_municipality_and_a_broker_are_read_from_a_file(
    nats_server: Nats, start: Start, database: str, tmp_path: Path
) -> None:
    register(database, ["d"])
    file = tmp_path / "wegwarte.toml"
    file.write_text(
        f'municipality = "ahlen"\n[[brokers]]\nname = "second"\nurl = "{nats_server.url}"\n'
    )
    await start(WEGWARTE_CONFIG=str(file), WEGWARTE_MQTT_URL="", WEGWARTE_MUNICIPALITY="telgte")

    async with aiomqtt.Client("127.0.0.1", nats_server.port) as device:
        await say(device, "d", counted(4))

    await until(lambda: values(database) == [4.0], "the environment's municipality holds")
    assert rows(database, "select source from ledger") == [("second",)]


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("", 2, "wegwarte up"),
        ("http://127.0.0.1", 1, "mqtts:// for TLS"),
        ("mqtt://127.0.0.1:x", 1, "bad port"),
    ],
)
def test_a_broker_that_cannot_be_meant_ends_ingest_with_the_remedy(
    url: str, status: int, words: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest"],
        env={
            "WEGWARTE_DATABASE_URL": "postgresql://nowhere",
            "WEGWARTE_MQTT_URL": url,
            "WEGWARTE_DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert done.returncode == status
    assert words in done.stderr
