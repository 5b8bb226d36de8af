"""A bay that hangs, from its states through store, derive and the nightly look to the answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once, findings
from devices.properties import Property
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Reading, Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
FIRST: Final = utc("2026-08-02 22:00")  # local midnight of a Monday
DAYS, STUCK, BAYS = 50, 40, 7
NOW: Final = FIRST + timedelta(days=DAYS, hours=6)


def states(channel: int, bay: int) -> list[Reading]:
    """Return a bay's states; the first one is taken on day 40 and says so for ever."""
    rng = np.random.default_rng(bay)
    rows: list[Reading] = []
    for day in range(DAYS):
        midnight = FIRST + timedelta(days=day)
        stuck = bay == 0 and day >= STUCK
        rows.append((channel, midnight, float(stuck and day > STUCK), None))
        for visit in range(0 if stuck else 5):
            come = midnight + timedelta(hours=8 + 2 * visit, minutes=float(rng.integers(0, 60)))
            go = come + timedelta(minutes=float(rng.integers(10, 59)))
            rows += [(channel, come, 1.0, None), (channel, go, 0.0, None)]
        if bay == 0 and day == STUCK:
            rows.append((channel, midnight + timedelta(hours=9), 1.0, None))
    return rows


@pytest.fixture
async def lane(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        connect(database) as owner,
        connect(database, "wegwarte_derive") as deriver,
        serve(database, now=NOW) as client,
    ):
        town = Town(owner)
        await town.site("lane", "parking_zone")
        for bay in range(BAYS):
            channel = await town.state(
                "lane", f"bay{bay}", Property.BAY_STATE, since=FIRST, hold_max_s=90_000
            )
            await town.store(states(channel, bay), now=NOW)
        assert (await derive_once(deriver, NOW)).problems == {}
        done = await findings.look(deriver, NOW, await findings.due(deriver, NOW))
        assert done.sites == 1
        key = await keys.add(owner, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


async def test_a_stuck_bay_is_a_finding_and_unknown_once_confirmed(
    lane: httpx2.AsyncClient, database: str
) -> None:
    asked = {"site": "lane", "from": "2026-08-03", "to": "2026-09-22"}
    said = (await lane.get("/api/v1/quality", params=asked)).json()
    (one,) = [item for item in said["items"] if item["test"].startswith("bay_")]

    began = FIRST + timedelta(days=STUCK, hours=9)
    assert (one["source_id"], one["start"]) == ("bay0", began.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert "10,000" in one["message"] or "No change" in one["message"]
    day = {"period": "2026-09-20", "window": "24h"}
    occupancy = "/api/v1/sites/lane/indicators/occupancy"
    before = (await lane.get(occupancy, params=day)).json()["total"]

    decided = await lane.post(
        f"/api/v1/quality/{one['key']}", params={"why": "seen"}, json={"decision": "confirm"}
    )
    assert decided.status_code == 200, decided.text
    async with connect(database, "wegwarte_derive") as deriver:
        assert (await derive_once(deriver, NOW)).problems == {}
    after = (await lane.get(occupancy, params=day)).json()["total"]
    stays = (await lane.get("/api/v1/sites/lane/indicators/parking_volume", params=day)).json()

    assert after["value"] < before["value"]
    assert after["coverage"] == pytest.approx(6 / 7, abs=0.001)
    assert stays["total"]["value"] == 6 * 5


async def test_the_public_is_told_nothing_of_it(lane: httpx2.AsyncClient, database: str) -> None:
    async with serve(database, now=NOW, access="public", peer="192.0.2.1") as public:
        asked = {"site": "lane", "from": "2026-08-03", "to": "2026-09-22"}
        said = (await public.get("/api/v1/quality", params=asked)).json()

    assert said["items"] == []
