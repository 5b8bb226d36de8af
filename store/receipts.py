"""When readings arrived, for what must be judged by what was known at the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store.instants import EPOCH
from store.queries import load


async def quarters(
    conn: AsyncConnection[Any], datastreams: Sequence[int], first: datetime, end: datetime
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the quarters that arrived live, and when the last reading of each did.

    Single vehicles are not looked at, they are heard as they pass.

    Returns
    -------
    ndarray
        Quarters since 1970. [quarters]
    ndarray
        When it was whole here. [ms since 1970]
    """
    cursor = await conn.execute(
        load("forecast_receipts"), {"datastreams": list(datastreams), "first": first, "end": end}
    )
    rows = await cursor.fetchall()
    received = [int((row[1] - EPOCH).total_seconds() * 1_000) for row in rows]
    return (
        np.array([row[0] for row in rows], dtype=np.int64),
        np.array(received, dtype=np.int64),
    )
