"""Stays in the store: the same rows however states arrive, and what becomes of them."""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.civil import to_ms
from analytics.derive import derive_once
from analytics.parking.debounce import Debounced, debounce
from devices.properties import Property
from store import marks, stays
from store.pool import Connection, connect
from tests.analytics.town import Reading, Town, utc

pytestmark = [pytest.mark.database, pytest.mark.timeout(900)]

EXAMPLES = 150 if os.environ.get("CI") else 40  # noqa: TID251 - more where time is cheap
SLOWLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BEGIN = utc("2026-10-20 00:00")
NOW = utc("2026-11-20 10:20")
HOLD_S = (90_000, 3_600)
#: Second of the day, state: a stay over midnight, one by day.
DAILY = ((0, 1.0), (3_600, 0.0), (30_000, 1.0), (40_000, 0.0), (80_000, 1.0))
#: bay, second since BEGIN, state
Said = tuple[int, int, float | None]


@dataclass
class Street:
    """Two bays: one whose states hold for a day, one whose states hold for an hour."""

    town: Town
    deriver: Connection
    channels: list[int]

    def readings(self, said: Sequence[Said]) -> list[Reading]:
        return [
            (self.channels[bay], BEGIN + timedelta(seconds=at), state, None)
            for bay, at, state in said
        ]

    async def hear(self, said: Sequence[Said]) -> None:
        await self.town.store(self.readings(said), now=NOW)

    async def derive(self, now: datetime = NOW) -> int:
        work = await derive_once(self.deriver, now)
        assert work.problems == {}
        return work.stays

    async def rows(self) -> list[tuple[Any, ...]]:
        """Bay, begin, end, occupied, arrived, departed, resumed; seconds since BEGIN."""
        found = await self.town.rows(
            "select s.datastream, s.begin_at, s.end_at, s.occupied, s.arrived, s.departed, "
            "s.resumed from stay as s order by 1, 2"
        )
        return [(of, _second(begin), _second(end), *rest) for of, begin, end, *rest in found]

    async def removed(self) -> list[tuple[int, int, bool]]:
        """Bay, when it was taken out by debouncing, and whether it was a stay."""
        found = await self.town.rows("select datastream, merged, dropped from stay")
        told = [
            (of, _second(at), stay)
            for of, merged, dropped in found
            for stay, instants in ((False, merged), (True, dropped))
            for at in instants
        ]
        return sorted(told)

    async def occupied(self) -> list[tuple[int, int]]:
        """Begin and end of stays."""
        return [(row[1], row[2]) for row in await self.rows() if row[3]]


@pytest.fixture
async def street(database: str) -> AsyncIterator[Street]:
    async with connect(database) as owner, connect(database, "wegwarte_derive") as deriver:
        town = Town(owner)
        await town.site("lane", "parking_zone")
        channels = [
            await town.state("lane", f"bay{k}", Property.BAY_STATE, since=BEGIN, hold_max_s=hold)
            for k, hold in enumerate(HOLD_S)
        ]
        yield Street(town, deriver, channels)


def flaps() -> st.SearchStrategy[int]:
    """Return seconds: dense runs of seconds about midnights, and quiet weeks between them."""
    about = [st.integers(at - 200, at + 200) for at in (86_400, 2 * 86_400, 14 * 86_400)]
    return st.one_of(st.integers(0, 20 * 86_400), *about)


SAID = st.lists(
    st.tuples(st.integers(0, 1), flaps(), st.sampled_from([0.0, 1.0, 1.0, 0.0, None])),
    min_size=1,
    max_size=30,
    unique_by=lambda one: one[:2],
)


