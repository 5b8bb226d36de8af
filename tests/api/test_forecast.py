"""Forecasts over HTTP: served with their score where they earned it, else withheld in words."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from api.described.forecasts import Forecast
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import Row, Town, store
from tests.cli.terminal import run

pytestmark = pytest.mark.database
NOW: Final = datetime(2026, 9, 14, 9, 4, tzinfo=UTC)
QUARTER: Final = timedelta(minutes=15)
DAYS: Final = 140
ADDRESS: Final = "/api/v1/sites/kanal/forecast"

REGISTRY: Final = """
insert into site (id, name, kind) values ('kanal', 'Kanal', 'cycle_track');
insert into device (id, model, registered_at, accepted_at)
values ('loop', 'import', '2025-01-01Z', '2025-01-01Z');
insert into channel (device, name, property) values ('loop', 'kanal', 'count');
insert into datastream (site, property, direction, mode, source_id, nominal_interval_s) values
  ('kanal', 'count', 'none', 'bicycle', 'kanal', 900);
insert into deployment (channel, datastream, valid)
select c.id, d.id, '[2026-01-01Z,)'
from channel as c join datastream as d on d.source_id = c.name where c.device = 'loop';
"""


COARSE: Final = """
insert into site (id, name, kind) values ('ring', 'Ring', 'cross_section');
insert into channel (device, name, property) values ('loop', 'ring', 'count');
insert into datastream (site, property, direction, mode, source_id, nominal_interval_s) values
  ('ring', 'count', 'none', 'car', 'ring', 3600);
