"""Single vehicles of an import: stored at most once, and marked for `derive`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import import_marks, passages, sealed
from store.fate import Fate
from store.instants import DAY_US
from store.passages import Passages

NOBODY: Final = Passages(
    channel=np.empty(0, dtype=np.int32),
    time_us=np.empty(0, dtype=np.int64),
    n=np.empty(0, dtype=np.int32),
    speed_km_h=np.empty(0, dtype=np.float32),
    length_m=np.empty(0, dtype=np.float32),
    vehicle_class=np.empty(0, dtype=np.int16),
    quality=np.empty(0, dtype=np.int16),
)


async def open_ones(
    conn: AsyncConnection[Any],
    source: str,
    rows: Passages,
    devices: Sequence[str],
    sender: NDArray[np.int32],
    *,
    now: datetime,
) -> NDArray[np.intp]:
    """Return which vehicles may be stored; those of sealed months are refused and counted."""
    (refused,) = await sealed.among(conn, rows.time_us, now=now)
    if refused.any():
        rest = _taken(rows, np.flatnonzero(refused))
        await import_marks.refuse(conn, source, rest, np.array(devices)[sender[refused]], now=now)
    return np.flatnonzero(~refused)


async def insert(
    conn: AsyncConnection[Any],
    block: int,
    rows: Passages,
    taken: NDArray[np.intp],
    *,
    source: str,
) -> NDArray[np.int8]:
    """Store the taken vehicles and mark their days; return the `Fate` of every row."""
    fate = np.full(len(rows), Fate.REFUSED, dtype=np.int8)
    if len(rows) == 0:
        return fate
    chosen = rows if len(taken) == len(rows) else _taken(rows, taken)
    fate[taken] = await passages.insert(conn, block, chosen)
    stored = fate == Fate.STORED
    days = rows.time_us[stored] // DAY_US
    touched = set(zip(rows.channel[stored].tolist(), days.tolist(), strict=True))
    await import_marks.mark(conn, touched, [], source=source)
    return fate


def _taken(rows: Passages, which: NDArray[np.intp]) -> Passages:
    return Passages(**{name: getattr(rows, name)[which] for name in Passages.__slots__})
