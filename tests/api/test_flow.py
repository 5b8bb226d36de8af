"""How vehicles follow each other and how full a street is: from single vehicles to the planner."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.derive import derive_once
from devices.properties import Property
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.analytics.vehicles import Vehicle, store_vehicles
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
SINCE = utc("2026-10-01 00:00")
DAY = utc("2026-11-02 23:00")  # local midnight of Tuesday, 3 November
COUNT = 4_000


@dataclass
class Street:
    """A street with a radar in direction a, and what passed there on 3 November."""

    town: Town
    client: httpx2.AsyncClient
    seconds: NDArray[np.float64]
    speeds: NDArray[np.float64]
    lengths: NDArray[np.float64]

    async def ask(self, indicator: str, site: str = "allee", **params: str) -> dict[str, Any]:
        """Return an answer."""
        path = f"/api/v1/sites/{site}/indicators/{indicator}"
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def value(self, indicator: str, **params: str) -> dict[str, Any]:
        """Return the only value of an answer."""
        (row,) = (await self.ask(indicator, **{"period": "2026-11-03", **params}))["values"]
        return dict(row)

    def pairs(self) -> list[tuple[float, float]]:
        """Return headway and gap of every vehicle behind another one, the plain way."""
        found = []
        for k in range(1, COUNT):
            headway = self.seconds[k] - self.seconds[k - 1]
            if self._day(k) == self._day(k - 1) and headway <= 60:
                leader_s = self.lengths[k - 1] / (self.speeds[k - 1] / 3.6)
                found.append((headway, headway - leader_s))
        return found

    def free(self) -> list[float]:
        """Return the speeds of free vehicles, the plain way."""
        found = []
        for k in range(COUNT):
            ahead = k == 0 or self._day(k) != self._day(k - 1)
            ahead = ahead or self.seconds[k] - self.seconds[k - 1] > 6
            behind = k == COUNT - 1 or self._day(k) != self._day(k + 1)
            behind = behind or self.seconds[k + 1] - self.seconds[k] >= 3
            if ahead and behind:
                found.append(float(self.speeds[k]))
        return found

    def _day(self, k: int) -> bool:
        """Whether it passed before midnight UTC, an hour after local midnight."""
        return bool(self.seconds[k] < 3600)


@pytest.fixture
async def street(database: str) -> AsyncIterator[Street]:
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("allee")
        radar = await town.channel("radar", Property.PASSAGE, device="radar")
        stream = await town.datastream("allee", Property.PASSAGE, "radar", direction="a")
        await town.deploy(radar, stream, SINCE)
        rng = np.random.default_rng(3)
        seconds = np.sort(rng.integers(0, 86_400_000, COUNT)) / 1000
        speeds = (
            np.round(rng.normal(45, 8, COUNT).clip(10), 1).astype(np.float32).astype(np.float64)
        )
        lengths = np.where(rng.uniform(size=COUNT) < 0.9, 4.5, 12.0)
        seen = [
            Vehicle(channel=radar, time=DAY + timedelta(seconds=t), n=k, speed=v, length=length)
            for k, (t, v, length) in enumerate(
                zip(seconds.tolist(), speeds.tolist(), lengths.tolist(), strict=True)
            )
        ]
        await store_vehicles(owner, seen, now=NOW)
        await derive_once(owner, NOW)
        key = await keys.add(owner, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        async with serve(database, now=NOW) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            yield Street(town, client, seconds, speeds, lengths)


async def test_headways_and_gaps_are_those_of_the_vehicles_of_a_lane(street: Street) -> None:
    pairs = street.pairs()
    headway = await street.value("headway", direction="a")
    close = await street.value("close_following", direction="a")

    assert headway["pairs"] == close["pairs"] == len(pairs)
    assert headway["value"] == pytest.approx(np.mean([h for h, _ in pairs]), abs=1e-3)
    assert headway["flow"] == pytest.approx(3600 / headway["value"])
    assert close["value"] == pytest.approx(np.mean([gap < 1.8 for _, gap in pairs]), abs=1e-3)
    assert close["dangerous"] == pytest.approx(np.mean([gap < 0.9 for _, gap in pairs]), abs=1e-3)
    hours = (await street.ask("headway", period="2026-11-03", bucket="hour"))["values"]
    assert sum(row["pairs"] for row in hours) == len(pairs)


async def test_free_vehicles_have_a_v85_of_their_own(street: Street) -> None:
    free = street.free()
    every, alone = await street.value("v85"), await street.value("v85_free")

    assert alone["vehicles"] == len(free) < every["vehicles"] == COUNT
    assert alone["free_share"] == pytest.approx(len(free) / COUNT)
    assert alone["value"] == pytest.approx(np.percentile(free, 85), abs=0.5)
    assert alone["v50"] == pytest.approx(np.percentile(free, 50), abs=0.5)
    assert alone["free_flow_speed"] == pytest.approx(np.mean(free), abs=1e-3)


async def test_every_speed_can_be_asked_of_one_group_of_vehicles(street: Street) -> None:
    await street.town.owner.execute(
        "insert into fact (site, kind, value, valid) "
        "values ('allee', 'speed_limit', to_jsonb(50), '[,)')"
    )
    cars, heavy = street.lengths < 8, street.lengths >= 8
    for key, of in (
        ("mean_speed", np.mean),
        ("speed_deviation", lambda v: np.std(v, ddof=1)),
        ("v85", lambda v: np.percentile(v, 85)),
        ("v50", lambda v: np.percentile(v, 50)),
        ("share_over_limit", lambda v: np.mean(v > 50)),
        ("space_mean_speed", lambda v: 1 / np.mean(1 / v)),
    ):
        every = await street.value(key)
        for group, which in (("car", cars), ("heavy", heavy)):
            told = await street.value(key, vehicles=group)
            assert told["vehicles"] == which.sum(), key
            assert told["value"] == pytest.approx(of(street.speeds[which]), abs=0.6, rel=0.02), key
            assert told["value"] != every["value"]
    whole = await street.ask("v85", vehicles="heavy", period="2026-11-03")
    assert whole["vehicles"] == "heavy"
    over = await street.value("share_over_limit", vehicles="heavy")
    assert over["a_day"] == pytest.approx(over["value"] * heavy.sum())
    free = await street.value("v85_free", vehicles="car")
    assert (free["reason"], free["free_share"]) == (None, None)
    nobody = await street.value("v85", vehicles="bicycle")
    assert (nobody["value"], nobody["reason"], nobody["vehicles"]) == (
        None,
        "insufficient_data",
        0,
    )
    refused = await street.client.get(
        "/api/v1/sites/allee/indicators/headway", params={"vehicles": "car"}
    )
    assert refused.status_code == 400


async def test_times_in_whole_seconds_tell_headways_but_no_gaps(street: Street) -> None:
    town = street.town
    await town.site("ring")
    radar = await town.channel("box", Property.PASSAGE, device="box")
    stream = await town.datastream("ring", Property.PASSAGE, "box", direction="a")
    await town.deploy(radar, stream, SINCE)
    await store_vehicles(
        town.owner,
        [
            Vehicle(channel=radar, time=DAY + timedelta(seconds=10 * k), speed=40.0, length=4.5)
            for k in range(200)
        ],
        now=NOW,
    )
    await derive_once(town.owner, NOW)
    (gap,) = (await street.ask("close_following", "ring", period="2026-11-03"))["values"]
    (headway,) = (await street.ask("headway", "ring", period="2026-11-03"))["values"]
    assert (gap["value"], gap["reason"]) == (None, "too_fine")
    assert (headway["value"], headway["pairs"]) == (10, 199)


async def test_vehicles_that_meet_follow_nobody(street: Street) -> None:
    """A sensor that does not tell directions apart knows no lane."""
    town = street.town
    await town.site("ring")
    radar = await town.channel("box", Property.PASSAGE, device="box")
    stream = await town.datastream("ring", Property.PASSAGE, "box", direction="both")
    await town.deploy(radar, stream, SINCE)
    answer = await street.client.get("/api/v1/sites/ring/indicators/headway")
    assert answer.status_code == 404
    assert (await street.client.get("/api/v1/sites/ring/indicators/v85")).status_code == 200


async def test_a_late_vehicle_changes_the_gaps_of_its_own_day_alone(street: Street) -> None:
    before = await street.value("headway", direction="a")
    at = DAY + timedelta(seconds=float(street.seconds[100]) + 0.5)
    radar = (await street.town.rows("select id from channel where name = 'radar'"))[0][0]
    await store_vehicles(
        street.town.owner, [Vehicle(channel=radar, time=at, speed=40.0, length=4.5)], now=NOW
    )
    await derive_once(street.town.owner, NOW)
    after = await street.value("headway", direction="a")
    assert after["pairs"] == before["pairs"] + 1
    assert after["value"] < before["value"]


async def test_density_is_flow_over_space_mean_speed(street: Street) -> None:
    day = await street.value("density", direction="a")
    space = COUNT / (1 / street.speeds).sum()
    assert day["value"] == pytest.approx(COUNT / 24 / space)
    assert (day["flow"], day["space_mean"]) == (
        pytest.approx(COUNT / 24),
        pytest.approx(space),
    )
    points = (await street.ask("density", period="2026-11-03", bucket="15min"))["values"]
    assert len(points) == 96
    for row in points:
        assert (row["value"] is None) == (row["vehicles"] < 10)
        if row["value"] is not None:
            assert row["value"] == pytest.approx(row["flow"] / row["space_mean"])
            assert row["flow"] == row["vehicles"] * 4


@pytest.fixture
async def road(street: Street) -> Street:
    """Make a road with motor vehicles in both directions, one hour of each day busier."""
    town = street.town
    await town.site("ring")
    for way, level in (("a", 100.0), ("b", 10.0)):
        channel = await town.counter("ring", f"c-{way}", since=SINCE, direction=way)
        quarters = [level] * 96 * 30
        for day in range(30):
            quarters[day * 96 + 32 : day * 96 + 36] = [2 * level + day] * 4
        await town.store(every_quarter(channel, utc("2026-10-02 22:00"), quarters), now=NOW)
    await town.owner.execute("update datastream set mode = 'motor' where site = 'ring'")
    await derive_once(town.owner, NOW)
    return street


async def say(street: Street, value: float, from_date: str | None = None) -> None:
    """Say the capacity over HTTP, from a date on."""
    sent = {"kind": "road_capacity", "value": value} | (
        {"from_date": from_date} if from_date else {}
    )
    answer = await street.client.post("/api/v1/registry/sites/ring/facts", json=sent)
    assert answer.status_code == 200, answer.text


async def test_utilisation_needs_a_capacity_and_takes_the_one_of_the_hour(road: Street) -> None:
    missing = await road.client.get("/api/v1/sites/ring/indicators/utilisation")
    assert missing.status_code == 404  # nobody has said what the road can carry
    volumes = await road.ask("volume", "ring", period="2026-10", bucket="day")
    await say(road, 1_000.0)
    await say(road, 500.0, "2026-10-13")
    asked = {"direction": "a", "from": "2026-10-12", "to": "2026-10-14"}
    before, after = (await road.ask("utilisation", "ring", **asked))["values"]
    demand = [4 * (200 + day) for day in (9, 10)]
    assert (before["demand"], before["capacity"]) == (demand[0], 1_000)
    assert (after["demand"], after["capacity"]) == (demand[1], 500)
    assert (before["value"], before["level"]) == (pytest.approx(demand[0] / 1_000), "D")
    assert (after["value"], after["level"]) == (pytest.approx(demand[1] / 500), "F")
    assert await road.ask("volume", "ring", period="2026-10", bucket="day") == volumes
    both = await road.client.get("/api/v1/sites/ring/indicators/utilisation")
    assert both.status_code == 400
    assert "add direction=a or direction=b" in both.json()["remedy"]


async def test_the_utilisation_of_a_month_is_its_thirtieth_hour(road: Street) -> None:
    await say(road, 1_000.0)
    month = {"period": "2026-10", "bucket": "month", "direction": "b"}
    (row,) = (await road.ask("utilisation", "ring", **month))["values"]
    # 29 days of the month have an hour above 40, the 30th busiest is an usual one.
    assert (row["demand"], row["value"], row["level"]) == (40, 0.04, "A-C")
