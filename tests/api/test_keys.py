"""Who writes shows a key: its scope, its end and its use are minded, its secret is not kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Annotated

import httpx2
import psycopg
import pytest
from fastapi import Depends, FastAPI

from api.access.keys import require_scope
from api.app import create_app
from api.settings import Settings
from store import keys
from store.keys import Scope, StoredKey
from store.pool import connect
from tests.api.conftest import ADDRESS
from tests.api.town import NOW

pytestmark = pytest.mark.database

PATH = "/api/v1/written"
WRITE = [Scope.REGISTRY_WRITE]


def writing(app: FastAPI) -> None:
    """Add a route that only holders of a key may call."""
    needed = Depends(require_scope(Scope.REGISTRY_WRITE))

    @app.post(PATH)
    async def write(key: Annotated[StoredKey, needed]) -> dict[str, str]:
        return {"who": key.who}


@asynccontextmanager
async def serve(
    dsn: str, *, now: datetime = NOW, **settings: object
) -> AsyncIterator[httpx2.AsyncClient]:
    app = create_app(Settings.model_validate({"database_url": dsn, **settings}), clock=lambda: now)
    writing(app)
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50_000))
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            yield client


async def made(
    dsn: str, scopes: list[Scope], *, expires_at: datetime | None = None, name: str = ""
) -> str:
    async with connect(dsn) as conn:
        return await keys.add(conn, name=name, scopes=list(scopes), now=NOW, expires_at=expires_at)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_key_with_the_scope_may_write_and_is_named_in_the_audit(database: str) -> None:
    token = await made(database, WRITE, name="asset register")
    async with serve(database) as client:
        answer = await client.post(PATH, headers=bearer(token))

    assert answer.status_code == 200
    assert answer.json() == {"who": f"key {token.split('_')[1]} (asset register)"}


async def test_without_a_key_the_answer_names_the_command_that_makes_one(database: str) -> None:
    async with serve(database) as client:
        answer = await client.post(PATH)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="wegwarte"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert "wegwarte key add --scope registry:write" in answer.json()["remedy"]


async def test_a_key_without_the_scope_is_told_which_one_is_missing(database: str) -> None:
    token = await made(database, [Scope.READ])
    async with serve(database) as client:
        answer = await client.post(PATH, headers=bearer(token))

    assert answer.status_code == 403
    assert (
        'error="insufficient_scope", scope="registry:write"' in answer.headers["www-authenticate"]
    )
    assert "not registry:write" in answer.json()["detail"]
    assert "wegwarte key add --scope registry:write" in answer.json()["remedy"]


async def test_what_is_not_exactly_the_key_is_refused(database: str) -> None:
    token = await made(database, WRITE)
    other = await made(database, WRITE)
    _, key, secret = token.split("_", 2)
    _, _, others_secret = other.split("_", 2)
    bad = [
        f"ww_{key}_{others_secret}",
        f"ww_{key}_{secret[:-1]}",
        f"ww_{key}_{secret}x",
        f"ww_{'0' * 12}_{secret}",
        f"ww_{key}_",
        "ww_",
        secret,
    ]
    async with serve(database) as client:
        answers = [await client.post(PATH, headers=bearer(word)) for word in bad]
        basic = await client.post(PATH, headers={"Authorization": f"Basic {token}"})

    assert [answer.status_code for answer in answers] == [401] * len(bad)
    assert basic.status_code == 401


async def test_a_key_that_has_ended_says_so_and_is_worth_nothing(database: str) -> None:
    ended = await made(database, WRITE, expires_at=NOW)
    revoked = await made(database, WRITE)
    async with connect(database) as conn:
        assert await keys.revoke(conn, revoked.split("_")[1], now=NOW)
        assert not await keys.revoke(conn, revoked.split("_")[1], now=NOW)
    async with serve(database) as client:
        late = await client.post(PATH, headers=bearer(ended))
        gone = await client.post(PATH, headers=bearer(revoked))

    assert (late.status_code, gone.status_code) == (401, 401)
    assert "it expired at 2026-11-22 12:00Z" in late.json()["detail"]
    assert "it was revoked at" in gone.json()["detail"]


async def test_the_last_use_is_written_at_most_once_a_minute(database: str) -> None:
    token = await made(database, WRITE)

    async def used_at(seconds: int) -> datetime | None:
        async with serve(database, now=NOW + timedelta(seconds=seconds)) as client:
            assert (await client.post(PATH, headers=bearer(token))).status_code == 200
        async with connect(database) as conn:
            return (await keys.listed(conn))[0].last_used_at

    assert await used_at(0) == NOW
    assert await used_at(59) == NOW
    assert await used_at(61) == NOW + timedelta(seconds=61)


async def test_a_key_is_let_in_where_people_log_in(database: str) -> None:
    token = await made(database, [Scope.READ])
    async with serve(database, access="password", password_hash="$argon2id$x") as client:
        assert (await client.get("/api/v1/sites")).status_code == 401
        assert (await client.get("/api/v1/sites", headers=bearer(token))).status_code == 200
        wrong = await client.get("/api/v1/sites", headers=bearer(token[:-1]))
    assert wrong.status_code == 401
    assert wrong.json()["type"] == "urn:wegwarte:problem:key-needed"


async def test_a_key_does_not_replace_the_way_through_the_proxy(database: str) -> None:
    token = await made(database, [Scope.READ])
    for proxy, status in (("127.0.0.1", 200), ("10.0.0.1", 403)):
        async with serve(database, access="proxy-header", proxy_addresses=proxy) as client:
            answer = await client.get("/api/v1/sites", headers=bearer(token))
            assert answer.status_code == status


async def test_a_secret_is_neither_kept_nor_audited(database: str) -> None:
    token = await made(database, WRITE)
    secret = token.split("_", 2)[2]
    with psycopg.connect(database) as conn:
        kept = [
            str(conn.execute(query).fetchall())
            for query in (
                "select * from api_key",
                "select * from api_key_secret",
                "select * from audit",
            )
        ]
        digest = conn.execute("select encode(sha256, 'hex') from api_key_secret").fetchone()
        [(what,)] = conn.execute("select what from audit").fetchall()
    assert digest is not None
    assert what == "api_key"
    assert all(secret not in text for text in kept)
    assert str(digest[0]) not in kept[2]
