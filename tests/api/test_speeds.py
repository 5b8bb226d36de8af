"""Speeds from the raw records through store, derive and HTTP to the planner."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from analytics.speeds import percentiles, samples
from analytics.speeds.buckets import fold
from analytics.speeds.classes import Binned, rounded_whole
from analytics.speeds.histogram import of_passages
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.analytics.vehicles import Vehicle, steady, store_vehicles
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
SINCE = utc("2026-10-01 00:00")
DAY = utc("2026-10-24 22:00")  # local midnight of the 25th, a day of 25 hours
KNOWN = ("value", "v50", "v15", "low", "high", "vehicles", "reason")


@dataclass
class Streets:
    """Streets that are measured in different ways, and what was measured at the first one."""

    town: Town
    client: httpx2.AsyncClient
    speeds: np.ndarray[tuple[int], np.dtype[np.float64]]

    async def ask(self, site: str, indicator: str, **params: str) -> dict[str, Any]:
        """Return an answer."""
        path = f"/api/v1/sites/{site}/indicators/{indicator}"
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def value(self, site: str, indicator: str, **params: str) -> dict[str, Any]:
        """Return the only value of an answer."""
        (row,) = (await self.ask(site, indicator, **params))["values"]
        return dict(row)


@pytest.fixture
async def streets(database: str) -> AsyncIterator[Streets]:
    """Make a street with a radar whose limit changes on the 26th, and others without vehicles."""
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("allee")
        for value, valid in ((50, "[,2026-10-25T23:00Z)"), (30, "[2026-10-25T23:00Z,)")):
            await owner.execute(
                "insert into fact (site, kind, value, valid) "
                "values ('allee', 'speed_limit', to_jsonb(%s::float8), %s::tstzrange)",
                (value, valid),
            )
        radar = await town.channel("radar", Property.PASSAGE, device="radar")
        stream = await town.datastream("allee", Property.PASSAGE, "radar", direction="both")
        await town.deploy(radar, stream, SINCE)
        rng = np.random.default_rng(20)
        speeds = np.round(rng.normal(45, 8, 2_400), 1)
        seen = steady(radar, DAY, speeds.tolist(), every_s=37.5)  # exactly the 25 hours
        seen += [
            Vehicle(channel=radar, time=DAY + timedelta(hours=30), n=n, speed=40.0)
            for n in range(120)
        ]
        await store_vehicles(owner, seen, now=NOW)
        await derive_once(owner, NOW)
        async with serve(database, now=NOW) as client:
            yield Streets(town, client, speeds)


async def test_v85_is_the_kernels_on_the_raw_records_on_a_day_of_25_hours(
    streets: Streets,
) -> None:
    said = await streets.value("allee", "v85", period="2026-10-25")
    times = np.zeros(len(streets.speeds), dtype=np.int64)
    raw = of_passages(rounded_whole(), times, streets.speeds.astype(np.float32).astype(float))
    binned = fold(raw, np.array([0, 1]))
    low, high = percentiles.bounds(binned, 85)
    expected = [percentiles.percentile(binned, at)[0] for at in (85, 50, 15)] + [low[0], high[0]]

    assert [said[name] for name in KNOWN] == [pytest.approx(one) for one in expected] + [2400, None]
    assert abs(said["value"] - np.percentile(streets.speeds, 85)) < 0.5
    assert (said["n_expected"], said["n_valid"], said["flag"], said["status"]) == (
        100,
        100,
        1,
        "final",
    )


async def test_the_v85_of_a_month_is_that_of_all_vehicles_and_is_stored(streets: Streets) -> None:
    month = await streets.value("allee", "v85", period="2026-10", bucket="month")
    every = np.concatenate([streets.speeds, np.full(120, 40.0)])
    raw = of_passages(rounded_whole(), np.zeros(len(every), dtype=np.int64), every)
    counts = fold(raw, np.array([0, 1])).counts[0]
    expected = percentiles.published(Binned(classes=rounded_whole(), counts=counts), 85).value
    stored = await streets.town.rows(
        "select bucket, value from indicator where indicator = 'v85' and value is not null "
        "order by bucket, start"
    )
    assert month["value"] == pytest.approx(expected)
    assert [bucket for bucket, _ in stored] == ["day", "day", "month"]
    assert stored[-1][1] == month["value"]


async def test_means_and_spread_are_those_of_the_vehicles(streets: Streets) -> None:
    told = {"period": "2026-10-25"}
    mean = await streets.value("allee", "mean_speed", **told)
    space = await streets.value("allee", "space_mean_speed", **told)
    spread = await streets.value("allee", "speed_deviation", **told)
    pace = await streets.value("allee", "pace", **told)

    assert mean["value"] == pytest.approx(streets.speeds.mean())
    assert mean["space_mean"] == pytest.approx(1 / (1 / streets.speeds).mean())
    assert space["value"] == mean["space_mean"] < mean["value"]
    assert spread["value"] == pytest.approx(streets.speeds.std(ddof=1))
    assert spread["needed"] == samples.sample(spread["value"], 1.0)
    assert pace["share"] == pytest.approx(0.46, abs=0.04)


async def test_each_vehicle_is_held_against_the_limit_of_its_time(streets: Streets) -> None:
    rows = await streets.ask(
        "allee", "share_over_limit", **{"from": "2026-10-25", "to": "2026-10-27"}
    )
    before, after = rows["values"]
    over = [(streets.speeds > 50 + step).mean() for step in (0, 10)]
    assert [before["value"], before["over_10"]] == [pytest.approx(one, abs=0.02) for one in over]
    assert (before["limit"], after["limit"]) == (50, 30)
    assert (after["value"], after["over_10"], after["vehicles"]) == (1, 0, 120)  # all at 40
    assert before["a_day"] == pytest.approx(before["value"] * 2400 * 24 / 25)
    total = rows["total"]
    assert total["limit"] is None
    assert total["value"] == pytest.approx((before["value"] * 2400 + 120) / 2520)


async def test_too_few_vehicles_have_no_v85_and_the_answer_says_why(streets: Streets) -> None:
    said = await streets.ask("allee", "v85", period="2026-10-25", bucket="hour")
    assert {row["value"] for row in said["values"]} == {None}
    assert {row["reason"] for row in said["values"]} == {"insufficient_data"}
    assert {row["vehicles"] for row in said["values"]} == {96}


async def test_a_quarter_hour_is_no_bucket_of_a_v85(streets: Streets) -> None:
    answer = await streets.client.get(
        "/api/v1/sites/allee/indicators/v85", params={"period": "2026-10-25", "bucket": "15min"}
    )
    assert answer.status_code == 400
    assert "has no meaning for buckets of 15min" in answer.json()["detail"]


async def test_mean_speeds_of_a_device_are_weighted_with_what_it_counts(streets: Streets) -> None:
    town = streets.town
    await town.site("ring")
    counter = await town.channel("cars", Property.COUNT, device="tcr")
    means = await town.channel("cars-speed", Property.MEAN_SPEED, device="tcr")
    await town.deploy(
        counter, await town.datastream("ring", Property.COUNT, "n", nominal_s=900), SINCE
    )
    await town.deploy(means, await town.datastream("ring", Property.MEAN_SPEED, "v"), SINCE)
    await town.store(every_quarter(counter, DAY, [90.0, 10.0, 0.0, 0.0]), now=NOW)
    await town.store(
        [(means, DAY + timedelta(minutes=15 * k), v, 900) for k, v in enumerate([30.0, 50.0])],
        now=NOW,
    )
    await derive_once(town.owner, NOW)

    said = await streets.ask("ring", "mean_speed", period="2026-10-25", bucket="total")
    assert (said["total"]["value"], said["total"]["vehicles"]) == (32, 100)
    assert said["method"] == "means of intervals, weighted by vehicles"
    none = await streets.client.get("/api/v1/sites/ring/indicators/v85")
    assert none.status_code == 404


async def test_mean_speeds_without_counts_are_doubted(streets: Streets) -> None:
    town = streets.town
    await town.site("ring")
    means = await town.channel("speed", Property.MEAN_SPEED, device="tcr")
    await town.deploy(means, await town.datastream("ring", Property.MEAN_SPEED, "v"), SINCE)
    times = [DAY + timedelta(hours=k) for k in range(25)]
    await town.store([(means, at, 30.0 + k % 2, 3600) for k, at in enumerate(times)], now=NOW)
    await derive_once(town.owner, NOW)

    day = await streets.value("ring", "mean_speed", period="2026-10-25")
    assert (day["value"], day["flag"], day["vehicles"]) == (pytest.approx(30.48), 3, None)
    fine = await streets.ask("ring", "mean_speed", period="2026-10-25", bucket="15min")
    assert {row["reason"] for row in fine["values"]} == {"too_fine"}


async def test_heavy_vehicles_are_told_by_length_or_not_at_all(streets: Streets) -> None:
    town = streets.town
    await town.site("ring")
    radar = await town.channel("box", Property.PASSAGE, device="box")
    stream = await town.datastream("ring", Property.PASSAGE, "box", direction="a")
    await town.deploy(radar, stream, SINCE)
    lengths = [4.4] * 90 + [12.0] * 6 + [float("nan")] * 4
    await store_vehicles(
        town.owner,
        [
            Vehicle(channel=radar, time=DAY, n=n, speed=40.0, length=length)
            for n, length in enumerate(lengths)
        ],
        now=NOW,
    )
    await derive_once(town.owner, NOW)
    told = await streets.value("ring", "heavy_by_length", period="2026-10-25")
    assert (told["value"], told["car"], told["heavy"], told["unknown"]) == (0.06, 90, 6, 4)
    unsure = await streets.value("allee", "heavy_by_length", period="2026-10-25")
    assert (unsure["value"], unsure["reason"]) == (None, "unclassified")


async def test_speeds_are_a_table_with_the_reason_in_words(streets: Streets) -> None:
    said = await streets.ask("allee", "v85", period="2026-10-25")
    assert said["unit"] == "km/h"
    table = await streets.client.get(
        "/api/v1/sites/allee/indicators/v85",
        params={"from": "2026-10-25", "to": "2026-10-28", "format": "csv-de"},
    )
    assert table.status_code == 200
    header, *rows = table.text.lstrip("\ufeff").splitlines()
    assert header.startswith("Datum;V85;V50")
    assert "Warum kein Wert" in header
    assert f"{said['values'][0]['value']:.2f}".replace(".", ",")[:4] in rows[0]
    assert "insufficient_data" in rows[2]
