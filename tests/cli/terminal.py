"""`wegwarte` as a process of its own, as from a terminal."""

import json
import subprocess
import sys
from typing import Any

from cli.settings import environment


def run(*words: str, within_s: float = 60, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings and no others."""
    clean = {key: word for key, word in environment().items() if not key.startswith("WEGWARTE_")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=within_s,
        env=clean | settings,
    )


def wegwarte(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command against a database."""
    return run(*words, "--database-url", database, within_s=120)


def answer(database: str, *words: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a command prints for programs."""
    done = wegwarte(database, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
