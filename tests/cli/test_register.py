"""A fleet is registered once, and what a device said before then counts as well."""

from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.derive import derive_once
from cli.register import register
from firmware_sim.fleet_file import load
from store import blocks, partitions
from store.pool import connect
from store.registry import NewChannel, number_channels
from store.writer import write
from tests.store.batches import NOW, batch

pytestmark = pytest.mark.database
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
DERIVED = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


async def rows(database: str, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    async with connect(database) as conn:
        return await (await conn.execute(query.encode())).fetchall()


async def test_registering_a_fleet_again_changes_nothing(database: str) -> None:
    fleet = load("telgte")
    assert await register(database, fleet, since=SINCE) == (len(fleet.sites), len(fleet.devices))
    query = "select (select count(*) from datastream), (select count(*) from deployment)"
    before = await rows(database, query)
    assert await register(database, fleet, since=SINCE) == (0, 0)
    assert await rows(database, query) == before


async def test_what_a_device_said_before_its_registration_counts(database: str) -> None:
    device = "bike-muensterstrasse"
    async with connect(database) as conn:
        await conn.execute(
            "insert into device (id, model, accepted_at) values (%s, 'import', '2020-01-01Z')",
            (device,),
        )
        await partitions.ensure_partitions(conn, ["2026-11-01"])
        run = await blocks.open_run(conn, "live", {}, now=NOW)
        wanted = NewChannel(device=device, name="bicycles-a", property="count", hold_max_s=0)
        channel = (await number_channels(conn, [wanted]))[device, "bicycles-a"]
        async with conn.transaction():
            await write(conn, batch(run, [(channel, 0, 5)], device=device), now=NOW)
        await derive_once(conn, DERIVED)
        assert await rows(database, "select count(*) from day_state") == [(0,)]

    await register(database, load("telgte"), since=SINCE)

    async with connect(database) as conn:
        await derive_once(conn, DERIVED)
    assert await rows(
        database,
        "select value from indicator where site = 'telgte-muensterstrasse' and bucket = 'day'"
        " and indicator = 'volume' and direction = 'a'",
    ) == [(5.0,)]
