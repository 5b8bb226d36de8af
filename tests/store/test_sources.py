"""Roads that are added while the program runs."""

from datetime import UTC, datetime

import psycopg
import pytest

from devices.envelopes import names
from store import sources
from store.pool import connect

pytestmark = pytest.mark.database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_a_road_is_pushed_to_with_its_own_secret_only(database: str) -> None:
    async with connect(database) as conn:
        assert await sources.add(conn, "city", kind="xovis", secret="s3cret", now=NOW)
        assert await sources.add(conn, "pulled", kind="tts", url="mqtt://there", now=NOW)
    async with connect(database, "wegwarte_read") as conn:
        assert await sources.pusher_kind(conn, "city", "s3cret") == "xovis"
        assert await sources.pusher_kind(conn, "city", "S3cret") is None
        assert await sources.pusher_kind(conn, "pulled", "") is None
        assert await sources.pusher_kind(conn, "nowhere", "s3cret") is None


async def test_readers_of_the_database_see_no_credentials(database: str) -> None:
    async with connect(database, "wegwarte_read") as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await conn.execute("select url from source")


async def test_a_second_road_of_one_name_is_refused_and_a_removed_one_is_forgotten(
    database: str,
) -> None:
    async with connect(database) as conn:
        assert await sources.add(conn, "city", kind="tts", url="mqtt://a", now=NOW)
        assert not await sources.add(conn, "city", kind="tts", url="mqtt://b", now=NOW)
        assert [s.url for s in await sources.listed(conn)] == ["mqtt://a"]
        assert await sources.remove(conn, "city")
        assert not await sources.remove(conn, "city")
        assert await sources.listed(conn) == []


async def test_a_state_counts_on_and_forgets_an_error_that_is_over(database: str) -> None:
    def said(error: str | None, messages: int) -> dict[str, object]:
        return {
            "kind": "tts",
            "connected_since": None if error else NOW,
            "last_message_at": None if error else NOW,
            "messages": messages,
            "error": error,
            "error_at": NOW if error else None,
            "now": NOW,
        }

    async with connect(database, "wegwarte_ingest") as conn:
        await sources.put_state(conn, "city", **said(None, 3))  # type: ignore[arg-type]
        await sources.put_state(conn, "city", **said("refused", 0))  # type: ignore[arg-type]
        [away] = await sources.states(conn)
        await sources.put_state(conn, "city", **said(None, 4))  # type: ignore[arg-type]
        [back] = await sources.states(conn)

    assert (away.error, away.connected_since, away.last_message_at) == ("refused", None, NOW)
    assert (back.error, back.messages) == (None, 7)


@pytest.mark.parametrize(
    "alias",
    ["B8:A4:4F:A8:9C:85", "0004-A30B-001C-0530", "Bay-1-1", "30Z-R9E", "ab-cd", "Größe 7", "11:22"],
)
async def test_database_and_program_find_a_name_alike(database: str, alias: str) -> None:
    async with connect(database) as conn:
        row = await (await conn.execute("select alias_key(%s)", (alias,))).fetchone()

    assert row == (names.key(alias),)
