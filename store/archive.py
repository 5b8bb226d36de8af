"""Months on their way into an archive and back: closed, written down, sealed, restored.

Every function is one step, complete in itself; `cli.archiving` puts them in order. A month that
was closed takes no reading any more, so what is written down is all there is of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from psycopg import AsyncConnection
from psycopg.rows import class_row

from store import archive_files, formulas, sealed
from store.archive_files import ArchiveError, Manifest, Part
from store.queries import load

OBSERVATIONS: Final = "observation.csv.gz"
PASSAGES: Final = "passage.csv.gz"
#: No retention is shorter: so many months before this one stay open. [months]
KEPT_MONTHS_MIN: Final = sealed.OPEN_MONTHS
#: The cause of a revision, of what a restored month changes.
CAUSE: Final = "archive restore"

Advance = Callable[[int], None]  #: told how many rows more are done


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month that was closed, sealed or restored.

    Parameters
    ----------
    refused
        Readings that came for it and could not be taken.
    """

    month: date
    state: str
    since: datetime
    archive: str | None
    manifest_sha256: bytes | None
    observations: int | None
    passages: int | None
    refused: int


async def lock(conn: AsyncConnection[Any]) -> None:
    """Be the only one who archives while the connection lives."""
    row = await (await conn.execute(load("archive_lock"))).fetchone()
    if row is None or not row[0]:
        raise ArchiveError("another `wegwarte archive` is at work on this database: wait for it")


async def months(conn: AsyncConnection[Any], month: date | None = None) -> list[Month]:
    """Return what is known of archived months, or of one, oldest first."""
    async with conn.cursor(row_factory=class_row(Month)) as cursor:
        await cursor.execute(load("archive_month"), {"month": month})
        return await cursor.fetchall()


async def due(conn: AsyncConnection[Any], newest: date) -> list[date]:
    """Return the months up to a newest one that have raw rows and were not archived."""
    cursor = await conn.execute(load("archive_due"), {"newest": newest})
    return [month for (month,) in await cursor.fetchall()]


async def close(conn: AsyncConnection[Any], month: date, *, now: datetime) -> None:
    """Let a month take no reading any more, when those who write into it have ended.

    Raises
    ------
    ArchiveError
        It is too new.
    """
    newest = sealed.newest_sealable(now)
    if np.datetime64(f"{month:%Y-%m}", "M") > newest:
        raise ArchiveError(
            f"{month:%Y-%m} is too new to be archived: this month and the {sealed.OPEN_MONTHS} "
            f"before it stay open for late readings; the newest that can be is {newest}"
        )
    async with conn.transaction():
        await conn.execute(load("sealed_hold"), {"month": month})
        await conn.execute(load("archive_close"), {"month": month, "now": now})


async def open_again(conn: AsyncConnection[Any], month: date) -> None:
    """Let a month take readings again that was closed and not sealed."""
    async with conn.transaction():
        await conn.execute(load("sealed_hold"), {"month": month})
        await conn.execute(load("archive_open"), {"month": month})


async def number(conn: AsyncConnection[Any], month: date) -> tuple[int, int]:
    """Return how many readings and vehicles of a month are here."""
    row = await (await conn.execute(load("archive_number"), _span(month))).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


async def marks(conn: AsyncConnection[Any], month: date) -> int:
    """Return how many days wait to be derived that a month plays a part in."""
    row = await (await conn.execute(load("archive_marks"), {"month": month})).fetchone()
    return int(row[0]) if row else 0


async def write(
    conn: AsyncConnection[Any],
    month: date,
    root: Path,
    *,
    program: str,
    now: datetime,
    advance: Advance,
) -> tuple[Path, Manifest]:
    """Write a closed month down, read it back and sync it; return its folder and manifest."""
    folder = archive_files.begin(root, month)
    readings = await _copy(conn, "archive_observations", folder / OBSERVATIONS, month, advance)
    vehicles = await _copy(conn, "archive_passages", folder / PASSAGES, month, advance)
    manifest = Manifest(
        month=f"{month:%Y-%m}",
        program=program,
        made_at=now.isoformat(),
        observations=readings,
        passages=vehicles,
    )
    return archive_files.finish(folder, manifest), manifest


