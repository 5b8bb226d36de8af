"""Stored indicators as they lie in the table, for whoever compares them with something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load

Length = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stored number; the columns are those of the table `indicator`."""

    site: str
    indicator: str
    mode: str
    direction: str
    variant: str
    bucket: Length
    start: date
    value: float | None
    n_expected: int
    n_valid: int
    coverage: float | None
    flag: int


async def rows(
    conn: AsyncConnection[Any],
    sites: Sequence[str],
    buckets: Sequence[Length],
    first: date,
    last: date,
) -> list[Row]:
    """Return the numbers of sites whose bucket begins in [first, last], by local date."""
    async with conn.cursor(row_factory=class_row(Row)) as cursor:
        await cursor.execute(
            load("read_indicator_rows"),
            {"sites": list(sites), "buckets": list(buckets), "first": first, "last": last},
        )
        return await cursor.fetchall()
