"""`wegwarte model`: which kinds of devices can be read, and one's own with a vendor's decoder."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from cli import model_draft, model_trial
from cli.failure import FailedError
from cli.model_files import Model, codec_file, model_file
from cli.model_library import Library
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry import shown
from cli.registry.acting import Author, Who, Why, act, ask, now
from devices.errors import ModelError, RejectedError
from ingest.javascript.job import Codec
from store import models
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
T = TypeVar("T")
_COLUMNS = "id name maker codec channels devices own retired_at"

Named = Annotated[str, typer.Argument(help="Id of the model.")]
CodecFile = Annotated[
    Path | None, typer.Option("--codec", help="The vendor's decoder, a .js file.", dir_okay=False)
]


@app.callback()
def about() -> None:
    """List, show, add, test and retire device models."""


@app.command("list")
def list_(
    retired: Annotated[bool, typer.Option("--retired", help="Retired ones as well.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the models: those that come with the program and one's own."""
    found = _library(data, database_url, lambda library: library.rows(retired=retired))
    shown.show(found, _COLUMNS, as_json=as_json, none="no model")


@app.command()
def show(
    model: Named,
    toml: Annotated[bool, typer.Option("--toml", help="Its file, as a beginning for one.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show a model with its channels; --toml prints its file."""

    async def told(library: Library) -> tuple[Model, dict[str, Any]]:
        found = await library.model(model)
        return found, await library.card(found)

    found, card = _library(data, database_url, told)
    if toml:
        typer.echo(found.text)
    else:
        shown.card(card, as_json=as_json)


@app.command()
def add(
    model: Annotated[
        str, typer.Argument(help="The model file, TOML; or a shipped model that needs a decoder.")
    ],
    codec: CodecFile = None,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take in a model of one's own, or another version of it, with the vendor's decoder."""
    own = model_file(Path(model)) if model.endswith(".toml") else None
    script = None if codec is None else codec_file(codec)
    if script is not None:
        asyncio.run(model_trial.check_loads(script))
    moment = now()

    async def change(conn: Connection) -> dict[str, Any]:
        library = Library(conn)
        return await library.take_in(own or await library.model(model), script, moment=moment)

    said, _ = act(
        Author(data=data, database_url=database_url, who=who, why=why), change, moment=moment
    )
    lines = [f"model {said['model']}: {said['is']}"]
    if said["codec"] is not None:
        known_by = f": sha256 {said['sha256']}" if said["sha256"] is not None else ""
        lines.append(f"codec {said['codec']}{known_by}")
    lines.append(
        "ingest reads by it from now on; what was set aside: `wegwarte rejected replay`, what was "
        f"decoded otherwise: `wegwarte redecode --model {said['model']} --since …`"
    )
    shown.told(said, lines, None, as_json=as_json)


@app.command("test")
def try_frame(
    model: Annotated[str, typer.Argument(help="Id of the model, or a model file.")],
    port: Annotated[int, typer.Option("--fport", min=0, max=255, help="The frame's fPort.")],
    payload_hex: Annotated[
        str | None, typer.Option("--hex", help="The frame's bytes; separators are left out.")
    ] = None,
    payload_base64: Annotated[
        str | None, typer.Option("--base64", help="The same as network servers write it.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="When it was received, 2026-11-03T14:20Z; or now.")
    ] = None,
    codec: CodecFile = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Decode a frame, and show its fields and readings as they would be stored; stores nothing."""
    payload = model_trial.payload_of(payload_hex, payload_base64)
    received = _instant(at)
    script = None if codec is None else codec_file(codec)
    chosen, script = _chosen(model, script, data, database_url)
    try:
        trial = asyncio.run(model_trial.read(chosen, script, port, payload, received=received))
    except RejectedError as why:
        raise FailedError(f"{why.cause}: {why.detail}") from why
    if as_json:
        typer.echo(shown.as_text(trial.for_programs()))
    else:
        typer.echo("\n".join(trial.for_people()))


app.command("draft")(model_draft.write_draft)


@app.command()
def retire(
    model: Named,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Retire a model of one's own that no device in use is of."""
    moment = now()
    author = Author(data=data, database_url=database_url, who=who, why=why)
    act(author, lambda conn: models.retire(conn, model, now=moment), moment=moment)
    typer.echo(f"model {model}: retired")


def _library(
    data: Path | None, database_url: str | None, question: Callable[[Library], Awaitable[T]]
) -> T:
    try:
        return ask(data, database_url, lambda conn: question(Library(conn)))
    except ModelError as why:
        raise FailedError(str(why)) from why


def _chosen(
    model: str, script: Codec | None, data: Path | None, database_url: str | None
) -> tuple[Model, Codec | None]:
    """Return the model to try and its script; the database is asked for what is not in files."""
    if model.endswith(".toml"):
        own = model_file(Path(model))
        if script is not None or not own.script:
            return own, script
        return own, _library(data, database_url, lambda library: library.script(own))

    async def both(library: Library) -> tuple[Model, Codec | None]:
        found = await library.model(model)
        return found, script or await library.script(found)

    return _library(data, database_url, both)


def _instant(text: str | None) -> datetime:
    if text is None:
        return now().replace(microsecond=0)
    try:
        said = datetime.fromisoformat(text)
    except ValueError as why:
        raise FailedError(f"{text!r} is no time: write 2026-11-03T13:20Z") from why
    if said.tzinfo is None:
        raise FailedError(f"{text!r} has no zone: write {text}Z, or {text}+01:00")
    return said
