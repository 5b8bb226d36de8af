"""How long a state holds follows the model, and the model a device is said to be of."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import marks, models
from store.inventory import fleet
from store.pool import Connection, connect
from tests.analytics.town import Town, utc

pytestmark = pytest.mark.database
NOW = utc("2026-11-22 12:07")
SINCE = utc("2026-06-01 00:00")
BEGIN = utc("2026-06-10 06:00")
HOLDS_TWO_HOURS = """
id = "own-bay"
name = "Bay sensor"
codec = "javascript:own.js"
heartbeat_s = 90000
[[channel]]
name = "bay"
property = "bay_state"
field = "occupied"
hold_max_s = 7200
"""
HOLDS_FIVE_HOURS = HOLDS_TWO_HOURS.replace("7200", "18000")


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """Connect as the owner: two bays of a model, each occupied once and silent afterwards."""
    async with connect(database) as conn:
        town = Town(conn)
        await models.put(conn, "own-bay", HOLDS_TWO_HOURS, now=NOW)
        await models.put(
            conn, "other-bay", HOLDS_FIVE_HOURS.replace("own-bay", "other-bay"), now=NOW
        )
        await town.site("lot", kind="parking_zone")
        for device in ("one", "two"):
            channel = await town.channel("bay", Property.BAY_STATE, hold_max_s=7200, device=device)
            await conn.execute("update device set model = 'own-bay' where id = %s", (device,))
            stream = await town.datastream("lot", Property.BAY_STATE, device)
            await conn.execute("update datastream set bay = %s where id = %s", (device, stream))
            await town.deploy(channel, stream, SINCE)
            await town.store([(channel, BEGIN, 1.0, None)], now=NOW)
        await derive_once(conn, NOW)
        yield town


@pytest.fixture
async def registry(database: str, town: Town) -> AsyncIterator[Connection]:
    """Connect with the rights of what changes the registry."""
    async with connect(database, "wegwarte_registry") as conn:
        yield conn


async def holds(town: Town) -> list[tuple[object, ...]]:
    return await town.rows("select device, hold_max_s from channel order by device")


async def rederived(town: Town) -> object:
    """Derive what is marked, and see that nothing else would have come out otherwise."""
    await derive_once(town.owner, NOW)
    found = await town.derived()
    await marks.mark_everything(town.owner)
    await derive_once(town.owner, NOW)
    assert await town.derived() == found
    return found


async def test_a_changed_hold_reaches_channels_that_are_there(town: Town) -> None:
    before = await town.derived()

    await models.put(town.owner, "own-bay", HOLDS_FIVE_HOURS, now=NOW)

    assert await holds(town) == [("one", 18_000), ("two", 18_000)]
    assert await rederived(town) != before


async def test_a_device_of_another_model_holds_and_counts_as_that_one(
    town: Town, registry: Connection
) -> None:
    before = await town.derived()

    assert await fleet.change(registry, "one", {"model": "other-bay"}, now=NOW)

    assert await holds(town) == [("one", 18_000), ("two", 7200)]
    marked = await town.rows(
        "select distinct s.bay from dirty as d join datastream as s on s.id = d.datastream"
    )
    assert marked == [("one",)]
    assert await rederived(town) != before


async def test_what_is_no_other_model_marks_nothing(town: Town, registry: Connection) -> None:
    later = NOW + timedelta(hours=1)

    assert not await fleet.change(registry, "one", {"model": "own-bay"}, now=later)
    assert await fleet.change(registry, "one", {"model": "own-bay", "name": "Bay 1"}, now=later)

    assert await town.rows("select from dirty") == []
