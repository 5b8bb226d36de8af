"""The level of service by density, over HTTP: it needs the lanes of the road, as they were."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.analytics.vehicles import Vehicle, store_vehicles
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
DAY = utc("2026-11-02 23:00")  # local midnight of Tuesday, 3 November
ALLEE = "/api/v1/sites/allee/indicators/lane_density"
#: By hour of the day: vehicles/h, all of them with one speed [km/h].
HOURS = {2: (5, 60.0), 6: (600, 60.0), 7: (1_200, 40.0), 8: (1_500, 25.0), 9: (900, 50.0)}


@dataclass
class Road:
    """A road with a radar in direction a."""

    town: Town
    client: httpx2.AsyncClient

    async def say(self, kind: str, value: float, **since: str) -> int:
        """Say a fact over HTTP; return the status of the answer."""
        sent = {"kind": kind, "value": value} | since
        answer = await self.client.post("/api/v1/registry/sites/allee/facts", json=sent)
        return answer.status_code

    async def values(self, **asked: str) -> list[dict[str, Any]]:
        """Return the values of 3 November."""
        params = {"period": "2026-11-03", "direction": "a", "mode": "motor"} | asked
        answer = await self.client.get(ALLEE, params=params)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["values"]
        return found


@asynccontextmanager
async def road_in(database: str, zone: str, midnight: datetime) -> AsyncIterator[Road]:
    """Let a road carry the vehicles of a day that begins at a midnight."""
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("allee")
        await owner.execute("update site set time_zone = %s", (zone,))
        radar = await town.channel("radar", Property.PASSAGE, device="radar")
        stream = await town.datastream("allee", Property.PASSAGE, "radar", direction="a")
        await town.deploy(radar, stream, utc("2026-10-01 00:00"))
        await owner.execute("update datastream set mode = 'motor'")
        seen = [
            Vehicle(
                channel=radar,
                time=midnight + timedelta(hours=hour, seconds=3600 * k / count),
                n=k,
                speed=speed,
            )
            for hour, (count, speed) in HOURS.items()
            for k in range(count)
        ]
        await store_vehicles(owner, seen, now=NOW)
        await derive_once(owner, NOW)
        key = await keys.add(owner, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        async with serve(database, now=NOW) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            yield Road(town, client)


@pytest.fixture
async def road(database: str) -> AsyncIterator[Road]:
    async with road_in(database, "Europe/Berlin", DAY) as found:
        yield found


async def test_the_density_of_a_lane_has_the_level_of_the_hcm(road: Road) -> None:
    assert (await road.client.get(ALLEE)).status_code == 404  # nobody has said how many lanes
    assert await road.say("lanes", 2) == 200

    hours = await road.values(bucket="hour")
    told = {at: (hours[at]["value"], hours[at]["level"], hours[at]["lanes"]) for at in HOURS}
    assert told[6] == (pytest.approx(600 / 60 / 2), "A", 2)  # 5 a km are 8 a mile
    assert told[7] == (pytest.approx(1_200 / 40 / 2), "C", 2)  # 15 are 24.1
    assert told[8] == (pytest.approx(1_500 / 25 / 2), "F", 2)  # 30 are 48.3
    assert told[9] == (pytest.approx(900 / 50 / 2), "B", 2)  # 9 are 14.5
    assert told[2] == (None, None, None)  # 5 vehicles say nothing
    assert hours[2]["reason"] == "insufficient_data"
    assert hours[7]["flow"] == 1_200
    assert hours[7]["space_mean"] == pytest.approx(40)


async def test_a_day_is_told_by_its_densest_hour_and_longer_times_by_the_thirtieth(
    road: Road,
) -> None:
    assert await road.say("lanes", 2) == 200

    (day,) = await road.values()
    assert (day["value"], day["level"], day["flow"]) == (pytest.approx(30), "F", 1_500)
    (month,) = await road.values(period="2026-11", bucket="month")
    assert (month["value"], month["level"], month["reason"]) == (None, None, "insufficient_data")
    quarters = await road.values(bucket="15min")
    assert len(quarters) == 96
    assert {row["level"] for row in quarters[28:32]} == {"C"}


async def test_hours_begin_with_the_clock_on_the_wall(database: str) -> None:
    async with road_in(database, "Asia/Kolkata", utc("2026-11-02 18:30")) as road:
        assert await road.say("lanes", 2) == 200

        (day,) = await road.values()

    assert (day["value"], day["level"], day["flow"]) == (pytest.approx(30), "F", 1_500)


async def test_lanes_hold_by_their_dates_and_more_than_the_capacity_is_f(road: Road) -> None:
    assert await road.say("lanes", 1, from_date="2026-11-04") == 200
    assert await road.say("lanes", 3, from_date="2026-11-01") == 200
    assert await road.say("road_capacity", 1_000) == 200

    hours = await road.values(bucket="hour")
    assert (hours[7]["lanes"], hours[7]["value"]) == (3, pytest.approx(10))
    assert (hours[7]["level"], hours[9]["level"]) == ("F", "A")  # 1,200 an hour of 1,000
    assert await road.say("lanes", 2.5) == 409
    assert await road.say("lanes", 0) == 409
