"""`wegwarte up` as the person's own process, watched from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cli.settings import environment as environment_now
from tests.patience import PATIENCE_S

# What the surroundings may have set for a server of their own.
_OURS = "WEGWARTE_"


def wait_until(condition: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    """Wait for a condition with a bound."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def processes_naming(folder: Path) -> dict[int, str]:
    """Return processes that work in a folder or name it in their command, by pid."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            here = (entry / "cwd").readlink()
        except OSError:
            continue
        if str(folder) in command or here.is_relative_to(folder):
            found[int(entry.name)] = command
    return found


class Up:
    """One `wegwarte up` on a folder; `output` holds what it has said."""

    def __init__(
        self, folder: Path, *arguments: str, environment: dict[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.log = folder.parent / f"{folder.name}.said"
        clean = {key: word for key, word in environment_now().items() if not key.startswith(_OURS)}
        with self.log.open("ab") as said:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "cli", "up", "--data", str(folder), *arguments],
                stdout=said,
                stderr=subprocess.STDOUT,
                env=clean | (environment or {}),
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def running(self) -> dict[str, Any]:
        """Return `running.json`, or nothing when it is not there."""
        try:
            said: dict[str, Any] = json.loads((self.folder / "running.json").read_text())
        except FileNotFoundError:
            return {}
        return said

    def state(self, part: str) -> str:
        return str(self.running().get("parts", {}).get(part, {}).get("state"))

    def pid(self, part: str) -> int:
        return int(self.running()["parts"][part]["process"]["pid"])

    def wait_for(self, part: str, state: str, timeout_s: float = PATIENCE_S) -> None:
        def there() -> bool:
            assert self.child.poll() is None, self.output
            return self.state(part) == state

        wait_until(there, timeout_s)

    def wait_for_another(self, part: str, died: int, timeout_s: float = PATIENCE_S) -> None:
        """Wait until a part is ready as another process than the one that died."""
        wait_until(lambda: self.state(part) == "ready" and self.pid(part) != died, timeout_s)

    def end(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Send a signal; return the seconds until it had ended."""
        began = time.monotonic()
        self.child.send_signal(number)
        self.child.wait(30)
        return time.monotonic() - began
