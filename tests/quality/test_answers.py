"""Findings and decisions over HTTP: read by anybody, decided with a key, page by page."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from analytics.derive import derive_once, findings
from store import keys
from store.keys import Scope
from store.pool import connect
from tests.analytics.town import Town, every_quarter
from tests.api.conftest import serve
from tests.quality.street import BEGIN, FAULT, build, go_on

pytestmark = pytest.mark.database
NOW = FAULT + timedelta(hours=48)
ASKED = "/api/v1/quality?site=street&from=2024-03-11&to=2024-03-18"


@pytest.fixture
async def street(database: str) -> str:
    """Build the street with its fault, and look at it."""
    await build(database, until=NOW)
    async with connect(database, "wegwarte_derive") as conn:
        await findings.look(conn, NOW, await findings.due(conn, NOW))
    return database


@pytest.fixture
async def client(street: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client that shows a key."""
    async with connect(street) as conn:
        key = await keys.add(conn, name="office", scopes=[Scope.REGISTRY_WRITE], now=NOW)
    async with serve(street, now=NOW) as connected:
        connected.headers["Authorization"] = f"Bearer {key}"
        yield connected


async def dead(client: httpx2.AsyncClient) -> dict[str, Any]:
    """Return the finding that a direction is dead."""
    said = (await client.get(ASKED)).json()
    (one,) = [item for item in said["items"] if item["test"] == "dead"]
    return dict(one)


async def volume(client: httpx2.AsyncClient) -> list[float | None]:
    """Return the daily volumes of the dead direction, freshly derived."""
    query = "from=2024-03-12&to=2024-03-15&bucket=day&mode=bicycle&direction=a"
    answer = await client.get(f"/api/v1/sites/street/indicators/volume?{query}")
    assert answer.status_code == 200, answer.text
    return [one["value"] for one in answer.json()["values"]]


async def test_a_finding_says_what_where_when_and_why(client: httpx2.AsyncClient) -> None:
    one = await dead(client)

    assert (one["site"], one["source_id"], one["flag"], one["state"]) == ("street", "in", 3, "open")
    begin, end = (datetime.fromisoformat(one[name]) for name in ("start", "end"))
    assert abs(begin - FAULT) <= timedelta(hours=2)
    assert end > begin
    assert one["evidence"]["counted"] == 0
    assert one["message"].startswith("Counts 0 in place of")
    assert one["message_de"].startswith("Zählt 0 statt")
    outside = "/api/v1/quality?site=street&from=2024-02-01&to=2024-02-08"
    items = (await client.get(outside)).json()["items"]
    assert [item for item in items if item["key"] == one["key"]] == []


async def test_a_confirmed_finding_changes_the_numbers_until_it_is_opened_again(
    client: httpx2.AsyncClient, street: str
) -> None:
    async def derived() -> list[float | None]:
        async with connect(street) as conn:
            await derive_once(conn, NOW)
        return await volume(client)

    before, key = await derived(), (await dead(client))["key"]

    done = await client.post(f"/api/v1/quality/{key}?why=cable", json={"decision": "confirm"})

    assert done.status_code == 200, done.text
    assert (done.json()["state"], (await dead(client))["state"]) == ("confirmed", "confirmed")
    marks = (await client.get("/api/v1/registry/marks")).json()["items"]
    assert [(m["id"], m["kind"], m["reason"]) for m in marks] == [
        (done.json()["mark"], "anomalous", "cable")
    ]
    without = await derived()
    assert without[0] == before[0]
    assert without[1:] != before[1:]

    await client.post(f"/api/v1/quality/{key}", json={"decision": "reopen"})
    assert await derived() == before
    assert (await client.get("/api/v1/registry/marks")).json()["items"] == []


async def test_a_dismissed_finding_is_not_found_anew(
    client: httpx2.AsyncClient, street: str
) -> None:
    key = (await dead(client))["key"]
    await client.post(f"/api/v1/quality/{key}", json={"decision": "dismiss"})

    async with connect(street, "wegwarte_derive") as conn:
        done = await findings.look(conn, NOW, ["street"], whole=True)

    assert done.added == 0
    assert ((await dead(client))["key"], (await dead(client))["state"]) == (key, "dismissed")


