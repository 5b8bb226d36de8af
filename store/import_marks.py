"""What an import leaves behind beside its readings: marks with their cause, and refusals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from devices.errors import Cause
from store import dirty, rejected, sealed
from store.instants import DAY_US
from store.passages import Passages
from store.rows import Observations

#: With this word the cause of a revision begins where a stored value was replaced.
CORRECTION: Final = "correction"


async def mark(
    conn: AsyncConnection[Any],
    touched: set[tuple[int, int]],
    corrected: Sequence[tuple[int, int, float, float]],
    *,
    source: str,
) -> None:
    """Mark what changed; where a stored value was replaced, the cause says so.

    Parameters
    ----------
    touched
        (channel, UTC day [days since 1970]).
    corrected
        (channel, time_us, old, new).
    """
    mended = {(channel, time_us // DAY_US) for channel, time_us, _, _ in corrected}
    for pairs, cause in (
        (touched - mended, source),
        (touched & mended, f"{CORRECTION} ({source})"),
    ):
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        await dirty.mark(conn, table[:, 0].astype(np.int32), table[:, 1], cause=cause)


async def refuse(
    conn: AsyncConnection[Any],
    source: str,
    rows: Observations | Passages,
    devices: NDArray[np.str_],
    *,
    now: datetime,
) -> None:
    """Count what came for sealed months; the file is there, so no bytes are kept.

    Parameters
    ----------
    devices
        Of each row.
    """
    await sealed.refuse(conn, rows.channel, rows.time_us, now=now)
    for device, readings in zip(*np.unique(devices, return_counts=True), strict=True):
        await rejected.count(
            conn,
            source=source,
            device=str(device),
            cause=Cause.BEYOND_RAW_HORIZON,
            readings=int(readings),
            now=now,
        )
