"""Sites, datastreams, readings, devices, ledger, quality: whole, page by page, and refused."""

from datetime import timedelta

import httpx2
import pytest
from pydantic import BaseModel

from api.described import numbers, operation, places, quality
from api.problems import Problem
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import FIRST, NOW, QUARTERS, Town, store

pytestmark = pytest.mark.database

ANSWERS: list[tuple[str, type[BaseModel]]] = [
    ("/api/v1/sites", places.Sites),
    ("/api/v1/sites/promenade", places.SiteAnswer),
    ("/api/v1/sites/promenade/datastreams", places.Datastreams),
    ("/api/v1/sites/promenade/indicators/volume?period=2026-10", numbers.SeriesAnswer),
    ("/api/v1/sites/bahnhof/indicators/occupancy?period=2026-10", numbers.SeriesAnswer),
    ("/api/v1/sites/bahnhof/indicators/free_spaces?period=2026-10", numbers.SeriesAnswer),
    ("/api/v1/datastreams/1/observations?period=2026-10", places.Observations),
    ("/api/v1/devices", operation.Devices),
    ("/api/v1/ledger", operation.Ledger),
    ("/api/v1/quality?site=bahnhof&period=2026-10", quality.Quality),
    ("/api/v1/indicators", numbers.Catalogue),
]


@pytest.mark.parametrize(("path", "model"), ANSWERS)
async def test_an_answer_has_the_form_that_is_described(
    client: httpx2.AsyncClient, path: str, model: type[BaseModel]
) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    strict = type(model.__name__, (model,), {"model_config": {"extra": "forbid"}})
    strict.model_validate(answer.json())


async def test_a_site_answers_to_its_aliases(client: httpx2.AsyncClient) -> None:
    said = (await client.get("/api/v1/sites/100031297")).json()
    assert (said["id"], said["aliases"]) == ("promenade", ["100031297"])
    offered = {one["indicator"]: one for one in said["indicators"]}
    assert offered["volume"] == {
        "indicator": "volume",
        "mode": "bicycle",
        "directions": ["a", "b"],
    }
    assert "directional_split" in offered
    assert "occupancy" not in offered


async def test_sites_can_be_chosen_by_kind(client: httpx2.AsyncClient) -> None:
    said = (await client.get("/api/v1/sites", params={"kind": "car_park"})).json()
    assert [(site["id"], site["capacity"]) for site in said["items"]] == [("bahnhof", 100)]


async def test_a_datastream_shows_its_newest_value(client: httpx2.AsyncClient) -> None:
    said = (await client.get("/api/v1/sites/bahnhof/datastreams")).json()
    (stream,) = said["items"]
    assert (stream["property"], stream["unit"]) == ("free_spaces", "1")
    assert stream["latest"]["value"] == 40
    assert stream["latest"]["quality"] == 1
    assert stream["latest"]["time"] == "2026-10-26T22:45:00Z"


@pytest.mark.parametrize(
    ("path", "size", "key", "total"),
    [
        ("/api/v1/sites", 1, "id", 4),
        ("/api/v1/sites/promenade/datastreams", 1, "id", 2),
        ("/api/v1/devices", 3, "id", 4),
        ("/api/v1/datastreams/1/observations?period=2026-10", 50, "time", QUARTERS),
    ],
)
async def test_following_next_meets_everything_exactly_once(
    client: httpx2.AsyncClient, path: str, size: int, key: str, total: int
) -> None:
    following: str | None = f"{path}{'&' if '?' in path else '?'}limit={size}"
    met = []
    while following is not None:
        answer = await client.get(following)
        page = answer.json()
        assert 0 < len(page["items"]) <= size
        met += [item[key] for item in page["items"]]
        following = page["next"]
    assert len(met) == len(set(met)) == total
    assert met == sorted(met)


