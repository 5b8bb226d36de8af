"""Every number says how it was computed: each indicator's method and its version, in every form."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest

from analytics.answers import topics
from analytics.catalogue import CATALOGUE
from analytics.catalogue.methods_de import METHODS_DE
from analytics.civil import Bucket
from analytics.derive.sites import Sites
from analytics.indicators import METHODS
from analytics.indicators.environment import AVERAGED
from analytics.topic import Indicator, Topic
from devices.properties import Direction, Mode, Property
from store.pool import connect
from tests.analytics.town import Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:00")
WAYS = (Direction.A, Direction.B)
MODES = (Mode.MOTOR, Mode.CAR, Mode.HEAVY)
PERIODS = {Bucket.DAY: "2026-10-24", Bucket.MONTH: "2026-10", Bucket.YEAR: "2026"}
#: Told by more than the site itself.
BESIDE = {
    "dtv_expanded": {"reference": "street"},
    "dtv_by_days": {"reference": "street"},
    "dtv_usual_weather": {"weather": "station"},
}


@dataclass(frozen=True)
class Asked:
    """Everything that can be asked of a town, and a client to ask it."""

    client: httpx2.AsyncClient
    found: dict[Indicator, tuple[str, Topic]]

    async def ask(self, indicator: Indicator, **more: str) -> httpx2.Response:
        """Ask the first site that offers it."""
        site, topic = self.found[indicator]
        bucket = next(one for one in PERIODS if one in METHODS[indicator].buckets)
        asked = {"period": PERIODS[bucket], "bucket": bucket.value, **more}
        taken = {"mode", "direction"} & set(CATALOGUE[indicator.value].parameters)
        asked |= {name: told for name in taken if (told := getattr(topic, name))}
        asked |= BESIDE.get(indicator.value, {})
        return await self.client.get(
            f"/api/v1/sites/{site}/indicators/{indicator.value}", params=asked
        )


def rows_of(answer: httpx2.Response, delimiter: str) -> list[dict[str, str]]:
    """Read a table; the byte-order mark is no part of the first header."""
    text = io.StringIO(answer.content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


async def stream(
    town: Town, site: str, observed: Property, way: str = "none", mode: str = ""
) -> None:
    """Make a datastream of which nothing was measured yet."""
    await town.owner.execute(
        "insert into datastream (site, property, direction, mode, role, source_id) "
        "values (%s, %s, %s, %s, 'part', %s)",
        (site, observed, way, mode or None, f"{observed}-{way}-{mode}"),
    )


@pytest.fixture
async def asked(database: str) -> AsyncIterator[Asked]:
    """Build sites that together offer every indicator there is."""
    async with connect(database) as conn:
        town = Town(conn)
        await town.site("street", speed_limit=50.0, road_capacity=900.0)
        await town.site("lane", speed_limit=50.0, lanes=2.0)
        await town.site("station", "station")
        await town.site("garage", "car_park", capacity=100.0)
        await town.site("row", "parking_zone", max_stay=120.0)
        for way in WAYS:
            for mode in MODES:
                await stream(town, "street", Property.COUNT, way, mode)
            await stream(town, "lane", Property.PASSAGE, way, Mode.MOTOR)
        for observed in (*AVERAGED, Property.SOUND_LEVEL, Property.PRECIPITATION):
            await stream(town, "station", observed)
        await stream(town, "garage", Property.FREE_SPACES)
        await stream(town, "row", Property.BAY_STATE)
        await conn.execute(
            "insert into anchor (site, time, vehicles) values ('garage', %s, 40)",
            (utc("2026-10-20 03:00"),),
        )
        sites = await Sites().follow(conn, NOW)
        found: dict[Indicator, tuple[str, Topic]] = {}
        for key, site in sites.items():
            for topic in topics(site):
                found.setdefault(topic.indicator, (key, topic))
    async with serve(database, now=NOW) as client:
        yield Asked(client, found)


async def test_every_answer_and_every_row_of_a_table_carries_method_and_version(
    asked: Asked,
) -> None:
    assert sorted(set(METHODS) - set(asked.found)) == []
    for indicator in METHODS:
        answer, table = await asked.ask(indicator), await asked.ask(indicator, format="csv")
        assert answer.status_code == 200, f"{indicator}: {answer.text}"
        said = answer.json()
        assert said["method"], indicator
        assert said["method_version"] == CATALOGUE[indicator.value].method_version, indicator
        told = {(row["method"], row["method_version"]) for row in rows_of(table, ",")}
        assert told == {(said["method"], str(said["method_version"]))}, indicator


async def test_german_tables_say_it_in_german_columns(asked: Asked) -> None:
    table = await asked.ask(Indicator.DTV, format="csv-de")

    (row,) = rows_of(table, ";")
    assert row["Verfahren"] == "DTV nach FHWA 2016, aus Stunden"
    assert row["Fassung des Verfahrens"] == str(CATALOGUE["dtv"].method_version)


async def test_every_method_has_a_german_name_in_german_tables(asked: Asked) -> None:
    for indicator in METHODS:
        said = (await asked.ask(indicator)).json()["method"]
        table = await asked.ask(indicator, format="csv-de")
        assert {row["Verfahren"] for row in rows_of(table, ";")} == {METHODS_DE.get(said)}, said


async def test_the_catalogue_tells_the_same_versions(asked: Asked) -> None:
    listed = (await asked.client.get("/api/v1/indicators")).json()["items"]

    assert {one["key"] for one in listed} == {indicator.value for indicator in METHODS}
    for one in listed:
        assert one["method_version"] == CATALOGUE[one["key"]].method_version
        assert one["de"]["method"], one["key"]
        assert one["en"]["method"], one["key"]
