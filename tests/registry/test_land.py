"""A site keeps the holidays of its Land, which is said by command or API."""

from typing import Any

import pytest

from store import keys
from store.keys import Scope
from store.pool import connect
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
