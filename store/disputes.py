"""Conflicts that wait for a decision, and the decision: which value stands."""

from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
from psycopg import AsyncConnection

from store import dirty
from store.inventory.errors import RegistryError, UnknownError
from store.inventory.rows import Row, row, rows

Decision = Literal["accepted", "kept"]


async def waiting(conn: AsyncConnection[Any], *, site: str | None, limit: int) -> list[Row]:
    """Return at most `limit` conflicts that nobody has decided, of one site or of all."""
    return await rows(conn, "conflicts_waiting", site=site, limit=limit)


async def decide(
    conn: AsyncConnection[Any], number: int, decision: Decision, *, now: datetime
) -> None:
    """Let the other value stand, or the stored one; the quarters of both are computed again.

    Raises
    ------
    UnknownError
        No conflict of this number waits.
    RegistryError
        The stored value is not there any more: its month is sealed.
    """
    query = "conflict_accept" if decision == "accepted" else "conflict_keep"
    said = await row(conn, query, id=number, now=now)
    if said is None:
        open_now = await row(conn, "conflict_open", id=number)
        if open_now is None:
            raise UnknownError(
                f"no conflict {number} waits for a decision; `wegwarte conflicts list` shows them"
            )
        raise RegistryError(
            f"conflict {number} cannot be accepted: the readings of {open_now['time']:%Y-%m} are "
            "archived and sealed; `wegwarte archive restore` brings them back"
        )
    last = said["time"] + timedelta(milliseconds=max(said["duration_ms"] - 1, 0))
    first_day, last_day = (at.toordinal() - 719_163 for at in (said["time"], last))
    days = np.arange(first_day, last_day + 1, dtype=np.int64)
    channel = np.full(len(days), said["channel"], dtype=np.int32)
    await dirty.mark(conn, channel, days, cause="conflict decided")
