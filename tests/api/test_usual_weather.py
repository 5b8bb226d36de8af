"""AADT in usual weather: a bad year of a counter is told from a decline."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest
from numpy.typing import NDArray

from analytics.civil import from_ms
from analytics.counting.hours import civil_days
from analytics.derive import derive_once
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Reading, Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAYS: Final = civil_days(date(2022, 1, 1), date(2023, 12, 31), BERLIN)
RNG: Final = np.random.default_rng(9)
OF_YEAR: Final = DAYS.number.astype("datetime64[D]").astype("datetime64[Y]").astype(int)
#: The second year is three degrees colder and twice as wet.
BAD: Final = OF_YEAR.max() == OF_YEAR
SEASON: Final = -np.cos(np.arange(len(DAYS)) / 365.25 * 2 * np.pi)
TEMPERATURE: Final = np.round(10 + 8 * SEASON + RNG.normal(0, 4, len(DAYS)) - 3 * BAD, 1)
RAIN: Final = np.round(RNG.gamma(0.6, 3, len(DAYS)) * (1 + BAD), 1)
WIND: Final = np.round(RNG.gamma(4, 1, len(DAYS)), 1)
RIDERS: Final = np.round(
    1200
    * np.where(DAYS.weekday < 5, 1.0, 0.6)
    * np.exp(0.3 * SEASON + 0.03 * (TEMPERATURE - 10) - 0.03 * RAIN)
)


def hours(channel: int, of_day: NDArray[np.float64], *, counted: bool) -> list[Reading]:
    """Return hours: of a count or of rain a 24th of the day, of a sample the value."""
    begin = from_ms(DAYS.first_quarter * 900_000)
    divisor = 24.0 if counted else 1.0
    return [
        (
            channel,
            begin + timedelta(hours=k),
            float(of_day[day]) / divisor,
            3600 if counted else None,
        )
        for k, day in enumerate(DAYS.day.tolist())
    ]


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    since = utc("2021-01-01 00:00")
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("allee")
        await town.site("station", "station")
        await town.site("gauge", "station")
        riders = await town.counter("allee", "c", since=since, nominal_s=3600)
        warmth = await town.channel("t", Property.AIR_TEMPERATURE, hold_max_s=3600, device="w")
        rain = await town.channel("r", Property.PRECIPITATION, device="w")
        wind = await town.channel("v", Property.WIND_SPEED, hold_max_s=3600, device="w")
        await town.datastream("gauge", Property.PRECIPITATION, "gauge", nominal_s=3600)
        for channel, observed in (
            (warmth, Property.AIR_TEMPERATURE),
            (rain, Property.PRECIPITATION),
            (wind, Property.WIND_SPEED),
        ):
            stream = await town.datastream("station", observed, observed, nominal_s=3600)
            await town.deploy(channel, stream, since)
        whole = np.round(RIDERS / 24) * 24
        await town.store(hours(riders, whole, counted=True), now=NOW)
        await town.store(hours(warmth, TEMPERATURE, counted=False), now=NOW)
        await town.store(hours(rain, RAIN, counted=True), now=NOW)
        seldom = [one for k, one in enumerate(hours(wind, WIND, counted=False)) if k // 24 % 2]
        await town.store(seldom, now=NOW)
        await derive_once(owner, NOW)
        async with serve(database, now=NOW) as connected:
            yield connected


async def year(client: httpx2.AsyncClient, period: int, **params: str) -> dict[str, Any]:
    asked = {"period": str(period), "bucket": "year"} | params
    answer = await client.get("/api/v1/sites/allee/indicators/dtv_usual_weather", params=asked)
    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["values"]
    return dict(row)


async def test_a_bad_year_is_made_comparable_with_a_good_one(client: httpx2.AsyncClient) -> None:
    bad = await year(client, 2023, weather="station")
    counted = [float(RIDERS[one == OF_YEAR].mean()) for one in np.unique(OF_YEAR)]
    # What the same two years would have had in the mean weather of both, from the model they
    # were made with: every day's effect against that of the days around its date.
    effect = np.exp(0.03 * (TEMPERATURE - 10) - 0.03 * RAIN)
    without = [float((RIDERS / effect)[one == OF_YEAR].mean()) for one in np.unique(OF_YEAR)]
    assert counted[1] < 0.9 * counted[0]
    assert without[1] == pytest.approx(without[0], rel=0.02)  # nobody rode less for other reasons
    assert bad["dtv"] == pytest.approx(counted[1], rel=0.02)
    assert bad["factor"] > 1.03
    assert bad["value"] == pytest.approx(bad["dtv"] * bad["factor"])
    assert bad["days"] >= 360  # wind, known on every second day, takes none of them away
    # Half of the gap is the bad year's, half the good one's: usual lies between them.
    assert bad["value"] == pytest.approx(sum(counted) / 2, rel=0.05)


async def test_a_year_is_needed_to_tell_what_weather_does(
    client: httpx2.AsyncClient, database: str
) -> None:
    async with connect(database) as owner:  # 334 days are left, and none of them in January
        await owner.execute(
            b"insert into judgement (site, kind, valid) values"
            b" ('allee', 'atypical', '[2021-12-01Z,2023-02-01Z)')"
        )
    told = await year(client, 2023, weather="station")

    assert (told["value"], told["reason"]) == (None, "insufficient_data")
    assert told["dtv"] > 0


async def test_without_a_station_or_with_one_year_alone_there_is_no_value(
    client: httpx2.AsyncClient,
) -> None:
    alone = await year(client, 2023)
    assert (alone["value"], alone["reason"]) == (None, "no_control")
    nothing = await year(client, 2025, weather="station")
    assert (nothing["value"], nothing["reason"]) == (None, "insufficient_data")
    for named, status in (("nowhere", 404), ("gauge", 400)):
        answer = await client.get(
            "/api/v1/sites/allee/indicators/dtv_usual_weather",
            params={"period": "2023", "bucket": "year", "weather": named},
        )
        assert answer.status_code == status
    assert "no air temperature is measured at gauge" in answer.json()["detail"]
