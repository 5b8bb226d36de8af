"""A site keeps the holidays of its Land, which is said by command or API."""

from typing import Any

import pytest

from analytics.derive import derive_once
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.api.conftest import serve
from tests.registry.town import NOW, Terminal

pytestmark = pytest.mark.database


def test_the_land_of_a_site_is_given_and_changed(terminal: Terminal) -> None:
    terminal.run("site", "add", "Inn", "--kind", "cycle_track", "--land", "by")
    terminal.run("site", "add", "Ems", "--kind", "cycle_track")
    assert terminal.json("site", "show", "inn")["land"] == "BY"
    assert terminal.json("site", "show", "ems")["land"] == "NW"

    assert "is changed" in terminal.run("site", "change", "ems", "--land", "NI")
    assert terminal.json("site", "show", "ems")["land"] == "NI"
    assert "nothing differs" in terminal.run("site", "change", "ems", "--land", "NI")
    assert "'XY' is no Land" in terminal.run("site", "change", "ems", "--land", "XY", code=1)


async def test_the_land_of_a_site_is_sent(database: str) -> None:
    inn: dict[str, Any] = {"id": "inn", "name": "Inn", "kind": "cycle_track"}
    async with connect(database) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
    async with serve(database, now=NOW) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        refused = await client.post("/api/v1/registry/sites", json=inn | {"land": "XY"})
        assert refused.status_code in {400, 422}
        added = await client.post("/api/v1/registry/sites", json=inn | {"land": "BY"})
        assert added.status_code == 201, added.text
        changed = await client.patch("/api/v1/registry/sites/inn", json={"land": "SN"})
        assert changed.json()["changed"] is True


async def test_a_rehearsal_over_http_tells_whose_day_types_would_change(database: str) -> None:
    async with connect(database) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        town = Town(conn)
        begin = utc("2026-06-01 00:00")
        for site in ("inn", "ems"):
            await town.site(site)
            counter = await town.counter(site, site, since=begin)
            await town.store(every_quarter(counter, begin, [4.0] * 96 * 10), now=NOW)
        await derive_once(conn, NOW)
    async with serve(database, now=NOW) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        path = "/api/v1/registry/sites/inn?dry_run=true"
        told = (await client.patch(path, json={"land": "SN"})).json()
        named = (await client.patch(path, json={"name": "Isar"})).json()

    assert (told["dry_run"], told["days"], told["sites"]) == (True, {}, ["inn"])
    (one,) = told["day_types"]
    assert one["site"] == "inn"
    assert one["days"] > 50  # other summer holidays, Buß- und Bettag, no Corpus Christi
    assert one["first"].startswith("2026-")
    assert (named["days"], named["sites"], named["day_types"]) == ({}, [], [])
    async with connect(database) as conn:
        assert await Town(conn).rows("select distinct land from site") == [("NW",)]
