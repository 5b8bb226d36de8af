"""The page in a real browser: its numbers are the API's, and it keeps to what it promises."""

import json
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Served, Visitor
from tests.browser.town import quarter_of
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.database]
BERLIN = ZoneInfo("Europe/Berlin")
PHONE = {"width": 360, "height": 740}


def api(served: Served, path: str) -> Any:  # noqa: ANN401 - whatever it answers
    """Return what the API answers."""
    with urllib.request.urlopen(f"{served.url}{path}", timeout=PATIENCE_S) as answer:  # noqa: S310
        return json.load(answer)


def card(page: Page, site: str) -> Locator:
    """The card of a site."""
    return page.locator(f'.card[data-site="{site}"]')


async def figure(page: Page, site: str) -> str:
    """The first number of a card."""
    return (await card(page, site).locator(".figure strong").first.inner_text()).strip()


async def settle(page: Page) -> None:
    """Wait until what a script draws is there."""
    await expect(page.locator("[data-part]:not([data-filled])")).to_have_count(0)
    for part in ("chart", "plan"):
        if await page.locator(f"#{part}").count():
            await page.wait_for_selector(f"#{part}[data-ready]", state="attached")


def german(value: float) -> str:
    """A whole number as German readers write it."""
    return f"{value:,.0f}".replace(",", ".")


