"""`wegwarte manual`: what people have counted, by form; a source of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.failure import FailedError
from cli.options import with_options
from cli.registry import shown
from cli.registry.acting import Author, Reader, act, moment_of, now
from cli.registry.sheet.words import CellError
from store.inventory import manual, places
from store.inventory.manual import Observed
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
Said = dict[str, Any]


class _RefusedError(Exception):
    def __init__(self, said: list[Said]) -> None:
        super().__init__("rows are refused")
        self.said = said


@app.callback()
def about() -> None:
    """Write the form of a count by hand, read it back, list what was counted."""


@app.command()
@with_options
def template(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    path: Annotated[Path | None, typer.Option("--out", help="Where to write the form.")] = None,
    *,
    reader: Reader,
) -> None:
    """Write a form for a count at a site."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    from cli.registry.counted import WHAT, Column

    found = reader.ask(lambda c: places.site(c, site, now=now()))
    chosen = path or Path(f"count-{found['id']}.xlsx")
    if chosen.exists():
        raise FailedError(f"{chosen} is there already; name another file with --out")
    book = Workbook()
    sheet = book.active
    sheet.title = "count"
    sheet.append([str(column) for column in Column])
    for _ in range(50):
        sheet.append([found["id"]])
    sheet.freeze_panes = "A2"
    shapes = {Column.DATE: "yyyy-mm-dd", Column.FROM: "hh:mm", Column.TO: "hh:mm"}
    for at, column in enumerate(Column, start=1):
        for number in range(2, 52):
            sheet.cell(row=number, column=at).number_format = shapes.get(column, "General")
    words = book.create_sheet("words")
    words.append(["what", "direction name"])
    directions = [found["direction_a"] or "a", found["direction_b"] or "b", "both"]
    for at, what in enumerate(WHAT):
        words.append([what, directions[at] if at < len(directions) else None])
    book.save(chosen)
    line = f"{chosen} is written; `wegwarte manual import {chosen} --dry-run` reads it"
    shown.told({"file": str(chosen)}, [line], None, as_json=reader.as_json)


@app.command("import")
@with_options
def import_(
    path: Annotated[Path, typer.Argument(help="The filled-in form, XLSX or CSV.")],
    *,
    author: Author,
) -> None:
    """Enter what was counted, in one transaction; when a row is refused, nothing is entered."""

    async def importing(conn: Connection) -> list[Said]:
        said = await _import(conn, path)
        if any(one["word"] == "refused" for one in said) and not author.dry_run:
            raise _RefusedError(said)
        return said

    author = replace(author, why=author.why or path.name)
    refused = False
    try:
        said, _ = act(author, importing, moment=now())
    except _RefusedError as why_not:
        said, refused = why_not.said, True
    if author.as_json:
        entered = not (refused or author.dry_run)
        typer.echo(shown.as_text({"file": path.name, "entered": entered, "rows": said}))
    else:
        for one in said:
            where = f"{one['cell']}: " if one["cell"] else ""
            typer.echo(f"row {one['row']:<5} {one['word']:<9} {where}{one['said']}".rstrip())
        if refused:
            typer.echo("nothing was entered: correct the refused rows")
        elif author.dry_run:
            typer.echo("nothing was entered (--dry-run)")
    if any(one["word"] == "refused" for one in said):
        raise typer.Exit(1)


async def _import(conn: Connection, path: Path) -> list[Said]:
    from cli.registry import counted
    from cli.registry.sheet import table

    present = now()
    sites: dict[str, Any] = {}
    for site in await places.sites(conn, now=present, retired=True):
        for name in (site["id"], site["name"], *site["aliases"]):
            sites.setdefault(name.lower(), site)
    context = counted.Context(sites=sites, sheet=path.name, now=present)
    said: list[Said] = []
    seen: dict[tuple[object, ...], int] = {}
    for line in table.read(path, counted.FORM).lines:
        if line.cell(counted.Column.VALUE) is None and line.cell(counted.Column.FROM) is None:
            continue  # a prepared row that nobody filled in
        try:
            one = counted.read(line, context)
            _refuse_twice(one, line.number, line.ref(counted.Column.VALUE), seen)
        except CellError as why:
            said.append(
                {"row": line.number, "word": "refused", "cell": why.ref, "said": why.sentence}
            )
            continue
        word = await manual.enter(conn, one, now=present)
        said.append({"row": line.number, "word": word, "cell": None, "said": ""})
    return said


def _refuse_twice(
    one: Observed, number: int, ref: str, seen: dict[tuple[object, ...], int]
) -> None:
    key = (one.site, one.property, one.mode, one.direction, one.place, one.time)
    if key in seen:
        raise CellError(ref, f"row {seen[key]} counts the same at the same time: a duplicate")
    seen[key] = number


@app.command("list")
@with_options
def list_(
    site: Annotated[str, typer.Argument(help="Id or alias of the site.")],
    from_: Annotated[str | None, typer.Option("--from", help="From when on.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Up to when.")] = None,
    *,
    reader: Reader,
) -> None:
    """List what people have counted at a site."""

    async def listed(conn: Connection) -> list[Said]:
        found = await places.site(conn, site, now=now())
        zone = found["time_zone"]
        return await manual.observations(
            conn,
            found["id"],
            since=None if from_ is None else moment_of(from_, zone, present=now()),
            until=None if to is None else moment_of(to, zone, present=now()),
        )

    columns = "id time duration_s property mode direction place value observer remarks"
    shown.show(reader.ask(listed), columns, as_json=reader.as_json, none="nothing counted")


@app.command()
@with_options
def withdraw(
    number: Annotated[int, typer.Argument(help="Its number, as `manual list` says.")],
    *,
    author: Author,
) -> None:
    """Withdraw one number that was counted by hand; it keeps its row."""
    _, effect = act(author, lambda c: manual.withdraw(c, number, now=now()), moment=now())
    line = f"manual observation {number} is withdrawn"
    shown.told({"withdrawn": number}, [line], effect, as_json=author.as_json)
