"""A late reading on TimescaleDB: what is read for it does not grow with the years behind it."""

from datetime import timedelta
from typing import Final

import numpy as np
import pytest

from analytics.derive import derive_once
from store import arrays
from store.instants import from_us, to_us
from store.pool import connect
from store.queries import load
from tests.analytics.town import Town, every_quarter, utc

pytestmark = [pytest.mark.database, pytest.mark.timescale]

NOW: Final = utc("2026-11-22 12:07")
BEGIN: Final = utc("2024-01-01 10:00")
WEEKS: Final = 60
LATE: Final = utc("2024-06-12 10:15")


async def test_a_late_reading_is_planned_for_its_own_chunks_and_is_in_the_year(
    timescale_database: str,
) -> None:
    async with connect(timescale_database) as conn:
        town = Town(conn)
        await town.site("promenade")
        channel = await town.counter("promenade", "c1", since=BEGIN)
        weeks = [BEGIN + timedelta(weeks=k) for k in range(WEEKS)]
        await town.store([(channel, week, 3.0, 900) for week in weeks], now=NOW)
        await derive_once(conn, NOW)
        before = (await town.numbers("volume", "year"))["2024-01-01"][0]

        await town.store(every_quarter(channel, LATE, [40]), now=NOW)
        await derive_once(conn, NOW)

        assert (await town.numbers("volume", "year"))["2024-01-01"][0] == before + 40
        first, last, long_first = (to_us(LATE + timedelta(days=days)) for days in (-1, 1, -32))
        plan = await conn.execute(
            b"explain " + load("derive_readings"),
            {
                "channel": arrays.Int4(np.array([channel])),
                "first": arrays.Timestamps(np.array([first])),
                "last": arrays.Timestamps(np.array([last])),
                "long_first": arrays.Timestamps(np.array([long_first])),
                "earliest": from_us(long_first),
                "latest": from_us(last),
            },
            prepare=False,
        )
        lines = [line for (line,) in await plan.fetchall()]
    chunks = {word for line in lines for word in line.split() if word.endswith("_chunk")}
    assert 1 <= len(chunks) <= 7, chunks
