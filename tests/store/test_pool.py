"""Connections notice that their server is gone, even when it says no goodbye."""

import pytest

from store.pool import connect, open_pool

pytestmark = pytest.mark.database


async def test_a_server_that_vanished_is_noticed_within_half_a_minute(database: str) -> None:
    async with connect(database) as conn, open_pool(database) as pool, pool.connection() as pooled:
        for held in (conn, pooled):
            said = held.info.get_parameters()
            idle, interval, count = (
                int(said[f"keepalives_{word}"]) for word in ("idle", "interval", "count")
            )
            assert idle + interval * count <= 30
            assert int(said["tcp_user_timeout"]) <= 30_000


async def test_what_the_address_says_about_it_holds(database: str) -> None:
    async with connect(f"{database}?keepalives_idle=77") as conn:
        assert conn.info.get_parameters()["keepalives_idle"] == "77"
