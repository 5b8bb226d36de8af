"""Where the clock is half or three quarters of an hour off, every figure of counters answers.

The same counts by the clock on the wall give the same figures in Kolkata (+05:30), Kathmandu
(+05:45) and in a zone of whole hours (+05:00).
"""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from analytics.catalogue import CATALOGUE
from analytics.derive import derive_once
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.api.conftest import serve

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

NOW = utc("2026-11-22 12:00")
ZONES = {"whole": "Etc/GMT-5", "kolkata": "Asia/Kolkata", "kathmandu": "Asia/Kathmandu"}
YEAR = 2025
ASKED = sorted(key for key, entry in CATALOGUE.items() if entry.number.startswith("B"))
#: They need more than a counter of two directions.
ALONE = {"heavy_share", "calibration_factor", "dtv_expanded", "dtv_by_days", "dtv_usual_weather"}


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Make the same street three times, in three zones, and a year of its quarter hours."""
    rng = np.random.default_rng(7)
    day = np.repeat([2, 1, 1, 1, 1, 2, 3, 6, 8, 6, 5, 5, 6, 6, 6, 7, 9, 9, 7, 5, 4, 3, 2, 2], 4)
    numbers = {way: rng.poisson(np.tile(day, 365)).astype(float).tolist() for way in "ab"}
    async with connect(database) as owner:
        town = Town(owner)
        for site, zone in ZONES.items():
            await town.site(site, road_capacity=40.0)
            await owner.execute("update site set time_zone = %s where id = %s", (zone, site))
            begin = datetime(YEAR, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(utc("2000-01-01").tzinfo)
            for way in "ab":
                channel = await town.counter(site, f"{site}-{way}", since=begin, direction=way)
                await town.store(every_quarter(channel, begin, numbers[way]), now=NOW)
        assert (await derive_once(owner, NOW)).problems == {}
    async with serve(database, now=NOW) as connected:
        yield connected


async def figures(client: httpx2.AsyncClient, site: str) -> dict[tuple[str, ...], Any]:
    """Return what is told of a site by civil days, months and the year, without instants."""
    found: dict[tuple[str, ...], Any] = {}
    for name in ASKED:
        for bucket, period in (("day", f"{YEAR}-03"), ("month", f"{YEAR}"), ("year", f"{YEAR}")):
            for way in ("", "a"):
                asked = {"bucket": bucket, "period": period} | ({"direction": way} if way else {})
                answer = await client.get(f"/api/v1/sites/{site}/indicators/{name}", params=asked)
                assert answer.status_code in {200, 400, 404}, answer.text
                if answer.status_code == 200:
                    said = answer.json()
                    rows = [*said["values"], said["total"]]
                    found[name, bucket, way] = [
                        {
                            key: value
                            for key, value in row.items()
                            if key not in {"at", "computed_at"}
                        }
                        for row in rows
                    ]
    return found


async def test_the_same_counts_by_the_wall_clock_give_the_same_figures(
    client: httpx2.AsyncClient,
) -> None:
    whole = await figures(client, "whole")

    assert {name for name, _, _ in whole} >= set(ASKED) - ALONE
    assert whole["dtv", "year", ""][-1]["value"] is not None
    assert whole["peak_hour", "day", ""][0]["value"] is not None
    for site in ("kolkata", "kathmandu"):
        there = await figures(client, site)
        assert there.keys() == whole.keys()
        for key, rows in whole.items():
            assert there[key] == rows, (site, key)


async def test_a_day_is_the_sum_of_its_quarters_by_the_wall_clock(
    client: httpx2.AsyncClient,
) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    address = "/api/v1/sites/kathmandu/indicators/volume"
    quarters = await client.get(
        address, params={"from": "2025-03-01T00:00:00Z", "to": "2025-03-04T00:00:00Z",
                         "bucket": "15min"}
    )  # fmt: skip
    sums: dict[date, float] = {}
    for row in quarters.json()["values"]:
        at = datetime.fromisoformat(row["start"]).astimezone(zone)
        sums[at.date()] = sums.get(at.date(), 0.0) + row["value"]
    days = await client.get(address, params={"period": "2025-03", "bucket": "day"})

    told = {row["start"]: row["value"] for row in days.json()["values"]}
    middle = date(2025, 3, 2)
    assert told[str(middle)] == sums[middle]
    assert told[str(middle + timedelta(days=1))] == sums[middle + timedelta(days=1)]
