"""Messages are pushed with the key of their source, kept before the answer, and bounded."""

import base64

import psycopg
import pytest

from store import keys, sources
from store.keys import Scope
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import NOW

pytestmark = pytest.mark.database

KEY = "k" * 43
BEARER = {"Authorization": f"Bearer {KEY}"}
PATH = "/api/v1/uplinks/city"


@pytest.fixture
async def city(database: str) -> str:
    """Return a database with a source that Xovis sensors push to."""
    async with connect(database) as conn:
        await sources.add(conn, "city", kind="xovis", secret=KEY, now=NOW)
    return database


def waiting(database: str) -> list[tuple[str, str, bytes]]:
    with psycopg.connect(database) as conn:
        return conn.execute("select source, topic, payload from inbox order by id").fetchall()


async def test_a_message_is_in_the_inbox_before_the_answer_says_so(city: str) -> None:
    async with serve(city) as client:
        answer = await client.post(PATH, content=b"\x00anything", headers=BEARER)
        assert waiting(city) == [("city", "uplinks/xovis/city", b"\x00anything")]

    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})


async def test_the_address_may_name_device_and_event(city: str) -> None:
    asked = {"device": "80:1F:12/3", "event": "up"}
    async with serve(city) as client:
        await client.post(PATH, content=b"{}", headers=BEARER, params=asked)

    assert waiting(city)[0][1] == "uplinks/xovis/city/device/80%3A1F%3A12%2F3/event/up"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic !!!"},
        {"X-API-Key": "wrong"},
    ],
)
@pytest.mark.parametrize("path", [PATH, "/api/v1/uplinks/elsewhere"])
async def test_without_the_sources_key_nothing_is_kept(
    city: str, path: str, headers: dict[str, str]
) -> None:
    async with serve(city) as client:
        answer = await client.post(path, content=b"{}", headers=headers)

    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:wegwarte:problem:key-needed"
    assert waiting(city) == []


async def test_a_key_may_come_as_a_password_or_in_a_header_of_its_own(city: str) -> None:
    password = base64.b64encode(f"anybody:{KEY}".encode()).decode()
    async with serve(city) as client:
        for headers in ({"Authorization": f"Basic {password}"}, {"X-API-Key": KEY}):
            answer = await client.post(PATH, content=b"{}", headers=headers)
            assert answer.status_code == 202


@pytest.mark.parametrize(
    ("scope", "status"), [(Scope.UPLINKS_PUSH, 202), (Scope.REGISTRY_WRITE, 403)]
)
async def test_a_key_of_the_interface_pushes_where_its_scope_says_so(
    city: str, scope: Scope, status: int
) -> None:
    async with connect(city) as conn:
        token = await keys.add(conn, name="bridge", scopes=[scope], now=NOW)
    async with serve(city) as client:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await client.post(PATH, content=b"{}", headers=headers)
        nowhere = await client.post("/api/v1/uplinks/nowhere", content=b"{}", headers=headers)

    assert (answer.status_code, nowhere.status_code >= 400) == (status, True)
    assert len(waiting(city)) == (status == 202)


async def test_a_pack_of_several_devices_becomes_one_for_each(city: str) -> None:
    async with connect(city) as conn:
        await sources.add(conn, "packs", kind="senml", secret=KEY, now=NOW)
    pack = [{"bn": "a/", "n": "x", "v": 1}, {"bn": "b/", "n": "x", "v": 2}]
    async with serve(city) as client:
        for body, accepted in ((pack, 2), (pack[:1], 1), ({"no": "pack"}, 1)):
            answer = await client.post("/api/v1/uplinks/packs", json=body, headers=BEARER)
            assert answer.json() == {"accepted": accepted}


async def test_a_message_over_the_limit_is_refused(city: str) -> None:
    async with serve(city, push_bytes_max=100) as client:
        answer = await client.post(PATH, content=b"x" * 101, headers=BEARER)

    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:wegwarte:problem:too-large"
    assert waiting(city) == []


async def test_an_empty_message_is_refused(city: str) -> None:
    async with serve(city) as client:
        assert (await client.post(PATH, headers=BEARER)).status_code == 400


async def test_a_full_inbox_asks_to_come_again(city: str) -> None:
    async with serve(city, inbox_messages_max=1) as client:
        first = await client.post(PATH, content=b"{}", headers=BEARER)
        second = await client.post(PATH, content=b"{}", headers=BEARER)

    assert (first.status_code, second.status_code) == (202, 503)
    assert second.headers["retry-after"] == "30"
    assert len(waiting(city)) == 1


@pytest.mark.parametrize("bad", ["device=%00", "device=", "event=UP", "evnet=up"])
async def test_a_parameter_that_means_nothing_is_refused(city: str, bad: str) -> None:
    async with serve(city) as client:
        answer = await client.post(f"{PATH}?{bad}", content=b"{}", headers=BEARER)

    assert answer.status_code == 400
    assert waiting(city) == []


async def test_no_login_is_asked_for_but_the_key(city: str) -> None:
    async with serve(city, access="proxy-header", proxy_addresses="10.0.0.1") as client:
        assert (await client.get("/api/v1/sites")).status_code == 403
        assert (await client.post(PATH, content=b"{}", headers=BEARER)).status_code == 202
