"""Readings in the store become day states and numbers, and stay right when readings come late."""

from datetime import timedelta

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store.pool import Connection
from tests.analytics.town import Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")


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

    await town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select id, '2026-06-24', 'test' from datastream"
    )
    work = await derive_once(deriver, NOW)

    assert work.marks == 1
    assert await town.derived() == before
    assert (await town.numbers("volume", "month"))["2026-06-01"][0] == 3000
