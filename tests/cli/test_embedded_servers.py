"""The embedded PostgreSQL and NATS, as real processes."""

import os
import random
import signal
import stat
import subprocess
import sys
from pathlib import Path

import paho.mqtt.client as paho
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from cli.embedded import children
from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from cli.embedded.postgres import Postgres, binaries_for
from tests.cli.up_process import wait_until
from tests.fixtures.servers import PostgresServer
from tests.patience import PATIENCE_S


def modes_above(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Return mode and owner of a folder and all above it."""
    found = {}
    for here in (folder, *folder.parents):
        status = here.stat()
        found[here] = (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)
    return found


@pytest.fixture
def durable(tmp_path: Path) -> Postgres:
    return Postgres(tmp_path, port=any_free(random.SystemRandom()))


@pytest.mark.database
def test_what_was_committed_survives_a_sigkill_of_the_server(durable: Postgres) -> None:
    durable.start()
    with psycopg.connect(durable.dsn(), autocommit=True) as conn:
        conn.execute("create table kept (n int)")
        conn.execute("insert into kept select generate_series(1, 1000)")
    durable.kill()
    durable.start()
    with psycopg.connect(durable.dsn()) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (1000,)
    durable.stop()
    assert children.working_in(durable.folder) == []


@pytest.mark.database
def test_modes_of_folders_that_are_not_ours_never_change(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    root = closed / "data"
    root.mkdir(parents=True)
    closed.chmod(0o700)  # the account PostgreSQL runs as has no way through it
    before = modes_above(root)
    server = Postgres(root, port=any_free(random.SystemRandom()))
    server.start()
    with psycopg.connect(server.dsn()) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
    server.stop()
    assert modes_above(root) == before
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700


@pytest.mark.database
def test_a_wrong_password_is_refused(postgres_server: PostgresServer) -> None:
    wrong = postgres_server.admin_dsn.replace("@", "x@")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


@pytest.mark.database
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: run the tests as root to see it")
def test_as_root_the_server_runs_as_the_locked_account(postgres_server: PostgresServer) -> None:
    assert postgres_server.child is not None
    assert Path(f"/proc/{postgres_server.child.pid}").stat().st_uid != 0


@pytest.mark.database
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: run the tests as root to see it")
def test_programs_the_account_cannot_reach_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.embedded import account, postgres

    locked = account.unprivileged()
    assert locked is not None
    reachable = Path("/var/lib/wegwarte/test-bin")  # tmp_path is closed to the account
    monkeypatch.setattr(postgres, "SHARED_BINARIES", reachable)
    real_may_run = account.may_run
    monkeypatch.setattr(
        postgres, "may_run", lambda p, a: p.is_relative_to(reachable) and real_may_run(p, a)
    )
    try:
        assert account.may_run(binaries_for(locked) / "postgres", locked)
        assert not account.may_run(tmp_path / "postgres", locked)
    finally:
        subprocess.run(["/bin/rm", "-rf", reachable], check=True)


SUPERVISOR = """
import sys
from pathlib import Path
from cli.embedded.nats import Nats
from cli.embedded.postgres import Postgres
root, postgres_port, nats_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
postgres, nats = Postgres(root, port=postgres_port), Nats(root, port=nats_port)
postgres.start()
nats.start()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.mark.database
@pytest.mark.broker
def test_children_die_with_their_supervisor(tmp_path: Path) -> None:
    ports = [str(any_free(random.SystemRandom())) for _ in range(2)]
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path), *ports],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == b"up\n"
    folders = [tmp_path / "postgres", tmp_path / "nats"]
    assert all(children.working_in(folder) for folder in folders)
    supervisor.send_signal(signal.SIGKILL)
    supervisor.communicate()
    wait_until(lambda: not any(children.working_in(folder) for folder in folders))


def connect(server: Nats, client_id: str, *, trusted: bool) -> paho.Client:
    client = paho.Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not trusted
    )
    if trusted:
        user, _, word = server.url.removeprefix("mqtt://").partition("@")[0].partition(":")
        client.username_pw_set(user, word)
    client.connect("127.0.0.1", server.port)
    client.loop_start()
    wait_until(client.is_connected)
    return client


def end(client: paho.Client) -> None:
    client.disconnect()
    client.loop_stop()


@pytest.mark.broker
def test_acknowledged_messages_survive_a_sigkill_of_the_broker(nats_server: Nats) -> None:
    subscribed: list[int] = []
    reader = connect(nats_server, "reader", trusted=True)
    reader.on_subscribe = lambda *_: subscribed.append(1)
    reader.subscribe("mobility/#", 1)
    wait_until(lambda: subscribed)
    end(reader)
    device = connect(nats_server, "device", trusted=False)
    for n in range(100):
        device.publish("mobility/v1/telgte/d/up", str(n), 1).wait_for_publish(PATIENCE_S)
    end(device)

    nats_server.kill()
    nats_server.start()

    got: list[bytes] = []
    again = paho.Client(CallbackAPIVersion.VERSION2, client_id="reader", clean_session=False)
    again.on_message = lambda *seen: got.append(seen[2].payload)
    user, _, word = nats_server.url.removeprefix("mqtt://").partition("@")[0].partition(":")
    again.username_pw_set(user, word)
    again.connect("127.0.0.1", nats_server.port)
    again.loop_start()
    wait_until(lambda: len(got) >= 100)
    end(again)
    assert sorted(int(payload) for payload in got) == list(range(100))


@pytest.mark.broker
def test_the_broker_tells_of_itself_at_the_same_address_after_a_restart(
    nats_server: Nats,
) -> None:
    told_at = nats_server.monitor_url
    nats_server.kill()
    nats_server.start()
    assert nats_server.monitor_url == told_at


@pytest.mark.broker
def test_a_client_without_password_cannot_listen_to_others(nats_server: Nats) -> None:
    answers: list[int] = []
    device = connect(nats_server, "nosy", trusted=False)
    device.on_subscribe = lambda *seen: answers.extend(code.value for code in seen[3])
    device.subscribe("mobility/#", 1)
    wait_until(lambda: answers)
    end(device)
    assert answers == [0x80]


@pytest.mark.broker
def test_the_broker_listens_on_the_loopback_only(nats_server: Nats) -> None:
    assert nats_server.child is not None
    inodes = set()
    for entry in Path(f"/proc/{nats_server.child.pid}/fd").iterdir():
        target = str(entry.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                listening.append(fields[1].partition(":")[0])
    assert listening
    assert set(listening) == {"0100007F"}
