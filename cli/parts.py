"""What `wegwarte up` runs: a part is a server or service that stays, or a step that ends."""

import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def _always() -> bool:
    return True


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One child, described; the supervisor alone starts and stops it."""

    name: str
    title: str  #: what it is, for people
    log: Path
    spawn: Callable[[], subprocess.Popen[bytes]]
    needs: tuple[str, ...] = ()  #: parts that must be ready, or done, before
    after: tuple[str, ...] = ()  #: the same, where they are there at all
    ready: Callable[[], bool] = _always
    ends: bool = False  #: a step: it does its work and ends with status 0
    vital: bool = True  #: when it fails for good, everything stops
    tries_max: int = 5  #: failures in a row before it has failed for good
    stop_signal: signal.Signals = signal.SIGTERM
    server: bool = False  #: stopped last: the others may still need it to end well
    on_done: Callable[[], None] = _nothing
