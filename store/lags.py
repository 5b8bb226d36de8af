"""How far behind ingest and derive are, as the database tells it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """What waits, and when something last happened; None for never."""

    last_received: datetime | None
    last_measured: datetime | None
    marks_to_derive: int  #: counted up to 100,000
    last_derived: datetime | None
    inbox_messages: int
    inbox_oldest: datetime | None
    rejected_messages: int
    sites: int
    devices: int
    database_bytes: int


async def read(conn: AsyncConnection[Any]) -> Lags:
    """Return how things stand now."""
    async with conn.cursor(row_factory=class_row(Lags)) as cursor:
        await cursor.execute(load("lags"))
        row = await cursor.fetchone()
    if row is None:
        raise LookupError("the query `lags` returns one row")
    return row
