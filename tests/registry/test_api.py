"""The registry is written through the API as by commands: with a key, signed, whole or not."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, every_quarter, utc
from tests.api.conftest import serve
from tests.registry.town import NOW, derived, derived_anew

pytestmark = pytest.mark.database
ROOT = "/api/v1/registry"
JUNE = "2026-06-01T00:00:00Z"


@pytest.fixture
async def client(database: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client that shows a key."""
    async with connect(database) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
    async with serve(database, now=NOW) as connected:
        connected.headers["Authorization"] = f"Bearer {key}"
        yield connected


async def sent(
    client: httpx2.AsyncClient, path: str, body: dict[str, Any], *, code: int = 200
) -> dict[str, Any]:
    """Send a change; return the answer."""
    answer = await client.post(f"{ROOT}/{path}", json=body)
    assert answer.status_code in ({200, 201} if code == 200 else {code}), answer.text
    found: dict[str, Any] = answer.json()
    return found


async def town(client: httpx2.AsyncClient) -> None:
    """Register a counter that stands at a cycle track since June, and another one at hand."""
    site = {"id": "ring", "name": "Ring", "kind": "cycle_track", "time_zone": "UTC"}
    await sent(client, "sites", site)
    for device in ("c1", "c2"):
        model = "wegwarte-bicycle-counter-1"
        await sent(client, "devices", {"id": device, "model": model, "serial": f"S-{device}"})
    await sent(client, "devices/c1/install", {"site": "ring", "at": JUNE})
    await sent(client, "devices/c1/accept", {"at": JUNE})


async def test_who_shows_no_key_may_read_and_not_write(
    client: httpx2.AsyncClient, database: str
) -> None:
    await town(client)
    del client.headers["Authorization"]

    told = await sent(client, "devices/c1/retire", {}, code=401)

    assert told["type"] == "urn:wegwarte:problem:key-needed"
    listed = (await client.get(f"{ROOT}/deployments")).json()["items"]
    assert [one["until"] for one in listed] == [None, None]


async def test_a_key_without_the_scope_may_not_write(
    client: httpx2.AsyncClient, database: str
) -> None:
    async with connect(database) as conn:
        key = await keys.add(conn, name="", scopes=[Scope.READ], now=NOW)
    client.headers["Authorization"] = f"Bearer {key}"

    await sent(client, "groups", {"id": "old-town", "name": "Old town"}, code=403)


async def test_a_change_is_signed_with_the_key_and_its_reason(client: httpx2.AsyncClient) -> None:
    await town(client)

    answer = await client.patch(f"{ROOT}/sites/ring?why=new+sign", json={"name": "Ringstraße"})

    assert answer.json()["changed"] is True
    *_, last = (await client.get(f"{ROOT}/history/ring")).json()["items"]
    assert (last["why"], last["after"]["name"]) == ("new sign", "Ringstraße")
    assert last["who"].startswith("key ")
    assert last["who"].endswith("(office)")


async def test_a_swap_through_the_api_counts_as_by_command(
    client: httpx2.AsyncClient, database: str
) -> None:
    await town(client)

    done = await sent(client, "devices/S-c1/swap", {"new": "c2", "at": "2026-06-05T08:00:00+02:00"})

    assert (done["device"], done["new"], len(done["datastreams"])) == ("c1", "c2", 2)
    assert done["accepted_at"] == "2026-06-05T06:00:00Z"
    async with connect(database) as conn:
        assert await derived(Town(conn)) == await derived_anew(Town(conn))
    lives = {d["id"]: d["life"] for d in (await client.get(f"{ROOT}/devices")).json()["items"]}
    assert lives == {"c1": "out of service", "c2": "silent"}


