"""The newest value of each channel."""

from datetime import datetime
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store.queries import load
from store.rows import Observations


async def raise_to(conn: AsyncConnection[Any], rows: Observations, *, received: datetime) -> None:
    """Raise the newest value of each channel to these rows' newest; older ones change nothing."""
    if len(rows) == 0:
        return
    order = np.lexsort((rows.time_us, rows.channel))
    last = np.append(rows.channel[order][1:] != rows.channel[order][:-1], True)
    newest = rows.take(order[last])
    await conn.execute(load("latest_raise"), {**newest.columns(), "received": received})
