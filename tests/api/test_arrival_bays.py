"""The chance of a free bay, of a street whose bays are sensed one by one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import numpy as np
import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import closures
from store.pool import connect
from tests.analytics.town import Reading, Town, utc
from tests.api.conftest import serve

pytestmark = pytest.mark.database
BAYS: Final = 6
FIRST: Final = utc("2026-08-02 22:00")  # local midnight of a Monday
DAYS: Final = 100
NOW: Final = utc("2026-11-09 10:08")  # a Monday, 11:08 by the wall clock
BERLIN: Final = ZoneInfo("Europe/Berlin")


@dataclass
class Lane:
    """The street, and what is asked of it."""

    dsn: str
    town: Town
    channels: list[int]
    client: httpx2.AsyncClient

    async def said(self, **asked: str | int) -> dict[str, Any]:
        got = await self.client.get("/api/v1/sites/lane/arrival", params=asked)
        assert got.status_code == 200, got.text
        found: dict[str, Any] = got.json()
        return found


def states(channel: int, bay: int) -> list[Reading]:
    """Return a bay's states: vacant by night, taken from about 8 to about 13, then now and then."""
    rng = np.random.default_rng(bay)
    rows: list[Reading] = []
    for day in range(DAYS):
        midnight = (FIRST + timedelta(days=day)).astimezone(BERLIN).replace(hour=0, minute=0)
        begin = midnight + timedelta(hours=7.5) + timedelta(minutes=float(rng.integers(0, 60)))
        end = midnight + timedelta(hours=12.5) + timedelta(minutes=float(rng.integers(0, 60)))
        rows.append((channel, midnight, 0.0, None))
        if midnight.weekday() < 6:
            rows += [(channel, begin, 1.0, None), (channel, end, 0.0, None)]
    return [row for row in rows if row[1] <= NOW]


@pytest.fixture
async def lane(database: str) -> AsyncIterator[Lane]:
    async with (
        connect(database) as owner,
        connect(database, "wegwarte_derive") as deriver,
        serve(database, now=NOW) as client,
    ):
        town = Town(owner)
        await town.site("lane", "parking_zone")
        channels = []
        for bay in range(BAYS):
            channel = await town.state(
                "lane", f"bay{bay}", Property.BAY_STATE, since=FIRST, hold_max_s=90_000
            )
            await town.store(states(channel, bay), now=NOW)
            channels.append(channel)
        assert (await derive_once(deriver, NOW)).problems == {}
        yield Lane(database, town, channels, client)


async def test_a_full_street_stays_full_for_now_and_is_free_by_night(lane: Lane) -> None:
    soon = await lane.said()
    night = await lane.said(arrival="2026-11-10T03:00")
    noon = await lane.said(arrival="2026-11-10T11:00")

    assert (soon["free"], soon["newest"]) == (0, "2026-11-09T10:00:00Z")
    assert [value["arrival"] for value in soon["values"]] == [
        "2026-11-09T10:30:00Z",
        "2026-11-09T10:45:00Z",
        "2026-11-09T11:15:00Z",
    ]
    assert {value["reason"] for value in soon["values"]} == {None}
    assert soon["values"][0]["chance"] < 0.1
    assert soon["values"][0]["score"]["error"] < 0.05
    assert night["values"][0]["chance"] > 0.95
    assert noon["values"][0]["chance"] < 0.05
    assert noon["values"][0]["days"] > 60


async def test_sundays_are_too_few_and_said_so(lane: Lane) -> None:
    sunday = await lane.said(arrival="2026-11-15T11:00")

    (value,) = sunday["values"]
    assert (value["chance"], value["reason"]) == (None, "few_days")
    assert value["days"] < 20


async def test_three_silent_bays_are_not_free_and_withhold_the_next_hour(lane: Lane) -> None:
    later = NOW + timedelta(hours=15)  # only three bays have said anything since midnight
    rows: list[Reading] = [
        (channel, utc("2026-11-10 00:30"), 1.0, None) for channel in lane.channels[:3]
    ]
    async with connect(lane.dsn, "wegwarte_derive") as deriver:
        await lane.town.owner.execute("update channel set hold_max_s = 21600")
        await lane.town.store(rows, now=later)
        await lane.town.owner.execute(
            "insert into dirty (datastream, utc_day, cause) "
            "select datastream, utc_day, 'test' from day_state where utc_day >= '2026-11-08'"
        )
        assert (await derive_once(deriver, later)).problems == {}
    async with serve(lane.dsn, now=later) as client:
        said = (await client.get("/api/v1/sites/lane/arrival")).json()

    assert {value["reason"] for value in said["values"]} == {"unknown_now"}


async def test_a_market_is_closed_when_somebody_wants_to_arrive(lane: Lane) -> None:
    async with lane.town.owner.transaction():
        await closures.close(
            lane.town.owner,
            "lane",
            every="Wed 06:00-14:00",
            spaces=None,
            from_date=datetime(2026, 11, 9, tzinfo=BERLIN).date(),
            to_date=None,
            except_dates=[],
            reason="market",
        )
    market = await lane.said(arrival="2026-11-11T10:00")
    thursday = await lane.said(arrival="2026-11-12T10:00")

    assert market["values"][0]["reason"] == "closed"
    assert market["values"][0]["sentence"]["de"] == "Zu dieser Zeit ist geschlossen."
    assert thursday["values"][0]["reason"] is None


async def test_the_past_is_told_as_it_was_told(lane: Lane) -> None:
    at = "2026-11-05T10:08:00Z"
    before = await lane.said(at=at)
    rows: list[Reading] = [
        (channel, utc("2026-11-06 09:00"), 0.0, None) for channel in lane.channels
    ]
    async with connect(lane.dsn, "wegwarte_derive") as deriver:
        await lane.town.store(rows, now=NOW)
        assert (await derive_once(deriver, NOW)).problems == {}
    after = await lane.said(at=at)

    assert after["values"] == before["values"]
