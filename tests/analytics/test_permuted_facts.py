"""Incremental equals batch, facts among it: whenever somebody says what held, the same bytes come.

Readings and vehicles arrive in any order, in any portions and twice; capacities, closures, hours,
words and deployments are said before, between and after them; derive runs at any time.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.derive import derive_once
from devices.properties import Property
from store import closures, marks
from store.inventory import deployments, facts, judgements
from store.inventory.spans import Span
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, utc
from tests.analytics.vehicles import Vehicle, store_vehicles

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

EXAMPLES = 40 if os.environ.get("CI") else 15  # noqa: TID251 - more where time is cheap
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOW = utc("2028-05-01 10:20")  # everything is late by years
STEP = timedelta(minutes=5)
STEPS = 42 * 12
STEPS_A_DAY = 288
STEPS_BEFORE = 216  #: since midnight: both begin at 18:00 UTC
BEGINS = {"spring": utc("2026-03-28 18:00"), "autumn": utc("2026-10-24 18:00")}
COUNTER, OTHER, BAY, FREE, DOOR, AIR = range(6)
RADAR = 6
#: A saying: what it is called, the step it begins at, and a number.
Saying = tuple[str, int, int]
Event = Reading | Vehicle


@dataclass
class Laboratory:
    """A town in which everything may be said anew, and the connection of derive."""

    town: Town
    deriver: Connection
    channels: list[int]
    streams: list[int]
    begin: datetime

    def at(self, step: int) -> datetime:
        return self.begin + step * STEP

    async def reset(self) -> None:
        """Forget readings, results, and everything that was said."""
        await self.town.wipe()
        owner = self.town.owner
        await owner.execute("truncate fact_said, fact, closure, judgement, deployment cascade")
        for channel, stream in zip(self.channels, self.streams, strict=True):
            await self.town.deploy(channel, stream, self.begin - timedelta(days=3))
        await owner.execute(
            "insert into fact (site, kind, value, valid) "
            "values ('theater', 'capacity', to_jsonb(50.0::float8), tstzrange(null, null))"
        )

    async def hear(self, events: Sequence[Event]) -> None:
        readings = [one for one in events if not isinstance(one, Vehicle)]
        seen = [one for one in events if isinstance(one, Vehicle)]
        await self.town.store(readings, now=NOW)
        await store_vehicles(self.town.owner, seen, now=NOW)

    async def say(self, saying: Saying) -> None:
        """Say something, as commands and the interface do."""
        kind, step, number = saying
        async with self.town.owner.transaction():
            await SAYINGS[kind](self, self.at(step), number)

    async def derive(self) -> None:
        work = await derive_once(self.deriver, NOW)
        assert work.problems == {}
        assert await self.town.rows("select * from dirty") == []


async def _capacity(lab: Laboratory, at: datetime, number: int) -> None:
    await facts.say(
        lab.town.owner, "theater", "capacity", 40.0 + number,
        since=at, until=at + timedelta(hours=9 * number) if number % 3 == 0 else None,
        source="a test",
    )  # fmt: skip


async def _closure(lab: Laboratory, at: datetime, number: int) -> None:
    await closures.close(
        lab.town.owner, "theater", every="daily 01:30-09:00",
        spaces=None if number % 3 == 0 else number, from_date=at.date(),
        to_date=date(2026, 12, 1), except_dates=[], reason="a test",
    )  # fmt: skip


async def _hours(lab: Laboratory, at: datetime, number: int) -> None:
    hours = f"daily 0{number % 6}:00-22:00"
    await closures.regulate(lab.town.owner, "lane", hours, from_date=at.date())


async def _word(lab: Laboratory, at: datetime, number: int, kind: judgements.Kind) -> int:
    return await judgements.judge(
        lab.town.owner,
        site=None,
        datastream=lab.streams[number % len(lab.streams)],
        kind=kind,
        since=at,
        until=at + timedelta(hours=1 + number),
        factor=1.0 + number / 8 if kind == "calibrated" else None,
        reason="a test",
        now=NOW,
    )


async def _withdrawn(lab: Laboratory, at: datetime, number: int) -> None:
    said = await _word(lab, at, number, "anomalous")
    await judgements.withdraw(lab.town.owner, said, now=NOW)


async def _moved(lab: Laboratory, at: datetime, number: int) -> None:
    """End a deployment and let it go on with another factor."""
    channel, stream = lab.channels[COUNTER], lab.streams[COUNTER]
    held = await deployments.of(lab.town.owner, datastream=stream, after=at)
    for one in await deployments.end(lab.town.owner, held, at=at, now=NOW, cause="a test"):
        rest = Span(datastream=stream, channel=channel, since=at, until=one.until)
        factor = 1.0 + number / 4
        await deployments.add(lab.town.owner, rest, now=NOW, cause="a test", factor=factor)
        break


SAYINGS: dict[str, Callable[[Laboratory, datetime, int], Awaitable[Any]]] = {
    "capacity": _capacity,
    "closure": _closure,
    "hours": _hours,
    "anomalous": lambda lab, at, n: _word(lab, at, n, "anomalous"),
    "out_of_service": lambda lab, at, n: _word(lab, at, n, "out_of_service"),
    "calibrated": lambda lab, at, n: _word(lab, at, n, "calibrated"),
    "atypical": lambda lab, at, n: _word(lab, at, n, "atypical"),
    "withdrawn": _withdrawn,
    "moved": _moved,
}


@pytest.fixture(params=BEGINS)
async def laboratory(database: str, request: pytest.FixtureRequest) -> AsyncIterator[Laboratory]:
    """Make a street with a radar, a counted path, a sensed bay, a car park and an air station."""
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        begin = BEGINS[request.param]
        await town.site("promenade")
        await town.site("allee")
        await town.site("lane", "parking_zone")
        await town.site("theater", "car_park")
        await town.site("park", "station")
        made = [
            ("promenade", "in", Property.COUNT, "a", 0),
            ("promenade", "out", Property.COUNT, "b", 0),
            ("lane", "bay", Property.BAY_STATE, "none", 90_000),
            ("theater", "free", Property.FREE_SPACES, "none", 7_200),
            ("theater", "door", Property.OPERATING_STATE, "none", 30_000),
            ("park", "no2", Property.NO2, "none", 0),
            ("allee", "radar", Property.PASSAGE, "both", 0),
        ]
        channels, streams = [], []
        for site, name, observed, direction, hold_max_s in made:
            channels.append(await town.channel(name, observed, hold_max_s=hold_max_s))
            streams.append(
                await town.datastream(
                    site,
                    observed,
                    name,
                    direction=direction,
                    nominal_s=900 if observed is Property.COUNT else None,
                )
            )
        yield Laboratory(town, deriver, channels, streams, begin)


def _events(draw: st.DrawFn, lab: Laboratory) -> list[Event]:
    """Return readings and vehicles, many of them about midnight and the change of the clock."""
    steps = st.one_of(st.integers(0, STEPS), st.integers(4 * 12, 9 * 12))
    keys = draw(
        st.lists(
            st.tuples(st.integers(0, RADAR), steps, st.none() | st.integers(0, 49)),
            min_size=5,
            max_size=40,
            unique_by=lambda key: key[:2],
        )
    )
    events: list[Event] = []
    for number, step, value in keys:
        channel, at = lab.channels[number], lab.at(step)
        if number == RADAR:
            speed = float("nan") if value is None else float(value)
            events.append(Vehicle(channel=channel, time=at, n=step % 3, speed=speed))
            continue
        top = 2 if number in {BAY, DOOR} else 50
        result = None if value is None else float(value % top)
        counted = number in {COUNTER, OTHER}
        events.append((channel, at, result, (900, 3_600, 7_200)[step % 3] if counted else None))
    return events


SPOKEN = st.lists(
    st.tuples(st.sampled_from(sorted(SAYINGS)), st.integers(0, STEPS), st.integers(1, 9)),
    max_size=5,
)


def _begun(saying: Saying) -> int:
    """Return what a saying begins with: hours begin with a day, all else with its step."""
    kind, step, _ = saying
    return (step + STEPS_BEFORE) // STEPS_A_DAY if kind == "hours" else step


#: Said in any order, each with a beginning of its own; hours begin with a day.
UNORDERED = st.lists(
    st.tuples(
        st.sampled_from(["calibrated", "capacity", "closure", "hours"]),
        st.integers(0, STEPS),
        st.integers(1, 9),
    ),
    max_size=5,
    unique_by=lambda one: (one[0], _begun(one)),
)


@SLOWLY
@given(st.data())
async def test_in_whatever_order_something_is_said_the_same_bytes_come_of_it(
    laboratory: Laboratory, data: st.DataObject
) -> None:
    lab = laboratory
    events = data.draw(st.composite(_events)(lab))
    spoken = data.draw(UNORDERED)
    await lab.reset()
    await lab.hear(events)
    for saying in spoken:
        await lab.say(saying)
    await lab.derive()
    expected = await lab.town.derived()

    await lab.reset()
    await lab.hear(events)
    for saying in data.draw(st.permutations(spoken)):
        await lab.say(saying)
        if data.draw(st.booleans()):
            await lab.derive()
    await lab.derive()
    assert await lab.town.derived() == expected


@SLOWLY
@given(st.data())
async def test_whenever_something_is_said_the_same_bytes_come_of_it(
    laboratory: Laboratory, data: st.DataObject
) -> None:
    lab = laboratory
    events = data.draw(st.composite(_events)(lab))
    spoken = data.draw(SPOKEN)
    await lab.reset()
    for saying in spoken:
        await lab.say(saying)
    await lab.hear(events)
    await lab.derive()
    expected = await lab.town.derived()

    await lab.reset()
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=6))
    left = data.draw(st.permutations([*events, *repeated]))
    for saying in (*spoken, None):
        cut = data.draw(st.integers(0, len(left)))
        await lab.hear(left[:cut])
        left = left[cut:]
        if data.draw(st.booleans()):
            await lab.derive()
        if saying is not None:
            await lab.say(saying)
    await lab.hear(left)
    await lab.derive()
    assert await lab.town.derived() == expected

    await marks.mark_everything(lab.town.owner)
    again = await derive_once(lab.deriver, NOW)
    assert (again.states, again.numbers, again.stays) == (0, 0, 0)
