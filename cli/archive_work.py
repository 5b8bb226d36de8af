"""What commands of the archive work with: the task, how far it is, and what is said of a month."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.progress import Progress, TaskID

from cli import archiving, running
from cli.amounts import amount
from store import archive, archive_runs
from store.archive import Month
from store.pool import connect

T = TypeVar("T")
LINES_EVERY_S: Final = 5.0
_ELSEWHERE_S: Final = 5.0  # derive looks for marks as often

KeepMonths = Annotated[
    int | None,
    typer.Option(
        "--keep-months",
        envvar="WEGWARTE_RAW_RETENTION_MONTHS",
        min=archive.KEPT_MONTHS_MIN,
        help="So many months before this one keep their raw readings; not given: all do.",
    ),
]


class Told:
    """Tells how far it is: a bar on a terminal, elsewhere lines."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task: TaskID | None = None
        self._rows = self._done = 0
        self._last_s = time.monotonic()

    def stage(self, what: str, rows: int = 0) -> None:
        """Say what begins."""
        self._rows, self._done = rows, 0
        if self._bar is None:
            typer.echo(what, err=True)
            return
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(what, total=rows or None)

    def advance(self, rows: int) -> None:
        """Say that so many rows more are done."""
        self._done += rows
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done)
        elif time.monotonic() - self._last_s > LINES_EVERY_S:
            self._last_s = time.monotonic()
            typer.echo(f"{self._done:,} of {self._rows:,} rows", err=True)


async def worked(
    url: str, root: Path, work: Callable[[archiving.Task], Awaitable[T]], told: archiving.Progress
) -> T:
    """Do something with a task on the database and the archives in a data folder.

    A login that may not derive waits for derive to do it.
    """
    async with connect(url, statement_timeout_ms=0) as conn:
        own = await archive_runs.may_derive(conn)
        return await work(
            archiving.Task(
                conn=conn,
                root=root / archiving.FOLDER,
                program=version("wegwarte"),
                clock=now,
                derive=(lambda: _derive(url)) if own else _derived_elsewhere,
                progress=told,
            )
        )


async def _derived_elsewhere() -> Mapping[str, str]:
    await asyncio.sleep(_ELSEWHERE_S)
    return {}


def root_of(data: Path | None, database_url: str | None) -> Path:
    """Return the data folder in which the archives lie."""
    if data is not None:
        return data
    return running.default_folders()[0] if database_url else Path(running.find(data).data)


async def _derive(url: str) -> Mapping[str, str]:
    from analytics.derive import Settings, derive_once
    from analytics.derive.settings import ServiceSettings

    settings = Settings(settle_s=ServiceSettings().derive_settle_s)
    async with connect(url, "wegwarte_derive", statement_timeout_ms=0) as conn:
        return (await derive_once(conn, now(), settings)).problems


def sealed(one: Month) -> str:
    """Say of a month that it was archived."""
    return (
        f"{one.month:%Y-%m}: {amount(one.observations or 0, 'reading')} and "
        f"{amount(one.passages or 0, 'vehicle')} lie in {archiving.FOLDER}/{one.archive}; "
        f"`wegwarte archive restore {one.month:%Y-%m}` puts them back"
    )


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)  # noqa: TID251 - the rim
