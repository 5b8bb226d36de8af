"""What a planner reads: no number without what has to be known with it, and no silence."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from api.access.sessions import hashed
from api.pages.language import DE
from tests.browser.conftest import Served, Visitor, serving
from tests.browser.planned import FOUND, KEY, SENTENCE_DE, SENTENCE_EN, STATION
from tests.browser.test_page import api, german, settle
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.timeout(300)]
PASSWORD = "wegwarte-am-wegesrand"
IN_2024 = "from=2024-01-01&to=2024-12-31"


@pytest.fixture
def closed(planned: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the same town to those who know the password."""
    log = tmp_path_factory.mktemp("closed") / "api.log"
    settings = {"WEGWARTE_ACCESS": "password", "WEGWARTE_PASSWORD_HASH": hashed(PASSWORD)}
    with serving(planned.dsn, log, **settings) as running:
        yield running


async def open_site(visitor: Visitor, served: Served, path: str, **context: object) -> Page:
    """Open a page, and wait for the parts it asks for."""
    page = await visitor.visit(f"{served.url}{path}", **context)
    await settle(page)
    return page


def told(page: Page, key: str) -> Locator:
    """A key figure, given or withheld."""
    return page.locator(f'[data-figure="{key}"]')


async def text_of(place: Locator) -> str:
    """What is read in a place, its spaces evened out."""
    return " ".join((await place.inner_text()).split())


async def test_v85_never_stands_without_v50(planned: Served, visitor: Visitor) -> None:
    page = await open_site(visitor, planned, "/en/sites/ring?indicator=v85&bucket=day")
    answer = api(
        planned,
        "/api/v1/sites/ring/indicators/v85?mode=car&from=2026-03-03&to=2026-03-05&bucket=day",
    )
    first, second = answer["values"]
    assert first["value"] is not None
    assert second["value"] is None

    figure = await text_of(told(page, "v85"))
    assert f"V50: {answer['total']['v50']:.1f}" in figure
    assert "vehicles measured: 440" in figure
    heads = await page.locator("#values-table thead th").all_inner_texts()
    assert "V50" in heads
    rows = [await text_of(row) for row in await page.locator("#values-table tbody tr").all()]
    assert f"{first['value']:.1f} {first['v50']:.1f}" in rows[1]
    assert "too few readings in this period" in rows[0]  # 40 vehicles
    await page.locator(".chart-canvas").press("Home")
    await expect(page.locator("#cursor-spoken")).to_contain_text(f"V50: {first['v50']:.1f}")
    assert "V50: " in await text_of(page.locator("#series-panel .beside").first)


async def test_the_share_over_the_limit_names_the_limit(planned: Served, visitor: Visitor) -> None:
    page = await open_site(visitor, planned, "/sites/ring")

    figure = await text_of(told(page, "share_over_limit"))

    total = api(
        planned,
        "/api/v1/sites/ring/indicators/share_over_limit?mode=car&from=2026-03-03&to=2026-03-05"
        "&bucket=total",
    )["total"]
    assert f"{total['value'] * 100:.0f}\u202f%".replace("\u202f", " ") in figure
    assert "30" in figure


async def test_what_is_withheld_says_why_in_both_languages(
    planned: Served, visitor: Visitor
) -> None:
    for prefix, sentence in (
        ("", "Dafür liegen in diesem Zeitraum zu wenige Messwerte vor."),
        ("/en", "There are too few readings in this period for it."),
    ):
        page = await open_site(visitor, planned, f"{prefix}/sites/{STATION}?{IN_2024}")
        growth = told(page, "growth")

        assert sentence in await text_of(growth)
        assert await growth.locator(".number").count() == 0
        await growth.locator("summary").click()
        assert await growth.locator("dd").count() == 3  # reading aid, confusion, method


