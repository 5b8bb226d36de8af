"""The page says which final numbers have changed since they were read, and why."""

import re
from datetime import UTC, datetime

import pytest

from analytics.derive import derive_once
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import QUARTER, Town, build, store

pytestmark = pytest.mark.database

LATER = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a day after the town was derived
GAP = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)  # two quarter hours of direction b
PAGE = "/sites/promenade?from=2026-10-25&to=2026-10-25&bucket=day&mode=bicycle&indicator="


async def late(town: Town) -> None:
    """Send what was missing of a day that has long been final."""
    channel = town.channels["counter-1", "bicycles-b"]
    async with connect(town.dsn) as conn:
        rows = [(channel, GAP + n * QUARTER, 2.0, 900_000) for n in range(2)]
        await store(conn, town, rows, received=LATER)
        await derive_once(conn, LATER)


async def test_a_late_reading_is_told_beside_the_number_it_changed(database: str) -> None:
    await late(await build(database))

    async with serve(database, now=LATER) as client:
        german = (await client.get(f"{PAGE}volume")).text
        english = (await client.get(f"/en{PAGE}volume")).text
    shown = re.search(r'<table id="revised">.*?</table>', german, re.DOTALL)

    assert shown is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown[0])
    assert cells[:3] == ["490", "500", "Nachgelieferte Daten"]
    assert "So, 25.10.2026" in shown[0]
    assert "Late data" in english


#: 600 corrections of one day in one evening, long before the late reading.
CORRECTED = b"""
insert into indicator_revision (site, indicator, mode, direction, variant, bucket, start, revision,
  old_value, new_value, cause, at, since)
select site, indicator, mode, direction, variant, bucket, start, -n, n, n + 1, 'correction',
  '2026-11-01T20:00Z', '2026-10-30T20:00Z'
from indicator, generate_series(1, 600) as n
where site = 'promenade' and indicator = 'volume' and bucket = 'day' and start = '2026-10-25'
"""


async def test_the_newest_change_comes_first_however_many_there_were(database: str) -> None:
    town = await build(database)
    async with connect(database) as conn:
        await conn.execute(CORRECTED)
    await late(town)

    async with serve(database, now=LATER) as client:
        page = (await client.get(f"{PAGE}volume")).text
    shown = re.search(r'<table id="revised">.*?</table>', page, re.DOTALL)
    before = re.search(r'href="([^"]*as_of=[^"]*)"', page)

    assert shown is not None
    assert before is not None
    assert re.findall(r"<td[^>]*>(.*?)</td>", shown[0])[:2] == ["490", "500"]
    assert shown[0].count("<tr>") == 1 + 12
    assert "as_of=2026-11-23T08%3A59%3A59Z" in before[1]


async def test_the_numbers_as_they_were_are_one_link_away(database: str) -> None:
    await late(await build(database))

    async with serve(database, now=LATER) as client:
        page = (await client.get(f"{PAGE}volume")).text
        before = re.search(r'href="([^"]*as_of=[^"]*)"', page)
        assert before is not None
        answer = await client.get(before[1].replace("&amp;", "&"))
        every = re.search(r'href="([^"]*/revisions\?[^"]*)"', page)
        assert every is not None
        listed = (await client.get(every[1].replace("&amp;", "&"))).json()

    assert answer.status_code == 200
    assert "25.10.2026;490" in answer.text
    assert [one["new_value"] for one in listed["items"]] == [500]


async def test_where_nothing_changed_the_page_says_so(database: str) -> None:
    await build(database)

    async with serve(database, now=LATER) as client:
        page = (await client.get(f"/en{PAGE}volume")).text
        computed = (await client.get(f"/en{PAGE}peak_hour_factor")).text

    assert "No final number of this period has changed since." in page
    assert "has changed since" not in computed  # nothing of it is stored, so nothing is final
