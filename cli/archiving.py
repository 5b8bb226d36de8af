"""A month into the archive and back, step by step; killed anywhere, the same command goes on.

1. The month is closed: it takes no reading any more, but for those that are set aside.
2. What is dirty is derived: numbers that stay are right when the readings go.
3. Its rows are written down, read back, and synced to disk.
4. In one transaction it is sealed and its rows are dropped.

Until 4 the rows are here; from then on the archive was complete.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Protocol

from cli.failure import FailedError
from store import archive, archive_files, archive_runs, sealed
from store.archive import Month
from store.archive_files import ArchiveError, Manifest
from store.archive_runs import By
from store.faults import AgainError, AwayError, RefusedError, told_apart
from store.pool import Connection

DERIVE_TRIES: Final = 60
DERIVE_EVERY_S: Final = 1.0
SEAL_TRIES: Final = 20
ROWS_AT_ONCE: Final = 20_000
FOLDER: Final = "archive"
_NOT_YET: Final = "others write into months around it, wait for them to end; or derive does not run"


class Progress(Protocol):
    """Hears how far it is."""

    def stage(self, what: str, rows: int = 0) -> None:
        """Say what begins, and how many rows it is about."""

    def advance(self, rows: int) -> None:
        """Say that so many rows more are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What archiving works with.

    Parameters
    ----------
    conn
        As the owner or `wegwarte_ingest`, autocommit, without a bound on statements.
    root
        The folder of the archives.
    derive
        Works off what is dirty; returns sites left out, and why.
    """

    conn: Connection
    root: Path
    program: str
    clock: Callable[[], datetime]
    derive: Callable[[], Awaitable[Mapping[str, str]]]
    progress: Progress


async def create(task: Task, month: date) -> Month:
    """Archive and seal a month; return what is known of it then.

    Raises
    ------
    FailedError
        It is too new, empty or sealed already, or cannot be derived.
    """
    await archive.lock(task.conn)
    known = await _known(task, month)
    if known is not None and known.state == sealed.SEALED:
        raise FailedError(f"{month:%Y-%m} is sealed already: it lies in {known.archive}")
    rows = sum(await archive.number(task.conn, month))
    if not rows:
        raise FailedError(f"nothing that was measured in {month:%Y-%m} is stored")
    await archive.close(task.conn, month, now=task.clock())
    await _derive(task, month)
    task.progress.stage(f"{month:%Y-%m}: writing", rows)
    folder, manifest = await archive.write(
        task.conn,
        month,
        task.root,
        program=task.program,
        now=task.clock(),
        advance=task.progress.advance,
    )
    task.progress.stage(f"{month:%Y-%m}: sealing")
    await _seal(task, month, folder.name, manifest)
    return (await archive.months(task.conn, month))[0]


async def restore(task: Task, month: date) -> int:
    """Put the rows of a month back and let it be written again; return how many rows it has.

    Raises
    ------
    FailedError
        It is not archived.
    """
    await archive.lock(task.conn)
    known = await _known(task, month)
    if known is None or known.state == "restored":
        raise FailedError(f"{month:%Y-%m} is not archived: `wegwarte archive list` shows what is")
    if known.archive is None or known.manifest_sha256 is None or known.state != sealed.SEALED:
        await archive.open_again(task.conn, month)
        return sum(await archive.number(task.conn, month))
    folder = task.root / known.archive
    task.progress.stage(f"{month:%Y-%m}: checking the archive")
    manifest = archive_files.opened(folder, known.manifest_sha256)
    parts = (manifest.observations, manifest.passages)
    task.progress.stage(f"{month:%Y-%m}: putting back", sum(part.rows for part in parts))
    for part in parts:
        await archive.put_back(
            task.conn, folder, part, at_once=ROWS_AT_ONCE, advance=task.progress.advance
        )
    await _insist(lambda: _reopen(task, month, manifest), month)
    return sum(part.rows for part in parts)


async def apply(task: Task, keep_months: int, *, by: By = "command") -> list[Month]:
    """Archive what is older than so many months, oldest first; return what was archived.

    Months that a person has restored stay until a person archives them again. The run is written
    down, also where it ends early.

    Parameters
    ----------
    keep_months
        How many months before this one keep their raw rows; never fewer than stay open anyway.
    """
    now = task.clock()
    newest = min(
        sealed.month_of(now) - keep_months - 1,
        sealed.newest_sealable(now),
    )
    await archive.lock(task.conn)
    run = await archive_runs.begin(task.conn, by=by, keep_months=keep_months, now=now)
    done: list[Month] = []

    async def ended(problem: str | None) -> None:
        months = [one.month for one in done]
        await archive_runs.end(task.conn, run, months=months, problem=problem, now=task.clock())

    try:
        for month in await archive.due(task.conn, newest.astype(object)):
            done.append(await create(task, month))  # noqa: PERF401 - what was done before an error
    except (ArchiveError, FailedError) as why:
        await ended(str(why))
        raise
    await ended(None)
    return done


async def _known(task: Task, month: date) -> Month | None:
    found = await archive.months(task.conn, month)
    return found[0] if found else None


async def _derive(task: Task, month: date) -> None:
    """Derive until nothing waits that the month plays a part in; else open it again."""
    problems: Mapping[str, str] = {}
    for attempt in range(DERIVE_TRIES):
        left = await archive.marks(task.conn, month)
        if not left:
            return
        task.progress.stage(f"{month:%Y-%m}: deriving {left} days")
        problems = await task.derive()
        if problems:
            break
        if attempt:  # another worker has the site, or somebody imports
            await asyncio.sleep(DERIVE_EVERY_S)
    await archive.open_again(task.conn, month)
    why = "; ".join(f"site {site}: {said}" for site, said in sorted(problems.items()))
    raise FailedError(
        f"{month:%Y-%m} was not archived, not everything of it could be derived: {why or _NOT_YET}"
    )


async def _seal(task: Task, month: date, name: str, manifest: Manifest) -> None:
    digest = hashlib.sha256(manifest.text()).digest()

    async def once() -> None:
        async with task.conn.transaction():
            await archive.seal(
                task.conn,
                month,
                manifest,
                archive=name,
                manifest_sha256=digest,
                now=task.clock(),
            )

    await _insist(once, month)


async def _reopen(task: Task, month: date, manifest: Manifest) -> None:
    async with task.conn.transaction():
        await archive.reopen(task.conn, month, manifest, now=task.clock())


async def _insist(once: Callable[[], Awaitable[None]], month: date) -> None:
    """Try until the tables are free for a moment.

    Raises
    ------
    ArchiveError
            They never were, or the database refuses.
    """
    for _ in range(SEAL_TRIES):
        try:
            async with told_apart():
                await once()
        except (AgainError, AwayError) as why:
            said = str(why)
        except RefusedError as why:
            raise ArchiveError(f"{month:%Y-%m}: {why}; nothing was dropped") from why
        else:
            return
    raise ArchiveError(
        f"{month:%Y-%m}: the database was not free for it ({said}); nothing was dropped, start "
        "the same command again"
    )