async def test_a_year_with_gaps_shows_count_coverage_and_estimate_apart(
    planned: Served, visitor: Visitor
) -> None:
    page = await open_site(visitor, planned, f"/sites/{STATION}?{IN_2024}")
    total = api(
        planned,
        f"/api/v1/sites/{STATION}/indicators/volume?from=2024-01-01&to=2025-01-01&bucket=total",
    )["total"]
    estimate = total["estimate"]
    assert total["coverage"] < 1
    assert estimate["value"] > total["value"]

    cells = await page.locator(".years tbody tr").first.locator("th, td").all_inner_texts()
    ends = f"{german(estimate['low'])} – {german(estimate['high'])}"
    assert [cell.strip() for cell in cells] == [
        "2024",
        german(total["value"]),
        f"{int(total['coverage'] * 100 + 0.5)}\u202f%",
        f"{german(estimate['value'])} ({ends})",
    ]
    figure = told(page, "volume")
    assert await text_of(figure.locator("strong")) == german(total["value"])
    assert german(estimate["value"]) in await text_of(figure.locator(".estimate"))


async def test_the_dtv_comes_with_its_interval(planned: Served, visitor: Visitor) -> None:
    page = await open_site(visitor, planned, f"/en/sites/{STATION}?{IN_2024}")
    total = api(
        planned,
        f"/api/v1/sites/{STATION}/indicators/dtv?from=2024-01-01&to=2025-01-01&bucket=total",
    )["total"]

    figure = await text_of(told(page, "dtv"))

    assert f"{total['value']:,.0f} bicycles a day" in figure
    assert f"95 % interval: {total['low']:,.0f} to {total['high']:,.0f}" in figure


async def test_spot_checks_below_90_percent_are_told_at_once(
    planned: Served, visitor: Visitor
) -> None:
    page = await open_site(visitor, planned, "/en/sites/ph-theater")

    assert "right in only 83\u202f%" in await page.locator(".problem").inner_text()
    assert "right in 33 of 40 cases (83\u202f%, 95 % interval 68\u202f% to 91\u202f%)" in (
        await page.locator(".checks").inner_text()
    )
    other = await open_site(visitor, planned, "/en/sites/ph-karstadt")
    assert await other.locator(".problem, .checks").count() == 0


async def test_any_indicator_is_found_by_a_word_and_drawn(
    planned: Served, visitor: Visitor
) -> None:
    page = await open_site(visitor, planned, f"/en/sites/{STATION}?{IN_2024}")
    chooser = page.locator("#chooser")
    await chooser.locator("summary").click()
    every = await chooser.locator("li:visible").count()

    await chooser.get_by_role("searchbox").fill("hour profile")
    await expect(chooser.locator("[role=status]")).not_to_be_empty()
    assert 0 < await chooser.locator("li:visible").count() < every

    await chooser.locator('a[href*="hourly_profile"]').click()
    await page.wait_for_selector(".profile .curve-working_days")
    assert await page.locator(".profile > svg .curve").count() == 3
    answer = api(
        planned,
        f"/api/v1/sites/{STATION}/indicators/hourly_profile"
        "?from=2024-01-01&to=2025-01-01&bucket=total",
    )
    share = answer["total"]["working_days"][7]
    await page.locator(".profile + details summary").click()
    row = await text_of(page.locator(".profile + details tbody tr").nth(7))
    assert row.startswith(f"07:00 {share * 100:.1f} %")


async def test_a_finding_is_shown_with_its_span_and_marked_in_the_chart(
    planned: Served, visitor: Visitor
) -> None:
    day = f"{FOUND:%Y-%m-%d}"
    page = await open_site(visitor, planned, f"/sites/{STATION}?from={day}&to={day}&bucket=hour")
    finding = page.locator(f'[data-finding="{KEY}"]')

    assert SENTENCE_DE in await finding.inner_text()
    assert "12.11.2024, 07:00 – Mi, 13.11.2024, 13:00" in await finding.inner_text()
    assert await finding.locator(".state").inner_text() == "offen"
    assert await page.locator("form[action*=findings]").count() == 0  # nobody is logged in
    canvas = page.locator(".chart-canvas")
    await canvas.press("End")
    await expect(page.locator("#cursor-spoken")).to_contain_text(f"Befund: {SENTENCE_DE}")


