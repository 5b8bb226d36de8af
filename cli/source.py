"""`wegwarte source`: the network servers and devices that messages come from."""

import asyncio
import json
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import typer

from cli import source_states
from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from devices.envelopes.catalogue import KINDS
from devices.topics import is_identifier
from ingest.address import AddressError, parse_address
from ingest.roads import NATIVE, RoadError, filters
from store import health, sources
from store.pool import Connection, connect
from store.sources import SourceState, StoredSource
from store.unreachable import UnreachableError

app = typer.Typer(no_args_is_help=True)

T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="Name of the source: letters, digits, hyphens.")]
_SECRET_BYTES = 32


@app.callback()
def about() -> None:
    """Say where messages come from: network servers, gateways, devices with a push of their own."""


@app.command()
def add(
    name: Name,
    kind: str = typer.Option(..., help=f"One of: {NATIVE}, {', '.join(KINDS)}."),
    url: str | None = typer.Option(
        None, help="mqtts://USER@HOST:8883; without it messages are pushed to us."
    ),
    password_file: Path | None = typer.Option(
        None, help="Holds the password (The Things Stack: an API key); - reads it from the input."
    ),
    ca: Path | None = typer.Option(None, help="Certificates to believe (PEM)."),
    topic: list[str] = typer.Option([], help="Topic filter instead of those of the kind."),
    push: bool = typer.Option(False, help="Make a key with which messages may be pushed as well."),
    storage_url: str | None = typer.Option(
        None, help="The Things Stack: https://HOST, for backfills from the Storage Integration."
    ),
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add a source; a running ingest connects within seconds, the others go on undisturbed."""
    _check(name, kind)
    password = None if password_file is None else _read_password(password_file)
    if url is not None:
        url = _with_password(url, password)
        try:
            filters(kind, tuple(topic), municipality="x", address=parse_address(url), qos=0)
        except (AddressError, RoadError) as why:
            raise FailedError(str(why)) from why
    secret = secrets.token_urlsafe(_SECRET_BYTES) if push or url is None else None
    authorities = None if ca is None else ca.read_text()

    async def put(conn: Connection) -> bool:
        return await sources.add(
            conn,
            name,
            kind=kind,
            now=datetime.now(UTC),  # noqa: TID251 - the rim
            url=url,
            ca=authorities,
            topics=tuple(topic),
            secret=secret,
            storage_url=storage_url,
            storage_key=password or (parse_address(url).password if url else None),
        )

    if not _ask(data, database_url, put):
        raise FailedError(f"there is a source {name!r} already: `wegwarte source remove {name}`")
    typer.echo(f"source {name} is added" + (f"; it connects to {_shown(url)}" if url else ""))
    if secret is not None:
        _tell_key(name, secret)


@app.command()
def rekey(name: Name, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Make a new key for pushing to a source; the old one is worth nothing from then on."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    if not _ask(data, database_url, lambda c: sources.rekey(c, name, secret, now=now)):
        raise FailedError(f"there is no source {name!r}: `wegwarte source list`")
    _tell_key(name, secret)


@app.command()
def remove(name: Name, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Remove a source; a running ingest leaves it within seconds. What came by it stays."""
    if not _ask(data, database_url, lambda c: sources.remove(c, name)):
        raise FailedError(f"there is no source {name!r}: `wegwarte source list`")
    typer.echo(f"source {name} is removed")


@app.command("list")
def list_(data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List the sources: connected since when, last message, last error in words."""

    async def look(conn: Connection) -> tuple[list[StoredSource], list[SourceState]]:
        return await sources.listed(conn), await sources.states(conn)

    listed, states = _ask(data, database_url, look)
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in _rows(listed, states)], default=str))
    else:
        typer.echo("\n".join(lines(listed, states, now)) or "there are no sources")


@app.command()
def heard(
    device: str | None = typer.Option(None, help="Only this device."),
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List what network servers say of devices: signal, battery, lost frames, other readings."""
    found = _ask(data, database_url, lambda c: health.known(c, device=device))
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str))
    else:
        told = [line for one in found for line in source_states.of_device(one, now)]
        typer.echo("\n".join(told) or "no device behind a network server was heard")


def lines(listed: list[StoredSource], states: list[SourceState], now: datetime) -> list[str]:
    """Return a line for each source, and one for what is wrong with it."""
    found = []
    for row in _rows(listed, states):
        name = f"{row.name} ({row.kind}, {row.address or 'pushed to us'})"
        if row.state is None:
            found.append(f"{name}: never heard of yet")
        else:
            found += source_states.lines(name, row.state, now)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    kind: str
    address: str  #: without its password; empty: messages are pushed
    pushes: bool
    state: SourceState | None


def _rows(listed: list[StoredSource], states: list[SourceState]) -> list[_Row]:
    of_name = {state.source: state for state in states}
    rows = [
        _Row(
            name=source.name,
            kind=source.kind,
            address=_shown(source.url),
            pushes=source.pushes,
            state=of_name.pop(source.name, None),
        )
        for source in listed
    ]
    rows += [
        _Row(name=name, kind=state.kind, address="in the settings", pushes=False, state=state)
        for name, state in of_name.items()
    ]
    return sorted(rows, key=lambda row: row.name)


def _check(name: str, kind: str) -> None:
    if not is_identifier(name):
        raise FailedError(
            f"{name!r} is no name of a source: lower-case letters, digits and hyphens, at most 64"
        )
    if kind != NATIVE and kind not in KINDS:
        raise FailedError(f"no source is of kind {kind!r}: there are {NATIVE}, {', '.join(KINDS)}")


def _read_password(file: Path) -> str:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text()
    except OSError as why:
        raise FailedError(f"cannot read the password: {why}") from why
    return text.strip()


def _with_password(url: str, password: str | None) -> str:
    if password is None:
        return url
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    user = user.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def _shown(url: str | None) -> str:
    """Return an address without its password."""
    if url is None:
        return ""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    user = user.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))


def _tell_key(name: str, secret: str) -> None:
    typer.echo(
        f"push messages to /api/v1/uplinks/{name} with this key, which is shown only now:\n"
        f"  Authorization: Bearer {secret}"
    )


def _ask(
    data: Path | None, database_url: str | None, query: Callable[[Connection], Awaitable[T]]
) -> T:
    from cli import running

    async def ask(url: str) -> T:
        async with connect(url) as conn:
            return await query(conn)

    try:
        return asyncio.run(ask(running.database_url(data, database_url)))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
