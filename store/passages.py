"""Passages: single vehicles, stored at most once, by (channel, time, n)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays
from store.fate import Fate
from store.instants import span
from store.partitions import by_month
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Columns of equal length, in order of arrival; identity is (channel, time, n)."""

    channel: NDArray[np.int32]
    time_us: NDArray[np.int64]
    n: NDArray[np.int32]
    speed_km_h: NDArray[np.float32]  #: NaN where unknown
    length_m: NDArray[np.float32]  #: NaN where unknown
    vehicle_class: NDArray[np.int16]  #: -1 where unknown
    quality: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.channel)


async def insert(conn: AsyncConnection[Any], block: int, rows: Passages) -> NDArray[np.int8]:
    """Store each passage at most once; return the `Fate` (stored or duplicate) of each row."""
    fate = np.zeros(len(rows), dtype=np.int8)
    if len(rows) == 0:
        return fate
    order = np.lexsort((rows.n, rows.time_us, rows.channel))
    keys = np.stack([rows.channel[order].astype(np.int64), rows.time_us[order], rows.n[order]])
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    first = order[new]
    fate[order[~new]] = Fate.DUPLICATE
    values: dict[str, arrays.Column] = {
        "speed_km_h": arrays.Float4(rows.speed_km_h[first]),
        "length_m": arrays.Float4(rows.length_m[first]),
        "vehicle_class": arrays.Int2(rows.vehicle_class[first]),
        "quality": arrays.Int2(rows.quality[first]),
    }
    cursor = await conn.execute(
        load("passages_insert"), {**_identity(rows, first), **values, "block": block}
    )
    if cursor.rowcount < len(first):
        for positions in by_month(rows.time_us[first]):
            month = first[positions]
            present = await conn.execute(
                load("passages_present"),
                {**_identity(rows, month), "block": block, **span(rows.time_us[month])},
            )
            for (position,) in await present.fetchall():
                fate[month[position]] = Fate.DUPLICATE
    return fate


def _identity(rows: Passages, which: NDArray[np.intp]) -> dict[str, arrays.Column]:
    return {
        "channel": arrays.Int4(rows.channel[which]),
        "time": arrays.Timestamps(rows.time_us[which]),
        "n": arrays.Int4(rows.n[which]),
    }
