"""`wegwarte up --demo`, whole: from the first second to the last process."""

import json
import os
import random
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from cli.embedded.ports import any_free
from tests.cli.up_process import Up, processes_naming, wait_until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.database, pytest.mark.broker, pytest.mark.kill]
SERVICES = ("postgres", "nats", "ingest", "derive", "api", "simulator")


def answer(url: str) -> tuple[int, bytes]:
    past_proxies = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with past_proxies.open(url, timeout=PATIENCE_S) as response:
        return response.status, response.read()


def status_of(up: Up) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "status", "--json", "--data", str(up.folder)],
        capture_output=True,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.timeout(420)
def test_the_demo_from_the_first_second_to_the_last_process(tmp_path: Path) -> None:
    ports = [
        *("--http-port", str(any_free(random.SystemRandom()))),
        *("--mqtt-port", str(any_free(random.SystemRandom()))),
    ]
    up = Up(tmp_path / "data", "--demo", *ports)
    try:
        wait_until(lambda: "the page will be at http://127.0.0.1:" in up.output, 10)
        up.wait_for("api", "ready", 120)
        page = up.running()["page_url"]
        imports = [name for name in up.running()["parts"] if name.startswith("import-")]
        assert answer(page)[0] == 200
        # The page was there before the recordings were.
        assert len(imports) == 2
        assert up.state(imports[-1]) in {"waiting", "starting"}

        for name in SERVICES:
            up.wait_for(name, "ready")
        for name in imports:
            up.wait_for(name, "done", 240)
        wait_until(lambda: status_of(up)["lags"]["last_received"], 60)
        sites = json.loads(answer(f"{page}api/v1/sites")[1])["items"]
        assert {"100031297", "telgte-marktplatz"} <= {site["id"] for site in sites}

        for name in ("ingest", "api", "derive"):
            died = up.pid(name)
            os.kill(died, signal.SIGKILL)
            up.wait_for_another(name, died)
        assert answer(page)[0] == 200

        assert up.end(signal.SIGINT) < 10
        assert processes_naming(tmp_path) == {}
    finally:
        if up.child.poll() is None:
            up.end()

    again = Up(tmp_path / "data", "--demo", *ports)
    try:
        again.wait_for("api", "ready", 60)
        assert not [name for name in again.running()["parts"] if name.startswith("import-")]
        assert answer(again.running()["page_url"])[0] == 200
    finally:
        again.end()
    assert processes_naming(tmp_path) == {}
