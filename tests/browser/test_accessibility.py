"""axe-core finds nothing: both colour schemes, both languages, desktop and phone, every page."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page

from tests.browser.conftest import Served, Visitor, serving
from tests.browser.planned import STATION
from tests.browser.test_page import settle
from tests.fixtures.servers import PostgresServer
from tests.needs import node_module

pytestmark = [pytest.mark.browser, pytest.mark.database]
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
PAGES = ("/", "/sites/emsweg", "/sites/domplatz", "/sites/neu")
PLANNED = (
    f"/sites/{STATION}?from=2024-01-01&to=2024-12-31&indicator=hourly_profile",
    "/sites/ring?indicator=v85",
    "/sites/ph-theater",
    "/sites/ring/figures",
    "/groups",
    "/sites/ph-theater/before-after?at=2023-11-15&control=ph-karstadt",
    "/groups/mitte?spaces=20&from=2023-11-01&to=2023-11-30",
)
OPEN_DETAILS = "for (const one of document.querySelectorAll('details')) one.open = true"
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map((v) => `${v.id}: ${v.help} ${v.nodes.map((n) => n.target.join(' ')).slice(0, 5)}`)"""


@pytest.fixture(scope="module")
def empty(
    postgres_server: PostgresServer,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """Serve a database in which nothing has arrived."""
    dsn = postgres_server.create_database(template=template_database)
    with serving(dsn, tmp_path_factory.mktemp("empty") / "api.log") as running:
        yield running
    postgres_server.drop_database(dsn)


async def violations(page: Page) -> list[str]:
    """What axe-core finds on a page as it stands."""
    folder = node_module("axe-core")
    assert folder is not None
    # Through the debugger: the page's own policy lets no foreign script in.
    await page.evaluate((folder / "axe.min.js").read_text())
    found: list[str] = await page.evaluate(RUN_AXE)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["german", "english"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_axe_finds_nothing(
    served: Served,
    empty: Served,
    planned: Served,
    visitor: Visitor,
    scheme: str,
    prefix: str,
    width: str,
) -> None:
    found = {}
    addresses = [f"{served.url}{prefix}{path}" for path in PAGES] + [f"{empty.url}{prefix}/"]
    addresses += [f"{planned.url}{prefix}{path}" for path in PLANNED]
    for address in addresses:
        page = await visitor.visit(address, color_scheme=scheme, viewport=WIDTHS[width])
        await settle(page)
        await page.evaluate(OPEN_DETAILS)
        found[address] = await violations(page)
        await page.close()

    assert {address: said for address, said in found.items() if said} == {}


async def test_axe_would_find_what_is_wrong(served: Served, visitor: Visitor) -> None:
    page = await visitor.visit(f"{served.url}/")
    await page.evaluate("document.body.append(document.createElement('img'))")

    assert any("image-alt" in said for said in await violations(page))
