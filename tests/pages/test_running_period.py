"""The total of a running period speaks of what has come, never of what is still to come."""

import re
from datetime import UTC, datetime

import pytest

from analytics.derive import derive_once
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import FIRST, NOW, QUARTER, Town, build, store

pytestmark = pytest.mark.database

#: 23:30 on the 25th of October; the last two quarters of direction b are missing that day.
BEFORE_THE_GAP = datetime(2026, 10, 25, 22, 37, tzinfo=UTC)
BOTH_WAYS = (("bicycles-a", 3.0), ("bicycles-b", 2.0))
DAY = "/en/sites/promenade?from=2026-10-25&to=2026-10-25&bucket=day&indicator=volume&mode=bicycle"


async def total(dsn: str, now: datetime, address: str = DAY) -> str:
    """Return the total's sentence on a site's page."""
    async with serve(dsn, now=now) as client:
        page = (await client.get(address)).text
    found = re.search(r'class="series-total">(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


async def test_intervals_still_to_come_are_not_missing(database: str) -> None:
    await build(database)
    running = await total(database, BEFORE_THE_GAP)
    assert running.startswith("490 ")  # 98 of the day's 100 quarters, 3 and 2 in each
    assert "100 %" in running


async def test_what_is_missing_is_told_once_the_period_is_over(database: str) -> None:
    await build(database)
    over = await total(database, datetime(2026, 10, 26, 12, tzinfo=UTC))
    assert "98 %" in over


async def weeks_before(town: Town) -> None:
    """Store and derive four weeks that were like the days of the town."""
    channels = [(town.channels["counter-1", name], n) for name, n in BOTH_WAYS]
    rows = [
        (channel, FIRST - QUARTER * (k + 1), n, 900_000)
        for k in range(28 * 96)
        for channel, n in channels
    ]
    async with connect(town.dsn) as conn:
        await store(conn, town, rows, received=NOW)
        await derive_once(conn, NOW)


async def test_nothing_is_estimated_of_a_running_period(database: str) -> None:
    await weeks_before(await build(database))
    both = DAY.replace("to=2026-10-25", "to=2026-10-26")
    running = await total(database, datetime(2026, 10, 26, 11, 7, tzinfo=UTC), both)
    assert "99 %" in running
    assert "estimated without gaps: 980" not in running
    assert "estimated without gaps: 980" in await total(
        database, datetime(2026, 10, 28, tzinfo=UTC), both
    )
