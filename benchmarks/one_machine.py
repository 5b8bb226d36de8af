"""`wegwarte up` without the demo, as a person starts it, and its processes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import resources, town
from benchmarks.bench import Bench, free_port
from cli import running
from cli.running import Running

_START_MAX_S: Final = 120.0
_SETTLED: Final = {"ready", "done"}
_POLL_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMachine:
    """What runs, and the supervisor above it."""

    said: Running
    supervisor: int

    @property
    def pids(self) -> dict[str, int]:
        """Return the process of each part that stays, the supervisor's too."""
        parts = {
            name: part.process.pid
            for name, part in self.said.parts.items()
            if part.process is not None and part.state == "ready"
        }
        return parts | {"up": self.supervisor}

    def cpu_s(self) -> float:
        """Return the processor time of all processes together, ended ones included [s]."""
        return resources.cpu_s(resources.family(self.supervisor))


@contextmanager
def up(bench: Bench) -> Iterator[OneMachine]:
    """Run `wegwarte up` on an empty folder until the block is left."""
    folder = bench.new_folder("up")
    ports = ["--http-port", str(free_port()), "--mqtt-port", str(free_port())]
    arguments = ["up", "--data", str(folder), "--municipality", town.MUNICIPALITY, *ports]
    with bench.process("cli", *arguments, settings={}) as child:
        yield OneMachine(said=_wait(folder), supervisor=child.pid)


def _wait(folder: Path) -> Running:
    """Wait until every part is there or done."""
    deadline = time.monotonic() + _START_MAX_S
    while True:
        said = running.read(folder)
        states = {} if said is None else {name: p.state for name, p in said.parts.items()}
        if said is not None and states and set(states.values()) <= _SETTLED:
            return said
        if time.monotonic() > deadline:
            raise TimeoutError(f"`wegwarte up` is not ready: {states}")
        time.sleep(_POLL_S)
