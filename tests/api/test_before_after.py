"""Before and after over HTTP: a fifth more at a site, nothing at its control."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from analytics.civil import day_start_ms, from_ms
from analytics.derive import derive_once
from api.described.effects import BeforeAfter
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import NOW, Row, Town, store
from tests.cli.terminal import run

pytestmark = pytest.mark.database
FIRST: Final = date(2026, 1, 12)
AT: Final = date(2026, 4, 20)
DAYS: Final = 200
NOW_ZONE: Final = ZoneInfo("Europe/Berlin")
ADDRESS: Final = "/api/v1/sites/kanal/before-after"

REGISTRY: Final = """
insert into site (id, name, kind, public) values
  ('kanal', 'Kanal', 'cycle_track', true), ('aasee', 'Aasee', 'cycle_track', true),
  ('secret', 'Secret', 'cycle_track', false);
insert into device (id, model, registered_at, accepted_at)
values ('loops', 'import', '2025-01-01Z', '2025-01-01Z');
insert into channel (device, name, property) values
  ('loops', 'kanal', 'count'), ('loops', 'aasee', 'count');
insert into datastream (site, property, direction, mode, source_id, nominal_interval_s) values
  ('kanal', 'count', 'none', 'bicycle', 'kanal', 3600),
  ('aasee', 'count', 'none', 'bicycle', 'aasee', 3600);
insert into deployment (channel, datastream, valid)
select c.id, d.id, '[2026-01-01Z,)'
from channel as c join datastream as d on d.source_id = c.name where c.device = 'loops';
insert into measure (site, name, from_date) values ('kanal', 'Fahrradstraße', '2026-04-20');
insert into site_group (id, name) values ('both', 'Both');
insert into site_group_member (site_group, site, valid) values
  ('both', 'kanal', '[2026-01-01Z,)'), ('both', 'aasee', '[2026-01-01Z,)');
