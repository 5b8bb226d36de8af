"""`wegwarte migrate`: bring the database to the program's schema, or tell where it stands."""

import asyncio
import json
from pathlib import Path

import typer

from cli.failure import FailedError


def command(
    status: bool = typer.Option(False, "--status", help="Only tell what is applied."),
    data: Path | None = typer.Option(None, envvar="WEGWARTE_DATA_DIR", help="The data folder."),
    database_url: str | None = typer.Option(
        None, envvar="WEGWARTE_DATABASE_URL", help="The database, as its owner."
    ),
    as_json: bool = typer.Option(False, "--json", help="For programs."),
) -> None:
    """Bring the database to the program's schema; safe to repeat."""
    from cli import running

    url = running.database_url(data, database_url)
    done, missing = asyncio.run(_status(url) if status else _migrate(url))
    if as_json:
        typer.echo(json.dumps({"applied": done, "missing": missing}))
        return
    for name in done:
        typer.echo(f"applied  {name}")
    for name in missing:
        typer.echo(f"missing  {name}")
    if not done and not missing:
        typer.echo("nothing to do: the schema is the program's")


async def _migrate(url: str) -> tuple[list[str], list[str]]:
    from store.migrate import MigrationError, migrate
    from store.pool import connect

    try:
        async with connect(url, statement_timeout_ms=0) as conn:
            return await migrate(conn), []
    except MigrationError as why:
        raise FailedError(str(why)) from why


async def _status(url: str) -> tuple[list[str], list[str]]:
    from store import migrate
    from store.pool import connect

    async with connect(url) as conn:
        done = await migrate.applied(conn)
    names = [name for _number, (name, _sha256) in sorted(done.items())]
    return names, [m.name for m in migrate.known() if m.number not in done]
