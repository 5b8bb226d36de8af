"""`wegwarte backfill SOURCE`: fetch what a network server has kept while nobody listened."""

import asyncio
from datetime import UTC, datetime, timedelta

import typer

from cli.failure import FailedError
from cli.options import Data, DatabaseUrl
from ingest.backfilling import KEPT, backfill
from ingest.tts_storage import StorageError
from store import sources
from store.pool import connect
from store.unreachable import UnreachableError


def command(
    source: str = typer.Argument(help="Name of the source: `wegwarte source list`."),
    since: datetime | None = typer.Option(
        None, help="From then on (UTC); without it everything that the server keeps."
    ),
    hours: float | None = typer.Option(None, help="So many hours back, in the place of --since."),
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Fetch messages from The Things Stack's Storage Integration; repeating it changes nothing."""
    from cli import running

    now = datetime.now(UTC)  # noqa: TID251 - the rim
    begin = now - KEPT
    if hours is not None:
        begin = now - timedelta(hours=hours)
    elif since is not None:
        begin = since if since.tzinfo is not None else since.replace(tzinfo=UTC)
    try:
        count = asyncio.run(_fetch(running.database_url(data, database_url), source, begin))
    except StorageError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    typer.echo(f"{count} messages since {begin:%Y-%m-%d %H:%M}Z wait to be read")


async def _fetch(url: str, name: str, since: datetime) -> int:
    async with connect(url) as conn:
        known = {source.name: source for source in await sources.listed(conn)}
        if name not in known:
            raise FailedError(f"there is no source {name!r}: `wegwarte source list`")
    return await backfill(lambda: connect(url), known[name], since=since)