async def test_who_is_logged_in_decides_and_takes_it_back(closed: Served, visitor: Visitor) -> None:
    day = FOUND + timedelta(days=1)
    path = f"/en/sites/{STATION}?from={FOUND:%Y-%m-%d}&to={day:%Y-%m-%d}"
    page = await visitor.visit(f"{closed.url}{path}")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await settle(page)
    finding = page.locator(f'[data-finding="{KEY}"]')
    before = await page.locator(".series-total strong").inner_text()

    await finding.locator(".decide summary").click()
    await finding.get_by_label("Why").fill("a bus stood on the loop")
    await finding.get_by_role("button", name="Confirm the fault").click()
    await expect(finding.locator(".state")).to_have_text("confirmed: its time is in no number")
    await expect(finding.get_by_role("status")).to_contain_text("Saved.")
    await expect(page.locator(".finding").first).to_have_attribute("data-finding", KEY)
    assert SENTENCE_EN in await finding.inner_text()
    assert f"from={FOUND:%Y-%m-%d}" in page.url

    await finding.locator(".decide summary").click()
    await finding.get_by_role("button", name="Open again").click()
    await expect(finding.locator(".state")).to_have_text("open")
    await settle(page)
    assert await page.locator(".series-total strong").inner_text() == before


def test_without_a_login_nobody_decides(planned: Served) -> None:
    form = urllib.parse.urlencode({"keys": KEY, "decision": "dismiss"}).encode()
    address = f"{planned.url}/sites/{STATION}/findings"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, form, timeout=PATIENCE_S)  # noqa: S310 - our own
    refused.value.close()
    assert refused.value.code == 403


