"""A part while it is watched: its child, its state, and what has become of it so far."""

import signal
import subprocess
from dataclasses import dataclass

from cli.parts import Part
from cli.processes import Process


@dataclass(slots=True)
class Watched:
    """A part and what has become of it so far."""

    part: Part
    state: str = "waiting"
    child: subprocess.Popen[bytes] | None = None
    process: Process | None = None
    started_s: float = 0.0
    start_at_s: float = 0.0
    failures: int = 0
    restarts: int = 0
    proven: bool = False
    last_end: str | None = None

    def up(self) -> bool:
        """Whether it is where it should be; a step that nothing waits for may still run."""
        return self.state in {"ready", "done"} or (self.part.ends and not self.part.vital)

    def over(self) -> bool:
        """Whether a step has done its work, or has failed and the rest goes on without it."""
        return self.state in {"done", "failed"}


def in_words(status: int) -> str:
    """Say how a child ended.

    Examples
    --------
    >>> in_words(-9)
    'was killed by SIGKILL'
    >>> in_words(3)
    'ended with status 3'
    """
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
