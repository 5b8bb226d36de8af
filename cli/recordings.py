"""`wegwarte import`: store recordings; `import list`; `import undo RUN`; `import --guess FILE`."""

import asyncio
import getpass
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cli.amounts import amount
from cli.failure import FailedError
from cli.files_first import FilesFirst
from cli.options import AsJson, Data, DatabaseUrl

if TYPE_CHECKING:
    from ingest.recordings.mapping import Mapping
    from ingest.recordings.preview import DayTotal, Row
    from ingest.recordings.summary import Summary, Wanted
    from store.imports import ImportRun

FIRST_ROWS = 12
TOTAL_LINES_MAX = 60
RUNS_SHOWN_MAX = 200
FILES_LOOKED_AT = 5


app = typer.Typer(cls=FilesFirst, no_args_is_help=True)


@app.command("files")
def files(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    mapping: Annotated[
        str | None,
        typer.Option(
            "--mapping", "-m", help="The format: a known name or a TOML file; else by the header."
        ),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help="Propose a mapping for an unknown file.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --guess: take the proposal and keep it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be stored; no database.")
    ] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="These files are revised: replace what differs.")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out what cannot be read, store the rest.")
    ] = False,
    sample: Annotated[bool, typer.Option("--sample", hidden=True)] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Store recordings. The word `files` may be left out: `wegwarte import --mapping M PATH…`."""
    from ingest.recordings.sources import SUFFIXES, expand, left_out
    from ingest.recordings.summary import Wanted

    for path in paths:
        if not path.exists():
            raise typer.BadParameter(f"there is no file or folder {path}")
    folder = mappings_folder(data)
    if guess:
        from cli.guessing import guess_mapping

        guess_mapping(paths[0], folder, yes=yes)
        return
    chosen = choose(mapping, paths, folder)
    found = expand(paths, chosen)
    if not found:
        raise typer.BadParameter(f"no recordings ({', '.join(SUFFIXES)}) under {paths[0]}")
    if left := left_out(paths, chosen, found):
        typer.echo(
            f"left out: {amount(len(left), 'file')} whose name mapping {chosen.id} does not know, "
            f"first {left[0].name}; name them one by one if they are recordings",
            err=True,
        )
    if dry_run:
        _preview(chosen, found, skip_bad=skip_bad)
        return
    from cli import running

    wanted = Wanted(who=getpass.getuser() if correct else None, skip_bad=skip_bad, sample=sample)
    summary = asyncio.run(_import(running.database_url(data, database_url), chosen, found, wanted))
    _report(summary, as_json=as_json, corrected=correct)


@app.command("list")
def list_runs(data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Show the imports there were, newest first."""
    from dataclasses import asdict

    from cli import import_console, running

    runs = asyncio.run(_runs(running.database_url(data, database_url)))
    if as_json:
        said = [{**asdict(run), "state": import_console.state(run)} for run in runs]
        typer.echo(json.dumps(said, default=_iso, indent=2))
    else:
        import_console.show_runs(runs)


@app.command("undo")
def undo_run(
    run: Annotated[int, typer.Argument(help="Its number, as `import list` shows it.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Withdraw an import: its readings, and the deployments that followed from its files."""
    from cli import running

    erased, restored = asyncio.run(_undo(running.database_url(data, database_url), run))
    typer.echo(f"run {run} undone: {erased:,} readings taken out, {restored:,} put back")


def mappings_folder(data: Path | None) -> Path:
    """Return where mappings that a person confirmed are kept."""
    from cli import running

    return (data or running.default_folders()[0]) / "mappings"


def choose(name: str | None, paths: list[Path], folder: Path) -> "Mapping":
    """Return the mapping asked for, else the one whose patterns the first file's header fits."""
    from ingest.recordings import shelf
    from ingest.recordings.problems import MappingError, RecordingError
    from ingest.recordings.sources import tables_in

    try:
        if name is not None:
            return shelf.find(name, folder)
        first = paths[0]
        # A file that describes the sites may come before the recordings.
        some = tables_in(first)[:FILES_LOOKED_AT] if first.is_dir() else [first]
        first = next(iter(some), first)
        known = (shelf.recognise_file(one, folder) for one in some if one.is_file())
        found = next((mapping for mapping in known if mapping is not None), None)
    except MappingError as why:
        raise typer.BadParameter(str(why)) from why
    except RecordingError as why:
        raise FailedError(str(why)) from why
    if found is None:
        raise typer.BadParameter(
            f"the header of {first} fits no mapping: name one with --mapping, "
            f"or begin with `wegwarte import --guess {first}`"
        )
    return found


def _preview(mapping: "Mapping", found: list[Path], *, skip_bad: bool) -> None:
    from cli.import_console import show_preview
    from ingest.recordings.preview import day_totals, first_rows
    from ingest.recordings.problems import RecordingError
    from ingest.recordings.read import read_file

    rows: list[Row] = []
    totals: list[DayTotal] = []
    faults: list[str] = []
    for path in found:
        try:
            recording = read_file(mapping, path, skip_bad=skip_bad)
        except RecordingError as why:
            faults.append(f"refused: {path}\n{why}")
            continue
        rows = rows or first_rows(recording, FIRST_ROWS)
        totals += day_totals(recording)
    by = f"by mapping {mapping.id} ({mapping.title})"
    typer.echo(f"{amount(len(found), 'file')} {by}; nothing is stored")
    show_preview(rows, totals, lines_max=TOTAL_LINES_MAX)
    if faults:
        raise FailedError("\n".join(faults))


async def _import(url: str, mapping: "Mapping", found: list[Path], wanted: "Wanted") -> "Summary":
    from cli.import_console import telling
    from ingest.recordings.importing import BusyError, import_files
    from store.pool import connect
    from store.unreachable import UnreachableError

    size = sum(path.stat().st_size for path in found)
    try:
        async with connect(url, "wegwarte_ingest", statement_timeout_ms=0) as conn:
            with telling(Console(stderr=True), size) as progress:
                return await import_files(
                    conn, mapping, found, wanted, clock=_now, progress=progress
                )
    except BusyError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(
            f"the database went away: {why}; start the same import again, it continues"
        ) from why


def _report(summary: "Summary", *, as_json: bool, corrected: bool) -> None:
    from cli import import_console

    if as_json:
        typer.echo(json.dumps(import_console.for_programs(summary), indent=2))
    else:
        import_console.tell(summary, corrected=corrected)
    if summary.refused:
        raise typer.Exit(1)


async def _runs(url: str) -> "list[ImportRun]":
    from store import imports
    from store.pool import connect
    from store.unreachable import UnreachableError

    try:
        async with connect(url, "wegwarte_read") as conn:
            return await imports.runs(conn, limit=RUNS_SHOWN_MAX)
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why


async def _undo(url: str, run: int) -> tuple[int, int]:
    from ingest.recordings.importing import BusyError
    from ingest.recordings.undoing import undo
    from store.import_undo import UndoError
    from store.pool import connect
    from store.unreachable import UnreachableError

    try:
        async with connect(url, "wegwarte_ingest", statement_timeout_ms=0) as conn:
            undone = await undo(conn, run, now=_now())
    except (BusyError, UndoError) as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    return undone.erased, undone.restored


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the rim


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