async def test_a_group_is_one_ratio_and_never_a_sum_of_peaks(
    planned: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{planned.url}/groups")
    await page.get_by_role("link", name="Parkhäuser Mitte").click()
    await page.wait_for_url("**/groups/mitte*")
    window = "from=2023-11-01&to=2023-11-30"
    page = await open_site(visitor, planned, f"/groups/mitte?{window}&spaces=-300&demand=10")

    asked = "from=2023-11-01&to=2023-12-01&bucket=total"
    for key in ("occupancy", "peak_occupancy"):
        total = api(planned, f"/api/v1/groups/mitte/indicators/{key}?{asked}")["total"]
        shown = await text_of(told(page, key).locator("strong"))
        assert shown == " ".join(DE.percent(total["value"]).split())
    hours = api(planned, f"/api/v1/groups/mitte/indicators/hours_at_85?{asked}")["total"]
    assert await text_of(told(page, "hours_at_85").locator("strong")) == german(hours["value"])

    what_if = api(
        planned, "/api/v1/groups/mitte/what-if?from=2023-11-01&to=2023-12-01&spaces=-300&demand=10"
    )
    row = await text_of(page.locator("#what-if-table tbody tr").nth(1))
    ends = [german(what_if[case]["hours_at_85"]) for case in ("measured", "low", "high")]
    assert row.endswith(" ".join(ends))
    assert await page.locator(".assumed li").count() == len(what_if["assumptions"]["de"])


async def test_before_and_after_says_what_the_api_says(planned: Served, visitor: Visitor) -> None:
    page = await open_site(visitor, planned, "/en/sites/ph-theater")
    await page.get_by_role("link", name="Compare before and after").click()
    await page.get_by_label("First day since the change").fill("2023-11-15")
    await page.get_by_label("PH Karstadt").check()
    await page.get_by_role("button", name="Compare").click()

    said = api(
        planned,
        "/api/v1/sites/ph-theater/before-after?at=2023-11-15&control=ph-karstadt"
        "&indicator=occupancy",
    )
    answer = await text_of(page.locator("section:has(#answer)"))
    assert said["sentence"]["en"] in answer
    assert said["caution"]["en"] in answer
    assert f"{said['n_before']} whole days before, {said['n_after']} after" in answer

    await page.get_by_label("PH Karstadt").uncheck()
    await page.get_by_role("button", name="Compare").click()
    alone = await text_of(page.locator("section:has(#answer)"))
    assert "Withheld without a control site" in alone
    assert await page.locator("section:has(#answer) .series-total").count() == 0


async def test_the_page_asks_for_each_part_once_and_for_nothing_twice(
    planned: Served, visitor: Visitor
) -> None:
    page = await visitor.visit("about:blank")
    asked: list[str] = []
    visitor.foreign.clear()
    page.on("request", lambda request: asked.append(urllib.parse.urlsplit(request.url).path))
    await page.goto(f"{planned.url}/sites/{STATION}?{IN_2024}")
    await settle(page)
    visitor.foreign.clear()  # it came from nowhere, so every address was another one

    assert asked.count(f"/sites/{STATION}/figures") == 1
    assert sum(path.startswith("/api/v1/sites/") for path in asked) == 1
    assert len(asked) <= 10, asked


async def test_incomplete_and_doubtful_are_told_apart_with_and_without_scripts(
    planned: Served, visitor: Visitor
) -> None:
    deck = "/en/sites/ph-theater?indicator=occupancy:24h&from=2023-12-08&to=2023-12-31&bucket=day"
    counter = f"/en/sites/{STATION}?{IN_2024}&bucket=month"
    seen: set[str] = set()
    for path in (deck, counter):
        told = []
        for scripts in (True, False):
            page = await visitor.visit(f"{planned.url}{path}", java_script_enabled=scripts)
            if scripts:
                await settle(page)
            rows = await page.locator("#values-table tbody tr").all_inner_texts()
            words = [row.split("\t")[3].strip() for row in rows]
            marks = page.locator("#values-table tbody")
            assert await marks.locator(".doubt").count() == sum("doubtful" in one for one in words)
            assert await marks.locator(".gap").count() == words.count("incomplete")
            told.append(words)
        assert told[0] == told[1]
        seen.update(told[0])
    assert {"good", "incomplete", "doubtful", "incomplete and doubtful"} <= seen


async def test_without_scripts_a_link_leads_to_the_key_figures(
    planned: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(
        f"{planned.url}/en/sites/{STATION}?{IN_2024}", java_script_enabled=False
    )
    await page.get_by_role("link", name="Show the key figures").click()

    await expect(page.locator("h1")).to_contain_text("Key figures")
    assert await told(page, "dtv").count() == 1


async def test_on_a_phone_nothing_is_wider_than_the_screen_and_all_can_be_pressed(
    planned: Served, visitor: Visitor
) -> None:
    too_wide, small = {}, {}
    for path in (
        f"/sites/{STATION}?{IN_2024}&indicator=hourly_profile",
        "/en/sites/ring?indicator=v85",
        "/sites/ph-theater",
        "/groups/mitte?spaces=20",
    ):
        page = await open_site(visitor, planned, path, viewport={"width": 320, "height": 700})
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = 1")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        if wide > 320:
            too_wide[path] = wide
        found = await page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, summary')]
              .filter((e) => e.checkVisibility() && !e.matches('.skip'))
              .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
              .filter(([, box]) => box.height < 24 || box.width < 24)
              .map(([html]) => html)"""
        )
        # A link inside a heading or a sentence may be as high as its line (WCAG 2.5.8, inline).
        if own := [html for html in found if "/sites/" not in html and "/api/" not in html]:
            small[path] = own
        await page.close()

    assert (too_wide, small) == ({}, {})


async def test_the_reason_stands_where_a_forecast_would(served: Served, visitor: Visitor) -> None:
    page = await open_site(visitor, served, "/en/sites/emsweg")

    section = await text_of(page.locator("section:has(#forecast)"))

    assert "Withheld: " in section
    assert await page.locator(".outlook").count() == 0
