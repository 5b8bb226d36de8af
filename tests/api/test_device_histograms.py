"""Histograms that a device sums up itself, from their shares to the V85 of a month."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from analytics.speeds import percentiles
from analytics.speeds.classes import TELRAAM_10, Binned, apportioned
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Reading, Town, utc
from tests.analytics.vehicles import steady, store_vehicles
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
SINCE = utc("2026-10-01 00:00")
DAY = utc("2026-10-24 22:00")  # local midnight of the 25th, a day of 25 hours
TEN = ("0-10", "10-20", "20-30", "30-40", "40-50", "50-60", "60-70", "70-")


@dataclass
class Street:
    """A street with a camera that says how many cars there were, and shares of eight classes."""

    town: Town
    client: httpx2.AsyncClient
    cars: int = 0
    classes: dict[str, int] = field(default_factory=dict)

    async def camera(self, classes: Sequence[str], *, since: datetime, until: datetime) -> None:
        """Deploy a camera."""
        device = f"camera-{len(classes)}"
        self.cars = await self.town.channel("cars", Property.COUNT, device=device)
        stream = await self.town.datastream(
            "gasse", Property.COUNT, f"{device}-cars", nominal_s=3600
        )
        await self.town.deploy(self.cars, stream, since, until)
        self.classes = {}
        for name in classes:
            channel = await self.town.channel(f"speed-{name}", Property.SPEED_SHARE, device=device)
            stream = await self.town.datastream(
                "gasse", Property.SPEED_SHARE, f"{device}-{name}", nominal_s=3600
            )
            await self.town.owner.execute(
                "update datastream set speed_class = %s where id = %s", (name, stream)
            )
            await self.town.deploy(channel, stream, since, until)
            self.classes[name] = channel

    async def tells(self, begin: datetime, hours: Sequence[tuple[int, Sequence[float]]]) -> None:
        """Store hours of cars and shares in percent."""
        told: list[Reading] = []
        for k, (cars, shares) in enumerate(hours):
            at = begin + timedelta(hours=k)
            told.append((self.cars, at, float(cars), 3600))
            told += [
                (channel, at, share, 3600)
                for channel, share in zip(self.classes.values(), shares, strict=True)
            ]
        await self.town.store(told, now=NOW)
        await derive_once(self.town.owner, NOW)

    async def ask(self, indicator: str, **params: str) -> dict[str, Any]:
        """Return an answer."""
        path = f"/api/v1/sites/gasse/indicators/{indicator}"
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def street(database: str) -> AsyncIterator[Street]:
    """Make a street without a camera yet."""
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("gasse")
        async with serve(database, now=NOW) as client:
            yield Street(town, client)


HOURS = [
    (cars, shares)
    for cars, shares in zip(
        [40, 35, 50, 61, 7] * 5,
        [
            [0.0, 5.0, 20.0, 45.0, 25.0, 5.0, 0.0, 0.0],
            [2.0, 8.0, 30.0, 40.0, 15.0, 5.0, 0.0, 0.0],
            [0.0, 0.0, 10.0, 60.0, 20.0, 10.0, 0.0, 0.0],
            [1.5, 3.5, 15.0, 55.0, 20.0, 4.0, 1.0, 0.0],
            [0.0, 14.29, 28.57, 42.86, 14.29, 0.0, 0.0, 0.0],
        ]
        * 5,
        strict=True,
    )
]


async def test_v85_of_shares_is_that_of_whole_vehicles_hour_by_hour(street: Street) -> None:
    await street.camera(TEN, since=SINCE, until=NOW)
    await street.tells(DAY, HOURS)
    (day,) = (await street.ask("v85", period="2026-10-25"))["values"]

    cars, shares = np.array([c for c, _ in HOURS]), np.array([s for _, s in HOURS])
    counts = apportioned(cars, shares).sum(axis=0)
    expected = percentiles.published(Binned(classes=TELRAAM_10, counts=counts), 85).value
    assert day["value"] == pytest.approx(expected)
    assert day["v50"] < day["value"]
    assert (day["vehicles"], day["n_valid"], day["flag"]) == (cars.sum(), 100, 1)


async def test_a_quarter_hour_is_finer_than_the_camera_tells(street: Street) -> None:
    await street.camera(TEN, since=SINCE, until=NOW)
    await street.tells(DAY, HOURS)
    said = await street.ask("mean_speed", period="2026-10-25", bucket="15min")
    assert {(row["value"], row["reason"]) for row in said["values"]} == {(None, "too_fine")}


async def test_an_hour_without_its_count_is_in_no_histogram(street: Street) -> None:
    await street.camera(TEN, since=SINCE, until=NOW)
    await street.tells(DAY, HOURS)
    await street.town.owner.execute(
        "delete from observation where channel = %s and time = %s", (street.cars, DAY)
    )
    await street.town.owner.execute(
        "insert into dirty (channel, utc_day, cause) values (%s, %s, 'redecode')",
        (street.cars, DAY.date()),
    )
    await derive_once(street.town.owner, NOW)
    (day,) = (await street.ask("v85", period="2026-10-25"))["values"]
    assert (day["vehicles"], day["n_valid"], day["flag"]) == (965 - 40, 96, 3)


async def test_other_classes_are_never_added_and_the_answer_says_so(street: Street) -> None:
    """A radar took the place of the camera at noon: each hour has a V85, the day has none."""
    noon = DAY + timedelta(hours=13)
    await street.camera(TEN, since=SINCE, until=noon)
    await street.tells(DAY, [(200, shares) for _, shares in HOURS[:12]])
    await street.camera(("0-30", "30-50", "50-80"), since=noon, until=NOW)
    await street.tells(noon, [(200, (20.0, 60.0, 20.0))] * 4)

    (day,) = (await street.ask("v85", period="2026-10-25"))["values"]
    assert (day["value"], day["reason"]) == (None, "mixed_classes")
    hours = (await street.ask("mean_speed", period="2026-10-25", bucket="hour"))["values"]
    assert {row["reason"] for row in hours[:12]} == {None}
    assert {row["reason"] for row in hours[13:17]} == {None}


async def test_single_vehicles_come_before_shares(street: Street) -> None:
    await street.camera(TEN, since=SINCE, until=NOW)
    await street.tells(DAY, HOURS)
    radar = await street.town.channel("radar", Property.PASSAGE, device="radar")
    stream = await street.town.datastream("gasse", Property.PASSAGE, "radar", role="check")
    await street.town.deploy(radar, stream, SINCE)
    await store_vehicles(street.town.owner, steady(radar, DAY, [30.0] * 150), now=NOW)
    await derive_once(street.town.owner, NOW)
    (day,) = (await street.ask("v85", period="2026-10-25"))["values"]
    assert (day["vehicles"], day["value"]) == (150, pytest.approx(30.35))
