"""The chance of a free space at real car parks of Münster, against what then happened there."""

import asyncio
import csv
import gzip
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from api.described.arrival import Arrival
from store.pool import connect
from tests.api.conftest import serve
from tests.api.recorded_parking import DECKS, NOW, cut, days_of, load
from tests.api.town import Town
from tests.fixtures.servers import PostgresServer

pytestmark = [pytest.mark.database, pytest.mark.recordings, pytest.mark.timeout(600)]
#: Often full; never; by night and by day full or closed.
COLUMNS: Final = ("PH Aegidii", "PH Bremer Platz", "PP Hörsterplatz")


BERLIN: Final = ZoneInfo("Europe/Berlin")
QUARTER: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Decks:
    """What is served, and the files it was made of."""

    client: httpx2.AsyncClient
    files: list[Path]

    async def said(self, where: str, **asked: str | int) -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/{where}/arrival", params=asked)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        Arrival.model_validate(found)
        return found


async def _group(dsn: str) -> None:
    async with connect(dsn) as conn:
        await conn.execute("insert into site_group (id, name) values ('mitte', 'Mitte')")
        for site in ("ph-aegidii", "pp-hoersterplatz"):
            await conn.execute(
                "insert into site_group_member (site_group, site, valid) "
                "values ('mitte', %s, tstzrange(null, null))",
                (site,),
            )


@pytest.fixture(scope="module")
def stored(
    postgres_server: PostgresServer,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, list[Path]]]:
    """Import nine months of three car parks once, for tests that only read them."""
    dsn = postgres_server.create_database(template=template_database)
    files = cut(
        days_of(DECKS, "2022-03-01", "2022-12-20"), COLUMNS, tmp_path_factory.mktemp("decks")
    )
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(asyncio.run, load(dsn, "muenster-parking", files)).result()
        aside.submit(asyncio.run, _group(dsn)).result()
    yield dsn, files
    postgres_server.drop_database(dsn)


@pytest.fixture
async def decks(stored: tuple[str, list[Path]]) -> AsyncIterator[Decks]:
    dsn, files = stored
    async with serve(dsn, now=NOW) as client:
        yield Decks(client, files)


def quarter_hours(files: Sequence[Path], column: str) -> dict[datetime, float]:
    """Return the free spaces that stood at full quarter hours, in UTC, straight from the files."""
    told: list[tuple[datetime, float]] = []
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                wall = datetime.fromisoformat(row["Datum und Uhrzeit"]).replace(tzinfo=BERLIN)
                fold = bool(told) and wall.astimezone(UTC) < told[-1][0]
                told.append((wall.replace(fold=int(fold)).astimezone(UTC), float(row[column])))
    found, at = {}, 0
    begin = told[0][0].replace(minute=0) + HOUR
    for k in range(int((told[-1][0] - begin) / QUARTER)):
        instant = begin + k * QUARTER
        while told[at + 1][0] < instant:
            at += 1
        if instant - told[at][0] <= timedelta(minutes=30):
            found[instant] = told[at][1]
    return found


async def test_what_was_told_is_what_then_happened_as_often(decks: Decks) -> None:
    at = datetime(2022, 12, 1, 12, 7, tzinfo=UTC)
    said = await decks.said("sites/ph-aegidii", at=at.isoformat(), horizon=30)

    (value,) = said["values"]
    assert (value["arrival"], value["horizon_min"]) == ("2022-12-01T12:45:00Z", 30)
    assert (value["basis"], value["reason"], said["newest"]) == (
        "now",
        None,
        "2022-12-01T12:00:00Z",
    )
    score = value["score"]
    judged = [
        spaces >= 1
        for instant, spaces in quarter_hours(decks.files, "PH Aegidii").items()
        if timedelta(0) <= at - instant < timedelta(weeks=8)
    ]
    assert score["n"] == pytest.approx(len(judged), abs=10)
    assert score["base_rate"] == pytest.approx(np.mean(judged), abs=0.002)
    assert sum(tenth["n"] for tenth in score["table"]) == score["n"]
    assert score["brier"] < 0.8 * score["brier_kind_of_day"]
    assert score["brier_kind_of_day"] < score["base_rate"] * (1 - score["base_rate"])
    assert score["error"] <= 0.05


