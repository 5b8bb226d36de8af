"""What every benchmark stands on: a folder that goes away, one PostgreSQL, brokers when asked for.

PostgreSQL and NATS are those of `wegwarte up`, with the settings they have there: every COMMIT
reaches the disk.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TextIO

import psycopg

from cli.embedded import children
from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from cli.embedded.postgres import Postgres
from store.migrate import migrate
from store.pool import connect

ROOT: Final = Path(__file__).resolve().parent.parent
_STOP_MAX_S: Final = 20.0
#: How a benchmark fails beside a program of ours: it ended, is silent, or stored something else.
BENCHMARK_FAILS: Final = (OSError, AssertionError, psycopg.Error)


@dataclass(slots=True, kw_only=True)
class Bench:
    """One run of benchmarks.

    Parameters
    ----------
    quick
        Small amounts, one round: to see that everything runs. The figures mean nothing.
    full_rate
        Messages a second that ingest takes in this run, once a benchmark has measured it.
    """

    folder: Path
    quick: bool
    progress: TextIO
    full_rate: float | None = None
    _postgres: Postgres | None = None
    _names: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def say(self, words: str) -> None:
        """Tell a person what is going on."""
        print(words, file=self.progress, flush=True)

    def amount(self, whole: int, quick: int) -> int:
        """Return how many of something to use."""
        return quick if self.quick else whole

    @property
    def postgres(self) -> Postgres:
        """The database server, started when first asked for."""
        if self._postgres is None:
            self._postgres = Postgres(self.new_folder("database"), port=free_port())
            self._postgres.start()
        return self._postgres

    def close(self) -> None:
        """Stop the database server."""
        if self._postgres is not None:
            self._postgres.stop()

    def new_folder(self, purpose: str) -> Path:
        """Return an empty folder that goes away with the run."""
        folder = self.folder / f"{purpose}-{next(self._names)}"
        folder.mkdir()
        return folder

    def database(self, template: str = "template0") -> str:
        """Return the address of a new database; dirty pages of earlier ones are on disk."""
        name = f"bench_{next(self._names)}"
        with psycopg.connect(self.postgres.dsn("postgres"), autocommit=True) as conn:
            conn.execute(f'create database "{name}" template "{template}"'.encode())
            conn.execute("checkpoint")
        return self.postgres.dsn(name)

    def migrated_database(self) -> str:
        """Return the address of a new database with our schema."""
        dsn = self.database()
        asyncio.run(_migrate(dsn))
        return dsn

    @contextmanager
    def broker(self) -> Iterator[Nats]:
        """Run a broker on an empty folder."""
        nats = Nats(self.new_folder("broker"), port=free_port())
        nats.start()
        try:
            yield nats
        finally:
            nats.stop()

    @contextmanager
    def process(
        self, module: str, *arguments: str, settings: Mapping[str, str]
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Run `python -m module` until the block is left; its output goes to the run's folder."""
        log = self.folder / f"{module}.log"
        child = children.spawn(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            log=log,
            death_signal=signal.SIGTERM,
            env=self.environment(settings),
        )
        try:
            yield child
        except BENCHMARK_FAILS as why:
            why.add_note(f"{module} said last:\n{children.tail(log, 30)}")
            raise
        finally:
            child.terminate()
            try:
                child.wait(_STOP_MAX_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def command(self, *words: str, settings: Mapping[str, str]) -> str:
        """Run a `wegwarte` command to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            cwd=ROOT,
            env=self.environment(settings),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise ChildProcessError(f"wegwarte {' '.join(words)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Return the variables of a child: ours without what a person has set for Wegwarte."""
        own = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 - handed on to children
            if not name.startswith("WEGWARTE_")
        }
        return own | {"WEGWARTE_DATA_DIR": str(self.folder)} | dict(settings)


@contextmanager
def opened(*, quick: bool, progress: TextIO) -> Iterator[Bench]:
    """Make a run's folder, and take everything away in the end."""
    with TemporaryDirectory(prefix="wegwarte-bench-") as folder:
        bench = Bench(folder=Path(folder), quick=quick, progress=progress)
        try:
            yield bench
        finally:
            bench.close()


async def _migrate(dsn: str) -> None:
    async with connect(dsn, statement_timeout_ms=0) as conn:
        await migrate(conn)


def free_port() -> int:
    """Return a port nobody listens on."""
    return any_free(random.SystemRandom())
