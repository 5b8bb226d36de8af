"""Which parts `wegwarte up` runs, from what was asked for."""

import random
import signal
import subprocess
import sys
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

from cli.demo import FLEET, FLEET_HISTORY, MAPPINGS, recordings
from cli.embedded import children, nats, postgres
from cli.embedded.nats import Nats
from cli.embedded.ports import LOOPBACK, any_free
from cli.embedded.postgres import Postgres
from cli.loopback import NoAnswerError, get
from cli.parts import Part
from cli.port_choice import choose_port
from cli.wanted import Wanted

HTTP_PORT = 8080
MQTT_PORT = 1883
_ANSWER_MAX_S = 2.0
NIGHTLY = ("archive", "nightly")


class Plan:
    """The servers, addresses and parts of one run."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        rng = random.SystemRandom()
        self.http_port = choose_port(
            wanted.http_port, HTTP_PORT, option="--http-port", words=wanted.words
        )
        self.mqtt_port: int | None = None
        self.postgres: Postgres | None = None
        self.nats: Nats | None = None
        if wanted.database_url is None:
            self.postgres = Postgres(wanted.folder, port=any_free(rng))
        if wanted.mqtt_url is None:
            self.mqtt_port = choose_port(
                wanted.mqtt_port, MQTT_PORT, option="--mqtt-port", words=wanted.words
            )
            self.nats = Nats(
                wanted.folder,
                port=self.mqtt_port,
                host=wanted.mqtt_host,
                require_credentials=wanted.require_credentials,
            )

    @property
    def page_url(self) -> str:
        """Where the page is, for a browser on this machine."""
        host = self.wanted.http_host
        shown = LOOPBACK if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared only
        return f"http://{shown}:{self.http_port}/"

    @property
    def database_url(self) -> str:
        """The database: the one given, else ours."""
        if self.wanted.database_url is not None:
            return self.wanted.database_url
        if self.postgres is None:
            raise ValueError("no database was given, and none of our own was made")
        return self.postgres.dsn()

    @property
    def mqtt_url(self) -> str:
        """The broker: the one given, else ours."""
        if self.wanted.mqtt_url is not None:
            return self.wanted.mqtt_url
        if self.nats is None:
            raise ValueError("no broker was given, and none of our own was made")
        return self.nats.url

    def was_given(self, name: str) -> bool:
        """Whether the person named this port: `page` or `MQTT`."""
        given = {"page": self.wanted.http_port, "MQTT": self.wanted.mqtt_port}[name]
        return given is not None

    def parts(self) -> list[Part]:
        """Return every part in the order in which it is shown."""
        parts = [*self._servers(), self._migrate()]
        # Ingest knows the demo's sensors from its first message on, when they are there before it.
        parts.append(
            self._service("ingest", "ingest", "-m", "ingest", needs=("nats",), after=("fleet",))
        )
        parts.append(
            self._service("derive", "indicators", "-m", "analytics.derive", after=("api",))
        )
        parts.append(self._api())
        if self.wanted.archives:  # nothing else waits for it
            nightly = self._service("archive", "archive", "-m", "cli", *NIGHTLY, after=("api",))
            parts.append(replace(nightly, vital=False))
        if self.nats is not None:
            # From then on the broker knows the credentials of today's registry.
            what = ["-m", "cli.brokers.embedded", str(self.wanted.folder)]
            step = self._step("credentials", "devices' credentials", what)
            parts.append(replace(step, vital=False, after=("api",)))
        return parts + self._demo() if self.wanted.demo else parts

    def _servers(self) -> list[Part]:
        parts = []
        if self.postgres is not None:
            parts.append(
                Part(
                    name="postgres",
                    title="database",
                    log=self.postgres.log,
                    spawn=self.postgres.spawn,
                    ready=self.postgres.ready,
                    stop_signal=postgres.STOP_SIGNAL,
                    server=True,
                )
            )
        if self.nats is not None:
            if self.nats.first_start:
                parts.append(self._first_start())
            parts.append(
                Part(
                    name="nats",
                    title="broker",
                    log=self.nats.log,
                    spawn=self.nats.spawn,
                    ready=self.nats.ready,
                    stop_signal=nats.STOP_SIGNAL,
                    needs=("broker-session",),
                    server=True,
                )
            )
        return parts

    def _first_start(self) -> Part:
        return self._step(
            "broker-session",
            "broker, first start",
            ["-m", "cli.embedded.first_start", str(self.wanted.folder)],
            needs=(),
        )

    def _migrate(self) -> Part:
        step = self._step("migrate", "schema", ["-m", "cli", "migrate"], needs=("postgres",))
        # Somebody else's database may be away for a while; of ours a refusal is final.
        return step if self.postgres is None else replace(step, tries_max=1)

    def _api(self) -> Part:
        def answers() -> bool:
            try:
                status, _ = get(f"{self.page_url}healthz", timeout_s=_ANSWER_MAX_S)
            except NoAnswerError:
                return False
            return status == HTTPStatus.OK

        return Part(
            name="api",
            title="page",
            log=self._log("api"),
            spawn=lambda: self._python("api", ["-m", "api"]),
            needs=("migrate",),
            ready=answers,
        )

    def _demo(self) -> list[Part]:
        """Return the sensors of Telgte, and the recordings that this folder does not hold yet."""
        simulate = ("-m", "cli", "simulate", FLEET, "--history", FLEET_HISTORY)
        parts = [
            self._step("fleet", "sensors' registration", ["-m", "cli", "register", FLEET]),
            self._service(
                "simulator", "sensors", *simulate, needs=("fleet", "ingest"), after=("api",)
            ),
        ]
        before = "api"  # the page is there first; the recordings come in while it is looked at
        for mapping in MAPPINGS:
            mark = self.wanted.folder / f"imported-{mapping}"
            if not mark.exists():
                what = f"--sample --mapping {mapping}".split()
                arguments = ["-m", "cli", "import", *what, str(recordings() / mapping)]
                title = f"recordings {mapping}"
                step = self._step(f"import-{mapping}", title, arguments)
                parts.append(replace(step, vital=False, after=(before,), on_done=mark.touch))
                before = step.name
        return parts

    def _service(
        self,
        name: str,
        title: str,
        *arguments: str,
        needs: tuple[str, ...] = (),
        after: tuple[str, ...] = (),
    ) -> Part:
        return Part(
            name=name,
            title=title,
            log=self._log(name),
            spawn=lambda: self._python(name, arguments),
            needs=("migrate", *needs),
            after=after,
        )

    def _step(
        self,
        name: str,
        title: str,
        arguments: list[str],
        *,
        needs: tuple[str, ...] = ("migrate",),
    ) -> Part:
        return Part(
            name=name,
            title=title,
            log=self._log(name),
            spawn=lambda: self._python(name, arguments),
            needs=needs,
            ends=True,
        )

    def _log(self, name: str) -> Path:
        return self.wanted.folder / "log" / f"{name}.log"

    def _python(self, name: str, arguments: list[str] | tuple[str, ...]) -> subprocess.Popen[bytes]:
        return children.spawn(
            [sys.executable, "-P", *arguments],  # -P: the working folder is not a place of code
            cwd=self.wanted.folder,
            log=self._log(name),
            death_signal=signal.SIGTERM,
            env=self._environment(),
        )

    def _environment(self) -> dict[str, str]:
        """Return what a service reads: the addresses of this run, not of the one who called."""
        ours = {
            "WEGWARTE_DATA_DIR": str(self.wanted.folder),
            "WEGWARTE_DATABASE_URL": self.database_url,
            "WEGWARTE_MQTT_URL": self.mqtt_url,
            "WEGWARTE_MUNICIPALITY": self.wanted.municipality,
            "WEGWARTE_HTTP_HOST": self.wanted.http_host,
            "WEGWARTE_HTTP_PORT": str(self.http_port),
            "WEGWARTE_DEMO": "true" if self.wanted.demo else "false",
            "PYTHONUNBUFFERED": "1",
        }
        if self.nats is not None:
            ours["WEGWARTE_BROKER_MONITOR_URL"] = self.nats.monitor_url
        return self.wanted.environment | ours
