"""A small process that stops our children when we can no longer do so ourselves."""

import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from cli.processes import Process

_PROGRAM = Path(__file__).parent / "embedded" / "guard_process.py"
_END_MAX_S = 5.0


class Guard:
    """Our end of the pipe to `cli.embedded.guard_process`."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-S", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def add(self, process: Process, stop_signal: signal.Signals) -> None:
        """Have this process stopped when we are gone."""
        self._say(f"add {process.pid} {process.started_ticks} {int(stop_signal)}")

    def remove(self, process: Process) -> None:
        """Forget a process that has ended."""
        self._say(f"remove {process.pid} {process.started_ticks}")

    def dismiss(self) -> None:
        """End the guard: there is nothing left to watch."""
        self._say("dismiss")
        if self._child.stdin is not None:
            with suppress(BrokenPipeError):
                self._child.stdin.close()
        try:
            self._child.wait(_END_MAX_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _say(self, line: str) -> None:
        pipe = self._child.stdin
        # Somebody may have killed it; the kernel's own signal to our children remains.
        with suppress(BrokenPipeError):
            if pipe is not None and not pipe.closed:
                pipe.write(f"{line}\n".encode())
                pipe.flush()
