"""Samples and means through store and derive: the same bytes however they arrive."""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.day_state import unpack
from analytics.derive import derive_once
from analytics.quarters import QUARTER_MS
from devices.properties import Property
from store import day_states, marks
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, utc

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

EXAMPLES = 200 if os.environ.get("CI") else 30  # noqa: TID251 - more where time is cheap
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BEGIN = utc("2026-10-24 18:00")
NOW = utc("2026-10-26 10:20")
SINCE = utc("2026-10-20 00:00")
STEP = timedelta(minutes=5)
#: Property, seconds between two samples, mode.
MEASURED = (
    (Property.AIR_TEMPERATURE, 600, None),
    (Property.SOUND_LEVEL, 300, None),
    (Property.NO2, 3_600, None),
    (Property.MEAN_SPEED, 900, "motor"),
    (Property.PRECIPITATION, 600, None),
)
TEMPERATURE, SOUND, NO2, SPEED, RAIN = range(len(MEASURED))


@dataclass
class Station:
    """A station that measures air, sound, rain and mean speeds."""

    town: Town
    deriver: Connection
    channels: list[int]
    streams: list[int]

    async def derive(self) -> None:
        """Derive, and see that nothing is left."""
        work = await derive_once(self.deriver, NOW)
        assert work.problems == {}
        assert await self.town.rows("select * from dirty") == []

    async def batch(self, readings: Sequence[Reading]) -> dict[str, list[tuple[object, ...]]]:
        """Return what comes of readings as one sorted batch."""
        await self.town.wipe()
        await self.town.store(sorted(readings, key=lambda r: (r[0], r[1])), now=NOW)
        await self.derive()
        return await self.town.derived()

    async def states(self, which: int) -> dict[int, bytes]:
        """Return the packed days of a datastream."""
        stream = self.streams[which]
        return (await day_states.read(self.town.owner, [stream], 0, 40_000))[stream]


@pytest.fixture
async def station(database: str) -> AsyncIterator[Station]:
    """Make a station at which everything is measured, a battery among it."""
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        await town.site("markt", "station")
        channels, streams = [], []
        for observed, nominal_s, mode in MEASURED:
            channels.append(await town.channel(observed, observed))
            stream = await town.datastream("markt", observed, observed, nominal_s=nominal_s)
            await owner.execute("update datastream set mode = %s where id = %s", (mode, stream))
            await town.deploy(channels[-1], stream, SINCE)
            streams.append(stream)
        yield Station(town, deriver, channels, streams)


def moments() -> st.SearchStrategy[int]:
    """Return steps, many of them about midnight, where days depend on each other."""
    about_midnight = [st.integers(at - 20, at + 10) for at in (6 * 12, 30 * 12)]
    return st.one_of(st.integers(0, 40 * 12), *about_midnight)


def readings(channels: list[int]) -> st.SearchStrategy[list[Reading]]:
    """Return samples and means, null among them; means overlap and reach over midnight."""
    value = st.none() | st.integers(-50, 900).map(lambda v: v / 10)
    at = moments().map(lambda step: BEGIN + step * STEP)
    samples = st.tuples(
        st.sampled_from(channels[: NO2 + 1]), at, value.map(_positive), st.just(None)
    )
    means = st.tuples(
        st.sampled_from(channels[SPEED:]),
        at,
        value.map(_positive),
        st.sampled_from([300, 900, 3600, 10_800, 90_000]),
    )
    return st.lists(
        st.one_of(samples, means), min_size=1, max_size=40, unique_by=lambda r: (r[0], r[1])
    )


def _positive(value: float | None) -> float | None:
    return None if value is None else abs(value)


@SLOWLY
@given(st.data())
async def test_order_repetition_and_lateness_of_samples_change_no_byte(
    station: Station, data: st.DataObject
) -> None:
    told = data.draw(readings(station.channels))
    expected = await station.batch(told)
    await station.town.wipe()
    repeated = data.draw(st.lists(st.sampled_from(told), max_size=10))
    order = data.draw(st.permutations([*told, *repeated]))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=4)) | {0, len(order)})
    for begin, end in pairwise(cuts):
        await station.town.store(order[begin:end], now=NOW)
        if data.draw(st.booleans()):
            await station.derive()
    await station.derive()
    assert await station.town.derived() == expected

    await marks.mark_everything(station.town.owner)
    again = await derive_once(station.deriver, NOW)
    assert (again.states, again.numbers) == (0, 0)


async def test_a_sample_stands_for_two_steps_into_the_next_day(station: Station) -> None:
    last = utc("2026-10-25 23:55")
    await station.batch([(station.channels[TEMPERATURE], last, 8.0, None)])
    states = await station.states(TEMPERATURE)
    observed = {
        day: int(unpack(day, state).quarters.observed_ms.sum()) for day, state in states.items()
    }
    first = int(last.timestamp()) // 86_400
    assert observed == {first: 300_000, first + 1: 900_000}


async def test_sound_is_laid_out_as_energy(station: Station) -> None:
    at = utc("2026-10-25 12:00")
    told: list[Reading] = [
        (station.channels[SOUND], at + k * STEP, level, None)
        for k, level in enumerate([60.0, 70.0, 60.0, None])
    ]
    await station.batch(told)
    ((day, state),) = (await station.states(SOUND)).items()
    run = unpack(day, state).quarters
    noon = 12 * 4
    assert run.observed_ms[noon] == QUARTER_MS
    level = 10 * np.log10(run.total[noon] / run.observed_ms[noon])
    assert level == pytest.approx(10 * np.log10((1e6 + 1e7 + 1e6) / 3))
    assert (run.low[noon], run.high[noon], run.last[noon]) == (60, 70, 60)


async def test_rain_is_summed_and_a_mean_speed_is_not(station: Station) -> None:
    at = utc("2026-10-25 12:00")
    await station.batch(
        [
            (station.channels[RAIN], at, 2.4, 3_600),
            (station.channels[SPEED], at, 42.5, 3_600),
        ]
    )
    found = {}
    for which in (RAIN, SPEED):
        ((day, state),) = (await station.states(which)).items()
        found[which] = unpack(day, state).quarters
    rain, speed = found[RAIN], found[SPEED]
    assert rain.total[48:52].tolist() == pytest.approx([0.6] * 4)
    assert (speed.total[48:52] / speed.observed_ms[48:52]).tolist() == pytest.approx([42.5] * 4)
    assert set(speed.grain[48:52].tolist()) == {4}


async def test_a_battery_and_the_wind_have_no_mean(database: str) -> None:
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        await town.site("mast", "station")
        told: list[Reading] = []
        for observed in (Property.BATTERY, Property.WIND_DIRECTION, Property.WIND_SPEED):
            channel = await town.channel(observed, observed)
            stream = await town.datastream("mast", observed, observed, nominal_s=600)
            await town.deploy(channel, stream, SINCE)
            told.append((channel, BEGIN, 3.0, None))
        await town.store(told, now=NOW)
        await derive_once(deriver, NOW)
        said = await town.rows(
            "select distinct s.property from day_state d join datastream s on s.id = d.datastream"
        )
    assert said == [("wind_speed",)]