insert into deployment (channel, datastream, valid)
select c.id, d.id, '[2026-01-01Z,)'
from channel as c join datastream as d on d.source_id = c.name where c.name = 'ring';
"""


@pytest.fixture
async def counted(own_town: Town) -> Town:
    """Return the town with a loop that counted up to 11:00 local time of 14 September."""
    rng = np.random.default_rng(5)
    count = DAYS * 96
    last = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
    level = 0.0
    rows: list[Row] = []
    async with connect(own_town.dsn) as conn:
        await conn.execute(REGISTRY.encode())
        cursor = await conn.execute(b"select id from channel where device = 'loop'")
        ((channel,),) = await cursor.fetchall()
        for number, shock in enumerate(rng.normal(0, 0.06, count).tolist()):
            begin = last - (count - number) * QUARTER
            slot = (begin.hour * 4 + begin.minute // 15 + 8) % 96
            usual = 20 * np.exp(-(((slot - 32) / 8) ** 2)) + 18 * np.exp(-(((slot - 68) / 12) ** 2))
            level = 0.985 * level + shock
            week = 1.0 if begin.weekday() < 5 else 0.5
            passed = float(rng.poisson((usual + 1) * week * np.exp(level)))
            rows.append((channel, begin, passed, 900_000))
        await store(conn, own_town, rows, received=NOW, device="loop")
        await derive_once(conn, NOW)
    return own_town


async def _said(client: httpx2.AsyncClient, **asked: str | int) -> dict[str, Any]:
    answer = await client.get(ADDRESS, params=asked)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    assert said.keys() == Forecast.model_fields.keys()
    Forecast.model_validate(said)
    return said


async def test_the_next_two_hours_are_served_with_band_and_score(counted: Town) -> None:
    async with serve(counted.dsn, now=NOW) as client:
        began = time.perf_counter()
        said = await _said(client)
        elapsed_s = time.perf_counter() - began
        one = await _said(client, horizon=30, indicator="volume", mode="bicycle")
        again = await client.get(ADDRESS)
        same = await client.get(ADDRESS, headers={"If-None-Match": again.headers["ETag"]})

    assert (said["issued_at"], said["newest"]) == ("2026-09-14T09:00:00Z", "2026-09-14T09:00:00Z")
    assert [value["horizon_min"] for value in said["values"]] == list(range(15, 121, 15))
    assert said["values"][0]["end"] == "2026-09-14T09:15:00Z"
    served = [value for value in said["values"] if value["reason"] is None]
    assert len(served) >= 4
    for value in served:
        assert 0 <= value["low"] <= value["value"] <= value["high"]
        assert value["score"]["mase"] < 1
        assert value["score"]["skill_baseline"] > 0.05
        assert 0.75 <= value["score"]["covered"] <= 0.85
        assert value["score"]["n"] > 5_000
    assert one["values"] == [said["values"][1]]
    assert same.status_code == 304
    assert elapsed_s < 10  # on two busy cores; docs/forecasts.md has the figure of an idle one


async def test_each_quarter_hour_has_an_answer_of_its_own_and_a_past_one_keeps_it(
    counted: Town,
) -> None:
    then = {"at": NOW.isoformat()}
    tags, answered = [], []
    for now in (NOW, NOW + timedelta(minutes=10), NOW + timedelta(minutes=11)):
        async with serve(counted.dsn, now=now) as client:
            for asked in ({}, then):
                answer = await client.get(ADDRESS, params=asked)
                tags.append(answer.headers["ETag"])
                answered.append((answer.json()["issued_at"], answer.json()["values"][0]["start"]))

    (first, past), (same, _), (later, still) = tags[:2], tags[2:4], tags[4:]
    assert same == first
    assert later != first
    assert answered[4] != answered[0]
    assert still == past
    assert answered[5] == answered[1]


async def test_without_a_reading_of_the_last_hour_nothing_is_told(counted: Town) -> None:
    later = NOW + timedelta(hours=2)
    async with serve(counted.dsn, now=later) as client:
        (late,) = (await _said(client, horizon=15))["values"]
        (past,) = (await _said(client, horizon=15, at="2026-09-14T09:04:00Z"))["values"]

    assert (late["value"], late["reason"], late["score"]) == (None, "no_recent_data", None)
    assert late["sentence"]["de"].startswith("Zurückgehalten")
    assert past["reason"] is None


async def test_past_forecasts_are_made_of_what_had_been_received(counted: Town) -> None:
    """Each quarter of the last ten weeks arrives alone, 20 minutes after its end."""
    async with connect(counted.dsn) as conn:
        await conn.execute(
            b"with came as ("
            b"  insert into block (source, run, received_from, received_to, messages, readings)"
            b"  select 'native', (select min(id) from run), time + interval '35 min',"
            b"    time + interval '35 min', 1, 1 from observation"
            b"  where time > '2026-07-01Z'"
            b"    and channel = (select id from channel where name = 'kanal')"
            b"  returning id, received_to)"
            b" update observation as o set block = came.id from came"
            b" where came.received_to = o.time + interval '35 min'"
            b"   and o.channel = (select id from channel where name = 'kanal')"
        )
    async with serve(counted.dsn, now=NOW) as client:
        early = await _said(client, at="2026-09-14T08:16:00Z")
        late = await _said(client, at="2026-09-14T08:21:00Z")

    assert early["issued_at"] == late["issued_at"] == "2026-09-14T08:15:00Z"
    assert (early["newest"], late["newest"]) == ("2026-09-14T07:45:00Z", "2026-09-14T08:00:00Z")
    mae = [said["values"][0]["score"]["mae"] for said in (early, late)]
    assert mae[0] > mae[1]
    assert late["values"][0]["score"]["n"] > 5_000


async def test_a_counter_of_hours_is_told_why_it_has_no_quarter_hours(counted: Town) -> None:
    async with connect(counted.dsn) as conn:
        await conn.execute(COARSE.encode())
        cursor = await conn.execute(b"select id from channel where name = 'ring'")
        ((channel,),) = await cursor.fetchall()
        begin = NOW.replace(minute=0) - timedelta(days=2)
        rows: list[Row] = [
            (channel, begin + timedelta(hours=hour), 90.0, 3_600_000) for hour in range(40)
        ]
        await store(conn, counted, rows, received=NOW, device="loop")
        await derive_once(conn, NOW)
    async with serve(counted.dsn, now=NOW) as client:
        answer = await client.get("/api/v1/sites/ring/forecast")

    assert {value["reason"] for value in answer.json()["values"]} == {"too_coarse"}


async def test_the_command_tells_what_the_address_tells(counted: Town) -> None:
    address = ("--database-url", counted.dsn)
    asked = ("forecast", "kanal", "--at", "2026-09-14T11:04", *address)
    async with serve(counted.dsn, now=NOW) as client:
        said = await _said(client)
    told, words, unknown, late = [
        await asyncio.to_thread(run, *one)
        for one in (
            (*asked, "--json"),
            asked,
            ("forecast", "nowhere", *address),
            ("forecast", "kanal", "--horizon", "20", *address),
        )
    ]

    assert json.loads(told.stdout)["values"][0]["value"] == said["values"][0]["value"]
    assert "2026-09-14 11:15+0200" in words.stdout
    assert "newest known: 2026-09-14 11:00+0200" in words.stdout
    assert (unknown.returncode, late.returncode) == (1, 2)
    assert "/api/v1/sites lists" in unknown.stderr


async def test_an_atypical_time_is_not_learned_from(counted: Town) -> None:
    async with connect(counted.dsn) as conn:
        await conn.execute(
            b"insert into judgement (site, kind, valid) values"
            b" ('kanal', 'atypical', '[2026-05-01Z,2026-08-10Z)')"
        )
    async with serve(counted.dsn, now=NOW) as client:
        (said,) = (await _said(client, horizon=60))["values"]

    assert (said["value"], said["reason"]) == (None, "insufficient_data")


async def test_a_young_car_park_is_withheld_with_the_reason(shared_town: Town) -> None:
    async with serve(shared_town.dsn, now=datetime(2026, 10, 26, 20, 0, tzinfo=UTC)) as client:
        answer = await client.get("/api/v1/sites/bahnhof/forecast")

    said = answer.json()
    assert (answer.status_code, said["indicator"], said["mode"]) == (200, "occupancy", None)
    assert {value["reason"] for value in said["values"]} == {"insufficient_data"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("promenade/forecast?horizon=20", 400),
        ("promenade/forecast?horizon=135", 400),
        ("promenade/forecast?at=2026-09-01T00:00:00", 400),
        ("promenade/forecast?at=2027-09-01T00:00:00Z", 400),
        ("promenade/forecast?mode=car", 400),
        ("bahnhof/forecast?mode=car", 400),
        ("promenade/forecast?indicator=occupancy", 404),
        ("kiosk/forecast", 404),
        ("nowhere/forecast", 404),
    ],
)
async def test_what_cannot_be_forecast_is_refused_with_a_remedy(
    shared_town: Town, path: str, status: int
) -> None:
    async with serve(shared_town.dsn, now=NOW) as client:
        answer = await client.get(f"/api/v1/sites/{path}")

    assert (answer.status_code, bool(answer.json()["remedy"])) == (status, True)