async def test_the_ledger_is_paged_from_the_newest_hour_on(own_town: Town) -> None:
    async with connect(own_town.dsn) as conn:
        for hours in range(2, 7):
            row = (own_town.channels["barrier-1", "free"], NOW - timedelta(hours=hours), 1.0, -1)
            received = NOW - timedelta(hours=hours)
            await store(conn, own_town, [row], received=received, device="barrier-1")
    async with serve(own_town.dsn) as client:
        following: str | None = "/api/v1/ledger?limit=2"
        met = []
        while following is not None:
            page = (await client.get(following)).json()
            met += [(line["hour"], line["device"]) for line in page["items"]]
            following = page["next"]
        only = (await client.get("/api/v1/ledger?device=barrier-1")).json()["items"]
    assert met == sorted(set(met), reverse=True)
    assert len(met) == 6
    assert [line["stored"] for line in only] == [1] * 5


async def test_readings_are_calibrated_by_the_deployment_and_kept_raw_beside(
    own_town: Town,
) -> None:
    async with connect(own_town.dsn) as conn:
        await conn.execute(b"update deployment set factor = 1.5 where datastream = 1")
    async with serve(own_town.dsn) as client:
        said = (await client.get("/api/v1/datastreams/1/observations?period=2026-10")).json()
    first = said["items"][0]
    assert (first["value"], first["raw"], first["duration_s"]) == (4.5, 3, 900)
    assert first["time"] == FIRST.isoformat().replace("+00:00", "Z")


async def test_a_conflict_is_a_finding_with_both_values(own_town: Town) -> None:
    async with connect(own_town.dsn) as conn:
        row = (own_town.channels["counter-1", "bicycles-a"], FIRST, 9.0, 900_000)
        await store(conn, own_town, [row], received=NOW)
    async with serve(own_town.dsn) as client:
        said = (await client.get("/api/v1/quality?site=promenade&period=2026-10")).json()
    (finding,) = said["items"]
    assert (finding["test"], finding["flag"], finding["state"]) == ("conflict", 3, "open")
    assert (finding["source_id"], finding["start"]) == ("101", "2026-10-22T22:00:00Z")
    assert (finding["evidence"]["stored"], finding["evidence"]["other"]) == (3, 9)


async def test_coverage_names_the_datastream_and_day_with_the_gap(
    client: httpx2.AsyncClient,
) -> None:
    asked = {"site": "promenade", "from": "2026-10-24", "to": "2026-10-26"}
    said = (await client.get("/api/v1/quality", params=asked)).json()
    assert [
        (day["datastream"], day["date"], day["expected_s"], day["known_s"], day["flag"])
        for day in said["coverage"]
    ] == [
        (1, "2026-10-24", 86_400, 86_400, 1),
        (1, "2026-10-25", 90_000, 90_000, 1),
        (2, "2026-10-24", 86_400, 86_400, 1),
        (2, "2026-10-25", 90_000, 88_200, 3),
    ]


async def test_a_silent_device_is_said_to_be_silent(client: httpx2.AsyncClient) -> None:
    said = (await client.get("/api/v1/devices")).json()["items"]
    assert {(device["id"], device["silent"]) for device in said} == {
        ("counter-1", True),
        ("barrier-1", True),
        ("bay-1", False),
        ("bay-2", False),
    }


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/v1/sites/nowhere", 404, "unknown-site"),
        ("/api/v1/sites/nowhere/datastreams", 404, "unknown-site"),
        ("/api/v1/sites/nowhere/indicators/volume", 404, "unknown-site"),
        ("/api/v1/sites/promenade/indicators/beauty", 404, "unknown-indicator"),
        ("/api/v1/sites/promenade/indicators/occupancy", 404, "unknown-indicator"),
        ("/api/v1/datastreams/99/observations", 404, "unknown-datastream"),
        ("/api/v1/datastreams/many/observations", 400, "bad-parameter"),
        ("/api/v1/quality?site=nowhere", 404, "unknown-site"),
        ("/api/v1/live?site=nowhere", 404, "unknown-site"),
        ("/api/v1/live?since=yesterday", 400, "bad-parameter"),
        ("/api/v1/sites?kind=castle", 400, "bad-parameter"),
        ("/api/v1/sites?limit=0", 400, "bad-parameter"),
        ("/api/v1/sites?after=xyz", 400, "bad-cursor"),
        ("/api/v1/sites?after=WzFd", 400, "bad-cursor"),
        ("/api/v1/sites?colour=blue", 400, "unknown-parameter"),
        ("/api/v1/nothing", 404, "not-found"),
        ("/api/v1/sites?format=pdf", 406, "unknown-format"),
    ],
)
async def test_an_error_is_a_problem_document_with_a_remedy(
    client: httpx2.AsyncClient, path: str, status: int, kind: str
) -> None:
    answer = await client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate(answer.json())
    assert (answer.status_code, problem.status) == (status, status)
    assert problem.type == f"urn:wegwarte:problem:{kind}"
    assert problem.instance == path.partition("?")[0]
    assert problem.detail
    assert problem.remedy


