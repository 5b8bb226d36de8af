"""German tables say of a number's quality what the page says: incomplete is not yet doubtful."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from analytics.derive import derive_once
from store import marks
from store.pool import connect
from tests.api.conftest import serve
from tests.api.test_tables import rows_of
from tests.api.town import NOW, Town

pytestmark = pytest.mark.database
DAYS = {"from": "2026-10-24", "to": "2026-10-28"}
SITE = "/api/v1/sites/promenade/indicators/volume"
#: A whole quarter hour of the 26th, and one of the 25th, of which a part is missing.
DOUBT = (
    "update observation set quality = 3 where time in "
    "('2026-10-26 10:00Z', '2026-10-25 12:00Z') and channel = %s"
)


@pytest.fixture
async def doubted(own_town: Town) -> AsyncIterator[httpx2.AsyncClient]:
    """Let a counter doubt two of its quarter hours."""
    async with connect(own_town.dsn) as conn:
        await conn.execute(DOUBT.encode(), (own_town.channels["counter-1", "bicycles-a"],))
        await marks.mark_everything(conn)
        assert (await derive_once(conn, NOW)).problems == {}
    async with serve(own_town.dsn, now=NOW) as client:
        yield client


async def words(client: httpx2.AsyncClient, address: str, **asked: str) -> list[str]:
    """Return the words for the quality of a table's rows."""
    rows = rows_of(await client.get(address, params={"format": "csv-de"} | asked), ";")
    return [row["Güte"] for row in rows]


async def test_german_tables_say_of_quality_what_the_page_says(
    doubted: httpx2.AsyncClient,
) -> None:
    told = await words(doubted, SITE, **DAYS)

    assert told == ["gut", "unvollständig und zweifelhaft", "zweifelhaft", "fehlt"]
    page = await doubted.get("/sites/promenade", params={"from": "2026-10-24", "to": "2026-10-27"})
    table = re.sub(r"<[^>]+>", "\n", page.text)
    for word in told:
        assert word in table
    rows = rows_of(await doubted.get(SITE, params=DAYS | {"format": "csv"}), ",")
    assert [row["flag"] for row in rows] == ["1", "3", "3", "9"]  # for programs


async def test_a_direction_a_total_and_quarter_hours_have_their_own_words(
    doubted: httpx2.AsyncClient,
) -> None:
    other = await words(doubted, SITE, direction="b", **DAYS)
    assert other == ["gut", "unvollständig", "gut", "fehlt"]
    assert await words(doubted, SITE, bucket="total", **DAYS) == ["unvollständig und zweifelhaft"]
    quarters = await words(doubted, SITE, bucket="15min", period="2026-10-25")
    assert set(quarters) == {"gut", "zweifelhaft", "fehlt"}


async def test_a_group_and_the_coverage_have_the_same_words(
    doubted: httpx2.AsyncClient, own_town: Town
) -> None:
    async with connect(own_town.dsn) as conn:
        await conn.execute(b"insert into site_group (id, name) values ('mitte', 'Mitte')")
        await conn.execute(
            b"insert into site_group_member (site_group, site, valid)"
            b" values ('mitte', 'promenade', tstzrange(null, null))"
        )
    group = await words(doubted, "/api/v1/groups/mitte/indicators/volume", mode="bicycle", **DAYS)
    assert group == ["gut", "unvollständig und zweifelhaft", "zweifelhaft", "fehlt"]

    asked = {"site": "promenade", "format": "csv-de"} | DAYS
    rows = rows_of(await doubted.get("/api/v1/quality", params=asked), ";")
    told: dict[str, list[str]] = {}
    for row in rows:
        told.setdefault(row["Datenstrom"], []).append(row["Güte"])
    assert sorted(told.values()) == [
        ["gut", "unvollständig", "gut", "ungeprüft"],
        ["gut", "zweifelhaft", "zweifelhaft", "ungeprüft"],
    ]
