"""Readings in the store become day states and numbers, and stay right when readings come late."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from analytics.derive import Work, derive_once
from devices.properties import Property
from store import dirty, marks
from store.pool import Connection, connect
from tests.analytics.town import Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """Connect as the owner, who may write the registry."""
    async with connect(database) as conn:
        yield Town(conn)


@pytest.fixture
async def deriver(database: str) -> AsyncIterator[Connection]:
    """Connect with the rights of derive."""
    async with connect(database, "wegwarte_derive") as conn:
        yield conn


async def test_a_local_day_is_the_sum_of_its_quarters(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-05-31 22:00"))
    begin = utc("2026-06-09 22:00")  # local midnight
    await town.store(every_quarter(channel, begin, [2] * 96), now=NOW)

    work = await derive_once(deriver, NOW)

    days = await town.numbers("volume")
    assert days == {"2026-06-10": (192, 96, 96, 1)}
    assert (await town.numbers("volume", "month"))["2026-06-01"] == (192, 2880, 96, 3)
    assert (await town.numbers("volume", "year"))["2026-01-01"][0] == 192
    assert await town.rows("select * from dirty") == []
    assert work.marks == 2


@pytest.mark.parametrize(
    ("day", "begin", "quarters"),
    [("2026-03-29", "2026-03-28 23:00", 92), ("2026-10-25", "2026-10-24 22:00", 100)],
)
async def test_the_day_of_a_clock_change_is_whole(
    town: Town, deriver: Connection, day: str, begin: str, quarters: int
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-01-01 00:00"))
    await town.store(every_quarter(channel, utc(begin), [1] * quarters), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))[day] == (quarters, quarters, quarters, 1)


async def test_a_summed_clock_change_hour_leaves_the_day_whole(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-01-01 00:00"), nominal_s=3600)
    hours = [utc("2026-10-24 22:00") + timedelta(hours=k) for k in range(25)]
    readings = [
        (channel, hour, 7, 7200 if k == 2 else 3600) for k, hour in enumerate(hours) if k != 3
    ]
    await town.store(readings, now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-10-25"] == (24 * 7, 25, 25, 1)


async def test_directions_add_up_and_a_missing_one_leaves_a_gap(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    since = utc("2026-06-01 00:00")
    in_ = await town.counter("promenade", "in", since=since, direction="a")
    out = await town.counter("promenade", "out", since=since, direction="b")
    begin = utc("2026-06-09 22:00")
    await town.store(every_quarter(in_, begin, [2] * 96), now=NOW)
    await town.store(every_quarter(out, begin, [3] * 95), now=NOW)

    await derive_once(deriver, NOW)

    days = await town.numbers("volume")
    assert days["2026-06-10"] == (95 * 5, 96, 95, 3)
    assert days["a 2026-06-10"] == (192, 96, 96, 1)
    assert days["b 2026-06-10"] == (285, 96, 95, 3)


async def test_a_check_series_is_not_added(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    since = utc("2026-06-01 00:00")
    part = await town.counter("promenade", "c1", since=since)
    check = await town.channel("total", Property.COUNT)
    stream = await town.datastream("promenade", Property.COUNT, "total", role="check")
    await town.deploy(check, stream, since)
    begin = utc("2026-06-09 22:00")
    for channel in (part, check):
        await town.store(every_quarter(channel, begin, [2] * 96), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 192


async def test_a_conflict_flags_its_quarter_and_keeps_the_stored_value(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    begin = utc("2026-06-09 22:00")
    await town.store(every_quarter(channel, begin, [2] * 96), now=NOW)
    await derive_once(deriver, NOW)
    await town.store(every_quarter(channel, begin, [9]), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"] == (192, 96, 96, 3)


async def test_a_late_overlap_reaches_the_day_into_which_a_reading_leads(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    crossing = (channel, utc("2026-06-10 23:30"), 10, 3600)
    await town.store([crossing], now=NOW)
    await derive_once(deriver, NOW)
    assert sum(v[0] or 0 for v in (await town.numbers("volume")).values()) == 10

    await town.store([(channel, utc("2026-06-10 23:00"), 4, 2700)], now=NOW)
    await derive_once(deriver, NOW)

    assert sum(v[0] or 0 for v in (await town.numbers("volume")).values()) == 4


async def test_a_reading_that_leads_into_a_day_stays_when_only_that_day_is_dirty(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.store([(channel, utc("2026-06-10 23:30"), 10, 3600)], now=NOW)
    await derive_once(deriver, NOW)

    await town.store([(channel, utc("2026-06-11 09:00"), 4, 900)], now=NOW)
    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-11"][0] == 14


async def test_an_interval_of_weeks_is_found_from_its_last_day(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.store([(channel, utc("2026-06-01 00:00"), 3000, 24 * 86_400)], now=NOW)
    await derive_once(deriver, NOW)
    before = await town.derived()

    stream = (await town.rows("select id from datastream"))[0][0]
    day = utc("2026-06-24 00:00").date()
    await dirty.mark_datastream(town.owner, stream, day, day, cause="test")
    work = await derive_once(deriver, NOW)

    assert work.marks == 1
    assert await town.derived() == before
    assert (await town.numbers("volume", "month"))["2026-06-01"][0] == 3000


async def test_a_moved_counter_counts_for_each_site_in_its_time(
    town: Town, deriver: Connection
) -> None:
    await town.site("old")
    await town.site("new")
    channel = await town.channel("c1", Property.COUNT)
    moved = utc("2026-06-10 10:00")
    for site, since, until in (("old", None, moved), ("new", moved, None)):
        stream = await town.datastream(site, Property.COUNT, "c1", nominal_s=900)
        await town.deploy(channel, stream, since, until)
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 96), now=NOW)

    await derive_once(deriver, NOW)

    rows = await town.rows(
        "select site, value, n_expected from indicator "
        "where bucket = 'day' and start = '2026-06-10' order by site desc"
    )
    assert rows == [("old", 48, 48), ("new", 48, 48)]


async def test_a_calibration_applies_without_touching_raw(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    channel = await town.channel("c1", Property.COUNT)
    stream = await town.datastream("promenade", Property.COUNT, "c1", nominal_s=900)
    await town.deploy(channel, stream, factor=1.25)
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [4] * 96), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 480
    assert (await town.rows("select sum(result) from observation"))[0][0] == 384


async def test_what_came_before_its_deployment_counts_once_it_is_deployed(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.channel("c1", Property.COUNT)
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 96), now=NOW)
    await derive_once(deriver, NOW)
    assert await town.rows("select * from dirty") == []

    stream = await town.datastream("promenade", Property.COUNT, "c1", nominal_s=900)
    await town.deploy(channel, stream)
    assert await marks.mark_channel(town.owner, channel, cause="deployed") == 2
    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"] == (96, 96, 96, 1)


async def test_commissioning_is_in_no_number(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.owner.execute("update device set accepted_at = '2026-06-10 10:00Z'")
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 96), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][:3] == (48, 48, 48)


async def test_an_anomalous_range_is_unknown_and_a_service_one_not_expected(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.owner.execute(
        "insert into judgement (site, kind, valid) values "
        "('promenade', 'anomalous', '[2026-06-10 00:00Z,2026-06-10 01:00Z)'), "
        "('promenade', 'out_of_service', '[2026-06-10 02:00Z,2026-06-10 04:00Z)')"
    )
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 96), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"] == (84, 88, 84, 3)


async def test_a_section_of_which_one_part_is_out_of_service_is_not_known(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    since = utc("2026-06-01 00:00")
    for way in ("a", "b"):
        channel = await town.counter("promenade", way, since=since, direction=way)
        await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 192), now=NOW)
    await town.owner.execute(
        "insert into judgement (datastream, kind, valid) select id, 'out_of_service', "
        "'[2026-06-10 06:00Z,2026-06-10 08:00Z)' from datastream where direction = 'a'"
    )
    await town.owner.execute(
        "insert into judgement (site, kind, valid) values "
        "('promenade', 'out_of_service', '[2026-06-11 06:00Z,2026-06-11 08:00Z)')"
    )

    await derive_once(deriver, NOW)

    numbers = await town.numbers("volume")
    assert numbers["2026-06-10"] == (176, 96, 88, 3)  # never the other way alone
    assert numbers["a 2026-06-10"] == (88, 88, 88, 1)
    assert numbers["b 2026-06-10"] == (96, 96, 96, 1)
    assert numbers["2026-06-11"] == (176, 88, 88, 1)


async def car_park(town: Town, hold_max_s: int = 90_000) -> tuple[int, int]:
    """Make a car park of 100 spaces; return the channels of free spaces and of its door."""
    await town.site("theater", "car_park", capacity=100.0)
    since = utc("2026-06-01 00:00")
    return (
        await town.state(
            "theater", "free", Property.FREE_SPACES, since=since, hold_max_s=hold_max_s
        ),
        await town.state(
            "theater", "door", Property.OPERATING_STATE, since=since, hold_max_s=hold_max_s
        ),
    )


async def test_a_closed_car_park_is_not_a_full_one(town: Town, deriver: Connection) -> None:
    free, door = await car_park(town)
    await town.store(
        [
            (free, utc("2026-06-09 22:00"), 80, None),
            (free, utc("2026-06-10 10:00"), 40, None),
            (door, utc("2026-06-09 22:00"), 1, None),
            (door, utc("2026-06-10 04:00"), 0, None),
            (door, utc("2026-06-10 10:00"), 1, None),
        ],
        now=NOW,
    )

    await derive_once(deriver, NOW)

    days = await town.numbers("occupancy")
    assert days["24h 2026-06-10"] == (pytest.approx((6 * 20 + 12 * 60) / 1800), 72, 72, 1)
    assert days["regulated 2026-06-10"] == (0.6, 24, 24, 1)  # 08-18 local, open from 12
    assert (await town.numbers("free_spaces"))["24h 2026-06-10"][0] == pytest.approx(160 / 3)


async def test_a_door_that_closes_late_changes_the_numbers_of_that_day(
    town: Town, deriver: Connection
) -> None:
    free, door = await car_park(town)
    await town.store([(free, utc("2026-06-09 22:00"), 80, None)], now=NOW)
    await derive_once(deriver, NOW)
    assert (await town.numbers("occupancy"))["24h 2026-06-10"][1:3] == (96, 96)

    await town.store([(door, utc("2026-06-10 10:00"), 0, None)], now=NOW)
    await derive_once(deriver, NOW)

    assert (await town.numbers("occupancy"))["24h 2026-06-10"][1:3] == (48, 48)


async def test_the_clock_extends_what_is_held_and_no_further_than_it_holds(
    town: Town, deriver: Connection
) -> None:
    await town.site("lane", "parking_zone")
    bay = await town.state(
        "lane", "bay-1", Property.BAY_STATE, since=utc("2026-06-01 00:00"), hold_max_s=36_000
    )
    at = utc("2026-06-10 09:00")
    await town.store([(bay, at, 1, None)], now=at)

    seen = []
    for hours in (0, 1, 2, 24):
        await derive_once(deriver, at + timedelta(hours=hours))
        found = (await town.numbers("occupancy")).get("24h 2026-06-10")
        seen.append(None if found is None else found[2])

    assert seen == [None, 4, 8, 40]


async def test_a_state_is_carried_into_days_on_which_nothing_was_said(
    town: Town, deriver: Connection
) -> None:
    await town.site("lane", "parking_zone")
    bay = await town.state(
        "lane", "bay-1", Property.BAY_STATE, since=utc("2026-06-01 00:00"), hold_max_s=200_000
    )
    await town.store([(bay, utc("2026-06-10 20:00"), 1, None)], now=NOW)

    await derive_once(deriver, NOW)

    days = await town.numbers("occupancy")
    assert days["24h 2026-06-12"] == (1.0, 96, 96, 1)


async def test_a_month_takes_in_each_day_when_it_has_ended(town: Town, deriver: Connection) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-05-31 22:00"))
    await town.store(every_quarter(channel, utc("2026-06-09 22:00"), [1] * 8), now=NOW)

    await derive_once(deriver, utc("2026-06-10 09:00"))
    assert (await town.numbers("volume"))["2026-06-10"][0] == 8
    assert await town.numbers("volume", "month") == {}
    await derive_once(deriver, utc("2026-06-10 22:00"))

    assert (await town.numbers("volume", "month"))["2026-06-01"] == (8, 2880, 8, 3)


async def test_closing_a_site_takes_its_time_out_of_the_mean(
    town: Town, deriver: Connection
) -> None:
    free, _ = await car_park(town)
    await town.owner.execute(
        "insert into closure (site, every, from_date) values "
        "('theater', 'Mi 12:00-24:00', '2026-06-01')"
    )
    await town.store(
        [(free, utc("2026-06-09 22:00"), 20, None), (free, utc("2026-06-10 10:00"), 0, None)],
        now=NOW,
    )

    await derive_once(deriver, NOW)

    assert (await town.numbers("occupancy"))["24h 2026-06-10"] == (0.8, 48, 48, 1)


async def test_a_closure_that_cannot_be_read_delays_no_other_site(
    town: Town, deriver: Connection
) -> None:
    free, _ = await car_park(town)
    await town.owner.execute(
        "insert into closure (site, every, from_date) values ('theater', 'nie', '2026-06-01')"
    )
    await town.site("zoo")
    channel = await town.counter("zoo", "c1", since=utc("2026-06-01 00:00"))
    await town.store([(free, utc("2026-06-10 10:00"), 20, None)], now=NOW)
    await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1]), now=NOW)

    work = await derive_once(deriver, NOW)

    assert list(work.problems) == ["theater"]
    assert (await town.numbers("volume"))["2026-06-10"][0] == 1
    assert await town.rows("select * from dirty") != []  # to be tried again


async def test_vehicles_count_where_their_device_was_alive(town: Town, deriver: Connection) -> None:
    await town.site("street")
    channel = await town.channel("vehicles", Property.PASSAGE)
    await town.owner.execute("update device set model = 'wegwarte-radar-1'")
    stream = await town.datastream("street", Property.PASSAGE, "vehicles")
    await town.deploy(channel, stream, utc("2026-06-01 00:00"))
    times = [utc("2026-06-10 08:00"), utc("2026-06-10 08:00"), utc("2026-06-10 08:20")]
    await town.pass_by(channel, times, now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"] == (3, 96, 2, 3)


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
    free, _ = await car_park(town)
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


async def test_a_site_that_is_no_longer_observed_has_no_numbers(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1]), now=NOW)
    await derive_once(deriver, NOW)
    await town.owner.execute("update deployment set valid = '[2026-07-01,)'")
    stream = (await town.rows("select id from datastream"))[0][0]
    first, last = utc("2026-06-09 00:00").date(), utc("2026-06-12 00:00").date()
    await dirty.mark_datastream(town.owner, stream, first, last, cause="deployment")

    await derive_once(deriver, NOW)

    assert "2026-06-10" not in await town.numbers("volume")
    states = await town.rows("select utc_day from day_state where utc_day < '2026-07-01'")
    assert states == []


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
