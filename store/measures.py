"""Measures of the town, read for before and after."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the town did, from a local date on; `to_date` is exclusive, None: for good."""

    id: int
    name: str
    from_date: date
    to_date: date | None


async def measure_at(conn: AsyncConnection[Any], measure: int, site: str) -> Measure | None:
    """Return a measure of a site or of its group; None: it is of neither, or withdrawn."""
    async with conn.cursor(row_factory=class_row(Measure)) as cursor:
        await cursor.execute(load("measure_at"), {"measure": measure, "site": site})
        return await cursor.fetchone()