async def test_answers_of_four_weeks_do_what_their_table_promised(decks: Decks) -> None:
    happened = quarter_hours(decks.files, "PP Hörsterplatz")
    told, came, usual = [], [], []
    begin = datetime(2022, 11, 7, 7, 50, tzinfo=UTC)
    for day in range(26):
        for hour in (0, 3, 6, 9):
            at = begin + timedelta(days=day, hours=hour)
            said = await decks.said("sites/pp-hoersterplatz", at=at.isoformat(), horizon=15)
            (value,) = said["values"]
            if value["chance"] is not None:
                told.append(value["chance"])
                came.append(happened[datetime.fromisoformat(value["arrival"])] >= 1)
                usual.append(value["score"]["base_rate"])
    chance, true = np.array(told), np.array(came)

    assert len(told) > 60
    assert abs(chance.mean() - true.mean()) < 0.1
    assert ((chance - true) ** 2).mean() < 0.7 * ((np.array(usual) - true) ** 2).mean()


async def test_a_coming_hour_is_told_by_days_alike_or_not_at_all(decks: Decks) -> None:
    at = "2022-12-01T12:00:00Z"
    sunday = {"at": at, "arrival": "2022-12-18T11:00"}
    empty = await decks.said("sites/ph-bremer-platz", **sunday)
    full = await decks.said("sites/pp-hoersterplatz", **sunday)

    (value,) = empty["values"]
    assert (value["arrival"], value["horizon_min"]) == ("2022-12-18T10:00:00Z", None)
    assert (value["basis"], value["days"]) == ("kind_of_day", 30)  # with All Saints' and such
    assert value["low"] < value["chance"] < value["high"]
    assert value["such"]["came"] > 0.99
    assert "Sonn- und Feiertage" in empty["words"]["de"]["method"]
    (value,) = full["values"]
    assert (value["chance"], value["reason"]) == (None, "not_reliable")
    assert value["score"]["gap"] > 0.25
    assert value["sentence"]["de"].startswith("Zurückgehalten")
    assert value["sentence"]["en"].startswith("Withheld")


async def test_poor_data_are_withheld_with_the_reason(decks: Decks) -> None:
    early = await decks.said("sites/ph-aegidii", at="2022-04-10T10:00:00Z")
    silent = await decks.said("sites/ph-aegidii", at="2022-12-21T10:00:00Z")
    sunday = await decks.said(
        "sites/ph-aegidii", at="2022-06-04T10:00:00Z", arrival="2022-06-12T11:00"
    )
    later = await decks.said("sites/ph-aegidii")

    assert [value["reason"] for value in early["values"]] == ["few_days"] * 3
    assert {value["reason"] for value in silent["values"]} == {"unknown_now"}
    assert (sunday["values"][0]["reason"], sunday["values"][0]["days"] < 20) == ("few_days", True)
    assert [value["reason"] for value in later["values"]] == ["few_days"] * 3  # years later
    assert later["newest"] is None


async def test_a_group_offers_the_spaces_of_all_its_car_parks(decks: Decks) -> None:
    at = "2022-12-01T12:00:00Z"
    one, other, both = [
        await decks.said(where, at=at)
        for where in ("sites/ph-aegidii", "sites/pp-hoersterplatz", "groups/mitte")
    ]

    assert both["free"] == one["free"] + other["free"]
    assert both["sites"] == ["ph-aegidii", "pp-hoersterplatz"]
    single = max(said["values"][2]["chance"] for said in (one, other))
    assert both["values"][2]["chance"] >= single - 0.005
    assert both["values"][2]["score"]["base_rate"] > one["values"][2]["score"]["base_rate"]


async def test_an_answer_takes_less_than_a_second_and_then_nothing(decks: Decks) -> None:
    path, asked = "/api/v1/groups/mitte/arrival", {"at": "2022-12-01T12:00:00Z"}
    await decks.client.get(path, params=asked)  # the registry is read
    began = time.process_time()
    fresh = await decks.client.get(path, params=asked | {"spaces": 3})
    spent_s = time.process_time() - began
    again = await decks.client.get(
        path, params=asked | {"spaces": 3}, headers={"If-None-Match": fresh.headers["ETag"]}
    )

    assert spent_s < 1
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"arrival": "2020-01-01T10:00"}, "has gone"),
        ({"arrival": "tomorrow"}, "no time"),
        ({"arrival": "2026-11-23T10:00", "horizon": "15"}, "one of them"),
        ({"at": "2027-01-01T00:00:00Z"}, "leave it out"),
        ({"horizon": "20"}, "horizon"),
        ({"spaces": "0"}, "spaces"),
    ],
)
async def test_what_cannot_be_asked_says_why(
    shared_town: Town, asked: dict[str, str], hint: str
) -> None:
    async with serve(shared_town.dsn) as client:
        answer = await client.get("/api/v1/sites/bahnhof/arrival", params=asked)
        other = await client.get("/api/v1/sites/promenade/arrival")

    assert answer.status_code == 400, answer.text
    assert hint in answer.text
    assert other.status_code == 404
