"""Numbers follow what is said of a site and of the devices that stood there."""

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import marks
from store.pool import Connection
from tests.analytics.town import Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")


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


async def test_a_site_that_is_no_longer_observed_has_no_numbers(
    town: Town, deriver: Connection
) -> None:
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-06-01 00:00"))
    await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1]), now=NOW)
    await derive_once(deriver, NOW)
    await town.owner.execute("update deployment set valid = '[2026-07-01,)'")
    await town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select id, day, 'deployment' from datastream, "
        "generate_series(date '2026-06-09', '2026-06-12', '1 day') as day"
    )

    await derive_once(deriver, NOW)

    assert "2026-06-10" not in await town.numbers("volume")
    states = await town.rows("select utc_day from day_state where utc_day < '2026-07-01'")
    assert states == []


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
