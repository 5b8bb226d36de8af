"""The page as people meet it: real database, real server process, real browser."""

import asyncio
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from cli.embedded.nats import Nats
from cli.embedded.ports import any_free
from cli.settings import environment
from tests.browser.planned import build as build_planned
from tests.browser.town import build
from tests.fixtures.servers import PostgresServer
from tests.ingest.running import Ingest, open_session
from tests.needs import chromium
from tests.patience import PATIENCE_S

expect.set_options(timeout=PATIENCE_S * 1_000)

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server of the page, and the database behind it."""

    url: str
    dsn: str


@contextmanager
def serving(dsn: str, log: Path, **settings: str) -> Iterator[Served]:
    """Run `python -m api` until the block ends."""
    port = any_free(random.SystemRandom())
    inherited = {k: v for k, v in environment().items() if not k.startswith("WEGWARTE_")}
    ours = {
        "WEGWARTE_DATABASE_URL": dsn,
        "WEGWARTE_HTTP_PORT": str(port),
        "WEGWARTE_MUNICIPALITY": "telgte",
        **settings,
    }
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "api"], env=inherited | ours, stdout=file, stderr=file
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Served(url=url, dsn=dsn)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError(f"the page does not start: {log.read_text()[-2000:]}")


@contextmanager
def founded(
    server: PostgresServer,
    template: str,
    build_in: Callable[[str], Coroutine[Any, Any, object]],
    log: Path,
    **settings: str,
) -> Iterator[Served]:
    """Build a town in a database of its own and serve it until the block ends."""
    dsn = server.create_database(template=template)
    # In a thread of its own: `asyncio.run` would take this thread's event loop away.
    with ThreadPoolExecutor(max_workers=1) as aside:
        aside.submit(asyncio.run, build_in(dsn)).result()
    with serving(dsn, log, **settings) as running:
        yield running
    server.drop_database(dsn)


@pytest.fixture(scope="session")
def served(
    postgres_server: PostgresServer,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """Serve the town, for tests that only read it."""
    build_now = partial(build, now=datetime.now(UTC))  # noqa: TID251
    log = tmp_path_factory.mktemp("page") / "api.log"
    with founded(
        postgres_server, template_database, build_now, log, WEGWARTE_DEMO="true"
    ) as running:
        yield running


@pytest.fixture(scope="session")
def planned(
    postgres_server: PostgresServer,
    template_database: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """Serve the planner's town, for tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("planned")
    build_here = partial(build_planned, folder=folder / "decks")
    log = folder / "api.log"
    with founded(postgres_server, template_database, build_here, log) as running:
        yield running


@dataclass(slots=True)
class Visitor:
    """A browser, and everything its pages complained about or asked elsewhere."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    async def visit(self, url: str, **context: Any) -> Page:  # noqa: ANN401 - handed on
        """Open a page in a context of its own."""
        settings = {"locale": "de-DE", "timezone_id": "America/New_York", **context}
        own = await self.browser.new_context(**settings)
        self.contexts.append(own)
        page = await own.new_page()
        host = urlsplit(url).netloc

        def asked(address: str) -> None:
            parts = urlsplit(address)
            if parts.scheme not in {"data", "blob"} and parts.netloc != host:
                self.foreign.append(address)

        page.on("request", lambda request: asked(request.url))
        page.on("websocket", lambda socket: asked(socket.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        await page.goto(url)
        return page

    async def leave(self) -> None:
        """Close every page: before its server stops, or the page would complain of that."""
        while self.contexts:
            await self.contexts.pop().close()


@asynccontextmanager
async def ingesting(folder: Path, nats: Nats, dsn: str, **settings: str) -> AsyncIterator[None]:
    """Run a real ingest between broker and database until the block ends."""
    await open_session(folder, nats)
    ingest = Ingest(folder, database=dsn, nats=nats, **settings)
    ingest.start()
    try:
        await ingest.connected()
        yield
    finally:
        status = ingest.stop()
    assert status == 0


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    """Start a browser; afterwards nothing may have been complained about or asked elsewhere."""
    program = chromium()
    assert program is not None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        visitor = Visitor(browser)
        yield visitor
        await visitor.leave()
        await browser.close()
    assert visitor.complaints == []
    assert visitor.foreign == []
