"""What a process has used, as the kernel counts it (proc(5))."""

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_KIBIBYTE = 1024
_MEGABYTE = 1_000_000


def peak_memory_mb(pid: int) -> float:
    """Return the most a process has had resident (`VmHWM`) [MB]."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM") * _KIBIBYTE / _MEGABYTE


def memory_now_mb(pid: int) -> float:
    """Return what a process has resident, of shared pages its share; 0 when it has ended [MB]."""
    try:
        return _kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss") * _KIBIBYTE / _MEGABYTE
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # a backend whose client went away while the family was being counted


def _kib(file: Path, field: str) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise LookupError(f"{file} has no {field}")


def family(pid: int) -> list[int]:
    """Return a process and everything below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for parent in found:  # grows while it is walked
        found += children.get(parent, [])
    return found


def cpu_s(pids: Iterable[int]) -> float:
    """Return the processor time of processes and of those of their children that have ended [s]."""
    ticks = 0
    for pid in pids:
        if fields := _stat(pid):
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / _TICKS_PER_S


def _stat(pid: int) -> list[str]:
    """Return the fields of `/proc/<pid>/stat` after the name; [] when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
