"""`wegwarte device credential`: with what each device proves to the broker who it is."""

import csv
import io
import json
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.acting import Author, Who, Why, act, ask, now
from store import credentials
from store.credentials import Credential
from store.inventory import fleet
from store.pool import Connection

app = typer.Typer(no_args_is_help=True)
Given = dict[str, str]
TELL = "tell your broker: `wegwarte broker-config`, then let it read its files again"


@app.callback()
def about() -> None:
    """Give devices what they log in to the broker with, and take it back."""


@app.command()
def add(
    device: Annotated[
        list[str] | None, typer.Argument(help="Devices, by any of their names.")
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Every device of its own that has none yet.")
    ] = False,
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a secret for a device, shown only now; those it has hold until they are revoked."""
    if bool(device) == missing:
        raise FailedError("name the devices, or say --missing for all that have none")
    moment = now()

    async def adding(conn: Connection) -> list[Given]:
        if missing:
            wanted = await credentials.without(conn, now=moment)
        else:
            found = [await fleet.device(conn, one, now=moment) for one in device or []]
            if gone := [one["id"] for one in found if one["retired_at"] is not None]:
                raise FailedError(f"{', '.join(gone)}: a retired device logs in no more")
            wanted = [one["id"] for one in found]
        return [await _give(conn, one) for one in wanted]

    given, _ = act(
        Author(data=data, database_url=database_url, who=who, why=why), adding, moment=moment
    )
    told = tell_broker(data, database_url)
    if as_json:
        typer.echo(json.dumps(given))
        return
    typer.echo(_table(given), nl=False)
    typer.echo(
        "The passwords are shown only now. With Mosquitto the client id is the user name.", err=True
    )
    if not told:
        typer.echo(TELL, err=True)


@app.command()
def revoke(
    named: Annotated[str, typer.Argument(help="A user name (bay-17_2), or a device: all of its.")],
    who: Who = None,
    why: Why = "",
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take a credential back; the broker of `wegwarte up` cuts the device off within seconds."""
    moment = now()
    author = Author(data=data, database_url=database_url, who=who, why=why)
    gone, _ = act(author, lambda c: credentials.revoke(c, named, now=moment), moment=moment)
    if not gone:
        raise FailedError(f"nothing of {named!r} holds: `wegwarte device credential list`")
    told = tell_broker(data, database_url)
    typer.echo(f"revoked: {', '.join(gone)}")
    if not told:
        typer.echo(TELL, err=True)


@app.command("list")
def list_(
    device: Annotated[str | None, typer.Argument(help="Only those of this device.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """List who may log in at the broker, and since when who may not any more."""

    async def look(conn: Connection) -> list[Credential]:
        found = None if device is None else (await fleet.device(conn, device, now=now()))["id"]
        return await credentials.listed(conn, device=found)

    found = ask(data, database_url, look)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str))
        return
    typer.echo("\n".join(_line(one) for one in found) or "no device has a credential")


async def _give(conn: Connection, device: str) -> Given:
    from cli.brokers import hashes

    secret = hashes.new_secret()
    user = await credentials.add(
        conn,
        device,
        bcrypt=hashes.for_nats(secret),
        pbkdf2=hashes.for_mosquitto(secret),
        now=now(),
    )
    if user is None:
        raise FailedError(f"no device {device!r}: `wegwarte device list`")
    # NATS cuts who is there under the same client id: so it is nothing that others can guess.
    client_id = f"{user}-{secrets.token_hex(8)}"
    return {"device": device, "user": user, "password": secret, "client_id": client_id}


def tell_broker(data: Path | None, database_url: str | None) -> bool:
    """Tell the broker of the running `wegwarte up`, if this is its database; return whether."""
    import asyncio

    from cli import running
    from cli.brokers import embedded

    try:
        found = running.find(data)
    except FailedError:
        return False
    if database_url not in {None, found.database_url} or found.broker_monitor_url is None:
        return False
    asyncio.run(embedded.bring_up_to_date(Path(found.data), found.database_url, found.municipality))
    return True


def _table(given: list[Given]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, ["device", "user", "password", "client_id"], lineterminator="\n")
    table.writeheader()
    table.writerows(given)
    return text.getvalue()


def _line(one: Credential) -> str:
    state = ""
    if one.revoked_at is not None:
        state = f"  revoked {one.revoked_at:%Y-%m-%d %H:%M}Z"
    elif one.retired_at is not None:
        state = "  its device is retired"
    return f"{one.id}  given {one.created_at:%Y-%m-%d %H:%M}Z{state}"
