"""Before the first reading the page is a checklist that fills itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from cli.embedded.nats import Nats
from store.pool import connect
from tests.browser.conftest import Visitor, ingesting, serving
from tests.browser.test_live import publish
from tests.browser.test_page import figure
from tests.browser.town import register

pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.broker]


async def test_the_checklist_fills_itself_and_becomes_the_overview(
    database: str, nats_server: Nats, tmp_path: Path, visitor: Visitor
) -> None:
    async with ingesting(tmp_path, nats_server, database, WEGWARTE_REGISTRY_REFRESH_S="0.2"):
        with serving(database, tmp_path / "api.log", WEGWARTE_MQTT_URL=nats_server.url) as served:
            await fill(await visitor.visit(f"{served.url}/"), nats_server, database)
            await visitor.leave()


async def fill(page: Page, nats: Nats, database: str) -> None:
    """Bring one thing after the other, and see it on the page that stays open."""
    steps = page.locator(".step")
    await expect(steps).to_have_count(4)
    await expect(page.locator(".step.done")).to_have_count(1)
    await expect(steps.first).to_contain_text("erledigt")

    publish(nats, "fremd-1", "free", 1)
    publish(nats, "fremd-2", "free", 1)
    await expect(steps.nth(1)).to_contain_text("unbekannter Geräte: 2 (Geräte: 2)")

    now = datetime.now(UTC)  # noqa: TID251
    await register(database, since=now - timedelta(days=1))
    await expect(page.locator(".step.done")).to_have_count(2)
    await expect(steps.nth(2)).to_contain_text("Orte: 6")

    publish(nats, "barrier-1", "free", 58)
    await page.wait_for_selector("#overview")
    assert await figure(page, "planwiese") == "58"
    await expect(page.locator('.card[data-site="neu"][data-state="waiting"]')).to_have_count(1)


async def test_a_broker_that_does_not_answer_is_named(
    database: str, tmp_path: Path, visitor: Visitor
) -> None:
    nobody = "mqtt://127.0.0.1:9"
    with serving(database, tmp_path / "api.log", WEGWARTE_MQTT_URL=nobody) as served:
        page = await visitor.visit(f"{served.url}/en/")

        first = page.locator(".step").first
        assert "Nobody answers at 127.0.0.1:9" in await first.inner_text()
        assert "done" not in (await first.get_attribute("class") or "")
        await visitor.leave()


async def test_an_import_under_way_shows_how_far_it_is(
    database: str, tmp_path: Path, visitor: Visitor
) -> None:
    async with connect(database) as conn:
        await conn.execute(
            """insert into run (kind, detail) values
            ('import', '{"mapping": "muenster-bikes", "files": 10, "files_done": 4}')"""
        )
        # As an import does: the lock says that it still lives.
        await conn.execute("select pg_advisory_lock(hashtextextended('wegwarte.import', 0))")
        with serving(database, tmp_path / "api.log") as served:
            page = await visitor.visit(f"{served.url}/")
            shown = page.locator("[data-import]")
            assert "muenster-bikes" in await shown.inner_text()
            assert "40\u202f%" in await shown.inner_text()

            await conn.execute("select pg_advisory_unlock_all()")
            await expect(shown).to_have_count(0)
            await visitor.leave()
