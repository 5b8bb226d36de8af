"""`running.json` in the data folder: how every command finds what `wegwarte up` started."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cli.failure import FailedError
from cli.processes import Process
from cli.settings import default_data_folder, environment

NAME = "running.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPart:
    """One part as the supervisor last saw it."""

    state: str  #: waiting, starting, ready, done, restarting, stopped or failed
    since: str  #: when that state began, RFC 3339
    process: Process | None = None
    restarts: int = 0
    last_end: str | None = None  #: how it ended last time, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What runs on one data folder."""

    supervisor: Process
    data: str
    demo: bool
    started: str
    page_url: str
    database_url: str
    mqtt_url: str
    municipality: str
    broker_monitor_url: str | None = None
    ports: dict[str, int] = field(default_factory=dict)
    parts: dict[str, RunningPart] = field(default_factory=dict)


def write(folder: Path, running: Running) -> None:
    """Put it in its place in one step, readable by its owner only: it holds passwords."""
    unfinished = folder / f"{NAME}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(running), file, indent=2)
    unfinished.rename(folder / NAME)


def read(folder: Path) -> Running | None:
    """Return what the folder says, whether or not it still runs; None when it says nothing."""
    try:
        said = json.loads((folder / NAME).read_text())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as why:
        raise FailedError(f"{folder / NAME} belongs to somebody else: {why}") from why
    return _running(said)


def remove(folder: Path) -> None:
    """Say that nothing runs any more."""
    (folder / NAME).unlink(missing_ok=True)


def find(data: Path | None) -> Running:
    """Return what runs on a folder; without one, on the default folder or that of the demo."""
    folders = [data] if data is not None else default_folders()
    for folder in folders:
        running = read(folder)
        if running is not None and running.supervisor.alive():
            return running
    named = " or ".join(str(folder) for folder in folders)
    raise FailedError(
        f"nothing runs on {named}: start it with `wegwarte up --data {folders[0]}`,"
        " or name its folder with --data"
    )


def database_url(data: Path | None, database: str | None) -> str:
    """Return the database to use: the one given (WEGWARTE_DATABASE_URL), else the running one's."""
    return database or find(data).database_url


def mqtt_url(data: Path | None, broker: str | None) -> str:
    """Return the broker to use: the one given (WEGWARTE_MQTT_URL), else the running one's."""
    return broker or find(data).mqtt_url


def default_folders() -> list[Path]:
    """Return where data lie when nobody says: the real ones first, then the demo's."""
    env, root = environment(), os.geteuid() == 0
    return [default_data_folder(env, root=root, demo=demo) for demo in (False, True)]


def _running(said: dict[str, Any]) -> Running:
    parts = {
        name: RunningPart(**(part | {"process": _process(part["process"])}))
        for name, part in said["parts"].items()
    }
    supervisor = Process(**said["supervisor"])
    return Running(**(said | {"supervisor": supervisor, "parts": parts}))


def _process(said: dict[str, int] | None) -> Process | None:
    return None if said is None else Process(**said)
