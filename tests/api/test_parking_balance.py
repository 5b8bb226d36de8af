"""Car parks corrected by anchors, over HTTP: by their gates, and by what they publish."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from store.inventory import manual
from tests.analytics.town import Reading, every_quarter, utc
from tests.api.parked import NOW, Street, car_park, every_half_hour, street

pytestmark = pytest.mark.database
BEGIN = utc("2026-10-23 00:00")
DAY = timedelta(days=1)
OVER = {"window": "24h", "bucket": "hour"}


@pytest.fixture
async def gate(database: str) -> AsyncIterator[Street]:
    """Make a car park: from 06:00Z 40 vehicles come, from 16:00Z 40 go, 36 of whom are seen."""
    async with street(database) as found:
        town = found.town
        await town.site("gate", "car_park", capacity=100.0)
        for name, way, hour, count in (("in", "a", 6, 10.0), ("out", "b", 16, 9.0)):
            channel = await town.counter("gate", name, since=BEGIN, direction=way)
            rows: list[Reading] = []
            for day in range(3):
                values = [count if hour * 4 <= k < hour * 4 + 4 else 0.0 for k in range(96)]
                rows += every_quarter(channel, BEGIN + day * DAY, values)
            await town.store(rows, now=NOW)
        await town.owner.execute("update datastream set mode = 'car' where site = 'gate'")
        await found.derive()
        yield found


async def anchor(of: Street, site: str, vehicles: int, at: datetime) -> None:
    async with of.town.owner.transaction():
        await manual.set_anchor(of.town.owner, site, vehicles=vehicles, at=at, remarks="", now=NOW)
    await of.derive()


async def at_noon(of: Street, day: str, site: str = "gate") -> dict[str, Any]:
    asked = {"from": f"2026-10-{day}T12:00Z", "to": f"2026-10-{day}T13:00Z", **OVER}
    return await of.value("occupancy_corrected", site=site, **asked)


async def test_drift_is_spread_over_the_passages_between_anchors(gate: Street) -> None:
    nothing = await gate.client.get("/api/v1/sites/gate/indicators/occupancy_corrected")
    assert nothing.status_code == 404  # nobody has counted there
    await anchor(gate, "gate", 0, utc("2026-10-23 05:00"))
    alone = await at_noon(gate, "23")
    assert (alone["value"], alone["raw"]) == (0.4, 0.4)

    await anchor(gate, "gate", 0, utc("2026-10-23 20:00"))  # the balance says 4

    noon = await at_noon(gate, "23")
    assert noon["value"] == pytest.approx((40 - 4 * 40 / 76) / 100)
    assert (noon["raw"], noon["displayed"]) == (0.4, 0.4)  # nobody knew better then
    after = await at_noon(gate, "24")  # 4 in 76 passages are known by now
    assert after["value"] == after["displayed"] == pytest.approx((40 - 40 * 4 / 76) / 100)


async def test_an_anchor_changes_the_time_from_the_one_before_it_alone(gate: Street) -> None:
    await anchor(gate, "gate", 0, utc("2026-10-23 05:00"))
    await anchor(gate, "gate", 0, utc("2026-10-23 20:00"))
    before = [await at_noon(gate, day) for day in ("23", "24")]

    await anchor(gate, "gate", 2, utc("2026-10-24 20:00"))

    assert await at_noon(gate, "23") == before[0]
    second = await at_noon(gate, "24")
    assert second["value"] == pytest.approx((40 - 2 * 40 / 76) / 100)
    assert second["displayed"] == before[1]["displayed"]


async def test_a_lost_count_hides_the_balance_until_the_next_anchor(gate: Street) -> None:
    await anchor(gate, "gate", 0, utc("2026-10-23 05:00"))
    await anchor(gate, "gate", 0, utc("2026-10-23 20:00"))
    await gate.town.owner.execute(
        "delete from observation using channel as c where c.id = channel and c.name = 'out' "
        "and time = '2026-10-23 10:00Z'"
    )
    await gate.town.owner.execute(
        "insert into dirty (datastream, utc_day, cause) "
        "select datastream, utc_day, 'test' from day_state"
    )
    await gate.derive()

    noon = await at_noon(gate, "23")
    assert (noon["value"], noon["reason"], noon["raw"]) == (None, "insufficient_data", None)
    assert (await at_noon(gate, "24"))["value"] is not None


async def test_published_free_spaces_are_corrected_by_what_somebody_counted(
    gate: Street,
) -> None:
    free = [
        (at, 60.0 if 6 <= at.hour < 16 else 96.0)
        for at, _ in every_half_hour(BEGIN, BEGIN + 3 * DAY, 0.0)
    ]
    await car_park(gate, "deck", free)
    await anchor(gate, "deck", 0, utc("2026-10-23 05:00"))
    await anchor(gate, "deck", 0, utc("2026-10-23 20:00"))

    noon = await at_noon(gate, "23", "deck")

    assert noon["raw"] == 0.4
    assert noon["value"] == pytest.approx(0.36)  # 4 too many before and after: no drift since
    raw = await gate.value("occupancy", site="deck", window="24h")
    assert raw["value"] == pytest.approx((10 * 40 + 14 * 4) / 2400)


async def test_the_error_since_the_last_anchor_grows_with_the_passages(gate: Street) -> None:
    await anchor(gate, "gate", 0, utc("2026-10-23 05:00"))
    assert (await at_noon(gate, "23"))["error"] is None  # nothing to learn from yet
    await anchor(gate, "gate", 0, utc("2026-10-23 20:00"))  # a drift of 4 in 76 passages
    await anchor(gate, "gate", 2, utc("2026-10-24 20:00"))  # and one of 2

    noon, evening = [
        await gate.value(
            "occupancy_corrected",
            site="gate",
            **{"from": f"2026-10-25T{hour}:00Z", "to": f"2026-10-25T{hour + 1}:00Z", **OVER},
        )
        for hour in (12, 18)
    ]

    rate = (4 / 76 + 2 / 76) / 2
    sigma = ((4 - rate * 76) ** 2 / 76 + (2 - rate * 76) ** 2 / 76) / 2
    assert noon["error"] == pytest.approx((40 * sigma + (rate * 40) ** 2) ** 0.5 / 100)
    assert evening["error"] > noon["error"]
    assert noon["violations"] == 0


async def test_a_balance_that_cannot_be_moves_its_anchor_and_says_so(gate: Street) -> None:
    await anchor(gate, "gate", 80, utc("2026-10-23 05:00"))  # 40 more come, and there are 100

    noon = await at_noon(gate, "23")

    assert noon["raw"] == pytest.approx(1.2)
    assert (noon["value"], noon["displayed"]) == (pytest.approx(1.05), 1.0)
    morning, evening = [
        await gate.value(
            "occupancy_corrected",
            site="gate",
            **{"from": f"2026-10-23T{hour:02}:00Z", "to": f"2026-10-23T{hour + 1:02}:00Z", **OVER},
        )
        for hour in (6, 18)
    ]
    assert (morning["violations"], morning["flag"]) == (2, 3)  # 110, then 120 vehicles
    assert evening["value"] == pytest.approx((105 - 36) / 100)


async def test_an_hour_has_the_same_value_in_whatever_window_it_is_asked(database: str) -> None:
    begin = utc("2026-03-01 00:00")
    async with street(database) as found:
        town = found.town
        await town.site("gate", "car_park", capacity=60.0)
        for name, way, hour, count in (("in", "a", 6, 10.0), ("out", "b", 16, 9.5)):
            channel = await town.counter("gate", name, since=begin, direction=way)
            values = [count if hour * 4 <= k < hour * 4 + 4 else 0.0 for k in range(96)]
            for day in range(0, 240, 20):
                await town.store(every_quarter(channel, begin + day * DAY, values * 20), now=NOW)
        await town.owner.execute("update datastream set mode = 'car' where site = 'gate'")
        for day, vehicles in ((1, 0), (20, 3), (50, 5), (110, 2), (150, 0), (165, 1)):
            await manual.set_anchor(
                town.owner, "gate", vehicles=vehicles, at=begin + day * DAY, remarks="", now=NOW
            )
        await found.derive()

        async def ask(since: str, until: str) -> list[dict[str, Any]]:
            answer = await found.client.get(
                "/api/v1/sites/gate/indicators/occupancy_corrected",
                params={"from": since, "to": until, **OVER},
            )
            assert answer.status_code == 200, answer.text
            rows: list[dict[str, Any]] = answer.json()["values"]
            return rows

        whole = await ask("2026-03-01T00:00Z", "2026-10-27T00:00Z")
        by_start = {row["start"]: row for row in whole}
        for month, day in ((3, 10), (4, 15), (5, 20), (6, 25), (7, 20), (8, 20), (9, 30), (10, 20)):
            at = f"2026-{month:02d}-{day:02d}"
            part = await ask(f"{at}T00:00Z", f"{at}T23:00Z")
            told = [by_start[row["start"]] for row in part]
            assert part == told, at
