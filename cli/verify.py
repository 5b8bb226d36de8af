"""`wegwarte verify RUN`: compare what is stored with what really happened in a simulated run."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import typer

from cli.failure import FailedError
from cli.options import AsJson, Data, DatabaseUrl
from cli.proof import deliveries, kept, kept_truth, numbers, sources
from cli.proof.check import Check
from cli.proof.excuses import Excuses
from cli.proof.findings import Finding, Verdict, findings
from cli.proof.stored import gather
from firmware_sim.ran import Ran, RunError, read
from store import marks
from store.pool import Connection, connect
from store.unreachable import UnreachableError

_LOOK_EVERY_S = 1.0


def command(
    run: Path = typer.Argument(help="The folder of `wegwarte simulate FLEET --run FOLDER`."),
    wait: float = typer.Option(
        60.0, help="Wait so long until everything received is computed, in seconds."
    ),
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare indicators, flags and ledger with a simulated run's truth.

    Exit status 1 when something that must be exact is not.
    """
    from cli import running

    try:
        ran = read(run)
        url = running.database_url(data, database_url)
        compared, judged = asyncio.run(verify(url, ran, wait_s=wait))
    except RunError as why:
        raise FailedError(str(why)) from why
    except UnreachableError as why:
        raise FailedError(f"cannot reach the database: {str(why).strip()}") from why
    typer.echo(_json(compared, judged) if as_json else _text(compared, judged))
    if any(check.failed for check in compared):
        raise typer.Exit(1)


async def verify(
    database_url: str, ran: Ran, *, wait_s: float = 0.0
) -> tuple[list[Check], list[Finding]]:
    """Compare a run with a store; return every comparison, and every fault's verdict.

    Parameters
    ----------
    wait_s
        Wait at most so long until derive has worked off what came. [s]
    """
    async with connect(database_url, statement_timeout_ms=0) as conn:
        if not await _computed(conn, wait_s):
            sys.stderr.write(
                "derive has not worked off everything yet: what is not known may still come "
                "(`wegwarte status`)\n"
            )
        stored = await gather(conn, ran)
    lacking = sources.absent(ran, stored)
    unheard = {device.id for devices in lacking.values() for device in devices}
    excuses = Excuses(ran, lambda device: stored.sites[device.site].zone)
    heard = stored.without({device.site for id_, device in ran.devices.items() if id_ in unheard})
    counted = [
        *numbers.checks(ran, heard, excuses),
        *kept.checks(ran, heard),
        *kept_truth.checks(ran, heard, excuses),
    ]
    right = {check.site for check in counted} - {c.site for c in counted if c.differing}
    compared = [
        *sources.checks(ran, lacking),
        *deliveries.checks(ran, stored, unheard),
        *counted,
    ]
    return compared, list(findings(ran, stored, right, unheard))


async def _computed(conn: Connection, wait_s: float) -> bool:
    until_s = time.monotonic() + wait_s
    while await marks.newest(conn):
        if time.monotonic() > until_s:
            return False
        await asyncio.sleep(_LOOK_EVERY_S)
    return True


def _text(compared: list[Check], judged: list[Finding]) -> str:
    groups: defaultdict[str, list[Check]] = defaultdict(list)
    for check in compared:
        groups[check.what].append(check)
    lines = [f"{'':<28} {'of':>7} {'values':>10} {'differ':>8} {'failed':>8} {'worst':>12}"]
    for what, checks in groups.items():
        worst = max(check.error for check in checks)
        lines.append(
            f"{what:<28} {len(checks):>7,} {sum(c.compared for c in checks):>10,} "
            f"{sum(c.differing for c in checks):>8,} {sum(c.failed for c in checks):>8,} "
            f"{worst:>12.6g}"
        )
    if differing := [_sentence(check) for check in compared if check.differing]:
        lines += ["", *differing]
    if judged:
        lines += ["", f"{'fault':<16} {'device':<24} {'verdict':<15} by"]
    lines += [
        f"{f.fault or '(none)':<16} {f.device:<24} {f.verdict:<15} {', '.join(f.signs) or '–'}"
        for f in judged
    ]
    counts = ", ".join(f"{sum(f.verdict is v for f in judged)} {v}" for v in Verdict)
    failed = sum(check.failed for check in compared)
    verdict = f"{failed} that must be exact are not" if failed else "all that must be exact is"
    return "\n".join([*lines, "", f"faults: {counts}", verdict])


def _sentence(check: Check) -> str:
    """Say what differs, and whether it may."""
    kind = "FAILED" if check.failed else "differs (a fault was injected)"
    said = (
        f"{kind}: {check.what} of {check.of}: {check.differing} of {check.compared}, "
        f"found {check.found:g} for {check.wanted:g}"
    )
    return f"{said}; {check.detail}" if check.detail else said


def _json(compared: list[Check], judged: list[Finding]) -> str:
    failed = sum(check.failed for check in compared)
    return json.dumps(
        {
            "failed": failed,
            "checks": [asdict(check) | {"failed": check.failed} for check in compared],
            "faults": [asdict(finding) for finding in judged],
        }
    )
