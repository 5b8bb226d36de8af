"""Whether the database fits the program, and how far behind its parts are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.migrate import applied, known
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Lags:
    """How far behind ingest and the indicators are.

    Parameters
    ----------
    last_received
        When the newest value arrived.
    dirty
        Marks that wait to be computed. [channel days]
    inbox
        Messages that wait to be read.
    rejected_messages, conflicts_open
        What was set aside so far, and what nobody has decided.
    last_computed
        When the newest day state of the last days was computed.
    """

    last_received: datetime | None
    dirty: int
    inbox: int
    rejected_messages: int
    conflicts_open: int
    last_computed: datetime | None


async def pending_migrations(conn: AsyncConnection[Any]) -> list[str]:
    """Return the program's migrations that the database does not have."""
    done = await applied(conn)
    if not done:
        return [migration.name for migration in known()]
    row = await (await conn.execute(load("read_migration_engine"))).fetchone()
    engine = None if row is None else row[0]
    return [m.name for m in known() if m.number not in done and m.requires in {None, engine}]


async def lags(conn: AsyncConnection[Any], *, since: date) -> Lags:
    """Return the lags; only day states from `since` on are looked at, to bound the work."""
    async with conn.cursor(row_factory=class_row(Lags)) as cursor:
        await cursor.execute(load("read_lags"), {"since": since})
        return (await cursor.fetchall())[0]
