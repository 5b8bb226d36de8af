"""What a network server kept while nobody listened is fetched, once, and comes where it belongs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from ingest import tts_storage
from ingest.backfilling import backfill, storage_of
from ingest.tts_storage import Storage, StorageError
from store import inbox, sources
from store.pool import connect
from store.sources import StoredSource
from tests.ingest.served import NOON, tts
from tests.ingest.storage_server import KEY, StorageServer, storage_server

EARLY = NOON - timedelta(hours=2)


@pytest.fixture
def server() -> Iterator[StorageServer]:
    """Run a storage that keeps five messages, a minute apart."""
    with storage_server() as running:
        running.kept = [
            tts(bytes([n % 2]), counter=n, at=NOON + timedelta(minutes=n)) for n in range(5)
        ]
        yield running


def storage(server: StorageServer, **other: Any) -> Storage:  # noqa: ANN401 - any part of it
    return Storage(**{"url": server.url, "key": KEY, "application": "city@tenant"} | other)


def source(server: StorageServer, **other: Any) -> StoredSource:  # noqa: ANN401 - any part of it
    whole = {
        "name": "things",
        "kind": "tts",
        "url": "mqtt://city@tenant:pw@127.0.0.1:9",
        "ca": None,
        "topics": [],
        "pushes": False,
        "storage_url": server.url,
        "storage_key": KEY,
        "changed_at": NOON,
    }
    return StoredSource(**whole | other)


async def fetched(asked: Storage, after: datetime = EARLY) -> list[int]:
    return [len(page) async for page in tts_storage.pages(asked, after)]


async def test_what_came_after_a_moment_is_fetched_as_it_would_have_come(
    server: StorageServer,
) -> None:
    [page] = [p async for p in tts_storage.pages(storage(server), NOON + timedelta(minutes=2))]

    assert [stored.payload for stored in page] == server.kept[3:]
    assert {stored.topic for stored in page} == {"v3/city@tenant/devices/bay-17/up"}
    assert server.asked[0]["after"] == "2026-11-22T12:02:00Z"


async def test_much_comes_a_page_at_a_time(
    server: StorageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tts_storage, "PAGE_MESSAGES", 2)

    assert await fetched(storage(server)) == [2, 2, 1]


async def test_messages_of_one_moment_end_in_no_endless_loop(
    server: StorageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tts_storage, "PAGE_MESSAGES", 2)
    server.kept = [server.kept[0]] * 5

    assert await fetched(storage(server)) == [2]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"key": "wrong"}, "API key is wrong"),
        ({"application": "other"}, "Storage Integration is not enabled"),
        ({"url": "http://127.0.0.1:9"}, "does not answer"),
        ({"url": "mqtt://127.0.0.1"}, "is no address"),
    ],
)
async def test_a_storage_that_cannot_be_read_says_why(
    server: StorageServer, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(StorageError, match=said):
        await fetched(storage(server, **wrong))


@pytest.mark.parametrize("line", [b"<html>", b"[]", b'{"error":{"code":4}}', b'{"result":{}}'])
async def test_an_answer_that_is_not_documented_is_no_message(
    server: StorageServer, line: bytes
) -> None:
    server.answer = lambda _: line + b"\n"  # type: ignore[method-assign]

    with pytest.raises(StorageError):
        await fetched(storage(server))


@pytest.mark.parametrize("other", [{"kind": "chirpstack"}, {"storage_url": None}, {"url": None}])
def test_a_source_without_storage_says_so(server: StorageServer, other: dict[str, Any]) -> None:
    with pytest.raises(StorageError):
        storage_of(source(server, **other))


@pytest.mark.database
async def test_what_is_fetched_waits_in_the_inbox_and_it_is_known_up_to_when(
    server: StorageServer, database: str
) -> None:
    count = await backfill(lambda: connect(database), source(server), since=EARLY)

    async with connect(database) as conn:
        waiting = await inbox.waiting(conn, messages_max=10, bytes_max=10**6)
        [state] = await sources.states(conn)
    assert count == 5
    assert [(m.source, m.payload) for m in waiting] == [("things", m) for m in server.kept]
    assert state.backfilled_to == NOON.replace(tzinfo=UTC) + timedelta(minutes=4)


@pytest.mark.database
async def test_the_role_of_ingest_may_do_it(server: StorageServer, database: str) -> None:
    def lend() -> Any:  # noqa: ANN401 - a connection to come
        return connect(database, "wegwarte_ingest")

    assert await backfill(lend, source(server), since=EARLY) == 5
    with psycopg.connect(database) as conn:
        assert conn.execute("select count(*) from inbox").fetchone() == (5,)
