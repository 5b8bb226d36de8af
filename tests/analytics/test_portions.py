"""A site with more marks than a transaction takes: nothing is lost, a year is computed once."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.civil import Bucket
from analytics.derive import derive_once, numbers
from analytics.derive.numbers import Task
from analytics.derive.portions import WIDE_MIN, Left, kept, portions
from analytics.derive.work import Settings
from analytics.indicators.method import Known
from devices.properties import Property
from store import marks
from store.marks import Backlog, Mark
from store.pool import Connection
from tests.analytics.town import Reading, Town, utc

BEGIN = utc("2026-11-20 00:00")
DAYS = 70  # over the ends of two months and of a year
NOW = utc("2027-01-29 12:10")
BAYS = WIDE_MIN + 2
SMALL = Settings(days_per_transaction_max=60)


class BrokenError(Exception):
    """Derive ends here, as if it had been killed."""


async def quarter(town: Town, chosen: random.Random) -> list[int]:
    """Make a zone of sensed bays with a door, and readings in random order; return channels."""
    await town.site("zone", "parking_zone", regulated_hours="daily 06:00-22:00")
    since = BEGIN - timedelta(days=1)
    bays = [
        await town.state("zone", f"bay-{n}", Property.BAY_STATE, since=since, hold_max_s=90_000)
        for n in range(BAYS)
    ]
    door = await town.state(
        "zone", "door", Property.OPERATING_STATE, since=since, hold_max_s=200_000
    )
    readings = [
        (channel, moment(chosen), float(chosen.randint(0, 1)), None)
        for channel in [*bays, door]
        for _ in range(2 * DAYS)
    ]
    unique = list({reading[:2]: reading for reading in readings}.values())
    await said(town, unique)
    return [*bays, door]


async def gate(town: Town, chosen: random.Random) -> None:
    """Make a running counter that is silent for days, over the end of a month, too."""
    await town.site("gate")
    total = await town.total("gate", "total", since=BEGIN - timedelta(days=1), direction="a")
    days = sorted(chosen.sample(range(DAYS), DAYS // 3))
    await said(
        town,
        [(total, BEGIN + timedelta(days=day, hours=5), 10.0 * day, None) for day in days],
    )


async def said(town: Town, readings: Sequence[Reading]) -> None:
    """Store readings in two batches."""
    half = len(readings) // 2
    for some in (readings[:half], readings[half:]):
        await town.store(some, now=NOW)


def moment(chosen: random.Random) -> datetime:
    """Return a minute of the days."""
    return BEGIN + timedelta(minutes=chosen.randrange(DAYS * 24 * 60))


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_a_wide_site_in_many_portions_has_the_rows_of_one_transaction(
    town: Town, deriver: Connection
) -> None:
    await quarter(town, random.Random(20261123))
    await derive_once(deriver, NOW, SMALL)
    assert await town.rows("select * from dirty") == []
    in_portions = await town.derived()

    await town.owner.execute(b"truncate day_state, indicator, derive_clock, stay")
    await marks.mark_everything(town.owner)
    await derive_once(deriver, NOW)

    assert in_portions == await town.derived()
    assert len(in_portions["stay"]) > BAYS * 10


@pytest.mark.database
@pytest.mark.timeout(300)
@pytest.mark.parametrize("days_max", [1, 5, 40])
async def test_a_running_counter_in_portions_has_the_rows_of_one_transaction(
    town: Town, deriver: Connection, days_max: int
) -> None:
    """A reading changes days up to the next one: no mark that is kept reaches those."""
    await gate(town, random.Random(days_max))
    await derive_once(deriver, NOW, Settings(days_per_transaction_max=days_max))
    assert await town.rows("select * from dirty") == []
    in_portions = await town.derived()

    await town.owner.execute(b"truncate day_state, indicator, derive_clock")
    await marks.mark_everything(town.owner)
    await derive_once(deriver, NOW)

    assert in_portions == await town.derived()


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_a_month_that_only_a_neighbour_reaches_is_computed_at_once(
    town: Town, deriver: Connection
) -> None:
    """A total of 29 November parts what was counted until 2 December, which has no mark."""
    await town.site("gate")
    total = await town.total("gate", "total", since=BEGIN - timedelta(days=1), direction="a")
    told = {"2026-11-28": 0.0, "2026-12-02": 40.0, "2027-01-14": 400.0, "2027-01-16": 410.0}
    await said(town, [(total, utc(f"{day} 12:00"), n, None) for day, n in told.items()])
    await derive_once(deriver, NOW)
    before = await town.numbers("volume", "month")

    late = [(utc("2026-11-29 12:00"), 39.0), (utc("2027-01-15 12:00"), 401.0)]
    await town.store([(total, at, n, None) for at, n in late], now=NOW)
    await derive_once(deriver, NOW, Settings(days_per_transaction_max=1))

    after = await town.numbers("volume", "month")
    assert before != after
    await marks.mark_everything(town.owner)
    await derive_once(deriver, NOW)
    assert after == await town.numbers("volume", "month")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let derive end after so many transactions."""
    forget = marks.forget
    more = 1_000_000

    async def ends(conn: Connection, ids: Sequence[int]) -> None:
        nonlocal more
        more -= 1
        if more < 0:
            raise BrokenError
        await forget(conn, ids)

    def after(transactions: int) -> None:
        nonlocal more
        more = transactions

    monkeypatch.setattr("store.marks.forget", ends)
    return after


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_whoever_goes_on_after_a_broken_pass_computes_what_was_left(
    town: Town, deriver: Connection, broken: Callable[[int], None]
) -> None:
    await quarter(town, random.Random(7))
    await derive_once(deriver, NOW)
    whole = await town.derived()
    for transactions in (1, 9, 10, 18):
        await town.owner.execute(b"truncate day_state, indicator, derive_clock, stay")
        await marks.mark_everything(town.owner)
        broken(transactions)
        with pytest.raises(BrokenError):
            await derive_once(deriver, NOW, SMALL)
        broken(1_000_000)
        await derive_once(deriver, NOW, SMALL)

        assert await town.rows("select * from dirty") == []
        assert whole == await town.derived(), transactions


