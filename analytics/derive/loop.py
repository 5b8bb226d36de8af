"""The service: a pass whenever there are marks or a quarter hour has ended, until told to stop."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime, timedelta
from typing import Final

import structlog

from analytics.derive import outdated, workers
from analytics.derive.settings import ServiceSettings
from analytics.derive.sites import Sites
from analytics.derive.work import Settings, Work, derive_once
from store import marks
from store.pool import Connection, connect
from store.unreachable import UnreachableError

log = structlog.get_logger("derive")
_QUARTER: Final = timedelta(minutes=15)
_FIRST_PAUSE_S: Final = 0.2


async def once(settings: ServiceSettings, clock: Callable[[], datetime], *, again: bool) -> Work:
    """Work off what there is and end; with `again` everything is marked first.

    Else what an older formula made is, see `outdated`.

    Where there is much, other processes help. A last pass takes up what they had claimed.

    Raises
    ------
    WorkerError
        One of the other processes failed.
    """
    async with _connected(settings) as conn:
        sites = Sites()
        if again:
            await marks.mark_everything(conn)
        else:
            await _mark_outdated(conn, sites, clock())
        much = await marks.number(conn, most=workers.MARKS_MIN) >= workers.MARKS_MIN
        beside = await workers.start(settings.derive_workers - 1 if much else 0)
        try:
            work = await derive_once(conn, clock(), _limits(settings), sites)
            for other in await workers.done(beside):
                work.add(other)
        finally:
            for process in beside:
                if process.returncode is None:
                    process.terminate()
        if beside:
            work.add(await derive_once(conn, clock(), _limits(settings)))
        return work


async def beside(settings: ServiceSettings, clock: Callable[[], datetime]) -> Work:
    """Work off what there is beside another process, which looks after the rest."""
    async with _connected(settings) as conn:
        return await derive_once(conn, clock(), _limits(settings))


async def run(
    settings: ServiceSettings, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Derive until `stop` is set; a lost database is tried again, with growing pauses."""
    pause_s = _FIRST_PAUSE_S
    asked = False  # formulas change with the program
    while not stop.is_set():
        try:
            async with _connected(settings) as conn:
                log.info("connected")
                pause_s = _FIRST_PAUSE_S
                sites = Sites()
                if not asked:
                    await _mark_outdated(conn, sites, clock())
                    asked = True
                await _follow(conn, sites, settings, clock, stop)
        except UnreachableError as why:
            log.warning("database away", why=str(why).strip(), pause_s=pause_s)
            await _wait(stop, pause_s)
            pause_s = min(pause_s * 2, settings.retry_most_s)


async def _follow(
    conn: Connection,
    sites: Sites,
    settings: ServiceSettings,
    clock: Callable[[], datetime],
    stop: asyncio.Event,
) -> None:
    followed: datetime | None = None
    await marks.listen(conn)
    while not stop.is_set():
        now = clock()
        quarter = now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % _QUARTER
        if quarter != followed or await marks.newest(conn):
            _tell(await derive_once(conn, now, _limits(settings), sites))
            followed = quarter
        await _woken(conn, stop, settings.derive_poll_s)


async def _mark_outdated(conn: Connection, sites: Sites, now: datetime) -> None:
    """Let what an older formula made be computed again, but for what is sealed."""
    known = await sites.follow(conn, now)
    if made := await outdated.mark(conn, known.values(), now=now):
        log.info("formulas have changed", marks=made)


def _tell(work: Work) -> None:
    for site, why in sorted(work.problems.items()):
        log.error("site left out", site=site, why=why)
    if work.states or work.numbers:
        log.info("derived", marks=work.marks, states=work.states, numbers=work.numbers)


def _limits(settings: ServiceSettings) -> Settings:
    return Settings(
        settle_s=settings.derive_settle_s,
        days_per_transaction_max=settings.derive_days_per_transaction_max,
    )


def _connected(settings: ServiceSettings) -> AbstractAsyncContextManager[Connection]:
    return connect(
        settings.database_url,
        settings.database_role,
        statement_timeout_ms=settings.derive_statement_max_s * 1000,
    )


async def _woken(conn: Connection, stop: asyncio.Event, most_s: float) -> None:
    """Wait until something of a past day is marked, until it is time to look, or for `stop`."""
    woken = asyncio.create_task(marks.woken(conn, most_s=most_s))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({woken, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not woken.done():
        woken.cancel()
    with suppress(asyncio.CancelledError):
        await woken  # a lost connection is told here


async def _wait(stop: asyncio.Event, most_s: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), most_s)
    except TimeoutError:
        return