async def test_a_decision_needs_a_key_a_finding_and_a_word(client: httpx2.AsyncClient) -> None:
    key = (await dead(client))["key"]

    codes = [
        (await client.post(f"/api/v1/quality/{named}", json={"decision": word})).status_code
        for named, word in (("0123456789ab", "dismiss"), (key, "explode"), (key, "reopen"))
    ]
    del client.headers["Authorization"]
    closed = await client.post(f"/api/v1/quality/{key}", json={"decision": "dismiss"})

    assert codes == [404, 400, 409]
    assert closed.status_code == 401
    assert (await dead(client))["state"] == "open"


async def test_a_rehearsed_decision_changes_nothing(client: httpx2.AsyncClient) -> None:
    one = await dead(client)

    told = await client.post(
        f"/api/v1/quality/{one['key']}?dry_run=true", json={"decision": "confirm"}
    )

    assert told.json()["days"][str(one["datastream"])] >= 2
    assert await dead(client) == one


async def test_findings_and_conflicts_are_paged_without_a_gap(
    client: httpx2.AsyncClient, street: str
) -> None:
    async with connect(street) as conn:
        town = Town(conn)
        (channel,) = (await town.rows("select id from channel where name = 'out'"))[0]
        twice = every_quarter(channel, BEGIN + timedelta(days=72), [999.0, 998.0])
        await town.store(twice, now=NOW)
    whole = (await client.get(ASKED)).json()["items"]

    paged: list[dict[str, Any]] = []
    address: str | None = f"{ASKED}&limit=1"
    while address is not None:
        said = (await client.get(address)).json()
        paged += said["items"]
        address = said["next"]

    assert paged == whole
    assert [one["test"] for one in whole].count("conflict") == 2
    assert [one["test"] for one in whole].count("dead") == 1


async def test_the_public_sees_findings_of_public_sites_only(
    client: httpx2.AsyncClient, street: str
) -> None:
    async with serve(street, now=NOW, access="public") as public:
        seen = (await public.get(ASKED)).json()["items"]
        key = seen[0]["key"]
        refused = await public.post(f"/api/v1/quality/{key}", json={"decision": "dismiss"})
        async with connect(street) as conn:
            await conn.execute(b"update site set public = false where id = 'street'")
        everywhere = (await public.get("/api/v1/quality?from=2024-03-11&to=2024-03-18")).json()

    assert "dead" in [one["test"] for one in seen]
    assert refused.status_code == 403
    assert [one for one in everywhere["items"] if one["site"] == "street"] == []


async def test_of_a_day_without_a_value_no_test_says_that_all_is_well(database: str) -> None:
    later = FAULT + timedelta(days=4)
    await build(database, until=FAULT)
    await go_on(database, since=FAULT + timedelta(days=3), until=later)
    async with connect(database, "wegwarte_derive") as conn:
        await findings.look(conn, later, ["street"])

    async with serve(database, now=later) as client:
        asked = "/api/v1/quality?site=street&from=2024-03-14&to=2024-03-15"
        coverage = (await client.get(asked)).json()["coverage"]

    assert {(one["coverage"], one["flag"]) for one in coverage} == {(0.0, 9)}
    assert {flag for one in coverage for flag in one["tests"].values()} == {9}


async def test_every_day_says_the_flag_of_each_test_and_the_gravest(
    client: httpx2.AsyncClient,
) -> None:
    async def of_day(date: str) -> dict[str, Any]:
        said = (await client.get(ASKED)).json()
        (stream,) = {one["datastream"] for one in said["items"] if one["source_id"] == "in"}
        (day,) = [
            one for one in said["coverage"] if (one["date"], one["datastream"]) == (date, stream)
        ]
        return dict(day)

    fault, later = await of_day("2024-03-14"), await of_day("2024-03-17")
    assert (fault["flag"], fault["tests"]["dead"], fault["tests"]["gap"]) == (3, 3, 1)
    assert set(later["tests"].values()) == {2}  # nobody has looked at it yet

    key = (await dead(client))["key"]
    await client.post(f"/api/v1/quality/{key}", json={"decision": "dismiss"})
    assert (await of_day("2024-03-14"))["tests"]["dead"] == 1
