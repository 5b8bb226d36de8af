"""What the chart draws can be read off it: how long, of what, and what its marks mean."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Served, Visitor
from tests.browser.planned import STATION
from tests.browser.test_page import settle

pytestmark = [pytest.mark.browser, pytest.mark.database]
QUARTERS = 2 * 96
#: How opaque the chart is at a share of its width, a fifth above its lower edge.
OPAQUE = """(share) => {
  const canvas = document.querySelector('.chart-canvas canvas');
  const whole = canvas.getBoundingClientRect();
  const plot = document.querySelector('.u-over').getBoundingClientRect();
  const zoom = canvas.width / whole.width;
  const x = (plot.left - whole.left + plot.width * share) * zoom;
  const y = (plot.top - whole.top + plot.height * 0.83) * zoom;
  return canvas.getContext('2d').getImageData(Math.round(x), Math.round(y), 1, 1).data[3];
}"""


async def chart_of(visitor: Visitor, served: Served, path: str) -> Page:
    page = await visitor.visit(f"{served.url}{path}", viewport={"width": 1280, "height": 900})
    await settle(page)
    await page.wait_for_selector("#chart[data-ready=drawn]")
    return page


async def test_a_value_before_a_gap_is_as_long_as_its_time(
    served: Served, visitor: Visitor
) -> None:
    path = "/sites/promenade?from=2024-10-21&to=2024-10-22&bucket=15min"
    page = await chart_of(visitor, served, path)

    # The last quarter of the second day is missing; the one before it is known.
    assert await page.evaluate(OPAQUE, (QUARTERS - 1.5) / QUARTERS) > 0
    assert await page.evaluate(OPAQUE, (QUARTERS - 0.5) / QUARTERS) == 0


async def test_the_legend_tells_v85_from_v50_without_their_colours(
    planned: Served, visitor: Visitor
) -> None:
    page = await chart_of(
        visitor, planned, "/en/sites/ring?indicator=v85&from=2026-03-03&to=2026-03-04&bucket=day"
    )
    legend = page.locator("#chart .legend")

    await expect(legend).to_contain_text("V85 (km/h)")
    await expect(legend).to_contain_text("V50")
    dashes = "getComputedStyle(document.querySelector('#chart .legend .second')).strokeDasharray"
    assert await page.evaluate(dashes) != "none"


async def test_the_legend_says_what_each_mark_means(planned: Served, visitor: Visitor) -> None:
    page = await chart_of(visitor, planned, f"/sites/{STATION}?from=2024-11-01&to=2024-11-30")
    legend = page.locator("#chart .legend")

    for word in ("oben: Befund der Prüfungen", "flach: unvollständig", "hoch: zweifelhaft"):
        await expect(legend).to_contain_text(word)


async def test_without_findings_the_legend_names_none(planned: Served, visitor: Visitor) -> None:
    page = await chart_of(visitor, planned, "/sites/ph-karstadt?from=2023-11-06&to=2023-11-07")

    await expect(page.locator("#chart .legend")).not_to_contain_text("Befund")


async def test_every_part_of_a_sites_page_is_one_link_away(
    planned: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{planned.url}/sites/{STATION}")
    links = page.get_by_role("navigation", name="Auf dieser Seite").get_by_role("link")
    targets = [await link.get_attribute("href") or "" for link in await links.all()]

    anchors = [target for target in targets if target.startswith("#")]
    assert {"#figures", "#series", "#findings", "#raw"} <= set(anchors)
    for anchor in anchors:
        assert await page.locator(anchor).count() == 1
    assert any(target.endswith("/before-after") for target in targets)