async def test_a_rehearsal_changes_nothing(client: httpx2.AsyncClient) -> None:
    await town(client)
    before = (await client.get(f"{ROOT}/deployments")).json()

    told = await sent(client, "devices/c1/turn?dry_run=true", {"at": "2026-06-05T00:00:00Z"})

    assert (told["dry_run"], told["turned"]) == (True, 2)
    assert set(told["days"]) == {"1", "2"}
    assert (await client.get(f"{ROOT}/deployments")).json() == before


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("sites", {"id": "ring", "name": "again", "kind": "station"}, 409),
        ("sites", {"id": "Ring", "name": "again", "kind": "station"}, 400),
        ("sites", {"id": "x", "name": "x", "kind": "station", "lat": 5.0}, 400),
        ("sites", {"id": "x", "name": "x", "kind": "station", "time_zone": "Berlin"}, 400),
        ("sites", {"id": "x", "name": "x", "kind": "station", "colour": "red"}, 400),
        ("devices", {"id": "c3", "model": "nothing"}, 404),
        ("devices", {"id": "c3", "model": "wegwarte-bay-1", "serial": "S-c1"}, 409),
        ("devices/c9/accept", {}, 404),
        ("devices/c1/accept", {"at": "2026-06-05T00:00:00"}, 400),
        ("devices/c2/turn", {}, 409),
        ("devices/c2/install", {"site": "ring", "at": JUNE}, 409),
        ("devices/c1/move", {"site": "nowhere"}, 404),
        ("devices/c1/recalibrate", {"factor": 0}, 400),
        ("marks", {"kind": "anomalous"}, 400),
        ("marks", {"site": "ring", "kind": "calibrated"}, 409),
        ("measures", {"name": "x", "from_date": "2026-06-01"}, 400),
        ("deployments/99/retire", {}, 404),
        ("datastreams/0/retire", {}, 400),
        ("sites/ring/manual", {"property": "count", "time": JUNE, "value": 3}, 400),
    ],
)
async def test_what_cannot_be_is_a_problem_and_changes_nothing(
    client: httpx2.AsyncClient, database: str, path: str, body: dict[str, Any], code: int
) -> None:
    await town(client)
    async with connect(database) as conn:
        before = await Town(conn).rows("select max(id) from audit where what <> 'api_key_use'")

        told = await sent(client, path, body, code=code)

        assert told["detail"]
        assert told["remedy"]
        query = "select max(id) from audit where what <> 'api_key_use'"
        assert await Town(conn).rows(query) == before


async def test_words_measures_anchors_and_counts_are_kept_and_withdrawn(
    client: httpx2.AsyncClient,
) -> None:
    await town(client)
    mark = {"site": "ring", "kind": "anomalous", "since": JUNE, "until": "2026-06-02T00:00:00Z"}
    number = (await sent(client, "marks?why=works", mark))["mark"]
    measure = {"site": "ring", "name": "cycle street", "from_date": "2026-07-01"}
    measured = (await sent(client, "measures", measure))["measure"]
    await sent(client, "sites", {"id": "theater", "name": "Theater", "kind": "car_park"})
    await sent(client, "sites/theater/anchors", {"vehicles": 7, "at": JUNE})
    count = {"property": "count", "mode": "bicycle", "time": JUNE, "duration_s": 900, "value": 17}
    assert (await sent(client, "sites/ring/manual", count))["entered"] == "added"
    assert (await sent(client, "sites/ring/manual", count))["entered"] == "unchanged"

    async def items(path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await client.get(f"{ROOT}/{path}")).json()["items"]
        return found

    assert [one["reason"] for one in await items("marks")] == ["works"]
    assert [one["vehicles"] for one in await items("sites/theater/anchors")] == [7]
    assert [one["value"] for one in await items("sites/ring/manual")] == [17]
    assert (await client.delete(f"{ROOT}/marks/{number}")).status_code == 200
    assert (await client.delete(f"{ROOT}/marks/{number}")).status_code == 404
    assert (await client.delete(f"{ROOT}/measures/{measured}")).status_code == 200
    assert await items("marks") == []
    assert await items("measures") == []


async def test_a_group_and_a_campaign_are_written(client: httpx2.AsyncClient) -> None:
    await town(client)
    await sent(client, "groups", {"id": "quarter", "name": "Quarter"})
    await sent(client, "groups/quarter/members", {"site": "ring", "since": JUNE})
    (group,) = (await client.get(f"{ROOT}/groups")).json()["items"]
    assert group["sites"] == ["ring"]

    await sent(client, "sites", {"id": "allee", "name": "Allee", "kind": "cycle_track"})
    campaign = {"site": "allee", "device": "c2", "since": JUNE, "until": "2026-06-15T00:00:00Z"}
    made = await sent(client, "campaigns", campaign)
    assert len(made["deployments"]) == 2
    listed = (await client.get(f"{ROOT}/deployments?site=allee")).json()["items"]
    assert {one["campaign"] for one in listed} == {True}


async def test_the_public_sees_nothing_of_it(database: str) -> None:
    options = {"access": "public", "public_url": "https://example.org/"}
    async with serve(database, now=NOW, **options) as public:
        assert (await public.get(f"{ROOT}/deployments")).status_code == 403


