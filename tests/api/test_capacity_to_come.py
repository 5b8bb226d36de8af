"""What is said of a site for later changes nothing of now, and is no finding before its time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from store.inventory import facts
from tests.analytics.town import utc
from tests.api.parked import NOW, Street, car_park, street

pytestmark = pytest.mark.database

PARKING = (
    "occupancy", "free_spaces", "peak_occupancy", "parking_load", "full_share", "hours_at_85",
    "turnover", "mean_duration", "saturation_time",
)  # fmt: skip


@pytest.fixture
async def lane(database: str) -> AsyncIterator[Street]:
    async with street(database) as found:
        begin = NOW - timedelta(days=12)
        told = [(begin + timedelta(minutes=30 * n), float(n % 48)) for n in range(48 * 12)]
        await car_park(found, "deck", told)
        yield found


async def everything(lane: Street) -> dict[tuple[str, str], Any]:
    """Return what is told of a street and a car park: past days, this one and days to come."""
    found: dict[tuple[str, str], Any] = {}
    for site in ("lane", "deck"):
        for name in PARKING:
            address = f"/api/v1/sites/{site}/indicators/{name}"
            answer = await lane.client.get(address, params={"period": "2026-11", "bucket": "day"})
            found[site, name] = answer.json().get("values")
        answer = await lane.client.get(f"/api/v1/sites/{site}/arrival")
        found[site, "arrival"] = answer.json()
    found["deck", "quality"] = (await lane.client.get("/api/v1/quality?site=deck")).json()
    return found


async def test_a_capacity_of_zero_that_is_to_come_is_no_matter_of_now(lane: Street) -> None:
    before = await everything(lane)
    for site in ("lane", "deck"):
        async with lane.town.owner.transaction():
            await facts.say(
                lane.town.owner, site, "capacity", 0.0, since=utc("2026-11-24 23:00"), source="t"
            )
    await lane.derive()
    after = await everything(lane)

    assert after == before
    told = {key: rows for key, rows in after.items() if isinstance(rows, list)}
    assert len(told) > len(PARKING)
    to_come = [row for rows in told.values() for row in rows if row["start"] > "2026-11-20"]
    assert to_come
    assert {row["value"] for row in to_come} == {None}
    assert "capacity_zero" not in {row.get("reason") for row in to_come}


async def test_a_capacity_of_zero_that_holds_is_the_reason(lane: Street) -> None:
    async with lane.town.owner.transaction():
        await facts.say(
            lane.town.owner, "deck", "capacity", 0.0, since=utc("2026-11-16 23:00"), source="t"
        )
    await lane.derive()

    one, other = [
        await lane.value("occupancy", site="deck", period=day, window="24h")
        for day in ("2026-11-16", "2026-11-17")
    ]
    assert one["value"] is not None
    assert (other["value"], other["reason"]) == (None, "capacity_zero")
