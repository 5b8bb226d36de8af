"""`wegwarte doctor`: what this machine offers, and the remedy for what it does not."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from cli.options import AsJson, Data

_FREE_MIN_BYTES = 2_000_000_000
_RUN_MAX_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    name: str
    good: bool
    said: str  #: what is, and when not good the remedy


def command(
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Check what this machine offers and name what is missing; status 1 if something is."""
    from cli.settings import default_data_folder, environment

    folder = data or default_data_folder(environment(), root=os.geteuid() == 0, demo=False)
    checks: list[Callable[[], Finding]] = [
        _python,
        _machine,
        _postgres,
        _nats,
        lambda: _folder(folder),
        lambda: _port("page", 8080),
        lambda: _port("MQTT", 1883),
        lambda: _running(folder),
    ]
    findings = [check() for check in checks]
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.good else 'MEND'}  {finding.name}: {finding.said}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def _python() -> Finding:
    return Finding(name="Python", good=True, said=f"{platform.python_version()} {sys.executable}")


def _machine() -> Finding:
    here = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    good = platform.system() == "Linux" and platform.machine() in {"x86_64", "aarch64"}
    remedy = "" if good else "; the embedded servers need Linux on x86-64 or arm64: use compose"
    return Finding(name="machine", good=good, said=here + remedy)


def _postgres() -> Finding:
    from cli.embedded.account import unprivileged
    from cli.embedded.postgres import binaries_for

    return _program("PostgreSQL", lambda: binaries_for(unprivileged()) / "postgres")


def _nats() -> Finding:
    from cli.embedded.nats import binary

    return _program("NATS", binary)


def _program(name: str, place: Callable[[], Path]) -> Finding:
    from cli.embedded.errors import EmbeddedError

    try:
        done = subprocess.run(
            [place(), "--version"], capture_output=True, text=True, timeout=_RUN_MAX_S, check=False
        )
    except EmbeddedError as why:
        return Finding(name=name, good=False, said=str(why))
    except OSError as why:
        return Finding(name=name, good=False, said=f"its program does not run here: {why}")
    said = (done.stdout or done.stderr).strip()
    return Finding(name=name, good=done.returncode == 0, said=said)


def _folder(folder: Path) -> Finding:
    """Look at the nearest folder that exists: the data folder itself may be yet to be made."""
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    name = f"data folder {folder}"
    if not os.access(nearest, os.W_OK):
        return Finding(name=name, good=False, said=f"{nearest} is not writable; name one by --data")
    free = shutil.disk_usage(nearest).free
    said = f"{free / 1e9:.1f} GB free"
    if free < _FREE_MIN_BYTES:
        return Finding(name=name, good=False, said=f"{said}; make room or name another by --data")
    return Finding(name=name, good=True, said=said)


def _port(name: str, port: int) -> Finding:
    from cli.embedded.ports import is_free
    from cli.processes import port_holder

    if is_free(port):
        return Finding(name=f"{name} port {port}", good=True, said="free")
    holder = port_holder(port) or "another process"
    said = f"held by {holder}; `wegwarte up` takes the next free one"
    return Finding(name=f"{name} port {port}", good=True, said=said)


def _running(folder: Path) -> Finding:
    from cli import running

    found = running.read(folder)
    if found is None or not found.supervisor.alive():
        return Finding(name="running", good=True, said=f"nothing on {folder}")
    return Finding(name="running", good=True, said=f"{found.page_url} (`wegwarte status`)")
