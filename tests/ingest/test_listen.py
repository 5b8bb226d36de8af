"""`wegwarte listen` beside a running ingest: every message once, decoded, or why it was refused."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest import clock
from store import inbox
from store.pool import connect
from tests.ingest.running import Ingest, open_session, register, until
from tests.ingest.said import counted, message
from tests.ingest.served import tts
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.database, pytest.mark.broker]

EUI, STRANGER = "0004a30b001c0530", "0004a30b001c0531"


def _hear_ctrl_c() -> None:
    """Undo that a shell lets what it starts in the background ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Listener:
    """One `wegwarte listen` as a person's own process."""

    def __init__(self, folder: Path, database: str, *words: str) -> None:
        self._out, self._err = folder / "said", folder / "complained"
        command = [sys.executable, "-m", "cli", "listen", "--database-url", database, *words]
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                command, stdout=out, stderr=err, preexec_fn=_hear_ctrl_c
            )

    @property
    def lines(self) -> list[str]:
        return self._out.read_text().splitlines()

    @property
    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    @property
    def complaints(self) -> str:
        return self._err.read_text()

    async def begun(self) -> None:
        await until(lambda: "listening" in self.complaints, "it listens")

    def interrupt(self) -> int:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_S)


@pytest.fixture
async def town(database: str, nats_server: Nats, tmp_path: Path) -> AsyncIterator[str]:
    """Run ingest on a database with a counter, and a bay's sensor behind a network server."""
    register(database, ["counter-1", "bay-17"])
    with psycopg.connect(database) as conn:
        conn.execute("update device set model = 'bosch-tps110' where id = 'bay-17'")
        conn.execute(
            "insert into device_alias (alias, device, kind) values (%s, 'bay-17', 'dev_eui')",
            (EUI,),
        )
    await open_session(tmp_path, nats_server)
    ingest = Ingest(tmp_path, database=database, nats=nats_server)
    ingest.start()
    await ingest.connected()
    yield database
    assert ingest.stop() == 0


@pytest.fixture
async def listen(town: str, tmp_path: Path) -> AsyncIterator[Callable[..., Listener]]:
    started: list[Listener] = []

    def start(*words: str) -> Listener:
        started.append(Listener(tmp_path, town, *words))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


async def say(database: str, *messages: tuple[str, bytes]) -> None:
    async with connect(database) as conn:
        await inbox.put(conn, list(messages), source="tried", received=clock.now())


def native(device: str, payload: bytes) -> tuple[str, bytes]:
    return f"mobility/v1/telgte/{device}/up", payload


def served(eui: str, **more: Any) -> tuple[str, bytes]:  # noqa: ANN401
    return "uplinks/tts/tried", tts(eui=eui, at=clock.now(), **more)


async def test_every_message_is_shown_once_decoded_or_with_why_it_was_refused(
    town: str, listen: Callable[..., Listener]
) -> None:
    await say(town, native("counter-1", message(counted(1))))
    listener = listen("--json")
    await listener.begun()
    await say(
        town,
        native("counter-1", message(counted(7), counted(-1, channel="bicycles-b"))),
        native("counter-1", b"{"),
        native("nobody", message(counted())),
        served(EUI, payload=b"\x01"),
        served(STRANGER, device_id="bay-18"),
    )
    await until(lambda: len(listener.lines) >= 5, "five messages are shown")
    await say(town, native("counter-1", message(counted(8))))
    await until(lambda: len(listener.lines) >= 6, "the next one is shown")

    assert listener.interrupt() == 0
    assert "Traceback" not in listener.complaints
    said = {
        (one["device"], tuple(r["cause"] for r in one["refused"])): one
        for one in listener.heard[:5]
    }
    assert set(said) == {
        ("counter-1", ("value_out_of_range",)),
        ("counter-1", ("not_json",)),
        ("nobody", ("unknown_device",)),
        ("bay-17", ()),
        (STRANGER, ("unknown_device",)),
    }
    [count] = said["counter-1", ("value_out_of_range",)]["readings"]
    assert (count["channel"], count["value"]) == ("bicycles-a", 7.0)
    bay = said["bay-17", ()]
    assert {reading["channel"]: reading["value"] for reading in bay["readings"]}["bay"] == 1.0
    for one in (bay, said[STRANGER, ("unknown_device",)]):
        signal_ = (one["gateway"], one["rssi_dbm"], one["snr_db"])
        assert signal_ == ("aa00000000000002", -80.0, 9.0)
    assert [one["device"] for one in listener.heard[5:]] == ["counter-1"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--unknown",), {"nobody", STRANGER}),
        (("--device", "00-04-A3-0B-00-1C-05-30"), {"bay-17"}),
        (("--device", "nobody"), {"nobody"}),
        (("--site", "platz"), {"counter-1"}),
    ],
)
async def test_only_what_is_asked_for_is_shown(
    town: str, listen: Callable[..., Listener], words: tuple[str, ...], shown: set[str]
) -> None:
    with psycopg.connect(town) as conn:
        conn.execute("insert into site (id, name, kind) values ('platz', 'Platz', 'cycle_track')")
        conn.execute(
            "insert into channel (device, name, property) values"
            " ('counter-1', 'bicycles-a', 'count')"
        )
        conn.execute(
            "insert into datastream (site, property, mode, source_id) values"
            " ('platz', 'count', 'bicycle', 'a')"
        )
        conn.execute(
            "insert into deployment (channel, datastream, valid) select c.id, d.id, '[2026-01-01,)'"
            " from channel as c, datastream as d where c.device = 'counter-1'"
        )
    listener = listen("--json", "--count", str(len(shown)), *words)
    await listener.begun()
    await say(
        town,
        native("counter-1", message(counted())),
        native("nobody", message(counted())),
        served(EUI),
        served(STRANGER, device_id="bay-18"),
    )

    assert await asyncio.to_thread(listener.process.wait, 30) == 0
    assert {one["device"] for one in listener.heard} == shown


async def test_a_line_for_people_says_who_what_when_and_how_it_was_heard(
    town: str, listen: Callable[..., Listener]
) -> None:
    listener = listen("--count", "2")
    await listener.begun()
    await say(town, served(EUI, payload=b"\x01"), native("counter-1", b"{"))
    assert await asyncio.to_thread(listener.process.wait, 30) == 0

    text = "\n".join(listener.lines)
    assert re.search(r"^\d\d:\d\d:\d\dZ  bay-17  by tried  bay=1 \(\d\d:\d\d:\d\dZ\)", text, re.M)
    assert "(-80 dBm, SNR 9 dB at aa00000000000002)" in text
    assert "counter-1  by tried  REFUSED not_json: " in text


def test_a_site_without_devices_is_told_with_the_command_that_lists_them(
    database: str, tmp_path: Path
) -> None:
    listener = Listener(tmp_path, database, "--site", "nowhere")
    assert listener.process.wait(timeout=PATIENCE_S) == 1
    assert "`wegwarte deployment list`" in listener.complaints
