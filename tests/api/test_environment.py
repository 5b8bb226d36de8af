"""Air, sound and weather from the raw samples through store, derive and HTTP."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from analytics.environment import dew
from devices.properties import Property
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
SINCE = utc("2026-10-01 00:00")
DAY = utc("2026-10-24 22:00")  # local midnight of the 25th, a day of 25 hours
NEXT = utc("2026-10-25 23:00")
HOUR = timedelta(hours=1)


@dataclass
class Station:
    """A station where a test says what is measured."""

    town: Town
    client: httpx2.AsyncClient

    async def measures(
        self,
        observed: Property,
        begin: datetime,
        values: Sequence[float | None],
        step_s: int = 3600,
    ) -> None:
        """Store samples one step after another."""
        channel = await self.town.channel(observed, observed)
        stream = await self.town.datastream("markt", observed, observed, nominal_s=step_s)
        await self.town.owner.execute(
            "update channel set hold_max_s = %s where id = %s", (step_s, channel)
        )
        await self.town.deploy(channel, stream, SINCE)
        at = [begin + timedelta(seconds=step_s * k) for k in range(len(values))]
        told = [(channel, time, one, None) for time, one in zip(at, values, strict=True)]
        await self.town.store(told, now=NOW)

    async def ask(self, indicator: str, **params: str) -> dict[str, Any]:
        """Derive, and return an answer."""
        await derive_once(self.town.owner, NOW)
        path = f"/api/v1/sites/markt/indicators/{indicator}"
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def value(self, indicator: str, **params: str) -> dict[str, Any]:
        """Return the only value of an answer."""
        (row,) = (await self.ask(indicator, **params))["values"]
        return dict(row)


@pytest.fixture
async def station(database: str) -> AsyncIterator[Station]:
    """Make a station at which nothing is measured yet."""
    async with connect(database) as owner:
        town = Town(owner)
        await town.site("markt", "station")
        async with serve(database, now=NOW) as client:
            yield Station(town, client)


async def test_a_day_of_25_hours_is_the_mean_of_its_hours(station: Station) -> None:
    values = [10.0 + k for k in range(25)]
    await station.measures(Property.NO2, DAY, values)
    day = await station.value("no2", period="2026-10-25")

    assert day["value"] == pytest.approx(np.mean(values))
    assert (day["low"], day["high"], day["reason"]) == (10, 34, None)
    assert (day["n_expected"], day["n_valid"], day["flag"]) == (100, 100, 1)
    hours = await station.ask("no2", period="2026-10-25", bucket="hour")
    assert [row["value"] for row in hours["values"]] == values
    assert hours["unit"] == "ug/m3"


@pytest.mark.parametrize(("known", "told"), [(18, False), (19, True)])
async def test_a_day_needs_three_quarters_of_its_hours(
    station: Station, known: int, *, told: bool
) -> None:
    """19 of the 25 of this day: 18 are 72 %."""
    await station.measures(Property.PM10, DAY, [20.0] * known)
    day = await station.value("pm10", period="2026-10-25")
    assert (day["value"], day["reason"]) == ((20, None) if told else (None, "insufficient_data"))


async def test_sampling_more_often_in_the_morning_does_not_move_the_day(station: Station) -> None:
    channel = await station.town.channel("t", Property.AIR_TEMPERATURE, hold_max_s=3600)
    stream = await station.town.datastream("markt", Property.AIR_TEMPERATURE, "t")
    await station.town.deploy(channel, stream, SINCE)
    often = [(channel, NEXT + timedelta(minutes=k), 0.0, None) for k in range(0, 720, 5)]
    seldom = [(channel, NEXT + k * HOUR, 10.0, None) for k in range(12, 24)]
    await station.town.store([*often, *seldom], now=NOW)
    assert (await station.value("air_temperature", period="2026-10-26"))["value"] == 5


async def test_the_hours_of_a_month_have_percentiles_and_those_of_a_day_have_none(
    station: Station,
) -> None:
    values = np.random.default_rng(2).gamma(4, 5, 31 * 24 + 1).round(1)
    await station.measures(Property.PM10, utc("2026-09-30 22:00"), values.tolist())
    values = values[2:]  # it was deployed at midnight UTC
    month = await station.value("pm10", period="2026-10", bucket="month")
    day = await station.value("pm10", period="2026-10-25")
    assert month["median"] == pytest.approx(np.median(values))
    assert month["p98"] == pytest.approx(np.percentile(values, 98))
    assert (day["median"], day["p98"]) == (None, None)


async def test_a_year_with_gaps_says_what_is_exceeded_as_often_as_allowed(
    station: Station,
) -> None:
    """35 days are allowed above the limit of PM10: the 90.41st percentile of the known days."""
    daily = np.random.default_rng(4).gamma(4, 6, 365).round(1)
    begin = utc("2024-12-31 23:00")
    hours = [float(one) for one in np.repeat(daily, 24)]
    with_gaps = [None if 2_000 < k < 2_500 else one for k, one in enumerate(hours)]
    await station.measures(Property.PM10, begin, with_gaps)
    await station.town.owner.execute(b"update deployment set valid = '[2024-01-01,)'")
    year = await station.value("pm10_exceedance_days", period="2025", bucket="year")
    known = np.delete(daily, range(2_000 // 24, 2_500 // 24 + 1))
    expected = np.percentile(known, 100 * (1 - 35 / 365))
    assert year["percentile"] == pytest.approx(expected, abs=1.0)
    month = await station.value("pm10_exceedance_days", period="2025-06", bucket="month")
    assert month["percentile"] is None
    both = await station.ask(
        "pm10_exceedance_days", bucket="year", **{"from": "2024-12-01", "to": "2026-01-01"}
    )
    assert [row["percentile"] for row in both["values"]] == [None, year["percentile"]]
    assert both["total"]["percentile"] is None  # 35 days are allowed in a year, not in more


async def test_a_site_with_two_sensors_of_a_property_has_no_common_mean(station: Station) -> None:
    await station.measures(Property.SOIL_MOISTURE, DAY, [20.0])
    await station.town.datastream("markt", Property.SOIL_MOISTURE, "deep")
    answer = await station.client.get("/api/v1/sites/markt/indicators/soil_moisture")
    assert answer.status_code == 404


async def test_sound_is_averaged_as_energy_and_the_night_weighs_more(station: Station) -> None:
    loud = [60.0] * 25
    await station.measures(Property.SOUND_LEVEL, DAY, loud)
    level = await station.value("sound_level", period="2026-10-25")
    den = await station.value("l_den", period="2026-10-25")
    night = await station.value("l_night", period="2026-10-25")
    assert level["value"] == pytest.approx(60)
    assert level["sel"] == pytest.approx(60 + 10 * np.log10(25 * 3600))
    assert den["value"] == pytest.approx(66.395, abs=0.001)
    assert (den["night"], night["value"]) == (pytest.approx(60), pytest.approx(60))


async def test_the_level_of_some_weeks_is_that_of_the_energy_of_its_days(station: Station) -> None:
    begin = utc("2026-10-31 23:00")
    levels = [60.0] * 24 * 15 + [70.0] * 24 * 5
    await station.measures(Property.SOUND_LEVEL, begin, levels)
    weeks = await station.ask("l_den", **{"from": "2026-11-01", "to": "2026-11-21"}, bucket="total")
    days = np.array([60.0] * 15 + [70.0] * 5) + 6.395
    expected = 10 * np.log10(np.mean(10 ** (days / 10)))
    assert weeks["total"]["value"] == pytest.approx(expected, abs=0.01)


async def test_of_a_month_that_goes_on_the_days_that_are_over_tell_its_level(
    station: Station,
) -> None:
    """21 of the 30 days of November are over: nothing is missing, and there is no 22nd yet."""
    begin = utc("2026-10-31 23:00")
    await station.measures(Property.SOUND_LEVEL, begin, [60.0] * 24 * 21)
    november = await station.value("l_den", period="2026-11", bucket="month")
    december = await station.value("l_den", period="2026-12", bucket="month")
    assert november["value"] == pytest.approx(66.395, abs=0.001)
    assert november["status"] == "provisional"
    assert (december["value"], december["reason"]) == (None, "insufficient_data")


async def test_eight_hours_of_ozone_end_on_their_day_and_need_those_before_it(
    station: Station,
) -> None:
    before = utc("2026-10-26 16:00")  # 17:00 in CET: the first window of the 27th begins
    values = [160.0] * 8 + [20.0] * 23
    await station.measures(Property.O3, before, values)
    day = await station.value("o3_8h_max", period="2026-10-27")
    assert day["value"] == pytest.approx((7 * 160 + 160) / 8)
    over = await station.value("o3_exceedance_days", period="2026-10-27")
    assert (over["value"], over["limit"], over["allowed"]) == (1, 120, 25)


async def test_days_over_the_limit_are_counted_with_the_days_known(station: Station) -> None:
    begin = utc("2026-11-01 23:00")
    days = [50.4, 50.6, 49.0, 80.0]
    await station.measures(Property.PM10, begin, [one for one in days for _ in range(24)])
    month = await station.value("pm10_exceedance_days", period="2026-11", bucket="month")
    assert (month["value"], month["known"], month["limit"], month["allowed"]) == (2, 4, 50, 35)
    none = await station.value("pm10_exceedance_days", period="2026-10", bucket="month")
    assert (none["value"], none["known"], none["reason"]) == (None, 0, "insufficient_data")


async def test_the_index_is_the_worst_pollutant_and_says_what_is_missing(station: Station) -> None:
    await station.measures(Property.NO2, DAY, [12.0] * 25)
    await station.measures(Property.O3, DAY, [110.0] * 12 + [150.0] + [20.0] * 12)
    day = await station.ask("air_quality_index", period="2026-10-25")
    (row,) = day["values"]
    assert (row["value"], row["word"], row["eaqi"]) == (4, "schlecht", 4)
    assert (row["pollutants"], row["complete"]) == ("no2 o3", 0)
    assert day["method"] == "Luftqualitätsindex (UBA), five pollutants"


async def test_the_index_of_an_hour_without_one_of_five_pollutants_is_incomplete(
    station: Station,
) -> None:
    for observed in (Property.NO2, Property.O3, Property.PM10, Property.SO2):
        await station.measures(observed, DAY, [5.0] * 25)
    await station.measures(Property.PM2_5, DAY, [3.0] * 6 + [None] * 2 + [3.0] * 17)

    hours = (await station.ask("air_quality_index", period="2026-10-25", bucket="hour"))["values"]
    day = await station.value("air_quality_index", period="2026-10-25")

    assert [row["value"] for row in hours] == [1] * 25
    assert [row["complete"] for row in hours] == [1] * 6 + [0] * 2 + [1] * 17
    assert day["complete"] == 0
    assert {row["coverage"] for row in hours} == {1}  # something is known of each hour


async def test_the_dew_point_is_of_hourly_means(station: Station) -> None:
    await station.measures(Property.AIR_TEMPERATURE, DAY, [25.0] * 25)
    await station.measures(Property.RELATIVE_HUMIDITY, DAY, [60.0] * 25)
    day = await station.value("dew_point", period="2026-10-25")
    assert day["value"] == pytest.approx(dew.dew_point(np.array([25.0]), np.array([60.0]))[0])
    frost = dew.frost_point(np.array([25.0]), np.array([60.0]))[0]
    assert day["frost_point"] == pytest.approx(frost)


async def test_frost_hours_are_counted_from_rime_on_the_road(station: Station) -> None:
    begin = utc("2026-11-09 23:00")
    road = [-2.0] * 6 + [5.0] * 18
    await station.measures(Property.SURFACE_TEMPERATURE, begin, road)
    await station.measures(Property.AIR_TEMPERATURE, begin, [1.0] * 24)
    await station.measures(Property.RELATIVE_HUMIDITY, begin, [95.0] * 24)
    day = await station.value("frost_hours", period="2026-11-10")
    assert day["value"] == pytest.approx(6.5, abs=0.5)


async def test_rain_is_summed(station: Station) -> None:
    channel = await station.town.channel("rain", Property.PRECIPITATION)
    stream = await station.town.datastream("markt", Property.PRECIPITATION, "rain", nominal_s=3600)
    await station.town.deploy(channel, stream, SINCE)
    await station.town.store([(channel, DAY + k * HOUR, 0.2, 3600) for k in range(25)], now=NOW)
    day = await station.value("precipitation", period="2026-10-25")
    assert (day["value"], day["flag"]) == (pytest.approx(5.0), 1)


async def test_a_running_day_is_as_complete_as_it_has_come(station: Station) -> None:
    await station.measures(Property.NO2, utc("2026-11-21 23:00"), [30.0] * 12)
    day = await station.value("no2", period="2026-11-22")
    assert (day["value"], day["n_expected"], day["status"]) == (30, 52, "provisional")


async def test_a_sampler_of_days_answers_for_days_and_for_nothing_finer(station: Station) -> None:
    channel = await station.town.channel("hvs", Property.PM10)
    stream = await station.town.datastream("markt", Property.PM10, "hvs")
    await station.town.deploy(channel, stream, SINCE)
    begin = utc("2026-11-01 23:00")
    told = [(channel, begin + 24 * k * HOUR, v, 86_400) for k, v in enumerate([51.0, 30.0, 70.0])]
    await station.town.store(told, now=NOW)
    days = await station.ask("pm10", **{"from": "2026-11-02", "to": "2026-11-05"})
    hours = await station.ask("pm10", period="2026-11-02", bucket="hour")
    over = await station.value("pm10_exceedance_days", period="2026-11", bucket="month")
    assert [row["value"] for row in days["values"]] == [51, 30, 70]
    assert {row["reason"] for row in hours["values"]} == {"too_fine"}
    assert (over["value"], over["known"]) == (2, 3)
