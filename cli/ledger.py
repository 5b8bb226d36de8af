"""`wegwarte ledger`: what was received and what became of it; `--audit` recounts the tables."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from store import audit, ledger
from store.audit import Difference, Gap
from store.ledger import Line
from store.pool import connect
from store.unreachable import UnreachableError


def command(
    audit_: bool = typer.Option(
        False, "--audit", help="Recount the tables; exit status 1 when anything differs."
    ),
    device: str | None = typer.Option(None, help="Only this device, hour by hour."),
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show what was received, stored and rejected, and audit it."""
    from cli import running

    url = running.database_url(data, database_url)
    try:
        if audit_:
            differences, gaps = asyncio.run(_audit(url, device))
            typer.echo(
                _audit_json(differences, gaps) if as_json else _audit_text(differences, gaps)
            )
            if differences:
                raise typer.Exit(1)
        else:
            lines = asyncio.run(_lines(url, device))
            typer.echo(_lines_json(lines) if as_json else _lines_text(lines))
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why


async def _audit(url: str, device: str | None) -> tuple[list[Difference], list[Gap]]:
    async with connect(url, statement_timeout_ms=0) as conn, conn.transaction():
        await audit.one_snapshot(conn)
        return await audit.differences(conn, device=device), await audit.gaps(conn, device=device)


async def _lines(url: str, device: str | None) -> list[Line]:
    async with connect(url) as conn:
        return await ledger.lines(conn, device=device)


def _audit_text(differences: list[Difference], gaps: list[Gap]) -> str:
    said = [
        f"{d.source or 'all sources'} {d.device or 'all devices'} {_hour(d.hour)}: {d.what} is "
        f"{d.ledger} in the ledger and {d.counted} in the tables"
        for d in differences
    ]
    said += [
        f"{g.device}, boot {g.boot}: {g.missing} of the messages {g.first}..{g.last} were lost "
        "before us"
        for g in gaps
    ]
    verdict = (
        f"{len(differences)} differences" if differences else "the ledger agrees with the tables"
    )
    return "\n".join([*said, verdict])


def _audit_json(differences: list[Difference], gaps: list[Gap]) -> str:
    return json.dumps(
        {
            "differences": [asdict(d) for d in differences],
            "lost_before_us": [asdict(g) for g in gaps],
        },
        default=datetime.isoformat,
    )


def _lines_text(lines: list[Line]) -> str:
    if not lines:
        return "nothing was received yet"
    head = (
        f"{'source':<24} {'device':<24} {'last hour':<17} {'messages':>10} {'rejected':>9} "
        f"{'readings':>10} {'stored':>10} {'duplicate':>10} {'conflict':>9} {'rejected':>9} "
        f"{'erased':>8}"
    )
    rows = [
        f"{r.source:<24} {r.device or '(unknown)':<24} {_hour(r.hour):<17} "
        f"{r.messages_received:>10} {r.messages_rejected:>9} {r.readings_read:>10} {r.stored:>10} "
        f"{r.duplicate:>10} {r.conflict:>9} {r.rejected:>9} {r.erased:>8}"
        for r in lines
    ]
    return "\n".join([head, *rows])


def _lines_json(lines: list[Line]) -> str:
    return json.dumps([asdict(line) for line in lines], default=datetime.isoformat)


def _hour(hour: datetime | None) -> str:
    return "all hours" if hour is None else f"{hour:%Y-%m-%d %H:%M}Z"
