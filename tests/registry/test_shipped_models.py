"""A newer program's shipped models reach the devices that are there; what cannot is told."""

from datetime import timedelta
from typing import Any

import pytest

from analytics.derive import derive_once
from devices.models import MODELS
from devices.properties import Property
from store.inventory import shipped
from tests.analytics.town import Town, utc
from tests.registry.town import NOW, Terminal, derived, derived_anew, in_town, rows

pytestmark = [pytest.mark.database, pytest.mark.timeout(300)]

BEGIN = utc("2026-06-01 00:00")
MODEL = "wegwarte-bay-1"
HOLD_S = MODELS[MODEL].channels["bay"].hold_max_s


async def build(town: Town) -> None:
    """Make a bay whose channel was numbered when the shipped model said that it holds an hour."""
    await town.site("row", "parking_zone")
    bay = await town.state("row", "bay", Property.BAY_STATE, since=BEGIN, hold_max_s=3_600)
    await town.owner.execute("update device set model = %s", (MODEL,))
    times = [BEGIN + timedelta(hours=5 * n) for n in range(20)]
    await town.store([(bay, at, float(n % 2), None) for n, at in enumerate(times)], now=NOW)
    await derive_once(town.owner, NOW)


async def follow(town: Town) -> list[str]:
    """Follow the shipped models, as `wegwarte migrate` does at each start."""
    async with town.owner.transaction():
        return await shipped.follow(town.owner, program="9.9", now=NOW)


def test_channels_hold_as_the_shipped_model_says_and_are_derived_again(terminal: Terminal) -> None:
    in_town(terminal.database, build)
    before: Any = in_town(terminal.database, lambda town: town.derived())

    assert f"model {MODEL} says otherwise" in terminal.run("migrate")

    held = rows(terminal.database, "select hold_max_s from channel")
    assert held == [(HOLD_S,)] != [(3_600,)]
    marked = in_town(terminal.database, derived)
    assert marked != before
    assert in_town(terminal.database, derived_anew) == marked
    history = terminal.run("history", "d1")
    assert "shipped models say otherwise" in history
    assert f"hold_max_s: 3600 -> {HOLD_S}" in history
    assert "says otherwise" not in terminal.run("migrate")
    assert rows(terminal.database, "select count(*) from dirty") == [(0,)]


def test_another_heartbeat_or_wrap_is_derived_again_once(terminal: Terminal) -> None:
    in_town(terminal.database, build)
    in_town(terminal.database, follow)
    in_town(terminal.database, derived)
    said = "update shipped_model set counted = jsonb_set(counted, '{heartbeat_s}', '7')"
    in_town(terminal.database, lambda town: town.owner.execute(said.encode()))

    assert in_town(terminal.database, follow) == [MODEL]

    assert rows(terminal.database, "select distinct cause from dirty") == [("model",)]
    in_town(terminal.database, derived)
    assert in_town(terminal.database, follow) == []
    assert rows(terminal.database, "select count(*) from dirty") == [(0,)]


def test_a_model_of_ones_own_is_not_overruled(terminal: Terminal) -> None:
    in_town(terminal.database, build)
    own = f"insert into device_model (id, file, added_at) values ('{MODEL}', 'x', now())"  # noqa: S608
    in_town(terminal.database, lambda town: town.owner.execute(own.encode()))

    assert in_town(terminal.database, follow) == []
    assert rows(terminal.database, "select hold_max_s from channel") == [(3_600,)]


def test_a_channel_that_measures_something_else_now_is_told_with_its_remedy(
    terminal: Terminal,
) -> None:
    in_town(terminal.database, build)
    renamed = b"update channel set property = 'illuminance'"
    in_town(terminal.database, lambda town: town.owner.execute(renamed))

    told = terminal.run("migrate")

    assert "notice: channel 'bay' of d1 measures illuminance since it was first heard" in told
    assert "`wegwarte device swap d1 NEW --at T`" in told
    (notice,) = terminal.json("device", "show", "d1")["notices"]
    assert f"model {MODEL} says bay_state now" in notice
    assert rows(terminal.database, "select property from channel") == [("illuminance",)]
