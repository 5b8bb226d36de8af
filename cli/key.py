"""`wegwarte key`: what programs show to write through the API."""

import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.acting import Author, Who, Why, act, ask, moment_of, now
from store import keys
from store.keys import Scope, StoredKey

app = typer.Typer(no_args_is_help=True)
_DAYS = re.compile(r"(\d{1,5})d")
_ZONE = "Europe/Berlin"


@app.callback()
def about() -> None:
    """Make, list and revoke API keys: what programs show to write through the API."""


@app.command()
def add(
    scope: Annotated[list[Scope], typer.Option(help="What it is good for; repeatable.")],
    name: Annotated[str, typer.Option(help="Who or what holds it, for the history.")] = "",
    expires: Annotated[
        str | None, typer.Option(help="When it ends: 90d, or 2027-03-31; without it never.")
    ] = None,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a key; it is shown only now."""
    moment = now()
    ends = None if expires is None else ending(expires, moment)
    scopes = sorted(set(scope))
    token, _ = act(
        Author(data=data, database_url=database_url, who=who, why=why),
        lambda c: keys.add(c, name=name, scopes=list(scopes), now=moment, expires_at=ends),
        moment=moment,
    )
    if as_json:
        made = {"key": token, "scopes": scopes, "expires_at": ends}
        typer.echo(json.dumps(made, default=str))
        return
    typer.echo(f"Authorization: Bearer {token}")
    until = "never" if ends is None else f"at {ends:%Y-%m-%d %H:%M}Z"
    typer.echo(f"Shown only now. It may: {', '.join(scopes)}; it ends {until}.", err=True)


@app.command("list")
def list_(data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List the keys: what each is good for, when it was used last, when it ends."""
    found = ask(data, database_url, keys.listed)
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found], default=str))
        return
    moment = now()
    lines = [_line(key, moment) for key in found]
    typer.echo("\n".join(lines) or "there are no keys: `wegwarte key add --scope registry:write`")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, the part between ww_ and the secret.")],
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """End a key at once; what was written with it stays."""
    moment = now()
    named = key.removeprefix(keys.PREFIX).partition("_")[0]
    done, _ = act(
        Author(data=data, database_url=database_url, who=who, why=why),
        lambda c: keys.revoke(c, named, now=moment),
        moment=moment,
    )
    if not done:
        raise FailedError(f"no key {named!r} holds: `wegwarte key list`")
    typer.echo(f"key {named} is revoked")


def ending(text: str, present: datetime) -> datetime:
    """Return when a key ends, from `90d` or a date or time.

    Raises
    ------
    FailedError
        It is neither, or lies in the past.
    """
    if days := _DAYS.fullmatch(text.strip()):
        ends = present + timedelta(days=int(days[1]))
    else:
        ends = moment_of(text, _ZONE, present=present)
    if ends <= present:
        raise FailedError(f"--expires {text} is not in the future")
    return ends


def _line(key: StoredKey, moment: datetime) -> str:
    used = "never used" if key.last_used_at is None else f"used {key.last_used_at:%Y-%m-%d %H:%M}Z"
    ends = "" if key.expires_at is None else f", until {key.expires_at:%Y-%m-%d %H:%M}Z"
    why = key.ended(moment)
    name = f"  {key.name}" if key.name else ""
    return f"{key.id}{name}  {', '.join(key.scopes)}  {used}" + (f"  {why}" if why else ends)
