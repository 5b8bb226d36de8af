"""ETags: what has not changed is not sent, and what has changed is."""

from datetime import timedelta

import pytest

from analytics.derive import derive_once
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import FIRST, NOW, QUARTER, Town, store

pytestmark = pytest.mark.database

VOLUME = "/api/v1/sites/promenade/indicators/volume?period=2026-10"
READINGS = "/api/v1/datastreams/1/observations?period=2026-10"
PATHS = [
    "/api/v1/sites",
    "/api/v1/sites/promenade",
    "/api/v1/sites/promenade/datastreams",
    "/api/v1/indicators",
    VOLUME,
    READINGS,
]


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_known_already_is_not_sent_again(shared_town: Town, path: str) -> None:
    async with serve(shared_town.dsn) as client:
        first = await client.get(path)
        tag = first.headers["etag"]
        again = await client.get(path, headers={"If-None-Match": f'"other", {tag}'})
        other_form = await client.get(path, params={"format": "csv"} | dict(first.url.params))
    assert tag.startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert first.headers["cache-control"] == "private, no-cache"
    assert other_form.headers.get("etag") != tag


async def test_late_readings_change_the_version_of_what_they_touch(own_town: Town) -> None:
    async with serve(own_town.dsn) as client:
        before = {path: (await client.get(path)).headers["etag"] for path in PATHS}
        async with connect(own_town.dsn) as conn:
            late = (own_town.channels["counter-1", "bicycles-a"], FIRST - QUARTER, 7.0, 900_000)
            await store(conn, own_town, [late], received=NOW)
            await derive_once(conn, NOW + timedelta(minutes=1))
        after = {path: (await client.get(path)).headers["etag"] for path in PATHS}
    changed = {path for path in PATHS if before[path] != after[path]}
    assert {VOLUME, READINGS} <= changed
    assert "/api/v1/indicators" not in changed
    assert "/api/v1/sites" not in changed


async def test_a_changed_fact_changes_the_numbers_at_once(own_town: Town) -> None:
    path = "/api/v1/sites/bahnhof/indicators/occupancy?period=2026-10-24&window=24h"
    async with serve(own_town.dsn) as client:
        first = await client.get(path)
        async with connect(own_town.dsn) as conn:
            await conn.execute(b"update fact set value = '80' where site = 'bahnhof'")
        second = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert first.json()["total"]["value"] == pytest.approx(0.6)
    assert second.json()["total"]["value"] == pytest.approx(0.5)


async def test_head_says_what_get_would_without_its_body(shared_town: Town) -> None:
    async with serve(shared_town.dsn) as client:
        whole = await client.get(VOLUME, headers={"Accept-Encoding": "identity"})
        head = await client.head(VOLUME, headers={"Accept-Encoding": "identity"})
        endless = await client.head("/api/v1/live")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]
    assert endless.status_code == 405


async def test_a_long_answer_is_compressed(shared_town: Town) -> None:
    async with serve(shared_town.dsn) as client:
        answer = await client.get(READINGS, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()["items"]) == 388
