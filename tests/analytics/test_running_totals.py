"""Running counters in the store become volumes, and stay right when a total comes late."""

from datetime import datetime, timedelta

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import marks
from store.pool import Connection
from tests.analytics.town import Town, utc

pytestmark = pytest.mark.database

NOW = utc("2026-11-22 12:07")
SINCE = utc("2026-06-01 00:00")
OWN_MODEL = """
id = "own-counter"
name = "Counter of eight bits"
codec = "javascript:own.js"
heartbeat_s = 3600
[[channel]]
name = "people"
property = "count_total"
mode = "bicycle"
field = "n"
wrap_bits = 8
"""


def totals(
    channel: int, begin: datetime, values: list[float | None], minutes: int = 15
) -> list[tuple[int, datetime, float | None, None]]:
    """Readings of a counter, one each so many minutes."""
    step = timedelta(minutes=minutes)
    return [(channel, begin + k * step, value, None) for k, value in enumerate(values)]


async def test_a_running_counter_yields_the_volume_of_each_day(
    town: Town, deriver: Connection
) -> None:
    await town.site("gate")
    channel = await town.total("gate", "total", since=SINCE)
    begin = utc("2026-06-09 22:00")  # local midnight
    shown = [(65_500.0 + 2 * k) % 65_536 for k in range(2 * 96 + 1)]
    await town.store(totals(channel, begin, list(shown)), now=NOW)

    await derive_once(deriver, NOW)

    assert await town.numbers("volume") == {
        "2026-06-10": (192, 96, 96, 1),
        "2026-06-11": (192, 96, 96, 1),
    }


async def test_a_counter_that_started_again_leaves_a_gap_and_no_phantoms(
    town: Town, deriver: Connection
) -> None:
    await town.site("gate")
    channel = await town.total("gate", "total", since=SINCE)
    begin = utc("2026-06-09 22:00")
    shown: list[float | None] = [40_000.0 + k for k in range(49)] + [float(k) for k in range(48)]
    await town.store(totals(channel, begin, shown), now=NOW)

    await derive_once(deriver, NOW)

    assert await town.numbers("volume") == {"2026-06-10": (95, 96, 95, 3)}


async def test_a_late_total_changes_the_days_on_both_its_sides(
    town: Town, deriver: Connection
) -> None:
    """Nothing came for two days; the total of between arrives after they were computed."""
    await town.site("gate")
    channel = await town.total("gate", "total", since=SINCE)
    first, late, last = utc("2026-06-09 22:00"), utc("2026-06-10 22:00"), utc("2026-06-11 22:00")
    ends = [(channel, first, 100.0, None), (channel, last, 400.0, None)]
    await town.store(ends, now=NOW)
    await derive_once(deriver, NOW)
    before = await town.numbers("volume", "month")
    # One interval of two days is longer than a day: only the month knows it.
    assert await town.numbers("volume") == {}
    assert before["2026-06-01"][0] == 300

    await town.store([(channel, late, 150.0, None)], now=NOW)
    await derive_once(deriver, NOW)

    assert {day: n[0] for day, n in (await town.numbers("volume")).items()} == {
        "2026-06-10": 50,
        "2026-06-11": 250,
    }
    assert await town.numbers("volume", "month") == before
    at_once = await town.derived()
    await town.wipe()
    await town.store([*ends, (channel, late, 150.0, None)], now=NOW)
    await derive_once(deriver, NOW)
    assert await town.derived() == at_once


async def test_a_total_before_the_acceptance_counts_from_the_acceptance_on(
    town: Town, deriver: Connection
) -> None:
    await town.site("gate")
    channel = await town.total("gate", "total", since=utc("2026-06-09 22:30"))
    begin = utc("2026-06-09 22:00")
    await town.store(totals(channel, begin, [0.0, 60.0], minutes=60), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 30


async def test_an_operators_model_says_where_its_counter_runs_over(
    town: Town, deriver: Connection
) -> None:
    await town.site("gate")
    channel = await town.total("gate", "total", since=SINCE)
    await town.owner.execute(
        "insert into device_model (id, file) values ('own-counter', %s)", (OWN_MODEL,)
    )
    await town.owner.execute("update device set model = 'own-counter'")
    await town.owner.execute("update channel set name = 'people'")
    await town.store(totals(channel, utc("2026-06-09 22:00"), [250.0, 254.0, 3.0, 9.0]), now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 4 + 5 + 6


async def test_deriving_totals_again_changes_nothing(town: Town, deriver: Connection) -> None:
    await town.site("gate")
    channel = await town.total("gate", "total", since=SINCE)
    shown: list[float | None] = [5.0, None, 9.0, 65_530.0, 3.0, 1.0]
    await town.store(totals(channel, utc("2026-06-09 21:10"), shown, minutes=300), now=NOW)
    await derive_once(deriver, NOW)

    await marks.mark_everything(town.owner)
    again = await derive_once(deriver, NOW)

    assert (again.states, again.numbers) == (0, 0)


async def test_a_total_that_is_a_check_is_not_added(town: Town, deriver: Connection) -> None:
    await town.site("gate")
    counter = await town.counter("gate", "count", since=SINCE)
    check = await town.channel("sum", Property.COUNT_TOTAL)
    stream = await town.datastream("gate", Property.COUNT_TOTAL, "sum", role="check")
    await town.deploy(check, stream, SINCE)
    begin = utc("2026-06-09 22:00")
    await town.store([(counter, begin, 7.0, 900), *totals(check, begin, [0.0, 9.0])], now=NOW)

    await derive_once(deriver, NOW)

    assert (await town.numbers("volume"))["2026-06-10"][0] == 7
