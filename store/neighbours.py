"""The readings just before and just after ranges of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from psycopg import AsyncConnection

from store import arrays
from store.instants import from_us, to_us
from store.queries import load
from store.raw import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """When the last known reading before a stretch and the first one after it was measured.

    In us since 1970; None where there is none.
    """

    before_us: int | None = None
    after_us: int | None = None


async def read(
    conn: AsyncConnection[Any], stretches: Sequence[Stretch], *, within_us: int
) -> list[Neighbours]:
    """Return the neighbours of each stretch, nulls and refused readings passed over.

    Parameters
    ----------
    within_us
        They are looked for so far from the stretch. [us]
    """
    found = [Neighbours()] * len(stretches)
    if not stretches:
        return found
    asked = {
        "channel": arrays.Int4(np.array([s.channel for s in stretches])),
        "first": arrays.Timestamps(np.array([s.first_us for s in stretches])),
        "last": arrays.Timestamps(np.array([s.last_us for s in stretches])),
        "within": timedelta(microseconds=within_us),
        "earliest": from_us(min(s.first_us for s in stretches) - within_us),
        "latest": from_us(max(s.last_us for s in stretches) + within_us),
    }
    cursor = await conn.execute(load("derive_neighbours"), asked, prepare=False)
    for n, before, after in await cursor.fetchall():
        found[n - 1] = Neighbours(
            before_us=None if before is None else to_us(before),
            after_us=None if after is None else to_us(after),
        )
    return found
