"""Incremental equals batch: however readings arrive, the same bytes come of them (invariant 5)."""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.day_state import unpack
from analytics.derive import derive_once
from devices.properties import Property
from store import marks
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, utc

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

EXAMPLES = 200 if os.environ.get("CI") else 30  # noqa: TID251 - more where time is cheap
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BEGIN = utc("2026-10-24 18:00")  # the clocks change on the 25th
NOW = utc("2026-10-26 10:20")  # inside the last day, which is still open
STEP = timedelta(minutes=5)
STEPS = 42 * 12
COUNTER, OTHER, BAY, FREE, DOOR, FRAMED, TOTAL = range(7)


@dataclass
class Laboratory:
    """A town whose channels are numbered once, and the connection of derive."""

    town: Town
    deriver: Connection
    channels: list[int]

    def readings(self, rows: Sequence["Row"]) -> list[Reading]:
        """Return rows as readings of the channels."""
        return [
            (self.channels[row.channel], BEGIN + row.step * STEP + late, row.value, row.duration_s)
            for row in rows
            for late in [timedelta(seconds=row.late_s)]
        ]

    async def derive(self, now: datetime = NOW) -> None:
        """Derive, and see that nothing is left."""
        work = await derive_once(self.deriver, now)
        assert work.problems == {}
        assert await self.town.rows("select * from dirty") == []

    async def batch(self, rows: Sequence["Row"]) -> dict[str, list[tuple[Any, ...]]]:
        """Return what comes of the readings as one sorted batch."""
        await self.town.wipe()
        await self.town.store(sorted(self.readings(rows), key=lambda r: (r[0], r[1])), now=NOW)
        await self.derive()
        return await self.town.derived()


@dataclass(frozen=True)
class Row:
    """A reading in steps of five minutes."""

    channel: int
    step: int
    value: float | None
    duration_s: int | None
    late_s: float = 0.0


@pytest.fixture
async def laboratory(database: str) -> AsyncIterator[Laboratory]:
    """Make a cross-section of two counters and a car park with a door and a sensed bay."""
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        since = utc("2026-10-24 00:00")
        for site in ("promenade", "bridge", "gate"):
            await town.site(site)
        await town.site("lane", "parking_zone", regulated_hours="daily 06:00-22:00")
        await town.site("theater", "car_park", capacity=50.0)
        await owner.execute(
            "insert into closure (site, every, spaces, from_date) "
            "values ('theater', 'So 01:30-09:00', 10, '2026-01-01')"
        )
        channels = [
            await town.counter("promenade", "in", since=since, direction="a"),
            await town.counter("promenade", "out", since=since, direction="b"),
            await town.state("lane", "bay", Property.BAY_STATE, since=since, hold_max_s=90_000),
            await town.state(
                "theater", "free", Property.FREE_SPACES, since=since, hold_max_s=7_200
            ),
            await town.state(
                "theater", "door", Property.OPERATING_STATE, since=since, hold_max_s=30_000
            ),
            await town.counter("bridge", "framed", since=since, direction="a"),
            await town.total("gate", "total", since=since, direction="a"),
        ]
        yield Laboratory(town, deriver, channels)


def moments() -> st.SearchStrategy[int]:
    """Return steps, many of them about midnight, where days depend on each other."""
    about_midnight = [st.integers(at - 20, at + 10) for at in (6 * 12, 30 * 12)]
    return st.one_of(st.integers(0, STEPS), *about_midnight)


def counts() -> st.SearchStrategy[Row]:
    """Return counts of 5 to 180 minutes, which may overlap, reach over midnight and be null."""
    return st.builds(
        Row,
        st.sampled_from([COUNTER, OTHER]),
        moments(),
        st.none() | st.integers(0, 40).map(float),
        st.sampled_from([300, 900, 900, 3600, 7200, 10_800]),
    )


def framed() -> st.SearchStrategy[Row]:
    """Return counts whose start is as uncertain as a frame's way; they touch, overlap or miss."""
    return st.builds(
        Row,
        st.just(FRAMED),
        moments(),
        st.none() | st.integers(0, 40).map(float),
        st.sampled_from([300, 600, 900, 3600]),
        st.floats(-40, 40, allow_nan=False).map(lambda s: round(s, 3)) | st.just(0.0),
    )


