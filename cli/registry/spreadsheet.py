"""`wegwarte registry`: the whole registry as one spreadsheet."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, now
from cli.registry.sheet.entering import Entry
from cli.registry.sheet.importing import Imported, import_file
from cli.registry.sites import zone
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)


class _RefusedError(Exception):
    """Rows are refused, so nothing of the file is entered."""

    def __init__(self, imported: Imported) -> None:
        super().__init__("rows are refused")
        self.imported = imported


@app.callback()
def about() -> None:
    """Write the form of the registry, and read it back."""


@app.command()
@with_options
def template(
    path: Annotated[Path, typer.Argument(help="Where to write the form.")] = Path("registry.xlsx"),
    xlsx: Annotated[bool, typer.Option("--xlsx", help="As XLSX, which is what there is.")] = True,
    filled: Annotated[
        bool, typer.Option("--filled", help="With what is deployed now, to be corrected.")
    ] = False,
    *,
    reader: Reader,
) -> None:
    """Write the form: one row a sensor channel."""
    from cli.registry.sheet import template as form
    from devices.models import MODELS

    del xlsx
    if path.exists():
        raise FailedError(f"{path} is there already; name another file")
    rows: list[list[Any]] = []
    known = dict(MODELS)
    if filled:
        from cli.registry.sheet.filled import filled_in

        rows, known = reader.ask(lambda conn: filled_in(conn, now=now()))
    form.write(path, [(one.id, one.name) for one in known.values()], rows)
    line = f"{path} is written; fill it in and run `wegwarte registry import {path} --dry-run`"
    shown.told({"file": str(path)}, [line], None, as_json=reader.as_json)


@app.command("import")
@with_options
def import_(
    path: Annotated[Path, typer.Argument(help="The filled-in form, XLSX or CSV.")],
    model: Annotated[str | None, typer.Option(help="Model of rows that name none.")] = None,
    time_zone: Annotated[str, typer.Option(help="Of sites that are new.")] = "Europe/Berlin",
    accept: Annotated[
        bool, typer.Option("--accept", help="New devices count from their installation on.")
    ] = False,
    skip_refused: Annotated[
        bool, typer.Option("--skip-refused", help="Enter the other rows although some are refused.")
    ] = False,
    *,
    author: Author,
) -> None:
    """Enter sites, devices, datastreams and deployments of a spreadsheet in one transaction.

    A row that is missing retires nothing, an empty cell erases nothing. When a row is refused,
    nothing is entered unless --skip-refused is given.
    """
    entry = Entry(now=now(), zone=zone(time_zone), accept=accept)

    async def importing(conn: Connection) -> Imported:
        done = await import_file(conn, path, entry, model=model)
        if done.count("refused") and not skip_refused and not author.dry_run:
            raise _RefusedError(done)
        return done

    author = replace(author, why=author.why or path.name)
    entered = True
    try:
        done, effect = act(author, importing, moment=now())
    except _RefusedError as why_not:
        done, effect, entered = why_not.imported, None, False
    refused = done.count("refused")
    said = {
        "file": path.name,
        "entered": entered and not author.dry_run,
        **{word: done.count(word) for word in ("added", "changed", "unchanged", "refused")},
        "columns_left_out": done.unknown,
        "key_columns_dropped": done.secret,
        "rows": [asdict(row) for row in done.rows],
    }
    shown.told(said, _lines(done, entered=entered), effect, as_json=author.as_json)
    if refused:
        raise typer.Exit(1)


@app.command()
@with_options
def suggest(*, reader: Reader) -> None:
    """Show which devices were probably exchanged, each with the command that accepts it."""
    from cli.registry.suggesting import suggestions

    found = reader.ask(lambda c: suggestions(c, now=now()))
    if reader.as_json:
        typer.echo(shown.as_text(found))
        return
    for one in found:
        typer.echo(f"swap of {one.place}? {one.new} speaks instead of {one.old}: {one.why}")
        typer.echo(f"    {one.messages} messages of it are kept; accept with: {one.command}")
    if not found:
        typer.echo("no device seems to have been exchanged")


def _lines(done: Imported, *, entered: bool) -> list[str]:
    lines = []
    if done.secret:
        names = ", ".join(done.secret)
        lines.append(f"warning: keys were dropped, and belong in no such file: {names}")
    if done.unknown:
        lines.append(f"left out, because nothing is known of it: {', '.join(done.unknown)}")
    for row in done.rows:
        where = f"{row.cell}: " if row.cell else ""
        lines.append(f"row {row.row:<5} {row.word:<9} {where}{row.said}".rstrip())
        lines += [f"          {note}" for note in row.notes]
    words = ("added", "changed", "unchanged", "refused")
    lines.append(", ".join(f"{done.count(word)} {word}" for word in words))
    if not entered:
        lines.append("nothing was entered: correct the refused rows, or give --skip-refused")
    return lines