async def _copy(
    conn: AsyncConnection[Any], query: str, path: Path, month: date, advance: Advance
) -> Part:
    with archive_files.Packed(path) as packed:
        async with conn.cursor() as cursor, cursor.copy(load(query), _span(month)) as copied:
            async for block in copied:
                packed.write(block)
                advance(bytes(block).count(b"\n"))
    return archive_files.read_back(path, packed.content_sha256)


async def seal(
    conn: AsyncConnection[Any],
    month: date,
    manifest: Manifest,
    *,
    archive: str,
    manifest_sha256: bytes,
    now: datetime,
) -> None:
    """Seal a closed month and drop its raw rows, in the caller's transaction.

    The database refuses when it holds other than so many rows of the month.
    """
    await conn.execute(load("archive_patience"))
    await conn.execute(load("sealed_hold"), {"month": month})
    counted = {"observations": manifest.observations.rows, "passages": manifest.passages.rows}
    await conn.execute(load("archive_count"), {"month": month, **_span(month)})
    sealing = {"archive": archive, "manifest_sha256": manifest_sha256, "now": now}
    done = await conn.execute(load("archive_seal"), {"month": month, **counted, **sealing})
    if done.rowcount != 1:
        raise ArchiveError(f"{month:%Y-%m} was opened again meanwhile: begin once more")
    await conn.execute(load("archive_drop"), {"month": month, **counted})


async def put_back(
    conn: AsyncConnection[Any], folder: Path, part: Part, *, at_once: int, advance: Advance
) -> None:
    """Put the rows of a file back, so many in a transaction; what is here stays.

    Raises
    ------
    ArchiveError
        It names a channel that is not registered.
    """
    query = "archive_put_observations" if part.name == OBSERVATIONS else "archive_put_passages"
    for header, rows in archive_files.rows(folder / part.name, at_once):
        columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
        await _check_channels(conn, columns["device"], columns["channel"])
        async with conn.transaction():
            await conn.execute(load("archive_restoring"))
            await conn.execute(load(query), columns)
        advance(len(rows))


async def _check_channels(
    conn: AsyncConnection[Any], device: list[str], channel: list[str]
) -> None:
    known = sorted(set(zip(device, channel, strict=True)))
    asked = {"device": [one for one, _ in known], "channel": [one for _, one in known]}
    unknown = await (await conn.execute(load("archive_unknown"), asked)).fetchall()
    if unknown:
        names = ", ".join(f"{one} / {name}" for one, name in unknown[:5])
        raise ArchiveError(
            f"the archive names channels that are not registered ({names}): it is of another "
            "database"
        )


async def reopen(
    conn: AsyncConnection[Any], month: date, manifest: Manifest, *, now: datetime
) -> None:
    """Let a month be written again whose rows are back, and mark it, in the caller's transaction.

    Raises
    ------
    ArchiveError
        Not all of its rows are here.
    """
    await conn.execute(load("archive_patience"))
    await conn.execute(load("sealed_hold"), {"month": month})
    wanted = (manifest.observations.rows, manifest.passages.rows)
    found = await number(conn, month)
    if found != wanted:
        raise ArchiveError(
            f"{month:%Y-%m} has {found[0]} readings and {found[1]} vehicles, its archive "
            f"{wanted[0]} and {wanted[1]}: it stays sealed"
        )
    await conn.execute(load("archive_uncount"), {"month": month})
    await conn.execute(load("archive_restored"), {"month": month, "now": now})
    await conn.execute(load("archive_reopen"), {"month": month})
    await conn.execute(load("archive_mark"), {**_span(month), "cause": CAUSE})
    await formulas.forget(conn)


def _span(month: date) -> dict[str, datetime]:
    first = datetime(month.year, month.month, 1, tzinfo=UTC)
    return {
        "first": first,
        "last": first.replace(year=month.year + month.month // 12, month=month.month % 12 + 1),
    }
