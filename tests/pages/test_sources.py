"""The page tells which sources are not connected; `wegwarte status` ends with 1 then."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import processes, running
from store import sources
from store.pool import connect
from tests.api.conftest import serve
from tests.api.town import build
from tests.cli.terminal import run

pytestmark = pytest.mark.database
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHY = "the broker does not take the password"


async def tell(database: str, source: str, *, error: str | None, connected: bool) -> None:
    """Write how a source does, as ingest does."""
    async with connect(database) as conn:
        await sources.put_state(
            conn,
            source,
            kind="tts",
            connected_since=NOW if connected else None,
            last_message_at=None,
            messages=0,
            error=error,
            error_at=None if error is None else NOW,
            now=NOW,
        )


async def test_the_page_tells_which_source_is_not_connected(database: str) -> None:
    await build(database)
    await tell(database, "things", error=None, connected=True)
    await tell(database, "late-backfill", error="its storage does not answer", connected=True)
    await tell(database, "pushed", error=None, connected=False)
    async with serve(database) as client:
        assert "Not connected" not in (await client.get("/en/")).text
        await tell(database, "things", error=WHY, connected=False)
        english, german = (await client.get("/en/")).text, (await client.get("/")).text
    async with serve(database, access="public") as client:
        everybody = (await client.get("/en/")).text

    assert "Not connected: things. What comes from there is missing here" in english
    assert "Keine Verbindung zu: things. Was von dort kommt, fehlt hier" in german
    assert "things" not in everybody


async def test_before_the_first_value_the_page_tells_it_as_well(database: str) -> None:
    await tell(database, "things", error=WHY, connected=False)
    async with serve(database) as client:
        assert "Not connected: things." in (await client.get("/en/")).text


async def test_status_ends_with_1_while_a_source_is_down(database: str, tmp_path: Path) -> None:
    here = processes.find(os.getpid())
    assert here is not None
    running.write(
        tmp_path,
        running.Running(
            supervisor=here,
            data=str(tmp_path),
            demo=False,
            started=NOW.isoformat(),
            page_url="http://127.0.0.1:8080",
            database_url=database,
            mqtt_url="mqtt://127.0.0.1:1883",
            municipality="telgte",
        ),
    )
    await tell(database, "things", error=None, connected=True)
    assert run("status", "--data", str(tmp_path)).returncode == 0

    await tell(database, "things", error=WHY, connected=False)

    told = run("status", "--data", str(tmp_path))
    assert told.returncode == 1
    assert "source things (tts): NOT CONNECTED, " in told.stdout
    assert WHY in told.stdout
    asked = run("status", "--data", str(tmp_path), "--json")
    assert asked.returncode == 1
    assert json.loads(asked.stdout)["sources"][0]["down"] is True
