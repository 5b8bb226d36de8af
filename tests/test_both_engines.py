"""One town on both engines: the same readings give the same bytes, and the same answers."""

from typing import Any

import pytest

from analytics.derive import derive_once
from store import marks
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import NOW, build

pytestmark = [pytest.mark.database, pytest.mark.timescale]

QUESTIONS = (
    "/api/v1/sites",
    "/api/v1/sites/promenade/datastreams",
    "/api/v1/sites/promenade/indicators/volume?from=2026-10-23&to=2026-10-27&bucket=day",
    "/api/v1/sites/promenade/indicators/volume?from=2026-10-25&to=2026-10-26&bucket=15min",
    "/api/v1/sites/promenade/indicators/volume?period=2026-10&bucket=month",
    "/api/v1/sites/bahnhof/indicators/occupancy?from=2026-10-24&to=2026-10-27&bucket=day",
    "/api/v1/sites/bahnhof/indicators/free_spaces?from=2026-10-25&to=2026-10-26&bucket=hour",
    "/api/v1/quality?site=promenade&from=2026-10-23&to=2026-10-27",
    "/api/v1/datastreams/1/observations?from=2026-10-25&to=2026-10-26",
    "/api/v1/devices",
    "/api/v1/ledger",
)
STATES = "select datastream, utc_day, state, method_version from day_state order by 1, 2"
NUMBERS = (
    "select site, indicator, mode, direction, variant, bucket, start, value, n_expected, n_valid, "
    "coverage, flag, method_version from indicator order by 1, 2, 3, 4, 5, 6, 7"
)


async def derived(dsn: str) -> list[list[tuple[Any, ...]]]:
    """Derive everything again, and return what invariant 5 speaks of."""
    async with connect(dsn) as conn:
        # All connections to TimescaleDB share one session here: statements of the last one linger.
        await conn.execute("deallocate all")
        await marks.mark_everything(conn)
        await derive_once(conn, NOW)
        found = [await (await conn.execute(q.encode())).fetchall() for q in (STATES, NUMBERS)]
        await conn.execute("deallocate all")
        return found


async def answers(dsn: str) -> dict[str, Any]:
    """Ask the application every question; one connection, for TimescaleDB has no more here."""
    found: dict[str, Any] = {}
    async with serve(dsn, database_connections_max=1) as client:
        for question in QUESTIONS:
            answer = await client.get(question)
            assert answer.status_code == 200, (question, answer.text)
            found[question] = answer.json()
    return found


async def test_both_engines_derive_the_same_bytes_and_give_the_same_answers(
    database: str, timescale_database: str
) -> None:
    await build(database)
    await build(timescale_database)

    states, numbers = await derived(database)
    assert len(states) > 10
    assert len(numbers) > 10
    assert await derived(timescale_database) == [states, numbers]
    assert await answers(timescale_database) == await answers(database)