insert into measure (site_group, name, from_date) values ('both', 'Tempo 30', '2026-04-20');
"""


@pytest.fixture
async def counted(own_town: Town) -> Town:
    """Return the town with two loops; a fifth more passes one of them from 20 April on."""
    async with connect(own_town.dsn) as conn:
        await conn.execute(REGISTRY.encode())
        cursor = await conn.execute(b"select name, id from channel where device = 'loops'")
        channels = dict(await cursor.fetchall())
        rng = np.random.default_rng(7)
        dull = np.exp(rng.normal(0, 0.2, DAYS))
        begin = from_ms(day_start_ms(FIRST, NOW_ZONE))
        rows: list[Row] = []
        for hour in range(24 * DAYS):
            time = begin + timedelta(hours=hour)
            grown = 1.2 if time.date() >= AT else 1.0
            for name, factor in (("kanal", grown), ("aasee", 4.0)):
                passed = float(rng.poisson(30 * dull[hour // 24] * factor))
                rows.append((channels[name], time, passed, 3_600_000))
        await store(conn, own_town, rows, received=NOW - timedelta(hours=2), device="loops")
        await derive_once(conn, NOW)
    return own_town


async def _said(client: httpx2.AsyncClient, **asked: str | int | list[str]) -> dict[str, Any]:
    answer = await client.get(ADDRESS, params=asked)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    assert said.keys() == {field.alias or name for name, field in BeforeAfter.model_fields.items()}
    BeforeAfter.model_validate(said)
    return said


async def test_a_fifth_more_is_told_with_its_interval_and_sentence(counted: Town) -> None:
    async with serve(counted.dsn) as client:
        said = await _said(client, at="2026-04-20", control="aasee")
        measured = await _said(client, measure=1, control="aasee")
        alone = await _said(client, at="2026-04-20")
        early = await _said(client, at="2026-01-20", control="aasee")

    assert said["verdict"] == "more"
    assert said["low"] < 0.2 < said["high"]
    assert (said["n_before"], said["n_after"]) > (50, 50)
    assert said["sentence"]["en"].endswith("more than would otherwise be expected.")
    assert said["from"] == "2025-04-20"
    assert measured["measure"]["name"] == "Fahrradstraße"
    assert measured["change"] == said["change"]
    assert (alone["verdict"], alone["reason"]) == (None, "no_control")
    assert (early["change"], early["reason"]) == (None, "insufficient_data")


async def test_the_public_hears_of_no_measure(counted: Town) -> None:
    asked = {"measure": "1", "control": "aasee"}
    async with serve(counted.dsn, access="public", peer="192.0.2.1") as client:
        refused = await client.get(ADDRESS, params=asked)
        page = await client.get("/en/sites/kanal/before-after", params=asked)
        said = await _said(client, at="2026-04-20", control="aasee")

    assert (refused.status_code, page.status_code) == (404, 200)
    assert "Fahrrad" not in refused.text + page.text
    assert said["verdict"] == "more"


async def test_atypical_days_are_left_out(counted: Town) -> None:
    async with connect(counted.dsn) as conn:
        await conn.execute(
            b"insert into judgement (site, kind, valid) values"
            b" ('aasee', 'atypical', '[2026-05-04 10:00Z,2026-05-06 10:00Z)')"
        )
    async with serve(counted.dsn) as client:
        whole = await _said(client, at="2026-04-20", control="aasee", to="2026-06-01")

    assert whole["n_after"] == 42 - 3 - 3  # 1 May, Ascension and Whit Monday are no such days


async def test_a_campaign_of_weeks_is_expanded_with_its_error(counted: Town) -> None:
    async with connect(counted.dsn) as conn:
        await conn.execute(
            b"update deployment set campaign = true, valid = '[2026-04-11Z,2026-04-30Z)'"
            b" where datastream = (select id from datastream where source_id = 'kanal')"
        )
        await conn.execute(
            b"insert into dirty (channel, utc_day, cause) select channel, day::date, 'deployment'"
            b" from deployment, generate_series('2026-01-11'::date, '2026-08-01', '1 day') as day"
            b" where campaign"
        )
        await derive_once(conn, NOW)
    async with serve(counted.dsn) as client:
        said = await _said(client, at="2026-04-20", control="aasee")
        both = await _said(client, at="2026-04-20", control=["promenade", "aasee"], mode="bicycle")

    assert both["controls_left_aside"] == ["promenade"]  # it was counted in autumn alone
    assert both["change"] == said["change"]
    assert "short counts" in said["method"]
    assert (said["verdict"], said["n_before"]) == ("not_distinguishable", 8)
    assert said["high"] - said["low"] > 0.5


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"at": "2026-04-20", "measure": 1}, 400),
        ({"at": "2026-04-20", "control": "kanal"}, 400),
        ({"at": "2027-04-20", "control": "aasee"}, 400),
        ({"at": "soon", "control": "aasee"}, 400),
        ({"measure": 99, "control": "aasee"}, 404),
        ({"at": "2026-04-20", "control": "nowhere"}, 404),
        ({"at": "2026-04-20", "control": "bahnhof"}, 404),
        ({"at": "2026-04-20", "control": ["aasee"] * 21}, 400),
        ({"at": "2026-04-20", "from": "2026-06-01", "to": "2026-03-01", "control": "aasee"}, 400),
        ({"at": "0001-01-01", "control": "aasee"}, 400),
        ({"at": "9999-12-31", "control": "aasee"}, 400),
        ({"at": "2026-04-20", "control": "aasee", "indicator": "occupancy"}, 404),
        ({"at": "2026-04-20", "control": "aasee", "mode": "car"}, 400),
        ({"at": "2026-04-20", "control": "aasee", "weather": "nowhere"}, 404),
        ({"at": "2026-04-20", "control": "aasee", "weather": "aasee"}, 400),
        ({"measure": 2, "control": "aasee"}, 400),
        ({"at": "2026-04-20", "from": "1990-01-01", "control": "aasee"}, 400),
    ],
)
async def test_what_cannot_be_compared_is_refused_with_a_remedy(
    counted: Town, asked: dict[str, Any], status: int
) -> None:
    async with serve(counted.dsn) as client:
        answer = await client.get(ADDRESS, params=asked)

    assert (answer.status_code, bool(answer.json()["remedy"])) == (status, True)


async def test_the_command_tells_what_the_address_tells(counted: Town) -> None:
    address = ("--database-url", counted.dsn)
    asked = ("before-after", "kanal", "--at", "2026-04-20", "--control", "aasee", *address)
    async with serve(counted.dsn) as client:
        said = await _said(client, at="2026-04-20", control="aasee", to="2026-07-20")
    told, words, same, never = [
        await asyncio.to_thread(run, *one)
        for one in (
            (*asked, "--to", "2026-07-20", "--json"),
            asked,
            ("before-after", "kanal", "--at", "2026-04-20", "--control", "kanal", *address),
            ("before-after", "kanal", "--at", "soon", *address),
        )
    ]

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["change"] == said["change"]
    assert "Seit der Änderung ist es mehr" in words.stdout
    assert "controls: aasee" in words.stdout
    assert (same.returncode, never.returncode) == (1, 1)
    assert "kanal is the site itself: name other sites as control" in same.stderr
    assert "write 2026-05-01" in never.stderr


async def test_days_of_a_control_elsewhere_are_its_own(counted: Town) -> None:
    async with connect(counted.dsn) as conn:
        await conn.execute(b"update site set time_zone = 'Europe/Helsinki' where id = 'aasee'")
        await conn.execute(
            b"insert into dirty (channel, utc_day, cause) select channel, day::date, 'correction'"
            b" from deployment, generate_series('2026-01-11'::date, '2026-08-01', '1 day') as day"
        )
        await derive_once(conn, NOW)
    async with serve(counted.dsn) as client:
        said = await _said(client, at="2026-04-20", control="aasee", to="2026-06-10")

    assert said["n_before"] > 50
    assert said["low"] < 0.2 < said["high"]


async def test_a_control_that_is_not_public_is_unknown_to_the_public(counted: Town) -> None:
    async with serve(counted.dsn, access="public", public_url="http://127.0.0.1:8080") as client:
        answer = await client.get(ADDRESS, params={"at": "2026-04-20", "control": "secret"})

    assert answer.status_code == 404
