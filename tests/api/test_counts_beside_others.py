"""Counts held against others: closed places, short counts and a permanent one, counts by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
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
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
YEAR: Final = civil_days(date(2023, 1, 1), date(2023, 12, 31), BERLIN)
#: A ride's pattern over the day, week and year, and weather of its own for each day.
_OF_DAY: Final = 1 + np.cos((np.arange(24) - 15) / 24 * 2 * np.pi)
_WEATHER: Final = np.random.default_rng(5).uniform(0.7, 1.3, len(YEAR))
USUAL: Final = np.round(
    40
    * _OF_DAY[YEAR.hour]
    * np.where(YEAR.weekday < 5, 1.0, 0.6)[YEAR.day]
    * (1.3 - np.cos(np.arange(len(YEAR)) / 365 * 2 * np.pi))[YEAR.day]
    * _WEATHER[YEAR.day]
)


@dataclass
class Counted:
    """Sites and what is asked of them in 2023."""

    town: Town
    client: httpx2.AsyncClient

    async def count(
        self,
        site: str,
        hourly: NDArray[np.float64],
        days: slice = slice(None),
        direction: str = "a",
    ) -> None:
        """Count by the hour on some days of the year."""
        numbers = np.arange(len(YEAR))[days]
        hours = np.flatnonzero(np.isin(YEAR.day, numbers))
        channel = await self.town.counter(
            site, f"{site}-{direction}", since=utc("2022-01-01 00:00"), direction=direction,
            nominal_s=3600,
        )  # fmt: skip
        begin = from_ms(YEAR.first_quarter * 900_000)
        readings = [
            (channel, begin + timedelta(hours=int(k)), float(hourly[k]), 3600) for k in hours
        ]
        await self.town.store(readings, now=NOW)
        await derive_once(self.town.owner, NOW)

    async def year(self, site: str, key: str, **params: str) -> dict[str, Any]:
        """Return what is said of 2023."""
        asked = {"period": "2023", "bucket": "year"} | params
        answer = await self.client.get(f"/api/v1/sites/{site}/indicators/{key}", params=asked)
        assert answer.status_code == 200, answer.text
        (row,) = answer.json()["values"]
        return dict(row)


@pytest.fixture
async def sites(database: str) -> AsyncIterator[Counted]:
    async with connect(database) as owner:
        town = Town(owner)
        for site in ("promenade", "gasse"):
            await town.site(site)
        key = await keys.add(owner, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        async with serve(database, now=NOW) as client:
            client.headers["Authorization"] = f"Bearer {key}"
            yield Counted(town, client)


@pytest.mark.parametrize("key", ["dtv_expanded", "dtv_by_days"])
async def test_two_weeks_become_a_year_by_a_permanent_counter(sites: Counted, key: str) -> None:
    """The lane has 30 % of the promenade on every day; two fine weeks of May were counted."""
    await sites.count("promenade", USUAL)
    may = slice(120, 134)
    await sites.count("gasse", USUAL * 0.3, may)
    truth = (USUAL * 0.3).sum() / 365
    alone = await sites.year("gasse", key)
    found = await sites.year("gasse", key, reference="promenade")

    assert (alone["value"], alone["reason"]) == (None, "no_control")
    assert found["hours"] == 14 * 24
    assert found["low"] < truth < found["high"]
    assert found["error"] == 0.10
    tolerance = 0.01 if key == "dtv_by_days" else 0.10
    assert found["value"] == pytest.approx(truth, rel=tolerance)
    mean_of_days = (await sites.year("gasse", "adt"))["value"]
    assert abs(found["value"] - truth) < abs(mean_of_days - truth)


async def test_too_short_a_count_and_too_short_a_reference_give_no_year(sites: Counted) -> None:
    await sites.count("promenade", USUAL, slice(0, 200))
    await sites.count("gasse", USUAL * 0.3, slice(120, 124))
    four = await sites.year("gasse", "dtv_by_days", reference="promenade")
    assert (four["value"], four["reason"], four["hours"]) == (None, "insufficient_data", 96)
    await sites.count("gasse", USUAL * 0.3, slice(130, 144), direction="b")
    half = await sites.year("gasse", "dtv_expanded", reference="promenade", direction="b")
    assert (half["value"], half["reason"]) == (None, "insufficient_data")


async def test_a_reference_that_is_no_site_or_means_nothing_is_told(sites: Counted) -> None:
    await sites.count("gasse", USUAL, slice(0, 9))
    path = "/api/v1/sites/gasse/indicators"
    gone = await sites.client.get(
        f"{path}/dtv_expanded", params={"reference": "nowhere", "bucket": "year"}
    )
    foreign = await sites.client.get(f"{path}/volume", params={"reference": "promenade"})
    assert (gone.status_code, foreign.status_code) == (404, 400)
    assert "reference means nothing for volume" in foreign.json()["detail"]


async def test_a_closed_place_is_balanced_over_whole_days_alone(sites: Counted) -> None:
    june = slice(151, 181)
    await sites.count("promenade", USUAL, june)
    out = USUAL * 0.96
    out[YEAR.day == 160] = np.nan  # a day without the other direction is left out
    await sites.count("promenade", out, slice(151, 160), direction="b")
    month = await sites.year("promenade", "balance", period="2023-06", bucket="month")
    inside = (YEAR.day >= 151) & (YEAR.day < 160)
    entered, left = USUAL[inside].sum(), (USUAL * 0.96)[inside].sum()
    assert (month["a"], month["b"]) == (pytest.approx(entered), pytest.approx(left))
    assert month["days"] == 9
    assert month["value"] == pytest.approx((entered - left) / (entered + left))


async def test_a_balance_above_five_percent_is_doubted(sites: Counted) -> None:
    june = slice(151, 181)
    await sites.count("promenade", USUAL, june)
    await sites.count("promenade", USUAL * 0.5, june, direction="b")
    month = await sites.year("promenade", "balance", period="2023-06", bucket="month")
    assert (month["value"], month["flag"]) == (pytest.approx(1 / 3), 3)


async def by_hand(sites: Counted, value: float, at: str, direction: str = "a") -> None:
    """Enter an hour that somebody counted."""
    sent = {
        "property": "count", "mode": "bicycle", "direction": direction,
        "time": at, "duration_s": 3600, "value": value,
    }  # fmt: skip
    answer = await sites.client.post("/api/v1/registry/sites/gasse/manual", json=sent)
    assert answer.status_code == 200, answer.text


async def test_counts_by_hand_give_the_factor_of_a_counter_with_its_interval(
    sites: Counted,
) -> None:
    told = np.full(len(YEAR.hour), 95.0)
    await sites.count("gasse", told, slice(151, 156))
    day = {"period": "2023-06-02", "bucket": "day"}
    none = await sites.year("gasse", "calibration_factor", **day)
    assert (none["value"], none["reason"], none["checked"]) == (None, "insufficient_data", 0)
    for hour in range(4):
        await by_hand(sites, 103.0, f"2023-06-02T{8 + hour:02d}:00:00Z")
    await by_hand(sites, 500.0, "2023-06-02T13:10:00Z")  # of no whole quarter hours
    await by_hand(sites, 500.0, "2023-06-20T08:00:00Z")  # the counter was not there
    found = await sites.year("gasse", "calibration_factor", **day)
    assert (found["value"], found["checked"]) == (pytest.approx(412 / 380), 412)
    wide = np.exp(1.96 * np.sqrt(1 / 412 + 1 / 380))
    assert found["low"] == pytest.approx(412 / 380 / wide)
    assert found["high"] == pytest.approx(412 / 380 * wide)
    table = await sites.client.get(
        "/api/v1/sites/gasse/indicators/calibration_factor",
        params={"period": "2023-06", "bucket": "month", "format": "csv-de"},
    )
    assert table.status_code == 200


async def test_a_counter_that_was_calibrated_is_right(sites: Counted) -> None:
    await sites.count("gasse", np.full(len(YEAR.hour), 95.0), slice(151, 156))
    for hour in range(4):
        await by_hand(sites, 103.0, f"2023-06-02T{8 + hour:02d}:00:00Z")
    await sites.town.owner.execute(b"update device set model = 'wegwarte-bicycle-counter-1'")
    sent = {"factor": 103 / 95, "at": "2023-06-01T00:00:00Z"}
    answer = await sites.client.post("/api/v1/registry/devices/d1/recalibrate", json=sent)
    assert answer.status_code == 200, answer.text
    await derive_once(sites.town.owner, NOW)
    found = await sites.year("gasse", "calibration_factor", period="2023-06-02", bucket="day")
    assert found["value"] == pytest.approx(1.0, abs=1e-6)