@SLOWLY
@given(st.data())
async def test_order_repetition_and_lateness_of_states_change_no_stay(
    street: Street, data: st.DataObject
) -> None:
    said = data.draw(SAID)
    await street.town.wipe()
    order = data.draw(st.permutations([*said, *said[: len(said) // 3]]))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(order)), max_size=4)) | {0, len(order)})
    for a, b in pairwise(cuts):
        await street.hear(order[a:b])
        if data.draw(st.booleans()):
            await street.derive()
    await street.derive()

    streams = await _streams(street)
    by_bay = [_debounced(said, bay, streams[bay]) for bay in range(len(HOLD_S))]
    assert await street.rows() == sorted(row for one in by_bay for row in _as_rows(one))
    assert await street.removed() == sorted(
        (streams[bay], at // 1000, stay)
        for bay, one in enumerate(by_bay)
        for stay, instants in ((False, one.removed.merged_ms), (True, one.removed.dropped_ms))
        for at in instants.tolist()
    )
    await marks.mark_everything(street.town.owner)
    assert await street.derive() == 0


def _debounced(said: Sequence[Said], bay: int, stream: int) -> Debounced:
    """Return what debouncing says of all states of a bay at once."""
    of_bay = sorted((at, state) for k, at, state in said if k == bay)
    return debounce(
        np.full(len(of_bay), stream),
        np.array([at * 1000 for at, _ in of_bay], dtype=np.int64),
        np.array([np.nan if s is None else s for _, s in of_bay], dtype=np.float64),
        np.zeros(len(of_bay), dtype=np.int64),
        until_ms=10**12,
        hold_max_ms=HOLD_S[bay] * 1000,
    )


def _as_rows(found: Debounced) -> list[tuple[Any, ...]]:
    rows = []
    for told, occupied in ((found.stays, True), (found.vacancies, False)):
        before = None
        for k in range(len(told)):
            resumed = before == told.vehicle[k]
            before = told.vehicle[k]
            begin, end = int(told.begin_ms[k]) // 1000, int(told.end_ms[k]) // 1000
            seen = (bool(told.arrived[k]), bool(told.departed[k]))
            rows.append((int(told.bay[k]), begin, end, occupied, *seen, resumed))
    return rows


async def _streams(street: Street) -> list[int]:
    found = await street.town.rows("select id from datastream order by id")
    return [number for (number,) in found]


def _second(instant: datetime) -> int:
    return (instant - BEGIN) // timedelta(seconds=1)


async def test_a_late_state_parts_a_stay_over_three_weeks_and_another_joins_it_again(
    street: Street,
) -> None:
    day = 86_400
    await street.hear([(0, 0, 0.0), *((0, day * k + 600, 1.0) for k in range(21))])
    await street.hear([(0, 21 * day, 0.0)])
    await street.derive()
    whole = [(600, 21 * day)]
    assert await street.occupied() == whole

    await street.hear([(0, 10 * day, 0.0)])
    await street.derive()
    assert await street.occupied() == [(600, 10 * day), (10 * day + 600, 21 * day)]

    await street.hear([(0, 10 * day + 20, 1.0)])  # it was free for 20 s only
    await street.derive()
    assert await street.occupied() == whole


async def test_only_the_stays_that_changed_are_written(street: Street) -> None:
    hour = 3_600
    await street.hear([(0, hour * k, float(k % 2)) for k in range(48)])
    await street.derive()
    before = await street.town.rows("select begin_at, computed_at from stay order by 1")

    await street.hear([(0, 10 * hour + 1_800, 1.0)])
    changed = await street.derive(NOW + timedelta(minutes=1))

    after = dict(await street.town.rows("select begin_at, computed_at from stay order by 1"))
    assert changed == 3  # the vacancy ends earlier, the stay begins earlier: one is another row
    assert sum(after.get(begin) != at for begin, at in before) == 2


async def test_time_alone_changes_no_stay(street: Street) -> None:
    await street.hear([(0, 0, 0.0), (0, 600, 1.0)])
    await street.derive(BEGIN + timedelta(hours=1))
    begun = await street.rows()

    assert begun[-1][1:] == (600, 600 + HOLD_S[0], True, True, False, False)
    assert await street.derive(BEGIN + timedelta(hours=30)) == 0
    assert await street.rows() == begun


async def test_stays_in_an_anomalous_range_are_not_known(street: Street) -> None:
    await street.hear([(0, 0, 0.0), (0, 600, 1.0), (0, 6_000, 0.0), (0, 9_000, 1.0)])
    await street.derive()
    streams = await _streams(street)
    await street.town.owner.execute(
        "insert into judgement (datastream, kind, valid) "
        "values (%s, 'anomalous', tstzrange(%s, %s))",
        (streams[0], BEGIN + timedelta(seconds=3_000), BEGIN + timedelta(seconds=6_500)),
    )
    await street.town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) values (%s, %s, 'anomalous')",
        (streams[0], BEGIN.date()),
    )
    await street.derive()

    assert (await street.occupied())[0] == (600, 3_000)
    first = next(row for row in await street.rows() if row[3])
    assert first[4:6] == (True, False)


async def test_stays_outlive_their_readings_by_thirteen_months_and_no_longer(
    street: Street,
) -> None:
    day, november = 86_400, (utc("2026-11-01 00:00") - BEGIN) // timedelta(seconds=1)
    await street.town.owner.execute("update deployment set valid = tstzrange(null, null)")
    await street.hear([(0, 0, 0.0), (0, 600, 1.0), (0, 7_000, 0.0)])
    await street.hear([(0, november - day, 0.0), (0, november + day, 1.0)])
    await street.derive()
    whole = await street.rows()
    await street.town.owner.execute("delete from observation where time < '2026-11-01Z'")
    assert await stays.forget(street.deriver, now=utc("2030-01-01 00:00")) == 0  # not sealed
    await street.town.owner.execute(
        "insert into sealed_month (month, state, since, archive, manifest_sha256) "
        "values ('2026-10-01', 'sealed', now(), '2026-10', '')"
    )

    assert await stays.forget(street.deriver, now=utc("2027-11-30 23:59")) == 0
    assert await street.rows() == whole
    assert await stays.forget(street.deriver, now=utc("2027-12-01 00:00")) == len(whole) - 2

    left = await street.rows()  # one reaches into November, one begins there
    assert left == whole[-2:]
    assert await stays.forgotten(street.deriver, date(2026, 10, 31), date(2026, 11, 2)) == [
        date(2026, 10, 1)
    ]


async def test_stays_of_a_sealed_month_stay_as_they_are(street: Street) -> None:
    day, july = 86_400, utc("2026-07-01 00:00")
    before = (july - BEGIN) // timedelta(seconds=1)
    said = [(0, before + k * day + at, state) for k in range(-3, 3) for at, state in DAILY]
    await street.town.owner.execute("update deployment set valid = tstzrange(null, null)")
    await street.hear(said)
    await street.derive()
    whole = await street.rows()
    assert any(row[1] < before < row[2] for row in whole)  # one reaches over the edge

    await street.town.owner.execute("delete from observation where time < '2026-07-01Z'")
    await street.town.owner.execute(
        "insert into sealed_month (month, state, since, archive, manifest_sha256) "
        "values ('2026-06-01', 'sealed', now(), '2026-06', '')"
    )
    await marks.mark_everything(street.town.owner)
    assert await street.derive() == 0
    assert await street.rows() == whole

    await street.hear([(0, before + day + 60_000, 1.0)])  # late, for the open month
    await street.derive()
    after = await street.rows()
    assert [row for row in after if row[1] < before] == [r for r in whole if r[1] < before]
    assert before + day + 60_000 in [row[1] for row in after]


async def test_stays_are_read_as_they_were_stored(street: Street) -> None:
    await street.hear([(1, 0, 0.0), (1, 600, 1.0), (1, 3_000, 0.0), (1, 9_000, 1.0)])
    await street.derive()
    (_, stream) = await _streams(street)
    from_ms = to_ms(BEGIN)

    found = await stays.read(street.deriver, [stream], from_ms, from_ms + 86_400_000)

    rows = found[stream]
    assert [(int(t) - from_ms) // 1000 for t in rows.begin_ms] == [0, 600, 3_000, 9_000]
    assert rows.said.tolist() == [
        stays.DEPARTED,
        stays.OCCUPIED | stays.ARRIVED | stays.DEPARTED,
        stays.ARRIVED,
        stays.OCCUPIED,
    ]
    later = await stays.read(street.deriver, [stream], from_ms + 10**10, from_ms + 2 * 10**10)
    assert later == {}
    assert BEGIN.tzinfo is UTC
