"""What the documentation lists is what there is."""

import asyncio
import json
import re
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from fastapi import FastAPI

from analytics.catalogue import CATALOGUE
from analytics.derive import derive_once
from api.app import create_app
from api.settings import Settings
from cli.demo import FLEET, recordings
from cli.register import register
from firmware_sim.fleet_file import load
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Wanted
from store.pool import connect
from tests.api.test_counting_indicators import Silent
from tests.ingest.recordings.samples import mapping

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: Final = (DOCS / "api.md", DOCS.parent / "README.md")
NOW: Final = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
_EXAMPLE: Final = re.compile(r"^curl (?:-N )?'http://127\.0\.0\.1:8080(/[^']*)'", re.M)


def test_every_setting_of_the_api_is_documented() -> None:
    section = re.split(r"^## ", (DOCS / "settings.md").read_text(encoding="utf-8"), flags=re.M)
    (text,) = [part for part in section if part.startswith("api\n")]
    documented = set(re.findall(r"^\| `(WEGWARTE_\w+)`", text, re.M))
    assert documented == {f"WEGWARTE_{name.upper()}" for name in Settings.model_fields}


def test_every_address_is_documented() -> None:
    described = create_app(Settings(database_url="postgresql://nowhere/")).openapi()["paths"]
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(/[^`]*)`", text, re.M))
    assert documented == set(described)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_every_indicator_is_explained_in_both_languages(key: str) -> None:
    entry = CATALOGUE[key]
    for words in (entry.de, entry.en):
        for text in (words.name, words.unit, words.method, words.reading_aid):
            assert text.strip()
        assert words.not_to_confuse.startswith(("Nicht", "Not"))
    assert entry.source


async def _demo(dsn: str) -> None:
    """Fill a database with what the demo shows and the examples ask for."""
    await register(dsn, load(FLEET), since=NOW)
    (name,) = {
        one for page in PAGES for one in re.findall(r"sites/(\d+)/", page.read_text("utf-8"))
    }
    paths = sorted((recordings() / "muenster-bikes" / name).glob("*.csv.gz"))
    async with connect(dsn, "wegwarte_ingest", statement_timeout_ms=0) as conn:
        await import_files(
            conn,
            mapping("muenster-bikes"),
            paths,
            Wanted(sample=True),
            clock=lambda: NOW,
            progress=Silent(),
        )
    async with connect(dsn, "wegwarte_derive", statement_timeout_ms=0) as conn:
        await derive_once(conn, NOW)


async def _status_of_stream(app: FastAPI, example: str) -> int:
    """Return the status of a stream, which goes on until its reader leaves."""
    path, _, query = example.partition("?")
    status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and not status.done():
            status.set_result(message["status"])

    async def receive() -> MutableMapping[str, Any]:
        await status
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1:8080")],
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 50_000),
    }
    reading = asyncio.create_task(app(scope, receive, send), name="reader of a stream")
    try:
        return await asyncio.wait_for(status, 60)
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


@pytest.mark.database
async def test_every_example_answers_in_the_demo_and_the_one_that_is_shown_is_true(
    database: str,
) -> None:
    await _demo(database)
    examples = [one for page in PAGES for one in _EXAMPLE.findall(page.read_text("utf-8"))]
    shown = re.search(r"```json\n(\{\"site\".*?)```", PAGES[0].read_text("utf-8"), re.S)
    assert shown is not None
    assert len(examples) >= 5
    app = create_app(Settings.model_validate({"database_url": database}), clock=lambda: NOW)
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50_000))
    streams = [example for example in examples if "/live" in example]
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client,
    ):
        answers = {one: await client.get(one) for one in examples if one not in streams}
        statuses = {one: answer.status_code for one, answer in answers.items()}
        statuses |= {one: await _status_of_stream(app, one) for one in streams}

    assert statuses == dict.fromkeys(examples, 200)
    assert answers[examples[0]].json() == json.loads(shown[1])
