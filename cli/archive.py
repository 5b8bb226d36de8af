"""`wegwarte archive`: months whose raw readings lie in files instead of the database."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

from cli import archive_nights, archiving, running
from cli.amounts import amount
from cli.archive_work import KeepMonths, Told, root_of, sealed, worked
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.shown import table
from store import archive
from store.archive_files import ArchiveError
from store.unreachable import UnreachableError

app = typer.Typer(no_args_is_help=True)
app.command("nightly")(archive_nights.command)
app.command("status")(archive_nights.status)
T = TypeVar("T")

Wanted = Annotated[str, typer.Argument(metavar="MONTH", help="Of UTC, as 2025-03.")]


@app.command("create")
def create(month: Wanted, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Write the raw readings of a month into a file, and take them out of the database."""
    wanted = _month(month)
    done = _run(data, database_url, lambda task: archiving.create(task, wanted))
    typer.echo(sealed(done))


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
    keep_months: KeepMonths = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Archive every month older than WEGWARTE_RAW_RETENTION_MONTHS; by hand, or see `nightly`."""
    if keep_months is None:
        typer.echo(
            "every raw reading is kept: WEGWARTE_RAW_RETENTION_MONTHS is not set, nor --keep-months"
        )
        return
    done = _run(data, database_url, lambda task: archiving.apply(task, keep_months))
    for one in done:
        typer.echo(sealed(one))
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


def _run(
    data: Path | None, database_url: str | None, work: Callable[[archiving.Task], Awaitable[T]]
) -> T:
    """Do something with a task on the database, and say in a sentence what goes wrong."""
    url = running.database_url(data, database_url)
    root = root_of(data, database_url)
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True) if console.is_terminal else None

    try:
        if bar is None:
            return asyncio.run(worked(url, root, work, Told(None)))
        with bar:
            return asyncio.run(worked(url, root, work, Told(bar)))
    except ArchiveError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(
            f"the database went away: {str(why).strip()}; the same command goes on where it was"
        ) from why


def _month(text: str) -> date:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is None:
        raise typer.BadParameter(f"{text!r} is no month: write 2025-03")
    return date(int(text[:4]), int(text[5:]), 1)