@pytest.mark.database
@pytest.mark.timeout(600)
async def test_late_readings_between_broken_passes_end_at_the_same_rows(
    town: Town, deriver: Connection, broken: Callable[[int], None]
) -> None:
    chosen = random.Random(7)
    channels = await quarter(town, chosen)
    await gate(town, chosen)
    now, broke = utc("2027-01-28 21:00"), 0
    for _ in range(30):  # the evening, both midnights, and the morning after
        broken(chosen.randint(0, 2))
        now += timedelta(minutes=30)
        newest = [(chosen.choice(channels), now - timedelta(seconds=n), 1.0, None) for n in (1, 2)]
        late = [(chosen.choice(channels), moment(chosen), 1.0, None) for _ in range(20)]
        await town.store([*newest, *dict.fromkeys(late)], now=now)
        try:
            await derive_once(deriver, now, SMALL)
        except BrokenError:
            broke += 1
    broken(1_000_000)
    await derive_once(deriver, NOW, SMALL)
    assert await town.rows("select * from dirty") == []
    after_all = await town.derived()

    await town.owner.execute(b"truncate day_state, indicator, derive_clock, stay")
    await marks.mark_everything(town.owner)
    await derive_once(deriver, NOW)

    assert after_all == await town.derived()
    assert broke > 5, "nearly nothing was broken off"


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_the_evening_of_a_day_that_has_ended_is_not_left_to_a_portion_of_the_next(
    town: Town, deriver: Connection
) -> None:
    """At 23:30 UTC the day of Berlin has ended, and both lie in one UTC day."""
    channels = await quarter(town, random.Random(5))
    noon = utc("2027-01-30 12:00")
    await town.store([(bay, noon, 0.0, None) for bay in channels[:BAYS]], now=noon)
    await derive_once(deriver, utc("2027-01-30 22:59"))
    now = utc("2027-01-30 23:30")
    await derive_once(deriver, now)
    before = await town.numbers("occupancy", "month")
    size = 6
    ended, *others = (channels[:BAYS][at : at + size] for at in range(0, BAYS, size))
    late = [(bay, utc("2027-01-30 22:10"), 1.0, None) for bay in ended]
    newest = [(bay, utc("2027-01-30 23:05"), 1.0, None) for some in others for bay in some]
    await town.store([*late, *newest], now=now)

    await derive_once(deriver, now, Settings(days_per_transaction_max=size))

    after = await town.numbers("occupancy", "month")
    assert before != after
    await town.owner.execute(b"truncate indicator, derive_clock")
    await marks.mark_everything(town.owner)
    await derive_once(deriver, now)
    assert after == await town.numbers("occupancy", "month")


@pytest.mark.database
@pytest.mark.timeout(300)
async def test_a_year_is_computed_once_however_many_portions_there_are(
    town: Town, deriver: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await quarter(town, random.Random(3))
    computed: list[Task] = []
    compute = numbers.compute

    def noting(task: Task, known: Known) -> object:
        computed.append(task)
        return compute(task, known)

    monkeypatch.setattr("analytics.derive.numbers.compute", noting)
    await derive_once(deriver, NOW, SMALL)

    years = [start for task in computed for bucket, start in task.periods if bucket is Bucket.YEAR]
    assert sorted(str(start) for start in years) == ["2026-01-01", "2027-01-01"]
    days = [day for task in computed for day in task.dates]
    assert len(days) < 1.5 * DAYS


@pytest.mark.parametrize("left", [Left.NUMBERS, Left.PERIODS])
def test_what_closes_a_site_is_kept_only_where_nothing_else_is(left: Left) -> None:
    """Of its mark all bays follow: kept, they would be computed with every portion."""
    days = (20_000, 20_001)  # of one month
    door, bay = (
        [Mark(id=n + day, channel=n, datastream=None, day=day, cause="x") for day in days]
        for n in (1, 7)
    )

    assert kept([*door, *bay], left, {mark.id for mark in door}) == bay
    assert kept(door, left, {mark.id for mark in door}) == door


@given(
    places=st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 99), st.sampled_from([1, 1, 1, 2, 3])),
        min_size=1,
        max_size=400,
    ),
    days_max=st.integers(1, 100),
)
def test_each_mark_is_in_one_portion_and_the_last_leaves_nothing(
    places: list[tuple[int, int, int]], days_max: int
) -> None:
    channel, day, cause = (np.array(column) for column in zip(*places, strict=True))
    backlog = Backlog(
        id=np.arange(1, len(places) + 1),
        channel=channel,
        datastream=np.zeros(len(places), dtype=np.int64),
        day=day,
        cause=cause,
        causes=["native", "import 1", "capacity"],
    )
    found = list(portions(backlog, np.arange(len(places)), days_max))

    every = np.concatenate([portion.places for portion in found])
    assert sorted(every.tolist()) == list(range(len(places)))
    assert found[-1].left is Left.NOTHING
    for portion in found:
        one_day = len(set(day[portion.places].tolist())) == 1
        most = int(np.bincount(day).max())
        assert len(portion.places) <= days_max + most or one_day
    if len({backlog.causes[one - 1] == "capacity" for one in cause.tolist()}) == 2:
        assert {portion.left for portion in found} == {Left.NOTHING}
