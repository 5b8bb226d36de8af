"""Processes by pid *and* start time, so that a number used again is never taken for ours."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process of this machine, for as long as it lives."""

    pid: int
    started_ticks: int  #: since boot, from the kernel

    def alive(self) -> bool:
        """Whether it still runs (a zombie does not)."""
        return find(self.pid) == self

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it and to the group it leads; one that is gone is left alone."""
        if not self.alive():
            return
        try:
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, number)
            else:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return


def find(pid: int) -> Process | None:
    """Return the process of this pid, or None when nothing runs under it."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[0] == "Z":
        return None
    return Process(pid=pid, started_ticks=int(fields[19]))


def stop(processes: Sequence[Process], *, patience_s: float) -> list[Process]:
    """Stop them by SIGTERM, after `patience_s` by SIGKILL; return those that were running."""
    running = [process for process in processes if process.alive()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in running:
            process.signal(number)
        deadline = time.monotonic() + patience_s
        while any(process.alive() for process in running) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
    return running


def port_holder(port: int) -> str | None:
    """Return who listens on a TCP port, as `pid 812 (mosquitto)`, if it may be known."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if any(str(file.readlink()) in inodes for file in (entry / "fd").iterdir()):
                return f"pid {entry.name} ({(entry / 'comm').read_text().strip()})"
        except OSError:  # not ours to look at, or gone
            continue
    return None
