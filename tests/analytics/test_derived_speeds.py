"""Speeds of single vehicles through store and derive: the same bytes however they arrive."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.civil import to_ms
from analytics.derive import derive_once
from analytics.quarters import QUARTERS
from analytics.speeds import packed, vehicle_groups
from analytics.speeds.classes import rounded_whole
from analytics.speeds.histogram import of_passages
from devices.properties import Property
from store import day_states, marks
from store.pool import Connection, connect
from tests.analytics.town import Town, utc
from tests.analytics.vehicles import Vehicle, steady, store_vehicles

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

EXAMPLES = 200 if os.environ.get("CI") else 30  # noqa: TID251 - more where time is cheap
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BEGIN = utc("2026-10-24 18:00")
NOW = utc("2026-10-26 10:20")


@dataclass
class Street:
    """A street with a radar whose datastream another radar takes over, and one with two of them."""

    town: Town
    deriver: Connection
    channels: list[int]
    streams: list[int]

    async def speeds(self) -> dict[int, dict[int, bytes]]:
        """Return datastream -> UTC day -> packed speeds."""
        return await day_states.read_speeds(self.town.owner, self.streams, 0, 40_000)

    async def derive(self) -> None:
        """Derive, and see that nothing is left."""
        work = await derive_once(self.deriver, NOW)
        assert work.problems == {}
        assert await self.town.rows("select * from dirty") == []

    async def batch(self, seen: list[Vehicle]) -> dict[str, list[tuple[object, ...]]]:
        """Return what comes of vehicles as one sorted batch."""
        await self.town.wipe()
        ordered = sorted(seen, key=lambda v: (v.channel, v.time, v.n))
        await store_vehicles(self.town.owner, ordered, now=NOW)
        await self.derive()
        return await self.town.derived()


@pytest.fixture
async def street(database: str) -> AsyncIterator[Street]:
    """Make two streets; in the first the radar is swapped at noon of the 25th."""
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        await town.site("allee")
        await town.site("ring")
        swap = utc("2026-10-25 12:00")
        names = ["old", "new", "in", "out"]
        channels = [await town.channel(n, Property.PASSAGE, device=f"d-{n}") for n in names]
        allee = await town.datastream("allee", Property.PASSAGE, "both")
        ring = [
            await town.datastream("ring", Property.PASSAGE, source, direction=direction)
            for source, direction in (("1", "a"), ("2", "b"))
        ]
        await town.deploy(channels[0], allee, utc("2026-10-20 00:00"), swap)
        await town.deploy(channels[1], allee, swap)
        for channel, stream in zip(channels[2:], ring, strict=True):
            await town.deploy(channel, stream, utc("2026-10-20 00:00"))
        yield Street(town, deriver, channels, [allee, *ring])


def vehicles(channels: list[int]) -> st.SearchStrategy[list[Vehicle]]:
    """Return vehicles: some without speed or length, of quality 4, or two in one millisecond."""
    nan = st.just(float("nan"))
    seconds = st.one_of(
        st.integers(0, 42 * 3600),
        st.sampled_from([6 * 3600 - 1, 6 * 3600, 18 * 3600, 18 * 3600 - 1, 30 * 3600]),
    )
    one = st.builds(
        Vehicle,
        channel=st.sampled_from(channels),
        time=seconds.map(lambda s: BEGIN + timedelta(seconds=s)),
        n=st.integers(0, 2),
        speed=nan | st.integers(0, 90).map(float) | st.integers(0, 4000).map(lambda v: v / 10),
        length=nan | st.sampled_from([0.5, 4.4, 12.0]),
        kind=st.sampled_from([-1, -1, 7, 8, 300]),
        quality=st.sampled_from([1, 1, 1, 2, 3, 4]),
    )
    return st.lists(one, min_size=1, max_size=40, unique_by=lambda v: (v.channel, v.time, v.n))


@SLOWLY
@given(st.data())
async def test_order_repetition_and_lateness_of_vehicles_change_no_byte(
    street: Street, data: st.DataObject
) -> None:
    seen = data.draw(vehicles(street.channels))
    expected = await street.batch(seen)
    await street.town.wipe()
    repeated = data.draw(st.lists(st.sampled_from(seen), max_size=10))
    order = data.draw(st.permutations([*seen, *repeated]))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=4)) | {0, len(order)})
    for begin, end in pairwise(cuts):
        await store_vehicles(street.town.owner, order[begin:end], now=NOW)
        if data.draw(st.booleans()):
            await street.derive()
    await street.derive()

    assert await street.town.derived() == expected


@SLOWLY
@given(st.data())
async def test_stored_speeds_are_those_of_the_vehicles_that_count(
    street: Street, data: st.DataObject
) -> None:
    """Not of quality 4, and of a swapped device only of its own time."""
    seen = data.draw(vehicles(street.channels))
    await street.batch(seen)
    swap = utc("2026-10-25 12:00")
    old, new, *ring = street.channels
    of_stream = {
        street.streams[0]: [
            v for v in seen if v.channel == (old if v.time < swap else new) and v.quality != 4
        ]
    }
    for stream, channel in zip(street.streams[1:], ring, strict=True):
        of_stream[stream] = [v for v in seen if v.channel == channel and v.quality != 4]

    assert await street.speeds() == {
        stream: _packed(counted) for stream, counted in of_stream.items()
    }


def _packed(seen: list[Vehicle]) -> dict[int, bytes]:
    kinds = vehicle_groups.of_devices(
        np.array([v.kind for v in seen], dtype=np.int16),
        np.array([v.length for v in seen], dtype=np.float32),
    )
    run = of_passages(
        rounded_whole(),
        np.array([to_ms(v.time) for v in seen], dtype=np.int64),
        np.array([v.speed for v in seen], dtype=np.float32).astype(np.float64),
        kinds,
    )
    return packed.pack_days(run)


async def test_deriving_again_changes_no_row(street: Street) -> None:
    await street.batch(steady(street.channels[2], BEGIN, [30.0, 41.0, 55.5] * 40, every_s=700.0))
    expected = await street.town.derived()

    await marks.mark_everything(street.town.owner)
    again = await derive_once(street.deriver, NOW)

    assert (again.states, again.numbers) == (0, 0)
    assert await street.town.derived() == expected


async def test_a_day_whose_vehicles_are_withdrawn_loses_its_speeds(street: Street) -> None:
    channel, stream = street.channels[2], street.streams[1]
    await street.batch(steady(channel, BEGIN, [30.0, 40.0]))
    assert (await street.speeds())[stream]

    await street.town.owner.execute(
        "insert into judgement (datastream, kind, valid, reason) "
        "values (%s, 'anomalous', '[2026-10-24Z,2026-10-25Z)', 'hidden by a van')",
        (stream,),
    )
    await marks.mark_everything(street.town.owner)
    await street.derive()
    assert (await street.speeds())[stream] == {}


async def test_a_calibration_changes_counts_and_no_speed(street: Street) -> None:
    channel, stream = street.channels[3], street.streams[2]
    await street.batch(steady(channel, BEGIN, [30.0, 40.0]))
    before = (await street.speeds())[stream]

    await street.town.owner.execute(
        "update deployment set factor = 2 where datastream = %s", (stream,)
    )
    await marks.mark_everything(street.town.owner)
    await street.derive()

    assert (await street.speeds())[stream] == before
    run = packed.stack(before)
    assert run is not None
    assert (run.count.sum(), set((run.quarter // QUARTERS).tolist())) == (2, set(before))
    counted = await street.town.numbers("volume")
    assert counted["b 2026-10-24"][0] == 4.0
