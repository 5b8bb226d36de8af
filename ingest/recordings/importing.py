"""Import through the store: every transaction complete in itself, so that it can be repeated.

A reading's identity is (channel, measured time): the same file twice changes nothing, and an
import that was interrupted is continued by starting it again.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from ingest.recordings.bookkeeping import Bookkeeping
from ingest.recordings.deliveries import delivery_of
from ingest.recordings.mapping import Mapping
from ingest.recordings.recording import Recording
from ingest.recordings.registration import Registration
from ingest.recordings.sources import Part, Refused, portions
from ingest.recordings.summary import Progress, Summary, Wanted
from store import imported, imports, partitions
from store.blocks import open_run
from store.instants import to_us
from store.pool import Connection

LOCK_TRIES_MAX: Final = 10
LOCK_EVERY_S: Final = 0.5
FUTURE_MAX_US: Final = 300_000_000  #: a publisher's clock may be so far ahead of ours


class BusyError(Exception):
    """Another import is running."""


async def import_files(
    conn: Connection,
    mapping: Mapping,
    files: Sequence[Path],
    wanted: Wanted,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
) -> Summary:
    """Store recordings.

    Parameters
    ----------
    conn
        As `wegwarte_ingest`, autocommit, without a bound on statements.
    files
        In the order to read them; the order changes nothing in the outcome.

    Raises
    ------
    BusyError
        Another import runs on this database.
    """
    await lock(conn)
    detail: dict[str, object] = {
        "mapping": mapping.id,
        "files": len(files),
        "files_done": 0,
        "first_file": files[0].name if files else "",
        "correct": wanted.who is not None,
    }
    summary = Summary(run=await open_run(conn, "import", detail, now=clock()))
    books = Bookkeeping(mapping.id)
    await books.load(conn)
    names = Registration(mapping.id, sample=wanted.sample)
    months: set[str] = set()
    until_us = to_us(clock()) + FUTURE_MAX_US
    async for portion in portions(mapping, files, skip_bad=wanted.skip_bad, until_us=until_us):
        parts = [part for part in portion if isinstance(part, Part)]
        summary.refused += [one for one in portion if isinstance(one, Refused)]
        await _prepare(conn, parts, names, months, clock())
        async with conn.transaction():
            await _store(conn, parts, books, names, summary, wanted, clock())
            done = summary.files + len(summary.refused)
            await imports.progress(conn, summary.run, {"files_done": done})
        progress.advance(summary, sum(part.size_bytes for part in parts))
    summary.hands_off = len(books.hands_off)
    await imports.progress(conn, summary.run, summary.outcome(), finished_at=clock())
    return summary


async def lock(conn: Connection) -> None:
    """Become the only import; one that was killed a moment ago is waited for."""
    for _ in range(LOCK_TRIES_MAX):
        if await imports.lock(conn):
            return
        await asyncio.sleep(LOCK_EVERY_S)
    raise BusyError("another import is running on this database: wait for it to end")


async def _prepare(
    conn: Connection, parts: list[Part], names: Registration, months: set[str], now: datetime
) -> None:
    """Enter what rows refer to, and make room for them: committed before the rows.

    `months` are those that this import has made room for; they grow.
    """
    needed: set[str] = set()
    for part in parts:
        async with conn.transaction():
            await names.enter(conn, part.recording, now=now)
        for times_us in (part.recording.time_us, part.recording.vehicles.time_us):
            if len(times_us):
                needed |= partitions.months_of(times_us)
    await partitions.ensure_partitions(conn, sorted(needed - months))
    months |= needed


async def _store(
    conn: Connection,
    parts: list[Part],
    books: Bookkeeping,
    names: Registration,
    summary: Summary,
    wanted: Wanted,
    now: datetime,
) -> None:
    touched: set[int] = set()
    sites: set[str] = set()
    for part in parts:
        if part.last:
            await remember(conn, part.recording, books, names, summary.run)
            touched |= {names.channel(c) for c in part.recording.channels}
            touched |= books.of_scope(part.recording.scope)
            sites |= {c.site for c in part.recording.capacities}
    changed = await books.settle_deployments(conn, touched)
    marks = await books.settle_capacities(conn, sites)
    delivery = delivery_of(parts, names, books.source, summary.run, wanted.who)
    said = await imports.deliver(conn, delivery, now=now)
    marks |= {
        (stream, day) for channel, stream, day in changed if (channel, day) not in said.touched
    }
    await imported.mark(conn, marks, cause=books.source)
    await summary.differences.take(conn, parts, names, delivery, said)
    summary.count(parts, said)


async def remember(
    conn: Connection, recording: Recording, books: Bookkeeping, names: Registration, run: int
) -> None:
    """Remember a file and what it says; the same bytes are remembered once."""
    columns = [
        (names.channel(c), names.datastream(c), c.first_us, c.end_us)
        for c in recording.channels
        if c.values
    ]
    number = await imported.enter_file(
        conn,
        imported.NewFile(
            run=run,
            mapping=recording.mapping,
            scope=recording.scope,
            name=recording.name,
            sha256=recording.sha256,
            first_us=recording.first_us,
            end_us=recording.end_us,
            rows=recording.rows,
            columns=columns,
            capacities=[(c.site, c.spaces, c.always) for c in recording.capacities],
        ),
    )
    if number is None:
        return
    for capacity in recording.capacities:
        first_us = None if capacity.always else recording.first_us
        books.say_capacity(capacity.site, capacity.spaces, first_us=first_us)
    if recording.end_us > recording.first_us:
        books.say_file(recording.scope, number, recording.first_us, recording.end_us)
        valued = (c for c in recording.channels if c.values)
        for channel, (_, stream, first_us, end_us) in zip(valued, columns, strict=True):
            books.say_column(
                names.channel(channel),
                recording.scope,
                channel.property,
                number,
                (stream, first_us, end_us),
            )
