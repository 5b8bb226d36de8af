"""`wegwarte archive nightly`: what is older than the retention goes into the archive every night.

A process of its own beside the services, as slow as the machine wants it to be: whatever reads and
computes goes first. It does what a person has set and nothing without that word
(`docs/retention.md`). Each run is written down in the database, so a start after a night in which
the machine was off, or in which a run was killed, goes on by itself.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cli.failure import FailedError
from store import archive_runs
from store.archive_files import ArchiveError
from store.archive_runs import Run
from store.pool import connect
from store.unreachable import UnreachableError

NICE: Final = 15
POLL_S: Final = 300.0
_RUNS: Final = 50  # by hand there may be some between two nights


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What is done every night.

    Parameters
    ----------
    keep_months
        So many months before this one keep their raw readings; None: all do.
    hour_utc
        From when on the night's run is due. [h]
    work
        Archives what is due, and returns in lines what it did.
    say
        Hears what happens.
    """

    database_url: str
    keep_months: int | None
    hour_utc: int
    clock: Callable[[], datetime]
    work: Callable[[int], Awaitable[list[str]]]
    say: Callable[[str], None]


def due(runs: list[Run], now: datetime, hour_utc: int) -> bool:
    """Whether the last night's run is still to be done: none has ended since it was due."""
    begins = now.replace(hour=hour_utc, minute=0, second=0, microsecond=0)
    if begins > now:
        begins -= timedelta(days=1)
    nights = [run for run in runs if run.by == "nightly"]
    return not any(run.ended_at is not None and run.begun_at >= begins for run in nights)


async def once(night: Night) -> bool:
    """Do the last night's run if it is still to be done; return whether all of it went well."""
    if night.keep_months is None:
        night.say("every raw reading is kept: WEGWARTE_RAW_RETENTION_MONTHS is not set")
        return True
    try:
        async with connect(night.database_url) as conn:
            known = await archive_runs.newest(conn, limit=_RUNS)
        if not due(known, night.clock(), night.hour_utc):
            return True
        for line in await night.work(night.keep_months) or ["nothing was left to archive"]:
            night.say(line)
    except (ArchiveError, FailedError) as why:
        night.say(f"archive: {why}")
        return False
    except UnreachableError as why:
        night.say(f"archive waits: cannot reach the database: {str(why).strip()}")
        return False
    return True


async def run(night: Night) -> None:
    """Look every few minutes whether a night's run is to be done, until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    os.nice(NICE)
    if night.keep_months is None:
        await once(night)  # says so; then there is nothing to do
        await stop.wait()
        return
    stopped = asyncio.create_task(stop.wait())
    while not stop.is_set():
        working = asyncio.create_task(once(night))
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        working.cancel()  # wherever it is, the next run goes on
        with suppress(asyncio.CancelledError):
            await working
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(stopped), POLL_S)
