"""`wegwarte up` with its two servers and the schema: real processes, looked at from outside."""

import json
import os
import random
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.publish as mqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from cli.embedded.ports import LOOPBACK, any_free
from tests.cli.up_process import Up, processes_naming, wait_until
from tests.fixtures.servers import PostgresServer
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.database, pytest.mark.broker, pytest.mark.kill]
ONLY = ("--only", "migrate,nats")
Starter = Callable[..., Up]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Start `up` on `tmp_path/data`; whatever a test leaves is killed and checked."""
    started: list[Up] = []

    def starter(*arguments: str, environment: dict[str, str] | None = None) -> Up:
        ports = []
        if "--http-port" not in arguments:
            ports += ["--http-port", str(any_free(random.SystemRandom()))]
        if "--mqtt-port" not in arguments:
            ports += ["--mqtt-port", str(any_free(random.SystemRandom()))]
        started.append(Up(tmp_path / "data", *ports, *arguments, environment=environment))
        return started[-1]

    yield starter
    for up in started:
        if up.child.poll() is None:
            up.end()
    wait_until(lambda: not processes_naming(tmp_path))


def wait_ready(up: Up) -> None:
    for part, state in (("postgres", "ready"), ("migrate", "done"), ("nats", "ready")):
        up.wait_for(part, state)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_within_ten_seconds(
    start: Starter, tmp_path: Path, number: signal.Signals
) -> None:
    up = start(*ONLY)
    wait_ready(up)
    assert len(processes_naming(tmp_path)) >= 3
    assert up.end(number) < 10
    assert up.child.returncode == 0
    assert processes_naming(tmp_path) == {}
    assert not (up.folder / "running.json").exists()


def test_what_runs_is_told_to_its_owner_only(start: Starter) -> None:
    up = start(*ONLY)
    wait_ready(up)
    said = up.running()
    assert stat.S_IMODE((up.folder / "running.json").stat().st_mode) == 0o600
    with psycopg.connect(said["database_url"]) as conn:
        assert conn.execute("select count(*) > 0 from migration").fetchone() == (True,)
    with socket.create_connection(("127.0.0.1", said["ports"]["mqtt"]), timeout=PATIENCE_S):
        pass


def test_after_a_sigkill_of_up_the_next_one_works(start: Starter, tmp_path: Path) -> None:
    up = start(*ONLY)
    wait_ready(up)
    with psycopg.connect(up.running()["database_url"], autocommit=True) as conn:
        conn.execute("create table kept (n int)")
    up.child.kill()
    up.child.wait()
    again = start(*ONLY)  # at once: what was killed may still be ending
    wait_until(lambda: again.running().get("supervisor", {}).get("pid") == again.child.pid)
    wait_ready(again)
    with psycopg.connect(again.running()["database_url"]) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (0,)
    assert again.end() < 10
    assert processes_naming(tmp_path) == {}


def test_nothing_outlives_a_sigkilled_up(start: Starter, tmp_path: Path) -> None:
    up = start(*ONLY)
    wait_ready(up)
    up.child.kill()
    up.child.wait()
    wait_until(lambda: not processes_naming(tmp_path), 10)


def test_the_guard_stops_a_child_that_does_not_heed_the_kernels_signal(
    tmp_path: Path,
) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == b"up\n"
    assert processes_naming(tmp_path)
    supervisor.kill()
    supervisor.communicate()
    wait_until(lambda: not processes_naming(tmp_path), 20)


STUBBORN = """
import signal, subprocess, sys, time
from cli import processes
from cli.guard import Guard
ignores = (
    "import signal, sys, time; signal.signal(15, signal.SIG_IGN);"
    " print(); sys.stdout.close(); time.sleep(600)"
)
child = subprocess.Popen(
    [sys.executable, "-c", ignores, sys.argv[1]], start_new_session=True, stdout=subprocess.PIPE
)
child.stdout.readline()
Guard().add(processes.find(child.pid), signal.SIGTERM)
print("up", flush=True)
time.sleep(600)
"""


def test_a_second_up_on_one_folder_is_refused(start: Starter) -> None:
    up = start(*ONLY)
    wait_ready(up)
    second = Up(up.folder, *ONLY)
    assert second.child.wait(20) == 1
    assert f"already runs on {up.folder} (pid {up.child.pid})" in second.output
    assert up.state("postgres") == "ready"


@pytest.mark.parametrize("part", ["postgres", "nats"])
def test_a_part_that_dies_is_named_and_started_again(start: Starter, part: str) -> None:
    up = start(*ONLY)
    wait_ready(up)
    died = up.pid(part)
    os.kill(died, signal.SIGKILL)
    up.wait_for_another(part, died)
    assert up.running()["parts"][part]["restarts"] == 1
    title = {"postgres": "database", "nats": "broker"}[part]
    assert f"{title}: was killed by SIGKILL; starting it again" in up.output


@pytest.mark.parametrize("option", ["--http-port", "--mqtt-port"])
def test_a_port_given_and_taken_ends_up_with_its_holder_and_the_remedy(
    start: Starter, option: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        up = start(option, str(port), *ONLY)
        assert up.child.wait(20) == 1
    assert f"port {port} is held by pid {os.getpid()}" in up.output
    said = up.output.rpartition("take another: `")[2].rstrip().rstrip("`").split()
    assert said[:2] == ["wegwarte", "up"]
    assert said[-2] == option
    assert said[-1] != str(port)
    assert said[said.index("--only") + 1] == ONLY[1]
    assert not (up.folder / "postgres").exists()


def test_a_usual_port_that_is_taken_is_left_for_the_next_free_one() -> None:
    from cli.port_choice import choose_port

    with socket.create_server(("127.0.0.1", 0)) as holder:
        taken = holder.getsockname()[1]
        chosen = choose_port(None, taken, option="--http-port", words=["up"])
    assert taken < chosen < taken + 100


def test_servers_given_by_address_are_used_instead_of_ours(
    start: Starter, postgres_server: PostgresServer
) -> None:
    dsn = postgres_server.create_database()
    up = start("--only", "migrate", environment={"WEGWARTE_DATABASE_URL": dsn})
    up.wait_for("migrate", "done")
    assert "postgres" not in up.running()["parts"]
    assert not (up.folder / "postgres").exists()
    up.end()
    with psycopg.connect(dsn) as conn:
        assert conn.execute("select count(*) > 0 from migration").fetchone() == (True,)
    postgres_server.drop_database(dsn)


def test_a_broker_given_by_address_is_listened_to_instead_of_ours(
    start: Starter, nats_server: Nats
) -> None:
    up = start("--only", "ingest", environment={"WEGWARTE_MQTT_URL": nats_server.url})
    up.wait_for("ingest", "ready")
    assert "nats" not in up.running()["parts"]

    def arrived() -> bool:
        """Publish until it is there: before the session exists the broker forgets."""
        mqtt.single(
            "mobility/v1/telgte/stranger/up", b"{}", qos=1, hostname=LOOPBACK, port=nats_server.port
        )
        with psycopg.connect(up.running()["database_url"]) as conn:
            return conn.execute("select count(*) > 0 from rejected").fetchone() == (True,)

    wait_until(arrived)


def test_a_demo_never_mixes_with_real_data(start: Starter) -> None:
    up = start(*ONLY)
    wait_ready(up)
    up.end()
    demo = start("--demo", *ONLY)
    assert demo.child.wait(20) == 1
    assert "holds real data and --demo would mix with them" in demo.output


def test_status_tells_people_and_programs_what_runs(start: Starter) -> None:
    up = start(*ONLY)
    wait_ready(up)
    command = [sys.executable, "-m", "cli", "status", "--data", str(up.folder)]
    people = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "postgres" in people
    assert "marks to derive" in people
    said = subprocess.run([*command, "--json"], capture_output=True, check=True).stdout
    programs = json.loads(said)
    assert programs["parts"]["postgres"]["state"] == "ready"
    assert programs["parts"]["nats"]["alive"] is True
    assert programs["lags"]["dirty"] == 0
    assert programs["broker"]["unacknowledged"] == 0
