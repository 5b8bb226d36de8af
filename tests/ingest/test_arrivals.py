"""Messages wait for company as long as they may, by whatever the clock says."""

import asyncio
from datetime import timedelta
from pathlib import Path

from ingest import clock
from ingest.arrivals import Arrivals
from ingest.settings import Settings
from ingest.source import Bounds

BOUNDS = Bounds(messages_max=10, bytes_max=10_000, age_max_s=0.05)


async def test_a_clock_that_is_set_back_holds_no_batch(tmp_path: Path) -> None:
    arrivals = Arrivals("native", Settings(data_dir=tmp_path))
    arrivals.take_in("t", b"p", 1, now=clock.now() + timedelta(hours=1))

    async with asyncio.timeout(5):
        assert len(await arrivals.receive(BOUNDS)) == 1
