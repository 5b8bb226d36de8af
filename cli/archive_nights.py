"""`wegwarte archive nightly | status`: the archive by itself, and what it did."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated, Final

import typer

from cli import archiving, nightly, running
from cli.amounts import amount
from cli.archive_work import KeepMonths, Told, now, root_of, sealed, worked
from cli.failure import FailedError
from cli.nightly import Night
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.shown import cell, table
from store import archive_runs
from store.archive_runs import Run
from store.pool import connect
from store.unreachable import UnreachableError

_SHOWN: Final = 10
_OFF: Final = "WEGWARTE_RAW_RETENTION_MONTHS is not set"
HourUtc = Annotated[
    int,
    typer.Option(
        "--hour",
        envvar="WEGWARTE_ARCHIVE_HOUR_UTC",
        min=0,
        max=23,
        help="From when on a night's run is due. [h, UTC]",
    ),
]
Nightly = Annotated[
    bool,
    typer.Option(
        "--on/--off",
        envvar="WEGWARTE_ARCHIVE_NIGHTLY",
        help="Whether anything is archived every night.",
    ),
]


def command(
    keep_months: KeepMonths = None,
    hour: HourUtc = 1,
    on: Nightly = True,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Apply the retention every night, at low priority, until it is ended."""
    url = running.database_url(data, database_url)
    root = root_of(data, database_url)

    async def work(months: int) -> list[str]:
        done = await worked(
            url, root, lambda task: archiving.apply(task, months, by="nightly"), Told(None)
        )
        return [sealed(one) for one in done]

    night = Night(
        database_url=url,
        keep_months=keep_months if on else None,
        hour_utc=hour,
        clock=now,
        work=work,
        say=lambda line: typer.echo(f"{now():%Y-%m-%dT%H:%M:%SZ} {line}"),
    )
    if not once:
        asyncio.run(nightly.run(night))
    elif not asyncio.run(nightly.once(night)):
        raise typer.Exit(1)


def status(
    keep_months: KeepMonths = None,
    on: Nightly = True,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show what the archive did by itself or by hand, the newest run first."""
    url = running.database_url(data, database_url)
    try:
        runs = asyncio.run(_runs(url))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    if as_json:
        shown = [asdict(one) | {"months": _months(one)} for one in runs]
        typer.echo(
            json.dumps({"keep_months": keep_months, "nightly": on, "runs": shown}, default=str)
        )
        return
    if keep_months is None:
        typer.echo(f"here every raw reading is kept: {_OFF}")
    else:
        when = "every night" if on else "by hand alone, WEGWARTE_ARCHIVE_NIGHTLY is off"
        typer.echo(f"raw readings are kept for {amount(keep_months, 'month')}; archived {when}")
    if not runs:
        typer.echo("no run yet")
        return
    rows = [
        {
            "begun": one.begun_at,
            "ended": cell(one.ended_at) if one.ended_at else "at work, or killed: goes on",
            "by": one.by,
            "kept": amount(one.keep_months, "month"),
            "archived": _months(one),
        }
        for one in runs
    ]
    typer.echo("\n".join(table(rows, ["begun", "ended", "by", "kept", "archived"])))
    if runs[0].problem:
        typer.echo(f"the newest run ended early: {runs[0].problem}")


async def _runs(url: str) -> list[Run]:
    async with connect(url) as conn:
        return await archive_runs.newest(conn, limit=_SHOWN)


def _months(run: Run) -> list[str]:
    return [f"{month:%Y-%m}" for month in run.months]
