"""Runs of `wegwarte archive apply`: when, what was archived, and why one ended early."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load

By = Literal["command", "nightly"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run.

    Parameters
    ----------
    ended_at
        None: it is at work, or was killed and the next one goes on.
    months
        Those it has archived.
    problem
        Why it ended early; None: it did all there was.
    """

    id: int
    by: By
    keep_months: int
    begun_at: datetime
    ended_at: datetime | None
    months: list[date]
    problem: str | None


async def begin(conn: AsyncConnection[Any], *, by: By, keep_months: int, now: datetime) -> int:
    """Write down that a run begins; return its number."""
    values = {"by": by, "keep_months": keep_months, "now": now}
    row = await (await conn.execute(load("archive_run_begin"), values)).fetchone()
    return int(row[0]) if row else 0


async def end(
    conn: AsyncConnection[Any],
    run: int,
    *,
    months: Sequence[date],
    problem: str | None,
    now: datetime,
) -> None:
    """Write down what a run has done."""
    values = {"run": run, "months": list(months), "problem": problem, "now": now}
    await conn.execute(load("archive_run_end"), values)


async def newest(conn: AsyncConnection[Any], *, limit: int) -> list[Run]:
    """Return the newest runs, newest first."""
    async with conn.cursor(row_factory=class_row(Run)) as cursor:
        await cursor.execute(load("archive_runs"), {"limit": limit})
        return await cursor.fetchall()


async def may_derive(conn: AsyncConnection[Any]) -> bool:
    """Whether this login may derive by itself, instead of waiting for derive to do it."""
    row = await (await conn.execute(load("archive_may_derive"))).fetchone()
    return bool(row and row[0])
