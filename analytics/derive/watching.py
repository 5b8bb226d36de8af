"""Beside the passes of derive: a process of its own looks for faults once a site's day has ended.

A process, so that neither its work nor its failure keeps a late reading waiting, and its memory
goes back when it ends.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog

from analytics.derive import findings
from analytics.derive.settings import ServiceSettings
from store import stays
from store.pool import connect
from store.unreachable import UnreachableError

log = structlog.get_logger("derive")
_NICE: Final = 10  # whatever computes numbers goes first
_SAID_MAX: Final = 2_000  # characters of what a failed process said


async def once(settings: ServiceSettings, clock: Callable[[], datetime]) -> str:
    """Look at the sites that are due, and forget old stays; return in one line what was found."""
    os.nice(_NICE)
    async with connect(
        settings.database_url,
        settings.database_role,
        statement_timeout_ms=settings.derive_statement_max_s * 1000,
    ) as conn:
        now = clock()
        done = await findings.look(conn, now, await findings.due(conn, now))
        async with conn.transaction():
            await stays.forget(conn, now=now)
    return f"{done.sites} sites looked at, {done.added} new findings, {done.gone} gone"


async def run(
    settings: ServiceSettings, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Start a process whenever a site is due, until `stop` is set."""
    while not await _stopped(stop, settings.derive_findings_poll_s):
        try:
            async with connect(settings.database_url, settings.database_role) as conn:
                waiting = await findings.due(conn, clock())
        except UnreachableError as why:
            log.warning("findings wait: database away", why=str(why).strip())
            continue
        if waiting:
            await _look(stop)


async def _look(stop: asyncio.Event) -> None:
    """Let a process look, and end it where derive is to end; a failed one is told of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "analytics.derive", "--findings"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said = asyncio.create_task(process.communicate())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({said, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not said.done():
        with suppress(ProcessLookupError):
            process.terminate()
    stopped.cancel()
    out, err = await said
    if stop.is_set():
        return
    if process.returncode:
        log.error("looking for faults failed", why=err.decode(errors="replace")[-_SAID_MAX:])
    else:
        log.info("looked for faults", said=out.decode(errors="replace").strip())


async def _stopped(stop: asyncio.Event, most_s: float) -> bool:
    """Wait for `stop`, or for so long; return whether it was set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), most_s)
    return stop.is_set()
