"""The audit of the ledger from outside: recount the tables, and name every difference.

Independent of the writer's arithmetic: stored readings are counted where they lie, messages in
their blocks, rejected ones in their groups. Gaps in the devices' own numbering show what was lost
before it reached us; they are no difference, the ledger cannot know of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One count of the ledger that the tables do not bear out.

    Parameters
    ----------
    what
        The ledger's column.
    hour
        None where the tables tell only the sum over all hours.
    ledger, counted
        What the ledger says, and what lies in the tables.
    """

    what: str
    source: str
    device: str
    hour: datetime | None
    ledger: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Messages of one device, since one of its starts, that never came.

    Parameters
    ----------
    first, last
        The lowest and the highest number that came; of each part, where the device has leapt.
    missing
        How many between them did not.
    """

    device: str
    boot: str
    first: int
    last: int
    missing: int


#: A larger step is a counter that was set anew or one absurd number, not so many lost messages:
#: a message a second makes it in eleven days. [messages]
STEP_MAX: Final = 1_000_000

_RECOUNTS = (
    "audit_stored",
    "audit_messages",
    "audit_readings",
    "audit_rejected",
    "audit_conflicts",
)


async def differences(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Difference]:
    """Recount everything, or one device; return what differs, empty when the ledger is right.

    Reads one snapshot: call it in a transaction of isolation level repeatable read.
    """
    found: list[Difference] = []
    for query in _RECOUNTS:
        async with conn.cursor(row_factory=class_row(Difference)) as cursor:
            await cursor.execute(load(query), {"device": device})
            found += await cursor.fetchall()
    return found


async def gaps(conn: AsyncConnection[Any], *, device: str | None = None) -> list[Gap]:
    """Return where devices' numbering has gaps: lost before us."""
    async with conn.cursor(row_factory=class_row(Gap)) as cursor:
        await cursor.execute(load("audit_gaps"), {"device": device, "step_max": STEP_MAX})
        return await cursor.fetchall()


async def one_snapshot(conn: AsyncConnection[Any]) -> None:
    """Make the transaction that has just begun see one state of the database."""
    await conn.execute(load("audit_snapshot"))
