"""`wegwarte redecode`: read kept messages again by the codec and model of today."""

import asyncio
import getpass
import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.registry.acting import Who
from cli.registry.shown import table
from cli.typed import instant
from devices.models import MODELS
from ingest.checks import Limits
from ingest.javascript.decoders import Decoders
from ingest.readers import Readers
from ingest.redecode import run as redecoding
from ingest.redecode.run import AnotherRunsError, Day, Wish
from ingest.settings import Settings
from store import models
from store.pool import Connection, connect
from store.unreachable import UnreachableError

_STATEMENT_MAX_MS = 600_000
_COUNTS = ("messages", "unreadable", "withdrawn", "replaced", "added", "kept")


def command(
    model: Annotated[str, typer.Option("--model", help="Devices of this model.")],
    since: Annotated[
        str,
        typer.Option("--since", help="Messages received from then on: 2026-11-03 or …T13:20Z."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; count what would change.")
    ] = False,
    who: Who = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Read kept messages again; what the old codec made up is taken out, and kept aside."""
    from cli import running

    wish = Wish(model=model, since=instant(since), who=who or getpass.getuser(), dry_run=dry_run)
    try:
        url = running.database_url(data, database_url)
        # The running instance knows its town; of another database the settings say it.
        town = running.find(data).municipality if database_url is None else None
        days = asyncio.run(_run(url, wish, town))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    except AnotherRunsError as why:
        raise FailedError(str(why)) from why
    if as_json:
        typer.echo(json.dumps([asdict(day) | {"day": day.day.isoformat()} for day in days]))
    else:
        typer.echo("\n".join(_lines(days, wish)))


async def _run(url: str, wish: Wish, town: str | None) -> list[Day]:
    now = datetime.now(UTC)  # noqa: TID251 - the rim
    settings = Settings()
    limits = Limits(
        municipality=town or settings.municipality,
        payload_max_bytes=settings.payload_max_bytes,
        future_max_s=settings.future_max_s,
    )
    async with (
        connect(url, statement_timeout_ms=_STATEMENT_MAX_MS) as conn,
        Decoders(processes=1) as decoders,
    ):
        await _check_known(conn, wish.model)
        readers = Readers(limits, decoders)
        days = []
        async for day in redecoding.run(conn, readers, wish, now=now):
            days.append(day)
            typer.echo(f"{day.day}: {day.messages} messages, {day.changed} changes", err=True)
        return days


async def _check_known(conn: Connection, model: str) -> None:
    if model not in MODELS and await models.file(conn, model) is None:
        raise FailedError(f"there is no model {model!r}: `wegwarte model list` names them")


def _lines(days: list[Day], wish: Wish) -> list[str]:
    if not any(day.messages for day in days):
        return [
            f"no message of a device of model {wish.model!r} is kept since "
            f"{wish.since:%Y-%m-%d %H:%M}Z: messages are kept for 30 days"
        ]
    lines = table([asdict(day) for day in days if day.messages], ["day", *_COUNTS])
    reasons = dict.fromkeys(reason for day in days for reason in day.reasons)
    lines += [
        f"cannot be read, and nothing is taken out of what its batch stored: {reason}"
        for reason in reasons
    ]
    left: Counter[str] = Counter()
    for day in days:
        left.update(day.archived)
    lines += [
        f"left alone: {n} readings of {month}, whose raw readings lie in the archive: "
        f"wegwarte archive restore {month}, then the same command again"
        for month, n in sorted(left.items())
    ]
    if wish.dry_run:
        lines.append("nothing was changed (--dry-run)")
    elif not any(day.changed for day in days):
        lines.append("everything is stored as these messages say")
    return lines
