"""What is said beside numbers of sealed months: late readings, and other method versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection

from store import arrays, columns
from store.queries import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What was found.

    Parameters
    ----------
    late_us : int64
        When each refused reading was measured, sorted. [us since 1970]
    versions
        By which method versions the states were derived, ascending; more than one: mixed.
    """

    late_us: NDArray[np.int64]
    versions: list[int]


async def read(
    conn: AsyncConnection[Any],
    spans: Sequence[tuple[int, int, int]],
    datastreams: Sequence[int],
    days: tuple[date, date],
) -> Beside:
    """Return what is to be said beside a number.

    Parameters
    ----------
    spans
        (channel, from_us, to_us) that the number is made of.
    datastreams, days
        Of its states; first and last UTC day.
    """
    table = np.array(list(spans), dtype=np.int64).reshape(-1, 3)
    async with columns.cursor(conn) as cursor:
        await cursor.execute(
            load("read_sealed_beside"),
            {
                "channel": arrays.Int4(table[:, 0]),
                "since": arrays.Timestamps(table[:, 1]),
                "until": arrays.Timestamps(table[:, 2]),
                "datastream": list(datastreams),
                "first": days[0],
                "last": days[1],
            },
        )
        row = await cursor.fetchone()
    late, versions = (None, None) if row is None else row
    return Beside(
        late_us=np.zeros(0, dtype=np.int64) if late is None else late,
        versions=[] if versions is None else sorted(versions.tolist()),
    )
