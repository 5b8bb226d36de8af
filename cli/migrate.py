"""`wegwarte migrate`: bring the database to the program's schema, or tell where it stands."""

import asyncio
import json
from datetime import UTC, datetime
from importlib.metadata import version

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl


def command(
    status: bool = typer.Option(False, "--status", help="Only tell what is applied."),
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Bring the database to the program's schema; safe to repeat."""
    from cli import running

    url = running.database_url(data, database_url)
    if status:
        done, missing = asyncio.run(_status(url))
        followed, notices = list[str](), list[str]()
    else:
        (done, followed, notices), missing = asyncio.run(_migrate(url)), []
    if as_json:
        more = {"models": followed, "notices": notices}
        said = {"applied": done, "missing": missing}
        typer.echo(json.dumps(said | {name: some for name, some in more.items() if some}))
        return
    for model in followed:
        typer.echo(f"model {model} says otherwise in this program: its devices follow")
    for notice in notices:
        typer.echo(f"notice: {notice}")
    for name in done:
        typer.echo(f"applied  {name}")
    for name in missing:
        typer.echo(f"missing  {name}")
    if not done and not missing:
        typer.echo("nothing to do: the schema is the program's")


async def _migrate(url: str) -> tuple[list[str], list[str], list[str]]:
    """Return what was applied, the shipped models that devices follow now, and what cannot."""
    from store.inventory import shipped
    from store.migrate import MigrationError, migrate
    from store.pool import connect
    from store.unreachable import UnreachableError

    try:
        async with connect(url, statement_timeout_ms=0) as conn:
            done = await migrate(conn)
            async with conn.transaction():
                now = datetime.now(UTC)  # noqa: TID251 - the rim
                followed = await shipped.follow(conn, program=version("wegwarte"), now=now)
            return done, followed, [one.sentence() for one in await shipped.renamed(conn)]
    except MigrationError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why


async def _status(url: str) -> tuple[list[str], list[str]]:
    from store.migrate import applied
    from store.pool import connect
    from store.readiness import pending_migrations

    async with connect(url) as conn:
        done = await applied(conn)
        missing = await pending_migrations(conn)
    return [name for _number, (name, _sha256) in sorted(done.items())], missing
