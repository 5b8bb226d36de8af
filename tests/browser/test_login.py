"""Signing in with a password, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from api.access.sessions import hashed
from tests.browser.conftest import Served, Visitor, serving
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.database]
PASSWORD = "wegwarte-am-wegesrand"


@pytest.fixture
def closed(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the town to those who know the password."""
    log = tmp_path_factory.mktemp("closed") / "api.log"
    settings = {"WEGWARTE_ACCESS": "password", "WEGWARTE_PASSWORD_HASH": hashed(PASSWORD)}
    with serving(served.dsn, log, **settings) as running:
        yield running


async def test_a_login_leads_to_the_page_that_was_asked_for(
    closed: Served, visitor: Visitor
) -> None:
    page = await visitor.visit(f"{closed.url}/en/sites/emsweg")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert await violations(page) == []

    await page.get_by_label("Password").fill("something else")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("The password is wrong")
    visitor.complaints.clear()  # the browser notes the status 401 of that answer

    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Emsweg")
    assert page.url == f"{closed.url}/en/sites/emsweg"

    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


async def test_the_language_of_the_login_can_be_changed(closed: Served, visitor: Visitor) -> None:
    page = await visitor.visit(f"{closed.url}/sites/emsweg?bucket=day")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")

    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Emsweg")
    assert page.url == f"{closed.url}/en/sites/emsweg?bucket=day"
