"""The data folder of `wegwarte up`: made once, locked while used, cleared of a killed run."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli import processes, running
from cli.embedded import children, nats, postgres
from cli.failure import FailedError

_LEFTOVER_PATIENCE_S = 5.0
_SERVER_PATIENCE_S = 20.0
_SERVERS = {"postgres": postgres.STOP_SIGNAL, "nats": nats.STOP_SIGNAL}
_DEMO_MARK = "demo"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for ourselves; a second `up` on it is refused with a sentence."""
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        file = (folder / "lock").open("a")
    except OSError as why:
        raise FailedError(f"cannot use the data folder {folder}: {why.strerror}") from why
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as why:
            raise FailedError(_held(folder)) from why
        yield  # the kernel lets go of the lock when we end, however we end


def clear_leftovers(folder: Path) -> list[str]:
    """Stop what a killed run left behind, before its ports are looked at; return the names."""
    before = running.read(folder)
    parts = {} if before is None else before.parts
    left = {part.process: name for name, part in parts.items() if part.process is not None}
    services = [process for process, name in left.items() if name not in _SERVERS]
    stopped = processes.stop(services, patience_s=_LEFTOVER_PATIENCE_S)
    names = [left[process] for process in stopped]
    # The servers are known by where they work, whatever a file says or does not say.
    for name, stop_signal in _SERVERS.items():
        if children.stop_left_in(
            folder / name, stop_signal=stop_signal, patience_s=_SERVER_PATIENCE_S
        ):
            names.append(name)
    running.remove(folder)
    return names


def check_demo(folder: Path, *, demo: bool) -> None:
    """Refuse to mix demonstration data with real ones; mark a new folder as what it is."""
    mark, used = folder / _DEMO_MARK, (folder / "postgres").exists()
    if demo and used and not mark.exists():
        raise FailedError(
            f"{folder} holds real data and --demo would mix with them:"
            " give the demonstration a folder of its own with --data"
        )
    if not demo and mark.exists():
        raise FailedError(
            f"{folder} holds demonstration data: start it with --demo,"
            " or give real data a folder of their own with --data"
        )
    if demo:
        mark.touch()


def _held(folder: Path) -> str:
    other = running.read(folder)
    if other is None:
        return f"another `wegwarte up` is starting on {folder}: wait for it, or use another --data"
    return (
        f"`wegwarte up` already runs on {folder} (pid {other.supervisor.pid}),"
        f" its page is {other.page_url} : stop it with `kill {other.supervisor.pid}`,"
        " or give another folder with --data"
    )
