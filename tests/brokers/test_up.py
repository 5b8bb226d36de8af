"""`wegwarte up` with credentials: a command is enough, and the broker knows within seconds."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.embedded.ports import any_free
from tests.brokers.mqtt_client import MqttClient, until
from tests.cli.up_process import Up, processes_naming, wait_until

pytestmark = [pytest.mark.database, pytest.mark.broker, pytest.mark.kill]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """Start database, schema and broker, with credentials required."""
    rng = random.SystemRandom()
    ports = ("--http-port", str(any_free(rng)), "--mqtt-port", str(any_free(rng)))
    started = Up(
        tmp_path / "data", "--only", "migrate,nats,credentials", "--require-credentials", *ports
    )
    for part, state in (("postgres", "ready"), ("credentials", "done"), ("nats", "ready")):
        started.wait_for(part, state)
    yield started
    if started.child.poll() is None:
        started.end()
    wait_until(lambda: not processes_naming(tmp_path))


def wegwarte(up: Up, *words: str) -> str:
    command = [sys.executable, "-m", "cli", *words, "--data", str(up.folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_credentials_hold_and_end_within_seconds_of_the_command(up: Up) -> None:
    port = int(up.running()["ports"]["mqtt"])
    wegwarte(up, "device", "add", "bay-17", "--model", "wegwarte-bay-1")
    [given] = json.loads(wegwarte(up, "device", "credential", "add", "bay-17", "--json"))
    user, password = given["user"], given["password"]

    until(lambda: MqttClient(port, user, password).connected, "the device is let in")
    device = MqttClient(port, user, password, client_id=given["client_id"])
    wegwarte(up, "device", "credential", "revoke", "bay-17")
    until(lambda: device.ended, "the device is cut off")
    assert not MqttClient(port, user, password).connected


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "town.example"])  # noqa: S104
def test_the_open_broker_is_refused_where_others_reach_it(tmp_path: Path, host: str) -> None:
    command = [sys.executable, "-m", "cli", "up", "--data", str(tmp_path / "data")]
    done = subprocess.run([*command, "--mqtt-host", host], capture_output=True, text=True)

    assert done.returncode == 2
    assert "--require-credentials" in done.stderr
    assert not (tmp_path / "data").exists()