async def test_a_year_of_which_only_a_campaign_is_known_is_an_estimate(
    client: httpx2.AsyncClient, database: str
) -> None:
    await sent(
        client, "sites", {"id": "allee", "name": "A", "kind": "cycle_track", "time_zone": "UTC"}
    )
    await sent(client, "devices", {"id": "c1", "model": "wegwarte-bicycle-counter-1"})
    campaign = {"site": "allee", "device": "c1", "since": JUNE, "until": "2026-06-11T00:00:00Z"}
    await sent(client, "campaigns", campaign)
    async with connect(database) as conn:
        town_of = Town(conn)
        for (number,) in await town_of.rows("select id from channel where name like 'bicycles-%'"):
            await town_of.store(every_quarter(number, utc("2026-06-01 00:00"), [1] * 960), now=NOW)
        await derived(town_of)

    async def asked(**words: str) -> dict[str, Any]:
        answer = await client.get("/api/v1/sites/allee/indicators/volume", params=words)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    year = await asked(period="2026", bucket="year")
    for row in (*year["values"], year["total"]):
        assert (row["value"], row["status"]) == (None, "estimated")
        assert row["estimate"]["value"] == 1920 / 10 * 365
        assert (row["estimate"]["low"], row["estimate"]["method"][:8]) == (1920, "campaign")
    month = await asked(period="2026-06", bucket="month")
    assert month["total"]["value"] == 1920
    assert month["total"]["status"] != "estimated"


async def test_facts_and_closures_are_said_and_withdrawn(client: httpx2.AsyncClient) -> None:
    await town(client)
    capacity = {"kind": "capacity", "value": 40, "from_date": "2026-06-01"}
    await sent(client, "sites/ring/facts", capacity)
    await sent(client, "sites/ring/facts", {"kind": "opening_hours", "value": "Mo-Sa 08-20"})
    for wrong in (
        {"kind": "capacity", "value": "Mo-Sa 08-20"},
        {"kind": "speed_limit", "value": -1},
    ):
        await sent(client, "sites/ring/facts", wrong, code=409)
    await sent(client, "sites/ring/facts", {"kind": "opening_hours", "value": "ever"}, code=400)
    listed = (await client.get(f"{ROOT}/sites/ring/facts")).json()["items"]
    assert {one["kind"]: one["value"] for one in listed} == {
        "capacity": 40,
        "opening_hours": "Mo-Sa 08-20",
    }

    closed = {"every": "Tue 06:00-14:00", "spaces": 5, "from_date": "2026-06-01"}
    number = (await sent(client, "sites/ring/closures?why=market", closed))["closure"]
    (closure,) = (await client.get(f"{ROOT}/sites/ring/closures")).json()["items"]
    assert (closure["closure"], closure["reason"], closure["spaces"]) == (number, "market", 5)
    address = f"{ROOT}/sites/ring/closures/{number}"
    assert (await client.delete(address)).status_code == 200
    assert (await client.delete(address)).status_code == 404


async def test_a_deployment_is_corrected_and_a_group_is_retired(
    client: httpx2.AsyncClient,
) -> None:
    await town(client)
    body = {"until": "2026-07-01T00:00:00Z", "factor": 1.5}
    assert (await client.patch(f"{ROOT}/deployments/1", json=body)).status_code == 200
    assert (await client.patch(f"{ROOT}/deployments/1", json={"factor": 2})).status_code == 200
    listed = (await client.get(f"{ROOT}/deployments?device=c1")).json()["items"]
    (one,) = [row for row in listed if row["id"] == 1]
    assert (one["since"], one["until"]) == ("2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z")
    assert one["factor"] == 2
    assert (await client.patch(f"{ROOT}/deployments/1", json={"until": None})).status_code == 200

    await sent(client, "groups", {"id": "quarter", "name": "Quarter"})
    retired = {"name": "Old quarter", "retired_at": "2026-06-01T00:00:00Z"}
    assert (await client.patch(f"{ROOT}/groups/quarter", json=retired)).status_code == 200
    assert (await client.get(f"{ROOT}/groups")).json()["items"] == []


async def test_an_installers_view_is_understood_through_the_api(client: httpx2.AsyncClient) -> None:
    await sent(client, "sites", {"id": "street", "name": "Street", "kind": "cross_section"})
    await sent(client, "devices", {"id": "radar", "model": "pmx-tcr"})
    view = {"site": "street", "at": JUNE, "looks_deg": 180, "a_leads_deg": 90}

    await sent(client, "devices/radar/install", view)

    listed = (await client.get(f"{ROOT}/deployments?site=street")).json()["items"]
    ways = {one["channel"]: one["direction"] for one in listed}
    assert (ways["bicycles-ltr"], ways["bicycles-rtl"]) == ("b", "a")
    along = view | {"looks_deg": 90}
    await sent(client, "devices/radar/install", along, code=409)


async def test_a_device_that_stands_nowhere_is_accepted_only_with_its_installation(
    client: httpx2.AsyncClient,
) -> None:
    await sent(client, "devices", {"id": "radar", "model": "pmx-tcr"})

    told = await sent(client, "devices/radar/accept", {"at": JUNE}, code=409)

    assert "radar stands nowhere" in told["detail"]
    await sent(client, "devices/radar/accept", {"at": JUNE, "installed_at": JUNE})
