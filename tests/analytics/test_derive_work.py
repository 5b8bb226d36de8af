"""Derive writes what changed, once, beside other workers and commits that come meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from analytics.derive import Work, derive_once
from devices.properties import Property
from store import marks
from store.pool import Connection, connect
from tests.analytics.town import Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")


async def test_what_changes_after_it_was_final_is_a_revision(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    begin = utc("2026-06-09 22:00")
    await town.store(every_quarter(channel, begin, [2] * 90), now=NOW)
    await derive_once(deriver, utc("2026-06-11 09:00"))
    await town.store(every_quarter(channel, begin, [2] * 92), now=NOW)
    await derive_once(deriver, utc("2026-06-11 10:00"))
    day = "from indicator where bucket = 'day' and start = '2026-06-10'"
    assert await town.rows(f"select status, revision, value {day}") == [("provisional", 0, 184)]

    await derive_once(deriver, utc("2026-06-14 09:00"))
    assert await town.rows(f"select status, revision, value {day}") == [("final", 0, 184)]
    await town.store(every_quarter(channel, begin, [2] * 96), now=NOW)
    await derive_once(deriver, utc("2026-06-14 10:00"))

    assert await town.rows(f"select status, revision, value {day}") == [("final", 1, 192)]
    assert await town.rows(
        "select old_value, new_value, cause from indicator_revision where bucket = 'day'"
    ) == [(184, 192, "native")]


async def test_nothing_is_written_when_nothing_changes(town: Town, deriver: Connection) -> None:
    await town.site("theater", "car_park", capacity=100.0)
    free = await town.state(
        "theater",
        "free",
        Property.FREE_SPACES,
        since=utc("2026-06-01 00:00"),
        hold_max_s=90_000,
    )
    await town.store([(free, utc("2026-06-10 10:00"), 20, None)], now=NOW)
    await derive_once(deriver, NOW)
    versions = (
        "select 1, xmin::text, ctid::text from day_state union all "
        "select 2, xmin::text, ctid::text from indicator order by 1, 2, 3"
    )
    before = await town.rows(versions)

    await marks.mark_everything(town.owner)
    work = await derive_once(deriver, NOW)

    assert await town.rows(versions) == before
    assert (work.states, work.numbers) == (0, 0)
    assert work.marks > 0


async def test_two_workers_share_the_sites(database: str, town: Town, deriver: Connection) -> None:
    for site in ("a", "b"):
        await town.site(site)
        channel = await town.counter(site, f"c-{site}", since=utc("2026-06-01 00:00"))
        await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1]), now=NOW)

    async with connect(database, "wegwarte_derive") as other:
        async with other.transaction():
            assert await marks.claim(other, ["a"]) == {"a"}
            first = await derive_once(deriver, NOW)
        second = await derive_once(deriver, NOW)

    assert (first.claimed, first.marks) == ({"a"}, 1)
    assert (second.claimed, second.marks) == (set(), 1)


async def test_a_commit_between_reading_and_forgetting_is_not_lost(
    database: str, town: Town, deriver: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    begin = utc("2026-06-10 10:00")
    await town.store(every_quarter(channel, begin, [1]), now=NOW)
    forget = marks.forget
    committed: list[Work] = []

    async def commit_first(conn: Connection, ids: list[int]) -> None:
        """Let ingest commit another reading of the same day before the marks are forgotten."""
        if ids and not committed:
            committed.append(Work())
            async with connect(database, "wegwarte_ingest") as ingest:
                later = [(channel, begin + timedelta(hours=1), 5.0, 900)]
                await town.store(later, ingest, now=NOW)
        await forget(conn, ids)

    monkeypatch.setattr("store.marks.forget", commit_first)
    await derive_once(deriver, NOW)
    assert committed
    assert (await town.numbers("volume"))["2026-06-10"][0] == 1
    assert len(await town.rows("select * from dirty")) == 1

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 6
    assert await town.rows("select * from dirty") == []


async def test_the_watermark_is_kept_with_every_number(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1]), now=NOW)

    await derive_once(deriver, NOW)

    found = await town.rows("select distinct watermark, computed_at from indicator")
    assert found == [(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), NOW)]
