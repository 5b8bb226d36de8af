"""`wegwarte archive`: months whose raw readings lie in files instead of the database."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from cli import archiving, running
from cli.amounts import amount
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.shown import table
from store import archive
from store.archive import Month
from store.archive_files import ArchiveError
from store.pool import connect
from store.unreachable import UnreachableError

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")
LINES_EVERY_S: Final = 5.0

Wanted = Annotated[str, typer.Argument(metavar="MONTH", help="Of UTC, as 2025-03.")]


@app.command("create")
def create(month: Wanted, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Write the raw readings of a month into a file, and take them out of the database."""
    wanted = _month(month)
    done = _run(data, database_url, lambda task: archiving.create(task, wanted))
    typer.echo(_sealed(done))


@app.command("restore")
def restore(month: Wanted, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Put the raw readings of a month back; late ones can then be replayed."""
    wanted = _month(month)
    rows = _run(data, database_url, lambda task: archiving.restore(task, wanted))
    typer.echo(
        f"{month}: {amount(rows, 'row')} back, and it takes readings again. What had come too "
        f"late: `wegwarte rejected replay --cause beyond_raw_horizon`. Then seal it: "
        f"`wegwarte archive create {month}`"
    )


@app.command("apply")
def apply(
    keep_months: Annotated[
        int | None,
        typer.Option(
            "--keep-months",
            envvar="WEGWARTE_RAW_RETENTION_MONTHS",
            min=archive.KEPT_MONTHS_MIN,
            help="So many months before this one keep their raw readings; not given: all do.",
        ),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Archive every month older than WEGWARTE_RAW_RETENTION_MONTHS; to be run once a day."""
    if keep_months is None:
        typer.echo(
            "every raw reading is kept: WEGWARTE_RAW_RETENTION_MONTHS is not set, nor --keep-months"
        )
        return
    done = _run(data, database_url, lambda task: archiving.apply(task, keep_months))
    for one in done:
        typer.echo(_sealed(one))
    if not done:
        typer.echo(f"nothing older than {amount(keep_months, 'month')} is left to archive")


@app.command("list")
def list_months(
    data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Show the months that were archived."""
    found = _run(data, database_url, lambda task: archive.months(task.conn))
    rows = [
        asdict(one)
        | {
            "month": f"{one.month:%Y-%m}",
            "since": f"{one.since:%Y-%m-%dT%H:%MZ}",
            "manifest_sha256": "" if one.manifest_sha256 is None else one.manifest_sha256.hex(),
        }
        for one in found
    ]
    if as_json:
        typer.echo(json.dumps(rows))
    elif not rows:
        typer.echo("nothing was archived yet: every raw reading is in the database")
    else:
        columns = ["month", "state", "since", "archive", "observations", "passages", "refused"]
        typer.echo("\n".join(table(rows, columns)))


class _Told:
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


def _run(
    data: Path | None, database_url: str | None, work: Callable[[archiving.Task], Awaitable[T]]
) -> T:
    """Do something with a task on the database, and say in a sentence what goes wrong."""
    url = running.database_url(data, database_url)
    root = data or (running.default_folders()[0] if database_url else _running_folder(data))
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True) if console.is_terminal else None

    async def done() -> T:
        async with connect(url, statement_timeout_ms=0) as conn:
            return await work(
                archiving.Task(
                    conn=conn,
                    root=root / archiving.FOLDER,
                    program=version("wegwarte"),
                    clock=_now,
                    derive=lambda: _derive(url),
                    progress=_Told(bar),
                )
            )

    try:
        if bar is None:
            return asyncio.run(done())
        with bar:
            return asyncio.run(done())
    except ArchiveError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(
            f"the database went away: {str(why).strip()}; the same command goes on where it was"
        ) from why


def _running_folder(data: Path | None) -> Path:
    return Path(running.find(data).data)


async def _derive(url: str) -> Mapping[str, str]:
    from analytics.derive import Settings, derive_once
    from analytics.derive.settings import ServiceSettings

    settings = Settings(settle_s=ServiceSettings().derive_settle_s)
    async with connect(url, "wegwarte_derive", statement_timeout_ms=0) as conn:
        return (await derive_once(conn, _now(), settings)).problems


def _month(text: str) -> date:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is None:
        raise typer.BadParameter(f"{text!r} is no month: write 2025-03")
    return date(int(text[:4]), int(text[5:]), 1)


def _sealed(one: Month) -> str:
    return (
        f"{one.month:%Y-%m}: {amount(one.observations or 0, 'reading')} and "
        f"{amount(one.passages or 0, 'vehicle')} lie in {archiving.FOLDER}/{one.archive}; "
        f"`wegwarte archive restore {one.month:%Y-%m}` puts them back"
    )


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the rim
