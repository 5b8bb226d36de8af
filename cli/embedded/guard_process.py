"""The other end of the supervisor's pipe: when it breaks, stop what the supervisor had started.

The kernel already signals our children when we are killed (PR_SET_PDEATHSIG); this process is for
those that do not heed it, and for what they have started. It is run by path with `-I -S`, imports
the standard library only and stays small. Lines on its standard input: `add PID START SIGNAL`,
`remove PID START`, `dismiss`.
"""

import os
import signal
import sys
import time

_PATIENCE_S = 6.0
_POLL_S = 0.05


def main() -> None:
    """Read lines until the pipe ends; then stop what was added and not removed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they mean the supervisor, which tells us
    watched: dict[tuple[int, int], int] = {}
    for line in sys.stdin:
        word, *numbers = line.split()
        if word == "dismiss":
            return
        pid, started = int(numbers[0]), int(numbers[1])
        if word == "add":
            watched[pid, started] = int(numbers[2])
        else:
            watched.pop((pid, started), None)
    _stop(watched)


def _stop(watched: dict[tuple[int, int], int]) -> None:
    for (pid, started), number in watched.items():
        if _alive(pid, started):
            os.kill(pid, number)
    deadline = time.monotonic() + _PATIENCE_S
    while any(_alive(*one) for one in watched) and time.monotonic() < deadline:
        time.sleep(_POLL_S)
    for pid, started in watched:
        if _alive(pid, started):
            os.killpg(pid, signal.SIGKILL)


def _alive(pid: int, started: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - pathlib costs memory here
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] != "Z" and int(fields[19]) == started


if __name__ == "__main__":
    main()
