"""What a car park said last holds until it says otherwise, is closed, or is silent too long."""

from datetime import timedelta

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store.pool import Connection
from tests.analytics.town import Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")


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
