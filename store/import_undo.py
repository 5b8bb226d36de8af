"""Withdraw what an import stored: readings, corrections, conflicts, files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from store import sealed
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an undo took out and put back, in readings."""

    erased: int
    restored: int


class UndoError(Exception):
    """A run that cannot be undone; the message says why."""


async def mapping_of(conn: AsyncConnection[Any], run: int) -> str:
    """Return the mapping of an import that can be undone, and hold its row.

    Raises
    ------
    UndoError
        There is no such import, or it was undone before.
    """
    row = await (await conn.execute(load("import_run"), {"run": run})).fetchone()
    if row is None or row[0] != "import":
        raise UndoError(f"run {run} is no import; `wegwarte import list` shows them")
    if row[2] is not None:
        raise UndoError(f"run {run} was undone at {row[2]:%Y-%m-%d %H:%M} UTC")
    return str(row[1]["mapping"])


async def undo(conn: AsyncConnection[Any], run: int, *, now: datetime) -> Undone:
    """Withdraw the readings and files of an import, inside the caller's transaction.

    Readings that an earlier run had stored stay, although this run brought them too. What its
    corrections replaced is put back. Deployments and capacities are the caller's next step.
    """
    mapping = await mapping_of(conn, run)
    await _check_open(conn, run)
    cursor = await conn.execute(load("import_undo_channels"), {"mapping": mapping})
    channels = [channel for (channel,) in await cursor.fetchall()]
    restored = await _count(conn, "import_undo_restore", {"run": run})
    erased = await _count(conn, "import_undo_erase", {"run": run, "channel": channels})
    vehicles = {"run": run, "channel": channels}
    erased += await _count(conn, "import_undo_erase_vehicles", vehicles)
    await conn.execute(load("import_undo_conflicts"), {"run": run})
    await conn.execute(load("import_undo_latest"), {"channel": channels})
    await conn.execute(load("import_undo_newest"), {"channel": channels})
    await conn.execute(load("import_undo_files"), {"run": run})
    await conn.execute(load("import_undo_done"), {"run": run, "now": now})
    return Undone(erased=erased, restored=restored)


async def _check_open(conn: AsyncConnection[Any], run: int) -> None:
    """Refuse a run with files of sealed months: what the archive holds cannot be taken out."""
    await sealed.hold_all(conn)
    cursor = await conn.execute(load("import_undo_sealed"), {"run": run})
    months = [f"{month:%Y-%m}" for (month,) in await cursor.fetchall()]
    if months:
        commands = " && ".join(f"wegwarte archive restore {month}" for month in months)
        raise UndoError(
            f"run {run} has readings of {', '.join(months)}, which lie in the archive: restore "
            f"them first ({commands})"
        )


async def _count(conn: AsyncConnection[Any], query: str, parameters: dict[str, Any]) -> int:
    row = await (await conn.execute(load(query), parameters)).fetchone()
    return 0 if row is None else int(row[0])
