"""Whatever stands in an address: an answer or a problem document, never a crash."""

from urllib.parse import quote

import httpx2
import pytest

from api.app import create_app
from api.settings import Settings

pytestmark = pytest.mark.database

HOSTILE = [
    "",
    " ",
    "\0",
    "a\0b",
    "' or 1=1 --",
    "%s%(x)s",
    "../../etc/passwd",
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "nan",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-W99",
    "0000",
    "9999",
    "🚲" * 30,
    "WzFd",
    "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDBd",
    "WyJcdTAwMDAiXQ",
    "W1tbW1tbW1tbXV1dXV1dXV1d",
    "Mo-Fr 25-99",
    "x" * 3_000,
]


def addresses() -> list[tuple[str, str]]:
    """Return every address with each of its parameters; of the live stream only bad ones."""
    described = create_app(Settings(database_url="postgresql://nowhere/")).openapi()["paths"]
    return [
        (path, parameter["name"])
        for path, methods in described.items()
        for parameter in methods.get("get", {}).get("parameters", [])
        if parameter["in"] in {"path", "query"} and path != "/api/v1/live"
    ]


@pytest.mark.parametrize(("path", "parameter"), addresses())
async def test_hostile_values_are_answered_or_refused(
    client: httpx2.AsyncClient, path: str, parameter: str
) -> None:
    usual = {"site": "promenade", "indicator": "volume", "datastream": "1", "named": "promenade"}
    for value in HOSTILE:
        filled, query = path, ""
        if f"{{{parameter}}}" in path:
            filled = filled.replace(f"{{{parameter}}}", quote(value, safe="") or "%20")
        else:
            query = f"?{parameter}={quote(value, safe='')}"
        for name, text in usual.items():
            filled = filled.replace(f"{{{name}}}", text)
        answer = await client.get(filled + query)
        assert answer.status_code < 500, (filled, query, answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", (filled, query)


@pytest.mark.parametrize("value", [value for value in HOSTILE if value.strip()])
async def test_a_live_stream_is_not_opened_for_nonsense(
    client: httpx2.AsyncClient, value: str
) -> None:
    for parameter in ("site", "since"):
        answer = await client.get(f"/api/v1/live?{parameter}={quote(value, safe='')}")
        assert answer.status_code in {400, 404}