async def test_an_unknown_parameter_is_answered_with_those_there_are(
    client: httpx2.AsyncClient,
) -> None:
    said = (await client.get("/api/v1/sites?knid=car_park")).json()
    assert said["remedy"] == "known here: after, format, kind, limit"


async def test_a_database_that_is_away_is_a_problem_and_not_a_crash() -> None:
    async with serve("postgresql://127.0.0.1:1/nothing?connect_timeout=1") as client:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, "unreachable")
        answer = await client.get("/api/v1/sites")
        assert answer.status_code == 503
        assert answer.json()["type"] == "urn:wegwarte:problem:database-unreachable"
        assert "wegwarte_database_up 0.0" in (await client.get("/metrics")).text


async def test_ready_means_reachable_and_migrated(
    client: httpx2.AsyncClient, shared_town: Town
) -> None:
    answer = await client.get("/readyz")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["status"], said["migrations_missing"]) == ("ready", [])
    assert said["derive"]["dirty"] == 0
    empty = f"{shared_town.dsn.rpartition('/')[0]}/postgres"
    async with serve(empty) as unmigrated:
        behind = await unmigrated.get("/readyz")
    assert behind.status_code == 503
    assert "0002_registry.sql" in behind.json()["migrations_missing"]


async def test_metrics_count_by_route_template_and_tell_the_lags(
    client: httpx2.AsyncClient,
) -> None:
    await client.get("/api/v1/sites/promenade")
    text = (await client.get("/metrics")).text
    counted = 'method="GET",route="/api/v1/sites/{site}",status="200"'
    assert f"wegwarte_http_requests_total{{{counted}}} 1.0" in text
    assert "promenade" not in text
    assert "wegwarte_last_received_age_seconds 3600.0" in text
    assert "wegwarte_dirty_marks 0.0" in text


async def test_every_route_is_described_with_summary_tag_and_problems(
    client: httpx2.AsyncClient,
) -> None:
    described = (await client.get("/openapi.json")).json()
    operations = {
        path: operation
        for path, methods in described["paths"].items()
        for operation in methods.values()
    }
    assert {path.split("/")[3] for path in operations if path.startswith("/api/v1/")} == {
        "sites",
        "groups",
        "datastreams",
        "indicators",
        "devices",
        "ledger",
        "quality",
        "live",
        "registry",
        "uplinks",
    }
    for path, described_there in operations.items():
        assert described_there["summary"], path
        assert described_there["tags"], path
        problems = [
            answer
            for answer in described_there["responses"].values()
            if "application/problem+json" in answer.get("content", {})
        ]
        assert len(problems) >= 4, path


async def test_no_foreign_assets_are_loaded_for_documentation(
    client: httpx2.AsyncClient,
) -> None:
    for path in ("/docs", "/redoc"):
        assert (await client.get(path)).status_code == 404


async def test_what_is_refused_as_unknown_is_what_is_not_described(
    client: httpx2.AsyncClient,
) -> None:
    described = (await client.get("/openapi.json")).json()["paths"]
    filled = {
        "{site}": "promenade",
        "{indicator}": "volume",
        "{datastream}": "1",
        "{named}": "promenade",
    }
    for path, methods in described.items():
        if not path.startswith("/api/v1/") or "get" not in methods:
            continue
        known = [p["name"] for p in methods["get"].get("parameters", []) if p["in"] == "query"]
        address = path
        for place, name in filled.items():
            address = address.replace(place, name)
        answer = await client.get(f"{address}?nonsense=1")
        assert answer.status_code == 400
        assert answer.json()["remedy"] == f"known here: {', '.join(sorted(known)) or 'none'}"
