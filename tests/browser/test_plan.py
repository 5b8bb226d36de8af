"""The plan of the overview: marks that cover nothing, and that the keyboard reaches."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from store.pool import connect
from tests.browser.conftest import Served, Visitor, founded
from tests.browser.town import build
from tests.fixtures.servers import PostgresServer

pytestmark = [pytest.mark.browser, pytest.mark.database]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CROWD = 7
#: Three sites a few metres from `emsweg`; seven in one place, too many for a mark each.
CLOSE = (
    "insert into site (id, name, kind, geometry) select 'near-' || n, 'Nachbar ' || n,"
    " 'cycle_track', jsonb_build_object('type', 'Point', 'coordinates',"
    " jsonb_build_array(7.785 + n * 0.00005, 51.983)) from generate_series(1, 3) as n"
    " union all select 'crowd-' || n, 'Gedränge ' || n, 'station',"
    " jsonb_build_object('type', 'Point', 'coordinates',"
    " jsonb_build_array(7.7868 + n * 0.00004, 51.9802)) from generate_series(1, 7) as n"
)
COVERING = """() => {
  const boxes = [...document.querySelectorAll('.marker:not([hidden]), .plan-buttons button')]
    .map((one) => [one.title, one.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right && b.left < a.right
    && a.top < b.bottom && b.top < a.bottom;
  return boxes.flatMap(([name, box], at) => boxes.slice(at + 1)
    .filter(([, other]) => meet(box, other)).map(([other]) => `${name} | ${other}`));
}"""


@pytest.fixture(scope="module")
def crowded(
    postgres_server: PostgresServer,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """Serve the town with sites that stand close together."""
    log = tmp_path_factory.mktemp("crowded") / "api.log"
    with founded(postgres_server, template_database, _build, log) as running:
        yield running


async def _build(dsn: str) -> None:
    await build(dsn, now=datetime.now(UTC))  # noqa: TID251
    async with connect(dsn) as conn:
        await conn.execute(CLOSE.encode())


async def plan_of(visitor: Visitor, served: Served, path: str = "/", **context: object) -> Page:
    page = await visitor.visit(f"{served.url}{path}", **{"viewport": DESKTOP, **context})
    await page.wait_for_selector("#plan[data-ready]", state="attached")
    return page


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_no_mark_covers_another(
    crowded: Served, visitor: Visitor, viewport: dict[str, int]
) -> None:
    page = await plan_of(visitor, crowded, viewport=viewport)

    assert await page.locator(".marker:not([hidden])").count() >= 5
    assert await page.evaluate(COVERING) == []


async def test_sites_in_one_place_share_a_mark_that_opens(
    crowded: Served, visitor: Visitor
) -> None:
    page = await plan_of(visitor, crowded)
    crowd = page.locator(".marker.crowd", has_text=f"{CROWD} Orte")

    names = ", ".join(f"Gedränge {n}" for n in range(1, CROWD + 1))
    said = f"{CROWD} Orte dicht beieinander: {names}. Näher heran"
    await expect(crowd).to_have_attribute("aria-label", said)
    await crowd.click()

    await expect(page.locator(".marker.crowd")).to_have_count(0)
    for n in range(1, CROWD + 1):
        await expect(page.locator(f'.marker[data-site="crowd-{n}"]')).to_be_visible()
    assert await page.evaluate(COVERING) == []


async def test_the_keyboard_goes_from_mark_to_mark_and_on_to_the_card(
    crowded: Served, visitor: Visitor
) -> None:
    page = await plan_of(visitor, crowded, "/en/")
    stops = page.locator('.marker[tabindex="0"]:not([hidden])')
    await expect(stops).to_have_count(1)

    await stops.focus()
    first = await stops.get_attribute("aria-label")
    await page.keyboard.press("ArrowRight")
    await expect(stops).to_be_focused()
    assert await stops.get_attribute("aria-label") != first
    await page.keyboard.press("Home")
    assert await stops.get_attribute("aria-label") == first
    site = await stops.get_attribute("data-site")
    await page.keyboard.press("Enter")

    await expect(page.locator(f'.card.chosen[data-site="{site}"] h3 a')).to_be_focused()


async def test_a_mark_says_site_number_and_unit(crowded: Served, visitor: Visitor) -> None:
    page = await plan_of(visitor, crowded)
    mark = page.locator('.marker[data-site="planwiese"]')

    await expect(mark).to_have_attribute("aria-label", "Planwiese: 40 von 100 frei")
