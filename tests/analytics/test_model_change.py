"""A model that is changed changes the numbers of its devices, and nothing of the others."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from analytics.derive import derive_once
from devices.properties import Property
from store import marks, models
from store.pool import connect
from tests.analytics.test_running_totals import NOW, OWN_MODEL, SINCE, totals
from tests.analytics.town import Town, utc

pytestmark = pytest.mark.database
MODEL = OWN_MODEL.replace("own-counter", "changing")
BEGIN = utc("2026-06-09 22:00")
SHOWN: list[float | None] = [250.0, 254.0, 3.0, 9.0]  # passes 8 bits once


@pytest.fixture
async def town(database: str) -> AsyncIterator[Town]:
    """Connect as the owner: a counter and a radar of a model, and a counter of another one."""
    async with connect(database) as conn:
        town = Town(conn)
        for site, model in (("gate", "changing"), ("bridge", "own-counter")):
            text = OWN_MODEL.replace("own-counter", model)
            assert await models.put(conn, model, text, now=NOW) == "added"
            await town.site(site)
            channel = await town.total(site, site, since=SINCE)
            await conn.execute("update device set model = %s where id = %s", (model, f"d-{site}"))
            await conn.execute("update channel set name = 'people' where id = %s", (channel,))
            await town.store(totals(channel, BEGIN, SHOWN), now=NOW)
        await town.site("lane")
        radar = await town.channel("lane", Property.PASSAGE, device="radar")
        await conn.execute("update device set model = 'changing' where id = 'radar'")
        await town.deploy(radar, await town.datastream("lane", Property.PASSAGE, "lane"), SINCE)
        await town.pass_by(radar, [BEGIN + timedelta(hours=hour) for hour in (1, 5)], now=NOW)
        await derive_once(conn, NOW)
        yield town


@pytest.mark.parametrize(
    "change",
    [("wrap_bits = 8", "wrap_bits = 16"), ("heartbeat_s = 3600", "heartbeat_s = 14400")],
    ids=["wrap_bits", "heartbeat_s"],
)
async def test_what_a_model_counts_with_is_computed_again(
    town: Town, change: tuple[str, str]
) -> None:
    before = await town.derived()

    assert await models.put(town.owner, "changing", MODEL.replace(*change), now=NOW) == "changed"
    other = await town.rows(
        "select from dirty d join datastream s on s.id = d.datastream where s.site = 'bridge'"
    )
    await derive_once(town.owner, NOW)

    after = await town.derived()
    assert after != before
    assert other == []
    await marks.mark_everything(town.owner)
    await derive_once(town.owner, NOW)
    assert await town.derived() == after


async def test_it_is_marked_in_the_transaction_of_the_change(town: Town) -> None:
    async with town.owner.transaction(force_rollback=True):
        await models.put(town.owner, "changing", MODEL.replace("3600", "60"), now=NOW)
        assert await town.rows("select from dirty limit 1") != []

    assert await town.rows("select from dirty") == []


async def test_a_change_that_counts_with_the_same_computes_nothing(town: Town) -> None:
    renamed = MODEL.replace("Counter of eight bits", "Another name")

    assert await models.put(town.owner, "changing", renamed, now=NOW) == "changed"
    assert await models.put(town.owner, "changing", renamed, now=NOW) == "unchanged"

    assert await town.rows("select from dirty") == []
