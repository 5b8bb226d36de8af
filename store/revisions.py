"""Stored numbers as they were, and how they were revised; from `final` on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load
from store.series import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A final number as it was at a moment.

    Parameters
    ----------
    revised_at
        When another value came in its place; None: it stands.
    n_expected, n_valid, coverage, flag
        None where it was revised since.
    """

    start: date
    value: float | None
    revision: int
    revised_at: datetime | None
    n_expected: int | None
    n_valid: int | None
    coverage: float | None
    flag: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision; `since`: when the old value had come to stand, None where not known."""

    id: int
    start: date
    revision: int
    old_value: float | None
    new_value: float | None
    cause: str
    since: datetime | None
    at: datetime


async def as_of(conn: AsyncConnection[Any], key: Key, at: datetime) -> list[Then]:
    """Return the numbers of a series that were final at a moment, as they were then."""
    async with conn.cursor(row_factory=class_row(Then)) as cursor:
        await cursor.execute(load("read_indicator_as_of"), {**key.parameters(), "at": at})
        return await cursor.fetchall()


async def revisions(
    conn: AsyncConnection[Any], key: Key, *, limit: int, after: int | None = None
) -> list[Revision]:
    """Return at most `limit` revisions of a series in the order in which they happened."""
    async with conn.cursor(row_factory=class_row(Revision)) as cursor:
        await cursor.execute(
            load("read_indicator_revisions"), {**key.parameters(), "limit": limit, "after": after}
        )
        return await cursor.fetchall()


async def newest(conn: AsyncConnection[Any], key: Key, *, limit: int) -> list[Revision]:
    """Return at most `limit` revisions of a series, the newest first."""
    async with conn.cursor(row_factory=class_row(Revision)) as cursor:
        await cursor.execute(
            load("read_indicator_revised_last"), {**key.parameters(), "limit": limit}
        )
        return await cursor.fetchall()
