"""Monthly partitions: made and committed before a batch writes into them."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store.queries import load


async def ensure_partitions(conn: AsyncConnection[Any], months: list[str]) -> None:
    """Make the partitions of these months (`YYYY-MM-01`); commit before writing into them."""
    for month in months:
        async with conn.transaction():
            await conn.execute(load("ensure_partition"), {"month": month})


def months_of(time_us: NDArray[np.int64]) -> set[str]:
    """Return the months, as `YYYY-MM-01`, that these instants fall into (UTC)."""
    months = np.sort(time_us.astype("datetime64[us]").astype("datetime64[M]"))
    return {
        f"{month}-01" for month in months[np.append(True, months[1:] != months[:-1])[: len(months)]]
    }


def by_month(time_us: NDArray[np.int64]) -> Iterator[NDArray[np.intp]]:
    """Yield the positions of each month's instants.

    For queries that look a batch up: asked for all months at once, one reading of years ago would
    make the planner read everything stored since then.
    """
    months = time_us.astype("datetime64[us]").astype("datetime64[M]")
    for month in np.unique(months):
        yield np.flatnonzero(months == month)