async def test_the_count_of_today_on_the_page_is_the_sum_of_the_api(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{served.url}/")
    label = await card(page, "emsweg").locator(".figure span").first.inner_text()
    found = re.fullmatch(r"Räder (heute|am \S+ \S+)( bis (\d\d:\d\d))?", label)
    assert found is not None, label
    # The town was built a moment ago, and its newest quarter may be of yesterday.
    last = api(served, "/api/v1/sites/emsweg/datastreams")["items"][0]["latest"]["time"]
    until = datetime.fromisoformat(last) + timedelta(minutes=15)
    day = (until - timedelta(seconds=1)).astimezone(BERLIN).date()

    answer = api(
        served,
        f"/api/v1/sites/emsweg/indicators/volume?bucket=15min&from={day}"
        f"&to={day + timedelta(days=1)}",
    )
    total = sum(item["value"] for item in answer["values"] if item["value"] is not None)

    assert await figure(page, "emsweg") == german(total)
    if found[3]:
        assert found[3] == f"{until.astimezone(BERLIN):%H:%M}"


async def test_a_running_day_is_compared_with_the_same_part_of_earlier_days(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{served.url}/en/")

    note = await card(page, "emsweg").locator(".note").first.inner_text()

    # Every quarter hour of nine weeks counts the same, so any other part of a day would differ.
    assert note.startswith("as usual."), note
    assert "median of 8 weeks" in note


async def test_free_spaces_on_the_page_are_the_newest_value_of_the_api(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{served.url}/en/")

    latest = api(served, "/api/v1/sites/planwiese/datastreams")["items"][0]["latest"]["value"]
    capacity = api(served, "/api/v1/sites/planwiese")["capacity"]

    assert await figure(page, "planwiese") == f"{latest:.0f}" == "40"
    text = await card(page, "planwiese").inner_text()
    assert f"of {capacity:.0f} free" in text
    assert await figure(page, "domplatz") == "1"
    assert "of 2 free" in await card(page, "domplatz").inner_text()


async def test_values_and_total_of_a_site_are_those_of_the_api(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(
        f"{served.url}/en/sites/promenade?from=2024-10-21&to=2024-10-22&bucket=day"
    )
    answer = api(
        served,
        "/api/v1/sites/promenade/indicators/volume?from=2024-10-21&to=2024-10-23&bucket=day",
    )

    await page.wait_for_selector("#chart[data-ready=drawn]")
    rows = await page.locator("#values-table tbody tr").all_inner_texts()
    cells = [row.split("\t") for row in rows]

    values = [f"{item['value']:,}" for item in reversed(answer["values"])]
    assert [row[1].strip() for row in cells] == values == ["950", "960"]
    assert [row[2].strip() for row in cells] == ["99\u202f%", "100\u202f%"]
    assert [row[3].strip() for row in cells] == ["incomplete", "good"]
    assert await page.locator("#now").inner_text() == "Last recorded"
    assert [row[4].strip() for row in cells] == ["final", "final"]
    total = await page.locator(".series-total strong").inner_text()
    assert total == f"{answer['total']['value']:,}" == "1,910"
    assert "Datenquelle: Stadt Münster, dl-de/by-2-0" in await page.locator(".facts").inner_text()


async def test_zooming_asks_for_finer_values_and_the_links_follow(
    served: Served, visitor: Visitor
) -> None:
    last = quarter_of(datetime.now(UTC)).date() - timedelta(days=1)  # noqa: TID251
    first = last - timedelta(days=55)
    page = await visitor.visit(f"{served.url}/sites/emsweg?from={first}&to={last}")
    chart = page.locator("#chart")
    await page.wait_for_selector("#chart[data-ready=drawn]")
    assert await chart.get_attribute("data-bucket") == "day"

    await page.locator(".u-over").scroll_into_view_if_needed()
    box = await page.locator(".u-over").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 50)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.54, box["y"] + 50, steps=4)
    await page.mouse.up()

    await page.wait_for_selector("#chart[data-bucket='15min']")
    address = await page.locator("#api-url").inner_text()
    assert "bucket=15min" in address
    values = api(served, address)["values"]
    assert {item["value"] for item in values} == {5}
    for name in ("csv", "csv-de"):
        link = page.locator(f'#downloads a[data-format="{name}"]')
        assert await link.get_attribute("href") == f"{address}&format={name}"

    await page.locator("#chart [data-go=all]").click()
    await page.wait_for_selector("#chart[data-bucket=day]")


async def test_the_keyboard_moves_the_cursor_and_the_table_follows(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(
        f"{served.url}/sites/promenade?from=2024-10-21&to=2024-10-22&bucket=hour"
    )
    await page.wait_for_selector("#chart[data-ready=drawn]")
    canvas = page.locator(".chart-canvas")
    assert await canvas.get_attribute("aria-details") == "values-table"

    await canvas.press("Home")
    await canvas.press("ArrowRight")

    await expect(page.locator("#cursor-spoken")).to_have_text(
        "Mo, 21.10.2024, 01:00: 40 Räder Abdeckung 100\u202f%, endgültig"
    )
    marked = page.locator("#values-table tr.at-cursor")
    assert (await marked.inner_text()).startswith("Mo, 21.10.2024, 01:00")


async def test_a_site_without_data_says_since_when_it_waits(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{served.url}/sites/neu")

    said = await card(page, "neu").inner_text()

    assert re.search(r"Wartet seit \w\w, \d\d\.\d\d\.\d{4}, \d\d:\d\d auf die erste Meldung", said)
    assert "Üblich: nach spätestens 15 min" in said
    assert await card(page, "neu").locator(".figure, .spark").count() == 0
    assert await page.locator("#chart").count() == 0


async def test_without_scripts_list_and_site_are_complete(served: Served, visitor: Visitor) -> None:
    overview = await visitor.visit(f"{served.url}/", java_script_enabled=False)
    assert await figure(overview, "planwiese") == "40"
    await overview.locator(".chips a", has_text="Fahrrad").click()
    await expect(card(overview, "planwiese")).to_have_count(0)
    await expect(card(overview, "emsweg")).to_have_count(1)

    site = await visitor.visit(
        f"{served.url}/sites/promenade?from=2024-10-21&to=2024-10-21&bucket=15min",
        java_script_enabled=False,
    )
    rows = site.locator("#values-table tbody tr")
    assert await rows.count() == 24
    assert (await rows.first.inner_text()).startswith("Mo, 21.10.2024, 23:45")
    await site.locator("#pager a", has_text="Ältere").click()
    await expect(rows.first.locator("th")).to_have_text("Mo, 21.10.2024, 17:45")
    await site.locator("input[name=to]").fill("2024-10-22")
    await site.locator("select[name=bucket]").select_option("day")
    await site.locator(".series-form button").click()
    await expect(rows).to_have_count(2)


async def test_on_a_phone_nothing_is_wider_than_the_screen(
    served: Served, visitor: Visitor
) -> None:
    too_wide = {}
    for path in ("/", "/en/", "/sites/emsweg", "/sites/planwiese", "/sites/neu", "/sites/muehle"):
        page = await visitor.visit(f"{served.url}{path}", viewport=PHONE)
        await settle(page)
        for width in (320, 360, 400):
            await page.set_viewport_size({"width": width, "height": 700})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                too_wide[path, width] = wide
        await page.close()

    assert too_wide == {}


async def test_what_can_be_pressed_is_large_enough(served: Served, visitor: Visitor) -> None:
    for path in ("/", "/sites/emsweg"):
        page = await visitor.visit(f"{served.url}{path}", viewport=PHONE)
        small = await page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, summary')]
              .filter((e) => e.checkVisibility() && !e.matches('.skip'))
              .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
              .filter(([, box]) => box.height < 24 || box.width < 24)
              .map(([html]) => html)"""
        )
        # A link inside the heading of a card may be as high as its line (WCAG 2.5.8, inline).
        assert [html for html in small if "/sites/" not in html] == []


async def test_the_plan_shows_what_the_list_shows(served: Served, visitor: Visitor) -> None:
    page = await visitor.visit(f"{served.url}/", viewport={"width": 1280, "height": 900})

    await page.wait_for_selector("#plan[data-ready]")
    markers = page.locator(".marker")

    assert await markers.count() == await page.locator(".card[data-lon]").count() == 5
    assert await page.locator('.marker[data-site="planwiese"] .text').inner_text() == "40"
    await card(page, "domplatz").locator(".locate").click()
    chosen = page.locator(".marker.chosen")
    assert await chosen.get_attribute("data-site") == "domplatz"


async def test_the_chosen_colours_stay(served: Served, visitor: Visitor) -> None:
    page = await visitor.visit(f"{served.url}/", color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(ground)

    await page.locator("#theme").click()
    await page.locator("#theme").click()
    assert await page.locator("#theme").inner_text() == "Farben: dunkel"
    dark = await page.evaluate(ground)
    await page.goto(f"{served.url}/sites/emsweg")

    assert dark != light
    assert await page.evaluate(ground) == dark


async def test_an_alias_leads_to_the_site_and_the_language_is_kept(
    served: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{served.url}/en/sites/100031297")

    assert page.url == f"{served.url}/en/sites/promenade"
    await page.locator(".head nav a").click()
    assert page.url == f"{served.url}/sites/promenade"
    assert await page.locator("html").get_attribute("lang") == "de"


async def test_the_demo_says_so_on_every_page(served: Served, visitor: Visitor) -> None:
    for path in ("/", "/sites/emsweg", "/en/"):
        page = await visitor.visit(f"{served.url}{path}")
        assert await page.locator(".banner").is_visible()
