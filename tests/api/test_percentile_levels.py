"""L10, L50 and L90 from the samples of a microphone through store, derive and HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
DAY = utc("2026-10-24 22:00")  # local midnight of the 25th, a day of 25 hours
MINUTE = timedelta(minutes=1)
RNG = np.random.default_rng(11)
LEVELS = np.round(RNG.normal(58, 6, 1_500).clip(30, 110), 1)


async def told(client: httpx2.AsyncClient, key: str, **params: str) -> list[dict[str, Any]]:
    asked = {"period": "2026-10-25"} | params
    answer = await client.get(f"/api/v1/sites/markt/indicators/{key}", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["values"]
    return found


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Measure a level every minute of a day of 25 hours, half of them later."""
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("markt", "station")
        channel = await town.channel("mic", Property.SOUND_LEVEL, hold_max_s=60)
        stream = await town.datastream("markt", Property.SOUND_LEVEL, "mic", nominal_s=60)
        await town.deploy(channel, stream, utc("2026-10-01 00:00"))
        samples = [
            (channel, DAY + MINUTE * k, float(level), None) for k, level in enumerate(LEVELS)
        ]
        await town.store(samples[::2], now=NOW)
        await derive_once(owner, NOW)
        await town.store(samples[1::2], now=NOW)
        await derive_once(owner, NOW)
        async with serve(database, now=NOW) as connected:
            yield connected


@pytest.mark.parametrize(("key", "percent"), [("l10", 90), ("l50", 50), ("l90", 10)])
async def test_a_percentile_level_is_that_of_the_samples(
    client: httpx2.AsyncClient, key: str, percent: float
) -> None:
    (day,) = await told(client, key)
    hours = await told(client, key, bucket="hour")
    # In classes of half a decibel: a level within a class counts as spread over it.
    assert day["value"] == pytest.approx(np.percentile(LEVELS, percent), abs=0.3)
    assert (day["n_expected"], day["reason"]) == (100, None)
    assert len(hours) == 25
    for k, row in enumerate(hours):
        inside = np.percentile(LEVELS[60 * k : 60 * k + 60], percent)
        assert row["value"] == pytest.approx(inside, abs=1.6)  # few samples lie far apart


async def test_peaks_are_above_the_median_and_the_background_below(
    client: httpx2.AsyncClient,
) -> None:
    found = [(await told(client, key))[0]["value"] for key in ("l10", "l50", "sound_level", "l90")]
    assert found[0] > found[2] > found[1] > found[3]


async def test_a_quarter_hour_is_no_bucket_of_a_percentile_level(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/api/v1/sites/markt/indicators/l10", params={"bucket": "15min"})
    assert answer.status_code == 400
    assert "bucket=hour" in answer.json()["remedy"]
