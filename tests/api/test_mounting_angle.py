"""A radar at an angle to the road shows too little: its speeds alone are corrected, once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
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
SINCE = utc("2026-10-01 00:00")
DAY = utc("2026-11-02 23:00")  # local midnight of 3 November
SHOWN = [30.0 + k % 20 for k in range(200)]
COSINE = cos(radians(20))


@dataclass
class Radar:
    """A radar that measured the same on 3 and on 4 November."""

    town: Town
    client: httpx2.AsyncClient

    async def days(self, indicator: str, **params: str) -> list[dict[str, Any]]:
        asked = {"from": "2026-11-03", "to": "2026-11-05"} | params
        answer = await self.client.get(f"/api/v1/sites/allee/indicators/{indicator}", params=asked)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["values"]
        return found

    async def values(self, indicator: str, **params: str) -> list[float]:
        return [row["value"] for row in await self.days(indicator, **params)]

    async def say(self, **said: object) -> httpx2.Response:
        """Correct the newest deployment, and derive."""
        (number,) = (await self.town.rows("select max(id) from deployment"))[0]
        path = f"/api/v1/registry/deployments/{number}"
        answer = await self.client.patch(path, json=said)
        await derive_once(self.town.owner, NOW)
        return answer


@pytest.fixture
async def radar(database: str) -> AsyncIterator[Radar]:
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("allee")
        channel = await town.channel("radar", Property.PASSAGE, device="radar")
        await owner.execute(b"update device set model = 'wegwarte-bicycle-counter-1'")
        stream = await town.datastream("allee", Property.PASSAGE, "radar", direction="a")
        await town.deploy(channel, stream, SINCE)
        seen = [
            Vehicle(channel=channel, time=DAY + timedelta(days=d, seconds=300 * k), speed=v)
            for d in range(2)
            for k, v in enumerate(SHOWN)
        ]
        await store_vehicles(owner, seen, now=NOW)
        await derive_once(owner, NOW)
        key = await keys.add(owner, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        async with serve(database, now=NOW) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            yield Radar(town, client)


async def test_an_angle_corrects_speeds_and_changes_no_count(radar: Radar) -> None:
    shown, counted = await radar.values("mean_speed"), await radar.values("volume")
    gaps = await radar.days("headway", direction="a")
    assert (await radar.say(angle_deg=20)).status_code == 200
    assert await radar.values("mean_speed") == [pytest.approx(one / COSINE) for one in shown]
    v85 = (await radar.values("v85"))[0]
    assert v85 == pytest.approx(46.5 / COSINE, abs=0.6)
    assert await radar.values("volume") == counted
    assert await radar.days("headway", direction="a") == gaps
    # Said again it is the same: it is applied to what was measured, not to what was corrected.
    await radar.say(angle_deg=20)
    assert (await radar.values("v85"))[0] == v85
    await radar.say(angle_deg=0)
    assert await radar.values("mean_speed") == shown


async def test_a_recalibrated_radar_keeps_its_angle(radar: Radar) -> None:
    shown = await radar.values("mean_speed")
    await radar.say(angle_deg=20)
    at = {"factor": 2.0, "at": "2026-11-03T23:00:00Z"}
    answer = await radar.client.post("/api/v1/registry/devices/radar/recalibrate", json=at)
    assert answer.status_code == 200, answer.text
    await derive_once(radar.town.owner, NOW)
    assert await radar.values("volume") == [200, 400]
    assert await radar.values("mean_speed") == [pytest.approx(one / COSINE) for one in shown]


async def test_an_angle_from_a_date_on_leaves_the_days_before_alone(radar: Radar) -> None:
    shown = await radar.values("mean_speed")
    at = {"factor": 1.5, "at": "2026-11-03T23:00:00Z"}
    await radar.client.post("/api/v1/registry/devices/radar/recalibrate", json=at)
    await radar.say(angle_deg=20)  # of the deployment that begins then
    first, second = await radar.values("mean_speed")
    assert first == shown[0]
    assert second == pytest.approx(shown[1] / COSINE)


@pytest.mark.parametrize("angle", [-1, 61])
async def test_an_angle_that_cannot_be_is_refused(radar: Radar, angle: float) -> None:
    assert (await radar.say(angle_deg=angle)).status_code == 400
