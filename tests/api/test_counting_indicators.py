"""Yearly figures of a real counter, from its files through store, derive and HTTP."""

import asyncio
import csv
import gzip
import random
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from analytics.calendar.day_types import day_types
from analytics.calendar.region import Region
from analytics.catalogue import CATALOGUE
from analytics.counting import annual, bast, design_hour, months
from analytics.counting.hours import Counts, civil_days, of_hours
from analytics.derive import derive_once
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Summary, Wanted
from store.pool import connect
from tests.api.conftest import serve
from tests.fixtures.servers import PostgresServer
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(900)]

BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STATION: Final = "100031297"
YEARS: Final = (2019, 2020, 2021, 2022)
SITE: Final = f"/api/v1/sites/{STATION}/indicators"
#: A counter of bicycles has no classes of vehicles; others are held against another count, which
#: is proved in test_counts_beside_others.py.
ELSEWHERE: Final = {
    "heavy_share",
    "dtv_expanded",
    "dtv_by_days",
    "dtv_usual_weather",
    "calibration_factor",
}
ASKED: Final = sorted(
    key for key, entry in CATALOGUE.items() if entry.number.startswith("B") and key not in ELSEWHERE
)


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def files(years: tuple[int, ...]) -> list[Path]:
    return [
        path
        for year in years
        for path in sorted((RECORDINGS / "muenster_bikes" / STATION).glob(f"{year}-*.csv.gz"))
    ]


async def fill(dsn: str, paths: list[Path]) -> None:
    async with connect(dsn, "wegwarte_ingest", statement_timeout_ms=0) as conn:
        summary = await import_files(
            conn, mapping("muenster-bikes"), paths, Wanted(), clock=lambda: NOW, progress=Silent()
        )
    assert summary.refused == []
    async with connect(dsn, "wegwarte_derive", statement_timeout_ms=0) as conn:
        await derive_once(conn, NOW)


@pytest.fixture(scope="session")
def promenade(postgres_server: PostgresServer, template_database: str) -> Iterator[str]:
    """Import and derive four years of a station, for tests that only read them."""
    dsn = postgres_server.create_database(template=template_database)
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(asyncio.run, fill(dsn, files(YEARS))).result()
    yield dsn
    postgres_server.drop_database(dsn)