def totals() -> st.SearchStrategy[Row]:
    """Return readings of a 16-bit counter that also starts again."""
    value = st.none() | st.integers(0, 400).map(float) | st.integers(65_000, 65_535).map(float)
    late = st.sampled_from([0.0, -0.5, 7.25])
    return st.builds(Row, st.just(TOTAL), moments(), value, st.none(), late)


def states(channel: int, top: int) -> st.SearchStrategy[Row]:
    """Return states of a channel, null among them."""
    value = st.none() | st.integers(0, top).map(float)
    return st.builds(Row, st.just(channel), moments(), value, st.none())


ROWS = st.lists(
    st.one_of(counts(), framed(), totals(), states(BAY, 1), states(FREE, 60), states(DOOR, 1)),
    min_size=1,
    max_size=40,
    unique_by=lambda row: (row.channel, row.step),
)


@st.composite
def arrivals(draw: st.DrawFn, rows: Sequence[Row]) -> list[tuple[list[Row], bool]]:
    """Return batches in any order, some readings twice, and after which of them to derive."""
    repeated = draw(st.lists(st.sampled_from(rows), max_size=10))
    order = draw(st.permutations([*rows, *repeated]))
    cuts = sorted(draw(st.sets(st.integers(0, len(order)), max_size=4)) | {0, len(order)})
    parts = [order[a:b] for a, b in pairwise(cuts)]
    return [(part, draw(st.booleans())) for part in parts]


@SLOWLY
@given(st.data())
async def test_order_repetition_and_batching_of_readings_change_no_byte(
    laboratory: Laboratory, data: st.DataObject
) -> None:
    rows = data.draw(ROWS)
    expected = await laboratory.batch(rows)
    await laboratory.town.wipe()
    begin = data.draw(st.integers(0, 40))

    arriving = data.draw(arrivals(rows))
    for number, (part, derive) in enumerate(arriving):
        await laboratory.town.store(laboratory.readings(part), now=NOW)
        if derive:
            hours = begin + (40 - begin) * number // len(arriving)
            await laboratory.derive(BEGIN + timedelta(hours=hours))
    await laboratory.derive()

    assert await laboratory.town.derived() == expected


@SLOWLY
@given(ROWS)
async def test_deriving_from_scratch_changes_no_row(
    laboratory: Laboratory, rows: Sequence[Row]
) -> None:
    expected = await laboratory.batch(rows)

    await marks.mark_everything(laboratory.town.owner)
    again = await derive_once(laboratory.deriver, NOW)
    assert (again.states, again.numbers) == (0, 0)
    await laboratory.town.owner.execute("truncate day_state, indicator, derive_clock")
    await marks.mark_everything(laboratory.town.owner)
    await laboratory.derive()

    assert await laboratory.town.derived() == expected


@SLOWLY
@given(st.data())
async def test_conflicts_are_the_same_pairs_and_flags_in_any_order(
    laboratory: Laboratory, data: st.DataObject
) -> None:
    """Which of two values is stored may differ; that both are known and doubted may not."""
    pairs = data.draw(
        st.lists(
            st.tuples(st.integers(0, 100), st.integers(0, 9), st.integers(10, 19)),
            min_size=1,
            max_size=8,
            unique_by=lambda pair: pair[0],
        )
    )
    rows = [
        Row(COUNTER, 3 * step, float(value), 900) for step, *values in pairs for value in values
    ]
    found = []
    for _ in range(2):
        await laboratory.town.wipe()
        order = data.draw(st.permutations(rows))
        cut = data.draw(st.integers(0, len(order)))
        for part in (order[:cut], order[cut:]):
            await laboratory.town.store(laboratory.readings(part), now=NOW)
            await laboratory.derive()
        found.append((await _pairs(laboratory.town), await _flags(laboratory.town)))

    assert found[0] == found[1]
    assert len(found[0][0]) == len(pairs)


async def _pairs(town: Town) -> list[tuple[Any, ...]]:
    return await town.rows(
        "select o.time, least(o.result, c.result), greatest(o.result, c.result) "
        "from conflict c join observation o using (channel, time) order by 1"
    )


async def _flags(town: Town) -> list[tuple[int, list[int]]]:
    rows = await town.rows("select utc_day - date '1970-01-01', state from day_state order by 1")
    return [(day, unpack(day, bytes(state)).quarters.flag.tolist()) for day, state in rows]
