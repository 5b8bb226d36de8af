"""Single bays are for the staff: the public sees what many bays do together."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import httpx2
import pytest

from analytics.catalogue import CATALOGUE
from api.app import create_app
from api.plans import Plans, for_everybody
from api.settings import Settings
from store.pages import PUBLIC_BAYS_MIN
from store.pool import connect
from tests.api.conftest import serve
from tests.api.parked import NOW, Street, street
from tests.api.test_live import listening, running
from tests.api.town import Town

pytestmark = pytest.mark.database
PUBLIC: Final = {"access": "public", "peer": "192.0.2.1"}
FORMS: Final = ("json", "csv", "geojson")
#: Addresses of the parking of a site, and what is to be said in them.
PARKING: Final = [key for key, entry in CATALOGUE.items() if entry.number.startswith("A")]


@pytest.fixture
async def open_bays(own_town: Town) -> Town:
    """Make the two bays of Domplatz public, one of them a sensor that names no bay."""
    async with connect(own_town.dsn) as conn:
        await conn.execute(b"update site set public = true where id = 'domplatz'")
        await conn.execute(b"update datastream set bay = null where source_id = 'bay-2'")
    return own_town


def addresses() -> Iterator[str]:
    """Yield every address that can be read, with the bays for what it is to name."""
    described = create_app(Settings(database_url="postgresql://nowhere/")).openapi()["paths"]
    for path, operations in described.items():
        if "get" not in operations or path == "/api/v1/live":
            continue
        for indicator in PARKING if "{indicator}" in path else ("",):
            for datastream in (4, 5) if "{datastream}" in path else (4,):
                yield path.format(
                    site="domplatz",
                    indicator=indicator,
                    datastream=datastream,
                    group="mitte",
                    device="bay-1",
                    named="bay-1",
                    key="x",
                    source="x",
                )


async def read(client: httpx2.AsyncClient, form: str) -> dict[str, str]:
    """Return what every address says, as far as it says anything."""
    found = {}
    for path in addresses():
        got = await client.get(path, params={"format": form, "period": "2026-10"})
        if got.status_code == 400:  # a list has no period, a page no format
            got = await client.get(path)
        assert got.status_code < 500, (path, got.text)
        if got.status_code == 200:
            found[path] = got.text
    return found


@pytest.mark.parametrize("form", FORMS)
async def test_no_address_tells_the_public_of_a_single_bay(open_bays: Town, form: str) -> None:
    async with serve(open_bays.dsn, **PUBLIC) as public:
        told = await read(public, form)
    async with serve(open_bays.dsn) as staff:
        inside = await read(staff, form)

    assert any("domplatz" in text for text in told.values())
    words = ("bay-1", "bay-2", "bay_state")
    listed = {key for key in told if "/api/v1/indicators" not in key and "openapi" not in key}
    assert {key for key in listed for word in words if word in told[key]} == set()
    assert any(word in text for text in inside.values() for word in words)
    assert not [key for key in listed if "domplatz/indicators" in key]  # fewer than five bays


async def test_the_live_stream_tells_the_public_of_no_bay(open_bays: Town) -> None:
    heard: dict[str, set[str]] = {}
    path = "/api/v1/live?since=2026-01-01T00:00:00Z"
    for access in ("public", "loopback"):
        async with (
            running(open_bays, access=access, live_heartbeat_s="1") as api,
            listening(api, path) as events,
        ):
            heard[access] = set()
            async for event in events:
                if event is None:  # a silence: everything there was has been told
                    break
                heard[access].add(event.data["property"])

    assert heard == {
        "public": {"count", "free_spaces"},
        "loopback": {"count", "free_spaces", "bay_state"},
    }


async def test_the_live_stream_of_one_site_is_silent_about_its_bays(open_bays: Town) -> None:
    path = "/api/v1/live?site=domplatz&since=2026-01-01T00:00:00Z"
    async with (
        running(open_bays, access="public", live_heartbeat_s="1") as api,
        listening(api, path) as events,
    ):
        assert await anext(events) is None


async def test_the_page_shows_the_public_no_row_and_no_figure_of_bays(open_bays: Town) -> None:
    pages = {}
    for access in ("public", "loopback"):
        async with serve(open_bays.dsn, access=access) as client:
            pages[access] = (await client.get("/en/sites/domplatz")).text

    for word in ("bay-1", "bay-2", 'class="figures'):
        assert word in pages["loopback"], word
        assert word not in pages["public"], word
    occupied = pages["loopback"].count("occupied")
    assert pages["public"].count("occupied") < occupied


async def test_the_staff_reads_single_bays(open_bays: Town) -> None:
    async with serve(open_bays.dsn) as staff:
        for bay in (4, 5):
            got = await staff.get(
                f"/api/v1/datastreams/{bay}/observations", params={"period": "2026-10"}
            )
            assert got.json()["items"], got.text
        occupancy = await staff.get("/api/v1/sites/domplatz/indicators/occupancy")
        listed = (await staff.get("/api/v1/sites/domplatz/datastreams")).json()["items"]

    assert occupancy.status_code == 200
    assert {one["property"] for one in listed} == {"bay_state"}


async def test_many_bays_together_are_public_and_stays_are_not(database: str) -> None:
    async with street(database) as lane:
        await lane.town.owner.execute("insert into site_group (id, name) values ('all', 'All')")
        await lane.town.owner.execute(
            "insert into site_group_member (site_group, site, valid) "
            "values ('all', 'lane', tstzrange(null, null))"
        )
        async with serve(database, now=NOW, **PUBLIC) as public:
            whole = await _ask(public, "sites/lane/indicators/occupancy", bucket="hour")
            few = await _ask(public, "sites/lane/indicators/parking_volume", bucket="hour")
            group = await _ask(public, "groups/all/indicators/occupancy")
            assert [row["value"] for row in whole["values"]].count(None) < 24
            assert group["values"][0]["value"] == pytest.approx(0.45, abs=0.5)
            assert {row["value"] for row in few["values"]} <= {None, 0, 6}
        await _leave(lane, PUBLIC_BAYS_MIN - 1)
        async with serve(database, now=NOW, **PUBLIC) as public:
            for path in (
                "sites/lane/indicators/occupancy",
                "sites/lane/indicators/occupancy/revisions",
                "sites/lane/what-if",
                "sites/lane/forecast",
                "sites/lane/arrival",
                "groups/all/indicators/occupancy",
                "groups/all/what-if",
                "groups/all/arrival",
            ):
                got = await public.get(f"/api/v1/{path}", params={})
                assert got.status_code == 404, (path, got.text)
            site = (await public.get("/api/v1/sites/lane")).json()
            assert site["indicators"] == []


async def _ask(client: httpx2.AsyncClient, path: str, **asked: str) -> dict[str, Any]:
    got = await client.get(f"/api/v1/{path}", params={"period": "2026-10-24", **asked})
    assert got.status_code == 200, got.text
    said: dict[str, Any] = json.loads(got.text)
    return said


async def _leave(lane: Street, count: int) -> None:
    """Take away all bays but so many."""
    for statement in (
        "delete from indicator where %s > 0",
        "delete from day_state where datastream > %s",
        "delete from stay where datastream > %s",
        "delete from deployment where datastream > %s",
        "delete from datastream where id > %s",
    ):
        await lane.town.owner.execute(statement, (count,))


async def test_only_few_bays_are_taken_away(database: str) -> None:
    async with street(database) as lane:
        site, _ = await Plans().site(lane.town.owner, "lane", now=NOW)

    assert site is not None
    assert for_everybody(site) is site
    few = site.sources[: PUBLIC_BAYS_MIN - 1]
    assert for_everybody(replace(site, sources=few)).sources == ()