@pytest.fixture
async def client(promenade: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with serve(promenade, now=NOW) as connected:
        yield connected


async def said(client: httpx2.AsyncClient, indicator: str, **asked: object) -> Any:  # noqa: ANN401
    answer = await client.get(f"{SITE}/{indicator}", params={k: str(v) for k, v in asked.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


@cache
def told(year: int) -> Counts:
    """Read the hours of a year from its files alone: the sum of the loops, where all are known."""
    days = civil_days(date(year, 1, 1), date(year, 12, 31), BERLIN)
    table, seen = np.zeros((len(days), 24)), np.zeros((len(days), 24))
    for path in files((year,)):
        with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
            head, *rows = csv.reader(lines)
        loops = [
            k
            for k, name in enumerate(head)
            if k and "(" in name and not name.startswith(STATION) and any(row[k] for row in rows)
        ]
        for row in rows:
            at = datetime.strptime(row[0], "%Y-%m-%d %H:%M")  # noqa: DTZ007 -- local, as told
            if all(row[k] for k in loops):
                table[at.timetuple().tm_yday - 1, at.hour] += sum(float(row[k]) for k in loops)
                seen[at.timetuple().tm_yday - 1, at.hour] += 1
    table[seen < 3] = np.nan
    hourly = table[days.day, days.hour]
    twice = np.flatnonzero(np.diff(days.hour) == 0)
    summed = hourly[twice]
    hourly[np.concatenate([twice, twice + 1])] = np.nan  # both hours are in one number
    counts = of_hours(days, hourly)
    autumn = days.day[twice]
    counts.daily[autumn] = np.nansum(hourly[days.day == autumn]) + summed
    return counts


@pytest.mark.parametrize("year", YEARS)
async def test_dtv_is_that_of_the_files_alone(client: httpx2.AsyncClient, year: int) -> None:
    counts = told(year)
    types = day_types(counts.days.number, Region(land="NW"))
    expected = {
        "dtv": annual.aadt_fhwa(counts),
        "dtv_simple": annual.aadt_simple(counts),
        "dtv_aashto": annual.aadt_aashto(counts),
        "dtv_w": bast.dtv_w(counts, types),
        "dtv_u": bast.dtv_u(counts, types),
        "dtv_s": bast.dtv_s(counts, types),
        "dtv_w5": bast.dtv_w5(counts, types),
        "mn": bast.mean_hourly(counts, "Mn"),
        "design_hour_volume": design_hour.nth_hour(counts).volume,
    }
    for key, figure in expected.items():
        (row,) = (await said(client, key, period=year, bucket="year"))["values"]
        assert row["value"] == pytest.approx(figure.value), key
        assert row["reason"] == (None if figure.reason is None else figure.reason.value)


async def test_dtv_lies_in_its_interval_and_a_whole_year_has_none(
    client: httpx2.AsyncClient,
) -> None:
    for row in (
        await said(client, "dtv", **{"from": "2019-01-01", "to": "2023-01-01"}, bucket="year")
    )["values"]:
        if row["value"] is not None:
            assert row["low"] <= row["value"] <= row["high"]
            assert (row["low"] == row["high"]) == (row["days"] in {365, 366})


@pytest.mark.parametrize("year", YEARS)
async def test_months_and_days_add_up_to_the_year(client: httpx2.AsyncClient, year: int) -> None:
    by_month = await said(client, "volume", period=year, bucket="month")
    by_day = await said(client, "volume", period=year, bucket="day")
    assert len(by_month["values"]) == 12
    total = by_month["total"]["value"]
    assert sum(row["value"] or 0 for row in by_month["values"]) == total
    assert sum(row["value"] or 0 for row in by_day["values"]) == total


async def test_monthly_means_weighed_by_their_days_are_the_year(
    client: httpx2.AsyncClient,
) -> None:
    rows = (await said(client, "madt", period=2021, bucket="month"))["values"]
    year = (await said(client, "dtv", period=2021, bucket="year"))["values"][0]["value"]
    length = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert np.average([row["value"] for row in rows], weights=length) == pytest.approx(year)
    assert [row["value"] for row in rows] == pytest.approx(months.madt_fhwa(told(2021)).tolist())


@pytest.mark.parametrize(("day", "hours"), [("2020-03-29", 23), ("2020-10-25", 25)])
async def test_days_of_23_and_25_hours_are_whole(
    client: httpx2.AsyncClient, day: str, hours: int
) -> None:
    (row,) = (await said(client, "volume", period=day, bucket="day"))["values"]
    assert (row["n_expected"], row["n_valid"], row["coverage"]) == (hours * 4, hours * 4, 1.0)
    assert row["estimate"] is None
    assert row["value"] == told(2020).daily[date.fromisoformat(day).timetuple().tm_yday - 1]
    by_hour = (await said(client, "volume", period=day, bucket="hour"))["values"]
    assert len(by_hour) == hours
    # The publisher sums the hour that comes twice: neither of the two is known.
    assert sum(one["value"] is None for one in by_hour) == (2 if hours == 25 else 0)


async def test_the_order_of_import_changes_no_number(
    database: str, client: httpx2.AsyncClient
) -> None:
    paths = files((2019,))
    random.Random(7).shuffle(paths)
    await fill(database, paths[:5])
    await fill(database, paths[5:])
    async with serve(database, now=NOW) as other:
        for key in ("dtv", "dtv_w5", "peak_hour_morning", "hourly_profile", "directional_split"):
            asked = {"period": 2019, "bucket": "year"}
            assert await said(other, key, **asked) == await said(client, key, **asked), key


@pytest.mark.parametrize("key", ASKED)
async def test_every_indicator_of_counters_answers(client: httpx2.AsyncClient, key: str) -> None:
    entry = CATALOGUE[key]
    mode = {"mode": "bicycle"} if "mode" in entry.parameters else {}
    answer = await said(client, key, period=2021, bucket="total", **mode)
    (row,) = answer["values"]
    assert row["value"] is not None, row
    assert {one.key for one in entry.details} <= row.keys() | {"days"} | {
        one.key for one in entry.details
    }
    assert answer["method_version"] == entry.method_version
    assert "vehicles" not in answer["unit"] or entry.key == "heavy_share"
    for form in ("csv", "csv-de"):
        table = await client.get(
            f"{SITE}/{key}", params={"period": "2021", "bucket": "total", "format": form, **mode}
        )
        assert table.status_code == 200, table.text
        assert len(table.text.splitlines()) == 2


async def test_profiles_add_up_to_one(client: httpx2.AsyncClient) -> None:
    (row,) = (await said(client, "hourly_profile", period=2021, bucket="year"))["values"]
    for name in ("profile", "working_days", "saturdays", "sundays"):
        assert len(row[name]) == 24
        assert sum(row[name]) == pytest.approx(1.0)
    assert row["value"] == max(row["profile"])


async def test_the_peak_of_a_day_tells_when_it_begins(client: httpx2.AsyncClient) -> None:
    rows = (await said(client, "peak_hour_morning", period="2021-09", bucket="day"))["values"]
    known = [row for row in rows if row["value"] is not None]
    assert len(known) >= 28
    for row in known:
        assert "06:00" <= row["begins"] <= "09:00"
        assert row["clock_hour"] <= row["value"]
        assert 0.25 <= row["peak_hour_factor"] <= 1


async def test_the_day_whose_night_holds_a_summed_hour_has_a_peak_that_is_flagged(
    client: httpx2.AsyncClient,
) -> None:
    answer = await said(client, "peak_hour", **{"from": "2022-10-30", "to": "2022-10-31"})
    (row,) = answer["values"]
    assert row["value"] > 0
    assert row["flag"] == 3
    assert row["clock_hour"] <= row["value"]


@pytest.mark.parametrize(
    ("key", "params", "word"),
    [
        ("dtv", {"bucket": "day"}, "no meaning for buckets of day"),
        ("dtv", {"window": "24h"}, "means nothing for dtv"),
        ("peak_hour_factor", {"bucket": "month"}, "no meaning for buckets of month"),
        ("directional_split", {"direction": "a", "bucket": "year"}, "means nothing"),
        ("dtv", {"mode": "car", "bucket": "year"}, "is not counted"),
    ],
)
async def test_what_means_nothing_is_refused_in_words(
    client: httpx2.AsyncClient, key: str, params: dict[str, str], word: str
) -> None:
    answer = await client.get(f"{SITE}/{key}", params=params)
    assert answer.status_code == 400
    assert word in answer.json()["detail"]
    assert answer.json()["remedy"]


@pytest.mark.parametrize("key", ASKED)
async def test_a_running_year_is_answered_without_what_is_still_to_come(
    promenade: str, key: str
) -> None:
    summer = datetime(2022, 7, 12, 10, 22, tzinfo=UTC)
    mode = {"mode": "bicycle"} if "mode" in CATALOGUE[key].parameters else {}
    async with serve(promenade, now=summer) as early:
        running = await said(early, key, period=2022, bucket="total", **mode)
        ahead = await said(early, key, period=2024, bucket="total", **mode)
    (row,), (later,) = running["values"], ahead["values"]
    assert row["n_expected"] == (31 + 28 + 31 + 30 + 31 + 30 + 11) * 96 + 12 * 4 + 1 - 4
    assert (later["value"], later["n_expected"], later["coverage"]) == (None, 0, None)
