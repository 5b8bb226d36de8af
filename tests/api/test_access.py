"""Who may read what: the four modes, and what every answer tells a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from api.access.sessions import COOKIE, Attempts, hashed
from api.errors import TooManyError
from api.settings import Settings
from tests.api.conftest import serve
from tests.api.town import Town

pytestmark = pytest.mark.database

PASSWORD = "Heidekraut und Wegwarte"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RIGHT = "password=Heidekraut+und+Wegwarte&next=%2Fapi%2Fv1%2Fsites"


@pytest.fixture(scope="module")
def password_hash() -> str:
    """Hash the password once: it is meant to be slow."""
    return hashed(PASSWORD)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"http_host": "0.0.0.0"}, "WEGWARTE_ACCESS"),  # noqa: S104 - refused
        ({"access": "password"}, "WEGWARTE_PASSWORD_HASH"),
        ({"access": "proxy-header"}, "WEGWARTE_PROXY_ADDRESSES"),
    ],
)
def test_an_open_door_is_refused_at_the_start(given: dict[str, str], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings.model_validate({"database_url": "postgresql://x/y", **given})


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example"])
async def test_on_loopback_a_foreign_host_name_is_refused(shared_town: Town, host: str) -> None:
    async with serve(shared_town.dsn) as client:
        answer = await client.get("/api/v1/sites", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["type"] == "urn:wegwarte:problem:wrong-host"


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080"])
async def test_on_loopback_this_machine_needs_no_login(shared_town: Town, host: str) -> None:
    async with serve(shared_town.dsn) as client:
        assert (await client.get("/api/v1/devices", headers={"Host": host})).status_code == 200


async def test_without_a_login_nothing_is_told(shared_town: Town, password_hash: str) -> None:
    async with serve(shared_town.dsn, access="password", password_hash=password_hash) as client:
        for path in ("/api/v1/sites", "/api/v1/live", "/metrics", "/openapi.json", "/"):
            answer = await client.get(path)
            assert answer.status_code == 401, path
            assert answer.json()["type"] == "urn:wegwarte:problem:login-needed"
        page = await client.get("/sites/promenade?x=1", headers={"Accept": "text/html"})
        health = await client.get("/healthz")
    assert (page.status_code, page.headers["location"]) == (
        303,
        "/login?next=%2Fsites%2Fpromenade%3Fx%3D1",
    )
    assert health.status_code == 200


async def test_a_login_opens_and_a_logout_closes(shared_town: Town, password_hash: str) -> None:
    async with serve(shared_town.dsn, access="password", password_hash=password_hash) as client:
        assert "Passwort" in (await client.get("/login")).text
        answer = await client.post("/login", content=RIGHT, headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, "/api/v1/sites")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await client.get("/api/v1/sites")).status_code == 200
        token = client.cookies[COOKIE]
        await client.post("/logout")
        client.cookies.set(COOKIE, token)
        assert (await client.get("/api/v1/sites")).status_code == 401


async def test_a_wrong_password_opens_nothing_and_leads_nowhere_else(
    shared_town: Town, password_hash: str
) -> None:
    async with serve(shared_town.dsn, access="password", password_hash=password_hash) as client:
        wrong = await client.post("/login", content="password=heidekraut", headers=FORM)
        assert (wrong.status_code, COOKIE in client.cookies) == (401, False)
        away = RIGHT.replace("%2Fapi%2Fv1%2Fsites", "https%3A%2F%2Fevil.example")
        answer = await client.post("/login", content=away, headers=FORM)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("body", ["password=" + "x" * 9_000, "&".join(["password=x"] * 11)])
async def test_a_form_that_no_page_sends_is_refused(
    shared_town: Town, password_hash: str, body: str
) -> None:
    async with serve(shared_town.dsn, access="password", password_hash=password_hash) as client:
        answer = await client.post("/login", content=body, headers=FORM)
    assert (answer.status_code, answer.json()["type"]) == (
        400,
        "urn:wegwarte:problem:bad-parameter",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    shared_town: Town, password_hash: str, headers: dict[str, str]
) -> None:
    async with serve(shared_town.dsn, access="password", password_hash=password_hash) as client:
        answer = await client.post("/login", content=RIGHT, headers=FORM | headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_guessing_is_slowed_down(shared_town: Town, password_hash: str) -> None:
    async with serve(
        shared_town.dsn, access="password", password_hash=password_hash, login_attempts_max=2
    ) as client:
        for _ in range(2):
            wrong = await client.post("/login", content="password=x", headers=FORM)
            assert wrong.status_code == 401
        answer = await client.post("/login", content=RIGHT, headers=FORM)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "901"


def test_failed_logins_are_forgotten_after_the_window() -> None:
    attempts = Attempts(failures_max=1, window=timedelta(minutes=15))
    at = datetime(2026, 11, 22, tzinfo=UTC)
    attempts.failed("10.0.0.1", at)
    with pytest.raises(TooManyError):
        attempts.check("10.0.0.1", at + timedelta(minutes=14))
    attempts.check("10.0.0.1", at + timedelta(minutes=15))
    attempts.check("10.0.0.2", at)


async def test_cookies_are_secure_where_people_come_by_https(
    shared_town: Town, password_hash: str
) -> None:
    async with serve(
        shared_town.dsn,
        access="password",
        password_hash=password_hash,
        public_url="https://mobility.example.org/",
    ) as client:
        answer = await client.post("/login", content=RIGHT, headers=FORM)
    assert "; Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("10.1.2.3", {"X-Remote-User": "planung"}, 200),
        ("10.1.2.3", {}, 401),
        ("10.1.2.3", {"X-Remote-User": ""}, 401),
        ("192.0.2.1", {"X-Remote-User": "planung"}, 403),
        ("192.0.2.1", {"X-Remote-User": "planung", "X-Forwarded-For": "10.1.2.3"}, 403),
    ],
)
async def test_the_header_counts_only_from_the_proxy(
    shared_town: Town, peer: str, headers: dict[str, str], status: int
) -> None:
    async with serve(
        shared_town.dsn, peer=peer, access="proxy-header", proxy_addresses="10.0.0.0/8, ::1"
    ) as client:
        answer = await client.get("/api/v1/sites", headers=headers)
    assert answer.status_code == status


async def test_the_public_sees_public_sites_and_nothing_inside(shared_town: Town) -> None:
    async with serve(shared_town.dsn, access="public", peer="198.51.100.7") as client:
        listed = await client.get("/api/v1/sites")
        inside = [
            await client.get(path) for path in ("/api/v1/devices", "/api/v1/ledger", "/metrics")
        ]
        hidden = [
            await client.get(path)
            for path in (
                "/api/v1/sites/domplatz",
                "/api/v1/sites/domplatz/datastreams",
                "/api/v1/sites/domplatz/indicators/occupancy",
                "/api/v1/quality?site=domplatz",
                "/api/v1/datastreams/4/observations",
            )
        ]
        quality = (await client.get("/api/v1/quality?site=promenade&period=2026-10")).json()
    ids = [site["id"] for site in listed.json()["items"]]
    assert ids == ["bahnhof", "kiosk", "promenade"]
    assert listed.headers["access-control-allow-origin"] == "*"
    assert listed.headers["cache-control"] == "public, max-age=15"
    assert [answer.status_code for answer in inside] == [403] * 3
    assert [answer.status_code for answer in hidden] == [404] * 5
    assert quality["rejected"] is None


async def test_the_public_sees_no_number_of_two_bays(own_town: Town) -> None:
    from store.pool import connect

    async with connect(own_town.dsn) as conn:
        await conn.execute(b"update site set public = true where id = 'domplatz'")
    async with serve(own_town.dsn, access="public") as client:
        whole = await client.get(
            "/api/v1/sites/domplatz/indicators/occupancy?period=2026-10-25&window=24h"
        )
        streams = await client.get("/api/v1/sites/domplatz/datastreams")
        bay = await client.get("/api/v1/datastreams/4/observations?period=2026-10")
        quality = await client.get("/api/v1/quality?site=domplatz&period=2026-10")
    assert whole.status_code == 404
    assert streams.json()["items"] == []
    assert bay.status_code == 404
    assert quality.json()["coverage"] == []


async def test_metrics_are_read_from_where_it_is_allowed(shared_town: Town) -> None:
    async with serve(
        shared_town.dsn, access="public", peer="10.9.9.9", metrics_addresses="10.9.0.0/16"
    ) as client:
        assert (await client.get("/metrics")).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/sites", "/api/v1/nothing", "/login"])
async def test_every_answer_tells_the_browser_what_to_trust(shared_town: Town, path: str) -> None:
    async with serve(shared_town.dsn) as client:
        headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "worker-src 'self';" in policy
    assert "blob:" not in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
