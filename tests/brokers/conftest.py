"""Two devices with credentials at each real broker, told of them by the real commands."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest

from cli.brokers.mosquitto_files import OF_LISTENER
from cli.embedded.nats import binary
from cli.embedded.ports import LOOPBACK, any_free
from cli.loopback import NoAnswerError, get
from tests.brokers.mqtt_client import MqttClient, until
from tests.needs import program
from tests.registry.town import Terminal

TOWN = "telgte"


@dataclass(slots=True)
class Credentials:
    """User name and password, as `device credential add` showed them."""

    user: str
    password: str


@dataclass(slots=True)
class Town:
    """A broker, its configuration from the registry, and who has which credential."""

    kind: str
    folder: Path
    terminal: Terminal
    port: int
    process: subprocess.Popen[bytes]
    known: dict[str, Credentials]
    _open: list[MqttClient]

    def connect(self, device: str, **how: object) -> MqttClient:
        """Connect as a device, or as `ingest`; closed at the end of the test."""
        one = self.known[device]
        client = MqttClient(self.port, one.user, one.password, **how)  # type: ignore[arg-type]
        self._open.append(client)
        return client

    def tell_broker(self) -> None:
        """Write the configuration again and let the broker read it."""
        pid_file = self.folder / "broker.pid"
        pid_file.write_text(f"{self.process.pid}\n")
        configure(self.terminal, self.kind, self.folder, "--pid-file", str(pid_file))

    def give(self, device: str) -> Credentials:
        """Give a device a credential."""
        [given] = self.terminal.json("device", "credential", "add", device)
        self.known[device] = Credentials(given["user"], given["password"])
        return self.known[device]


def configure(terminal: Terminal, kind: str, folder: Path, *words: str) -> None:
    terminal.run("broker-config", kind, "--out", str(folder), "--municipality", TOWN, *words)


@contextmanager
def nats(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run NATS with the block the command has written."""
    rng = random.SystemRandom()
    port, monitor = any_free(rng), any_free(rng)
    (folder / "nats.conf").write_text(
        f"server_name: town\nhost: {LOOPBACK}\nport: {any_free(rng)}\n"
        f'http: "{LOOPBACK}:{monitor}"\n'
        f'jetstream {{ store_dir: "{folder}/store" }}\n'
        f"mqtt {{ host: {LOOPBACK}, port: {port}, ack_wait: 10s, max_ack_pending: 4096 }}\n"
        'include "authorization.conf"\n'
    )

    def healthy() -> bool:
        try:
            return get(f"http://{LOOPBACK}:{monitor}/healthz", timeout_s=2)[0] == HTTPStatus.OK
        except NoAnswerError:
            return False

    with _process([str(binary()), "-c", str(folder / "nats.conf")]) as server:
        until(healthy, "NATS is healthy")
        yield port, server


@contextmanager
def mosquitto(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run Mosquitto with the files the command has written."""
    port = any_free(random.SystemRandom())
    config = folder / "own.conf.in"
    config.write_text(
        f"user root\npersistence_location {folder}/\n"
        f"listener {port} {LOOPBACK}\n{OF_LISTENER}\n"
        f"include_dir {folder}\n"
    )
    with _process([str(program("mosquitto")), "-c", str(config)]) as server:
        yield port, server


@contextmanager
def _process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(database, capsys)


@pytest.fixture(
    params=[
        pytest.param("nats", marks=pytest.mark.broker),
        pytest.param("mosquitto", marks=pytest.mark.mosquitto),
    ]
)
def town(request: pytest.FixtureRequest, terminal: Terminal, tmp_path: Path) -> Iterator[Town]:
    """Run each broker with the devices `own` and `other`, and ingest's durable session."""
    kind = str(request.param)
    folder = tmp_path / "broker"
    known: dict[str, Credentials] = {}
    for device in ("own", "other"):
        terminal.run("device", "add", device, "--model", "wegwarte-bay-1")
        [given] = terminal.json("device", "credential", "add", device)
        known[device] = Credentials(given["user"], given["password"])
    configure(terminal, kind, folder)
    known["ingest"] = Credentials("wegwarte", (folder / "ingest.password").read_text())
    run = nats if kind == "nats" else mosquitto
    with run(folder) as (port, process):
        made = Town(kind, folder, terminal, port, process, known, [])
        if kind == "mosquitto":
            until(lambda: _lets_in(made), "Mosquitto lets ingest in")
        yield made
        for client in made._open:
            client.close()
    shutil.rmtree(folder)


def _lets_in(town: Town) -> bool:
    try:
        return town.connect("ingest").connected
    except ConnectionRefusedError:
        return False
