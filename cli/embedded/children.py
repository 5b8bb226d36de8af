"""Child processes that do not outlive us, and what is left of them when we were killed."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.embedded.account import Account

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: the child must not load it
_POLL_S = 0.02
_START = "--- started "  # a line of ours in the log, so that a start's own lines are known
_TAIL_MAX_BYTES = 8192


def spawn(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    log: Path,
    death_signal: signal.Signals,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start a direct child in its own session; its output is appended to the file `log`.

    The kernel sends `death_signal` when the *thread* that called this ends, so only the main
    thread may. `cwd` is entered before privileges are dropped: `account` needs no way to it.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a child of a side thread would end with that thread")
    with log.open("ab") as output:
        output.write(f"{_START}{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}\n".encode())
        output.flush()
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop children in order
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
            preexec_fn=_dies_with(os.getpid(), death_signal),
        )


def _dies_with(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    def bind() -> None:  # runs in the child, after privileges were dropped (dropping clears it)
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # we died before the call
            os.kill(os.getpid(), signal.SIGKILL)

    return bind


def working_in(folder: Path) -> list[int]:
    """Return the processes whose working folder is `folder`: what a killed run left there."""
    place = folder.resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            here = (entry / "cwd").readlink() == place
        except OSError:  # ended meanwhile, or not ours to look at
            continue
        if here:
            found.append(int(entry.name))
    return found


def stop_left_in(folder: Path, *, stop_signal: signal.Signals, patience_s: float) -> list[int]:
    """Stop what still runs in `folder`, by SIGKILL after `patience_s`; return the pids it found."""
    found = working_in(folder)
    _signal_all(found, stop_signal)
    if not _gone(folder, patience_s):
        _signal_all(working_in(folder), signal.SIGKILL)
        _gone(folder, patience_s)
    return found


def _signal_all(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _gone(folder: Path, patience_s: float) -> bool:
    deadline = time.monotonic() + patience_s
    while working_in(folder):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_S)
    return True


def cpu_ticks(pids: Sequence[int]) -> int:
    """Return the processor time these processes have used, in clock ticks: a sign of progress."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total


def tail(log: Path, lines_max: int = 12) -> str:
    """Return the last lines of a log since its writer's last start, for a message about it."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL_MAX_BYTES))
        since_start = file.read().decode(errors="replace").rpartition(_START)[2]
    return "\n".join(since_start.splitlines()[-lines_max:])
