"""Conflicts: another value for an identity that is stored. Both are kept until somebody decides."""

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays
from store.fate import Fate
from store.queries import load
from store.rows import Observations

#: channel, time_us, duration_ms, result, quality
Value = tuple[int, int, int, float | None, int]


async def record(
    conn: AsyncConnection[Any],
    block: int,
    rows: Observations,
    fate: NDArray[np.int8],
    stored_block: NDArray[np.int64],
    now: datetime,
) -> None:
    """Keep each other value of a stored identity once, and say how often it was seen.

    Parameters
    ----------
    fate, stored_block
        Of each row: its `Fate`, and the block that holds the stored value.
    """
    conflicting = np.flatnonzero(fate == Fate.CONFLICT)
    if len(conflicting) == 0:
        return
    seen: dict[Value, list[int]] = {}
    for row in conflicting.tolist():
        result = float(rows.result[row])
        value = (
            int(rows.channel[row]),
            int(rows.time_us[row]),
            int(rows.duration_ms[row]),
            None if np.isnan(result) else result,
            int(rows.quality[row]),
        )
        seen.setdefault(value, []).append(row)
    kept = np.array([found[0] for _, found in sorted(seen.items(), key=_by_identity)])
    counts = np.array([len(found) for _, found in sorted(seen.items(), key=_by_identity)])
    await conn.execute(
        load("conflicts_record"),
        {
            **rows.take(kept).columns(),
            "stored_block": arrays.Int8(stored_block[kept]),
            "seen": arrays.Int4(counts),
            "block": block,
            "now": now,
        },
    )


def _by_identity(item: tuple[Value, list[int]]) -> tuple[int, int, int, bool, float, int]:
    channel, time_us, duration_ms, result, quality = item[0]
    return channel, time_us, duration_ms, result is None, result or 0.0, quality
