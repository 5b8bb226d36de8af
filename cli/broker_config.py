"""`wegwarte broker-config`: what a broker of one's own has to be told of the devices."""

import os
import signal
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.amounts import amount
from cli.failure import FailedError
from cli.options import Data, DatabaseUrl
from cli.registry.acting import ask, now
from devices.topics import is_identifier
from store import credentials

INGEST = "wegwarte"
_MODE = 0o640
_INGEST_FILE = "ingest.password"


class Kind(StrEnum):
    """Brokers we write for."""

    NATS = "nats"
    MOSQUITTO = "mosquitto"


def command(
    broker: Annotated[Kind, typer.Argument(help="Which broker.")],
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to.", show_default="broker-<kind>")
    ] = None,
    municipality: Annotated[
        str | None,
        typer.Option(
            envvar="WEGWARTE_MUNICIPALITY",
            help="The id in the topics.",
            show_default="that of the running `up`, else telgte",
        ),
    ] = None,
    pid_file: Annotated[
        Path | None, typer.Option(help="The broker's; it is told to read its files again (HUP).")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Write who may log in at a broker and which topics are whose, from the registry.

    Each device may publish on its own topics and hear its own commands, nobody else may log in but
    ingest, as user `wegwarte` with the password in ingest.password. Run it again when a credential
    is given or revoked, and let the broker read its files again.
    """
    from cli.brokers import hashes, mosquitto_files, nats_users
    from cli.embedded import secret

    logins = ask(data, database_url, lambda c: credentials.logins(c, now=now()))
    town = municipality or _running_town(data, database_url)
    if not is_identifier(town):
        raise typer.BadParameter(
            f"--municipality {town!r} stands in every topic: lower-case letters, digits, hyphens"
        )
    folder = (out or Path(f"broker-{broker}")).absolute()
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    password = secret.kept_in(folder / _INGEST_FILE)
    if broker is Kind.NATS:
        ingest = {"user": INGEST, "password": hashes.for_nats(password)}
        files = {"authorization.conf": nats_users.authorization(logins, town, ingest=ingest)}
        remedy = (
            'in nats.conf, instead of its block `authorization`: include "authorization.conf" '
            "(the path counts from the folder of nats.conf)"
        )
    else:
        pair = (INGEST, hashes.for_mosquitto(password))
        files = {
            "password_file": mosquitto_files.password_file(logins, ingest=pair),
            "acl_file": mosquitto_files.acl_file(logins, town, ingest=INGEST),
            "wegwarte.conf": mosquitto_files.settings(str(folder)),
        }
        remedy = (
            f"in mosquitto.conf, below each listener: {mosquitto_files.OF_LISTENER}\n"
            f"and once: include_dir {folder}\n"
            f"its user must be able to read the files: chgrp -R mosquitto {folder}"
        )
    _write(folder, files)
    logged = f"{amount(len(logins), 'credential')} of {town} {'is' if len(logins) == 1 else 'are'}"
    typer.echo(f"{logged} in {folder}: {', '.join(files)}")
    typer.echo(remedy)
    if pid_file is not None:
        _let_read_again(pid_file)


def _running_town(data: Path | None, database_url: str | None) -> str:
    from cli import running

    try:
        found = running.find(data)
    except FailedError:
        return "telgte"
    return found.municipality if database_url in {None, found.database_url} else "telgte"


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Put each file in its place in one step; who could read it before can read it then."""
    for name, text in files.items():
        file, unfinished = folder / name, folder / f".{name}.{os.getpid()}"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        with os.fdopen(descriptor, "w") as out:
            out.write(text)
            if file.exists() and os.geteuid() == 0:
                os.fchown(descriptor, file.stat().st_uid, file.stat().st_gid)
        unfinished.rename(file)


def _let_read_again(pid_file: Path) -> None:
    try:
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGHUP)
    except (OSError, ValueError, IndexError) as why:
        raise FailedError(
            f"the files are written, but the broker of {pid_file} was not told: {why}"
        ) from why
