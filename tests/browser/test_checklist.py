"""Before the first reading the page is a checklist that fills itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from cli.embedded.nats import Nats
from store.pool import connect
from tests.browser.conftest import Visitor, serving
from tests.browser.test_live import publish
from tests.browser.test_page import figure
from tests.browser.town import register
from tests.ingest.running import Ingest, open_session

pytestmark = [pytest.mark.browser, pytest.mark.database, pytest.mark.broker]


async def test_the_checklist_fills_itself_and_becomes_the_overview(
    database: str, nats_server: Nats, tmp_path: Path, visitor: Visitor
) -> None:
    await open_session(tmp_path, nats_server)
    ingest = Ingest(
        tmp_path, database=database, nats=nats_server, WEGWARTE_REGISTRY_REFRESH_S="0.2"
    )
    ingest.start()
    await ingest.connected()
    with serving(database, tmp_path / "api.log", WEGWARTE_MQTT_URL=nats_server.url) as served:
        page = await visitor.visit(f"{served.url}/")
        steps = page.locator(".step")
        assert await steps.count() == 4
        assert "done" in (await steps.nth(0).get_attribute("class") or "")
        assert await page.locator(".step.done").count() == 1

        publish(nats_server, "fremd-1", "free", 1)
        publish(nats_server, "fremd-2", "free", 1)
        await expect(steps.nth(1)).to_contain_text("2 Meldungen von 2 unbekannten Geräten")

        now = datetime.now(UTC)  # noqa: TID251
        await register(database, since=now - timedelta(days=1))
        await expect(page.locator(".step.done")).to_have_count(2)
        await expect(steps.nth(2)).to_contain_text("6 Orte")

        publish(nats_server, "barrier-1", "free", 58)
        await page.wait_for_selector("#overview")
        assert await figure(page, "planwiese") == "58"
        assert await page.locator('.card[data-site="neu"][data-state="waiting"]').count() == 1
    assert ingest.stop() == 0


async def test_a_broker_that_does_not_answer_is_named(
    database: str, tmp_path: Path, visitor: Visitor
) -> None:
    nobody = "mqtt://127.0.0.1:9"
    with serving(database, tmp_path / "api.log", WEGWARTE_MQTT_URL=nobody) as served:
        page = await visitor.visit(f"{served.url}/en/")

        first = page.locator(".step").first
        assert "Nobody answers at 127.0.0.1:9" in await first.inner_text()
        assert "done" not in (await first.get_attribute("class") or "")


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
