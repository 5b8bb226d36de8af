"""Sites that are derived together, and what of a running day is not computed again and again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pytest

from analytics.answers import Known
from analytics.civil import Bucket
from analytics.derive import derive_once, numbers, site_numbers, stored
from analytics.derive.numbers import Task
from analytics.derive.stored import Stored
from store import marks, raw, together
from store.instants import to_us
from store.pool import Connection
from tests.analytics.town import Reading, Town, every_quarter, utc

pytestmark = pytest.mark.database

NOW: Final = utc("2026-11-22 12:07")
DAY_US: Final = 86_400_000_000


async def test_channels_read_at_once_say_what_each_says_alone(
    town: Town, deriver: Connection
) -> None:
    """Over more days than one query takes; stored out of order, with a long count from before."""
    await town.site("promenade")
    since = utc("2024-01-01 00:00")
    channels = [await town.counter("promenade", f"c{n}", since=since) for n in range(3)]
    begin = utc("2024-03-01 00:00")
    for number, channel in enumerate(channels):
        days = [begin + timedelta(days=400 - 7 * k, hours=number) for k in range(57)]
        await town.store([(channel, day, 5.0 + number, 900) for day in days], now=NOW)
    long: Reading = (channels[1], begin - timedelta(days=3), 100.0, 4 * 86_400)
    await town.store([long], now=NOW)
    other: Reading = (channels[2], begin + timedelta(days=400, hours=2), 9.0, 900)
    await town.store([other], now=NOW)
    stretches = [
        raw.Stretch(
            channel=channel,
            first_us=to_us(begin),
            last_us=to_us(begin) + 401 * DAY_US,
            long_first_us=to_us(begin) - 31 * DAY_US,
        )
        for channel in (*channels, 4_711)
    ]

    at_once = await together.readings(deriver, stretches)

    alone = [(await raw.readings(deriver, [one]))[0] for one in stretches]
    assert [len(one.time_us) for one in alone] == [57, 58, 57, 0]
    assert [int(one.disputed.sum()) for one in alone] == [0, 0, 1, 0]
    for left, right in zip(at_once, alone, strict=True):
        for name in raw.RawReadings.__slots__:
            np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


async def test_sites_derived_together_have_the_rows_they_have_alone(
    town: Town, deriver: Connection
) -> None:
    for site in ("a", "b", "c"):
        await town.site(site)
        channel = await town.counter(site, f"c-{site}", since=utc("2026-06-01 00:00"))
        await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1, 2, 3]), now=NOW)
    await derive_once(deriver, NOW)
    at_once = await town.derived()

    for channel in (1, 2, 3):
        await marks.mark_channel(town.owner, channel, cause="again")
        assert (await derive_once(deriver, NOW)).marks == 1

    assert await town.derived() == at_once
    assert len(at_once["day_state"]) == 3


async def test_histories_of_many_years_are_not_held_of_all_sites_at_once(
    town: Town, deriver: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for site in ("a", "b", "c"):
        await town.site(site)
        channel = await town.counter(site, f"c-{site}", since=utc("2026-06-01 00:00"))
        await town.store(every_quarter(channel, utc("2026-06-10 10:00"), [1, 2, 3]), now=NOW)
    await derive_once(deriver, NOW)
    at_once = await town.derived()
    read: list[int] = []
    known = stored.known

    async def noting(conn: Connection, asked: Sequence[tuple[Stored, int, int]]) -> list[Known]:
        read.append(len(asked))
        return await known(conn, asked)

    monkeypatch.setattr(stored, "known", noting)
    monkeypatch.setattr(site_numbers, "STATES_MAX", 800)
    await marks.mark_everything(town.owner)
    await derive_once(deriver, NOW)

    assert read == [2, 1]
    assert await town.derived() == at_once


async def quarters_until(town: Town, until: datetime) -> int:
    """Make a counter that has counted two days until then; return its channel."""
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-11-01 00:00"))
    count = 2 * 96
    begin = until - timedelta(minutes=15 * count)
    await town.store(every_quarter(channel, begin, [1] * count), now=until)
    return channel


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Note what numbers are computed."""
    found: list[Task] = []
    compute = numbers.compute

    def noting(task: Task, known: Known) -> object:
        found.append(task)
        return compute(task, known)

    monkeypatch.setattr("analytics.derive.numbers.compute", noting)
    return found


async def test_a_reading_after_local_midnight_leaves_month_and_year_alone(
    town: Town, deriver: Connection, computed: list[Task]
) -> None:
    """At 23:30 UTC the day of Berlin has ended, and both lie in one UTC day."""
    channel = await quarters_until(town, utc("2026-11-22 23:00"))
    await derive_once(deriver, utc("2026-11-22 23:01"))
    assert {bucket for bucket, _ in computed[-1].periods} == {Bucket.MONTH, Bucket.YEAR}

    later = utc("2026-11-22 23:16")
    await town.store(every_quarter(channel, utc("2026-11-22 23:00"), [7]), now=later)
    await derive_once(deriver, later)

    assert computed[-1].periods == frozenset()
    assert {str(day) for day in computed[-1].dates} == {"2026-11-23"}
    assert (await town.numbers("volume"))["2026-11-23"][0] == 7
    rows = await town.derived()
    await marks.mark_everything(town.owner)
    await derive_once(deriver, later)
    assert await town.derived() == rows


async def test_a_late_reading_of_the_evening_reaches_month_and_year(
    town: Town, deriver: Connection, computed: list[Task]
) -> None:
    channel = await quarters_until(town, utc("2026-11-22 22:45"))
    await derive_once(deriver, utc("2026-11-22 23:01"))
    before = (await town.numbers("volume", "month"))["2026-11-01"][0]

    late = utc("2026-11-22 23:20")
    await town.store(every_quarter(channel, utc("2026-11-22 22:45"), [5]), now=late)
    await derive_once(deriver, late)

    assert {bucket for bucket, _ in computed[-1].periods} == {Bucket.MONTH, Bucket.YEAR}
    assert (await town.numbers("volume", "month"))["2026-11-01"][0] == before + 5


async def test_a_fact_changed_after_local_midnight_reaches_the_day_that_has_ended(
    town: Town, deriver: Connection, computed: list[Task]
) -> None:
    await quarters_until(town, utc("2026-11-22 23:00"))
    await derive_once(deriver, utc("2026-11-22 23:01"))

    await town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) values (1, '2026-11-22', 'capacity')"
    )
    await derive_once(deriver, utc("2026-11-22 23:20"))

    assert "2026-11-22" in {str(day) for day in computed[-1].dates}


async def test_readings_out_of_step_do_not_compute_yesterday_again_with_each_of_today(
    town: Town, deriver: Connection, computed: list[Task]
) -> None:
    """Where an interval all but ends at midnight, the day before is looked at, and is the same."""
    await town.site("promenade")
    channel = await town.counter("promenade", "c1", since=utc("2026-11-01 00:00"), nominal_s=60)
    begin = utc("2026-11-21 22:00") + timedelta(seconds=7)
    minute = timedelta(minutes=1)
    minutes: list[Reading] = [(channel, begin + k * minute, 1, 60) for k in range(840)]
    await town.store(minutes, now=NOW)
    await derive_once(deriver, NOW)

    next_one: Reading = (channel, begin + 840 * minute, 1, 60)
    await town.store([next_one], now=NOW)
    await derive_once(deriver, NOW)

    assert computed[-1].periods == frozenset()
    assert {str(day) for day in computed[-1].dates} == {"2026-11-22"}
