"""What the page tells everybody: no single bays, no small groups of them, no devices."""

import pytest

from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import build

pytestmark = pytest.mark.database


async def test_the_public_page_tells_nothing_of_single_bays_and_devices(database: str) -> None:
    await build(database)
    async with connect(database) as conn:
        await conn.execute("update site set public = true where id = 'domplatz'")
    for access, told in (("loopback", True), ("public", False)):
        async with serve(database, access=access) as client:
            overview = (await client.get("/en/")).text
            bays = (await client.get("/en/sites/domplatz")).text
            counter = (await client.get("/en/sites/promenade")).text

        assert "Promenade" in overview
        assert ("bay-1" in bays) is told
        assert ('class="figures' in bays) is told
        assert ("counter-1" in counter) is told


async def test_what_is_not_public_is_not_there_for_everybody(database: str) -> None:
    await build(database)
    async with serve(database, access="public") as client:
        assert "Domplatz" not in (await client.get("/")).text
        answer = await client.get("/sites/domplatz")
        assert (answer.status_code, "Domplatz" in answer.text) == (404, False)
        assert (await client.get("/cards", params={"site": "domplatz"})).text.strip() == ""


async def test_a_name_is_text_and_never_markup(database: str) -> None:
    await build(database)
    async with connect(database) as conn:
        await conn.execute("update site set name = '<script>alert(1)</script>' where id = 'kiosk'")
    async with serve(database) as client:
        for path in ("/", "/sites/kiosk", "/cards?site=kiosk", "/sites/%3Cscript%3E"):
            assert "<script>alert" not in (await client.get(path)).text


@pytest.mark.parametrize(
    "query",
    ["from=x", "from=2026-01-02&to=2026-01-01", "from=0001-01-01", "page=x", "bucket=x", "mode=x"],
)
async def test_a_view_that_cannot_be_read_becomes_the_usual_one(database: str, query: str) -> None:
    await build(database)
    async with serve(database) as client:
        answer = await client.get(f"/en/sites/promenade?{query}")

    assert answer.status_code == 200
    assert "Series: Volume" in answer.text
