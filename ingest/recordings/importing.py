"""Import through the store: every transaction complete in itself, so that it can be repeated.

A reading's identity is (channel, measured time): the same file twice changes nothing, and an
import that was interrupted is continued by starting it again.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from ingest.recordings.bookkeeping import Bookkeeping
from ingest.recordings.differences import Differences
from ingest.recordings.mapping import Mapping
from ingest.recordings.recording import Recording
from ingest.recordings.registration import Registration
from ingest.recordings.sources import Part, Refused, portions
from store import dirty, imported, imports, partitions
from store.blocks import open_run
from store.fate import Fate
from store.imports import Delivery
from store.instants import to_us
from store.pool import Connection
from store.rows import Observations

LOCK_TRIES_MAX: Final = 10
LOCK_EVERY_S: Final = 0.5
FUTURE_MAX_US: Final = 300_000_000  #: a publisher's clock may be so far ahead of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to import.

    Parameters
    ----------
    who
        The person who corrects: stored values that differ are replaced; None: they stay.
    skip_bad
        Store what can be read of files with problems.
    sample
        Mark new sites as demonstration.
    """

    who: str | None = None
    skip_bad: bool = False
    sample: bool = False


@dataclass(slots=True)
class Summary:
    """What an import did, in files and readings."""

    run: int
    files: int = 0
    readings: int = 0
    stored: int = 0
    duplicate: int = 0
    conflict: int = 0
    corrected: int = 0
    skipped: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differences: Differences = field(default_factory=Differences)
    hands_off: int = 0


class Progress(Protocol):
    """Hears how far an import has come."""

    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say that files of so many bytes are stored."""


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
    until_us = to_us(clock()) + FUTURE_MAX_US
    async for portion in portions(mapping, files, skip_bad=wanted.skip_bad, until_us=until_us):
        parts = [part for part in portion if isinstance(part, Part)]
        summary.refused += [one for one in portion if isinstance(one, Refused)]
        await _prepare(conn, parts, names, clock())
        async with conn.transaction():
            await _store(conn, parts, books, names, summary, wanted, clock())
            done = summary.files + len(summary.refused)
            await imports.progress(conn, summary.run, {"files_done": done})
        progress.advance(summary, sum(part.size_bytes for part in parts))
    summary.hands_off = len(books.hands_off)
    await imports.progress(conn, summary.run, _outcome(summary), finished_at=clock())
    return summary


async def lock(conn: Connection) -> None:
    """Become the only import; one that was killed a moment ago is waited for."""
    for _ in range(LOCK_TRIES_MAX):
        if await imports.lock(conn):
            return
        await asyncio.sleep(LOCK_EVERY_S)
    raise BusyError("another import is running on this database: wait for it to end")


def _outcome(summary: Summary) -> dict[str, object]:
    names = ("files", "readings", "stored", "duplicate", "conflict", "corrected", "skipped")
    counted: dict[str, object] = {f"{name}_read": getattr(summary, name) for name in names}
    return {**counted, "files_refused": len(summary.refused)}


async def _prepare(conn: Connection, parts: list[Part], names: Registration, now: datetime) -> None:
    """Enter what rows refer to, and make room for them: committed before the rows."""
    months: set[str] = set()
    for part in parts:
        async with conn.transaction():
            await names.enter(conn, part.recording, now=now)
        if len(part.recording):
            months |= partitions.months_of(part.recording.time_us)
    await partitions.ensure_partitions(conn, sorted(months))


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
    delivery = _delivery(parts, names, books.source, summary.run, wanted.who)
    said = await imports.deliver(conn, delivery, now=now)
    covered = _touched(delivery.rows, said.fate)
    marks |= {(stream, day) for channel, stream, day in changed if (channel, day) not in covered}
    await imported.mark(conn, marks, cause=books.source)
    await summary.differences.take(conn, parts, names, delivery, said)
    _count(summary, parts, said)


def _touched(rows: Observations, fate: np.ndarray) -> set[tuple[int, int]]:
    changed = rows.take(np.flatnonzero(fate != Fate.DUPLICATE))
    channels, days = dirty.touched_days(changed)
    return set(zip(channels.tolist(), days.tolist(), strict=True))


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


def _delivery(
    parts: list[Part], names: Registration, source: str, run: int, who: str | None
) -> Delivery:
    """Put the readings of a portion together, in order of files."""
    senders: list[tuple[str, str]] = []
    numbers, sender = [], []
    for part in parts:
        recording = part.recording
        devices = list(dict.fromkeys(channel.device for channel in recording.channels))
        position = {device: len(senders) + i for i, device in enumerate(devices)}
        senders += [(device, recording.name) for device in devices]
        number = np.array([names.channel(c) for c in recording.channels], dtype=np.int32)
        owner = np.array([position[c.device] for c in recording.channels], dtype=np.int32)
        numbers.append(number[recording.channel])
        sender.append(owner[recording.channel])
    recordings = [part.recording for part in parts]
    rows = Observations(
        channel=_joined(numbers, np.int32),
        time_us=_joined([r.time_us for r in recordings], np.int64),
        duration_ms=_joined([r.duration_ms for r in recordings], np.int32),
        result=_joined([r.result for r in recordings], np.float64),
        quality=_joined([r.quality for r in recordings], np.int16),
    )
    return Delivery(
        source=source,
        run=run,
        rows=rows,
        senders=senders,
        sender=_joined(sender, np.int32),
        who=who,
    )


def _joined(columns: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(columns) if columns else np.empty(0, dtype=kind)


def _count(summary: Summary, parts: list[Part], said: imports.Delivered) -> None:
    summary.files += sum(part.last for part in parts)
    summary.readings += len(said.fate)
    summary.corrected += len(said.corrected)
    summary.stored += int(np.count_nonzero(said.fate == Fate.STORED)) - len(said.corrected)
    summary.duplicate += int(np.count_nonzero(said.fate == Fate.DUPLICATE))
    summary.conflict += int(np.count_nonzero(said.fate == Fate.CONFLICT))
    for part in parts:
        if part.last:
            summary.skipped += len(part.recording.skipped)
            summary.notes += [f"{part.recording.name}: {note}" for note in part.recording.notes]
