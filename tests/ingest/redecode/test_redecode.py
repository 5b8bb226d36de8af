"""A vendor mends a decoder: what the old one made up goes, what it had missed comes."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest.address import parse_address
from tests.cli.terminal import answer, wegwarte
from tests.ingest.running import MUNICIPALITY, Ingest, register, rows, until
from tests.ingest.said import ago, counted, message
from tests.ingest.served import NOON, tts, tts_topic
from tests.ingest.test_quarantine import new_eui

pytestmark = [pytest.mark.database, pytest.mark.broker]

MODEL = """
id = "{model}"
name = "ACME gate"
maker = "ACME"
codec = "javascript:{model}.js"
heartbeat_s = 3600
ignored = ["*"]

[[channel]]
name = "temperature"
property = "air_temperature"
field = "temperature"

[[channel]]
name = "sound"
property = "sound_level"
field = "sound"

[[channel]]
name = "cars"
property = "passage"
mode = "car"
field = "cars[]"
time_field = "cars[].at"
time_unit = "ms"
speed_field = "cars[].speed"
"""
#: Reads the temperature without its sign and makes up a sound; takes miles for kilometres.
OLD = """
function decodeUplink(input) {
  var b = input.bytes, data = { temperature: b[0], sound: 50, cars: [] };
  for (var i = 1; i < b.length; i++) {
    data.cars.push({ at: input.recvTime.getTime() - i * 1000, speed: b[i] * 1.609 });
  }
  return { data: data };
}
"""
#: As the data sheet has it; 0xFF as first byte is no frame at all.
NEW = """
function decodeUplink(input) {
  var b = input.bytes, data = { cars: [] };
  if (b[0] === 255) return { errors: ['0xff is no frame'] };
  data.temperature = b[0] > 127 ? b[0] - 256 : b[0];
  for (var i = 1; i < b.length; i++) {
    if (b[i] > 0) data.cars.push({ at: input.recvTime.getTime() - i * 1000, speed: b[i] });
  }
  if (b.length > 3) data.sound = b.length;
  return { data: data };
}
"""
FRAMES = [b"\x14", b"\xf6\x1e\x00", b"\x05\x32\x28\x0a", b"\xf0"]


@pytest.fixture
async def server(ingest: Ingest, broker: Nats, town: str) -> AsyncIterator[aiomqtt.Client]:
    """Play The Things Stack."""
    with psycopg.connect(town) as conn:
        conn.execute(
            "insert into source (name, kind, url, topics) values ('things', 'tts', %s, '{v3/#}')"
            " on conflict do nothing",
            (broker.url,),
        )
    listening = "select from source_state where source = 'things' and connected_since is not null"
    await until(lambda: rows(town, listening), "the source connects")
    address = parse_address(broker.url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as client:
        yield client


def add_model(town: str, folder: Path, model: str, codec: str) -> None:
    """Take a model in, with one version of its decoder."""
    (folder / "acme.toml").write_text(MODEL.replace("{model}", model))
    (folder / "acme.js").write_text(f"// {model}\n{codec}")
    done = wegwarte(
        town, "model", "add", str(folder / "acme.toml"), "--codec", str(folder / "acme.js")
    )
    assert done.returncode == 0, done.stderr


def stored(town: str, device: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is stored of a device, times in seconds before `NOON`."""
    found: dict[str, list[tuple[Any, ...]]] = {"temperature": [], "sound": [], "cars": []}
    for name, time, value in rows(
        town,
        "select name, time, result from observation o join channel c on c.id = channel"
        " where device = %s union all"
        " select name, time, speed_km_h from passage p join channel c on c.id = channel"
        " where device = %s order by 1, 2",
        device,
        device,
    ):
        found[name].append(((time - NOON).total_seconds(), value))
    return found


async def speak(
    server: aiomqtt.Client, town: str, model: str, device: str, frames: list[bytes]
) -> None:
    """Register a device and let it send frames, the second one by two roads."""
    eui = new_eui()
    add = ("device", "add", device, "--model", model, "--dev-eui", eui)
    assert wegwarte(town, *add).returncode == 0
    for number, frame in enumerate(frames):
        payload = tts(
            frame, eui=eui, device_id=device, counter=number, at=NOON + timedelta(minutes=number)
        )
        for _ in range(2 if number == 1 else 1):
            await server.publish(tts_topic(device), payload, qos=1)
    messages = "select sum(messages_received)::int from ledger where device = %s"
    await until(
        lambda: rows(town, messages, device) == [(len(frames) + 1,)], "all of them are stored"
    )


def counts(days: list[dict[str, Any]]) -> dict[str, int]:
    """Add the days of a redecode up."""
    words = ("messages", "unreadable", "withdrawn", "replaced", "added", "kept")
    return {word: sum(day[word] for day in days) for word in words}


def redecode(model: str) -> tuple[str, ...]:
    """Return the words of the command."""
    return ("redecode", "--model", model, "--since", "2026-01-01")


async def test_a_mended_decoder_mends_what_is_stored(
    server: aiomqtt.Client, town: str, tmp_path: Path
) -> None:
    add_model(town, tmp_path, "mended", OLD)
    register(town, ["bystander"])
    topic = f"mobility/v1/{MUNICIPALITY}/bystander/up"
    await server.publish(topic, message(counted(3, time=ago(hours=3))), qos=1)
    await speak(server, town, "mended", "gate", FRAMES)
    old = stored(town, "gate")
    assert [value for _, value in old["temperature"]] == [20, 5]  # 246 and 240 are impossible
    assert len(old["sound"]) == 4

    add_model(town, tmp_path, "mended", NEW)
    wanted = {"messages": 5, "unreadable": 0, "withdrawn": 4, "replaced": 5, "added": 2, "kept": 2}
    rehearsed = counts(answer(town, *redecode("mended"), "--dry-run"))
    assert stored(town, "gate") == old
    superseded = (
        "select name, old_result, new_result, who, cause from superseded s"
        " join channel c on c.id = channel where device = 'gate' order by 1, time"
    )
    assert rows(town, superseded) == []
    done = counts(answer(town, *redecode("mended"), "--who", "Ada"))

    assert rehearsed == done
    assert stored(town, "gate") == {
        "temperature": [(0, 20), (60, -10), (120, 5), (180, -16)],
        "sound": [(120, 4)],
        "cars": [(59, 30), (117, 10), (118, 40), (119, 50)],
    }
    assert done == wanted
    others = "select result from observation join channel c on c.id = channel where device = %s"
    assert rows(town, others, "bystander") == [(3,)]
    assert rows(town, superseded) == [
        ("sound", 50, None, "Ada", "redecode"),
        ("sound", 50, None, "Ada", "redecode"),
        ("sound", 50, 4, "Ada", "redecode"),
        ("sound", 50, None, "Ada", "redecode"),
    ]
    assert rows(town, "select count(*) from superseded_passage where who = 'Ada'") == [(5,)]
    runs = rows(
        town, "select kind, detail->>'model', finished_at is not null from run where id > 1"
    )
    assert ("redecode", "mended", True) in runs
    assert answer(town, "ledger", "--audit")["differences"] == []
    latest = (
        "select result from latest l join channel c on c.id = channel"
        " where device = 'gate' and name = 'temperature'"
    )
    assert rows(town, latest) == [(-16,)]
    assert rows(town, "select count(*) > 0 from dirty where cause = 'redecode'") == [(True,)]

    assert counts(answer(town, *redecode("mended"))) == {
        "messages": 5, "unreadable": 0, "withdrawn": 0, "replaced": 0, "added": 0, "kept": 9,
    }  # fmt: skip
    assert len(rows(town, superseded)) == 4
    assert (
        "everything is stored as these messages say" in wegwarte(town, *redecode("mended")).stdout
    )

    add_model(town, tmp_path, "mended", OLD)  # and back
    answer(town, *redecode("mended"))
    assert stored(town, "gate") == old
    assert answer(town, "ledger", "--audit")["differences"] == []


async def test_of_what_cannot_be_read_now_nothing_is_taken_out(
    server: aiomqtt.Client, town: str, tmp_path: Path
) -> None:
    add_model(town, tmp_path, "odd", OLD)
    await speak(server, town, "odd", "fine-gate", [b"\x14", b"\x15"])
    await speak(server, town, "odd", "odd-gate", [b"\x14", b"\x15\x0a", b"\xff\x1e"])
    before = stored(town, "odd-gate")

    add_model(town, tmp_path, "odd", NEW)
    done = wegwarte(town, *redecode("odd"))

    assert done.returncode == 0, done.stderr
    assert "0xff is no frame" in done.stdout
    assert "nothing is taken out" in done.stdout
    after = stored(town, "odd-gate")
    assert after["sound"][-1] == before["sound"][-1] == (120, 50)
    assert after["cars"][-1] == before["cars"][-1]
    assert after["cars"][0] == (59, 10)  # its sibling is mended
    assert stored(town, "fine-gate")["sound"] == []
    assert counts(answer(town, *redecode("odd")))["withdrawn"] == 0
    assert answer(town, "ledger", "--audit")["differences"] == []


async def test_two_at_once_and_a_model_nobody_knows_are_refused(ingest: Ingest, town: str) -> None:
    unknown = wegwarte(town, "redecode", "--model", "nobody", "--since", "2026-01-01")
    assert unknown.returncode == 1
    assert "there is no model 'nobody'" in unknown.stderr

    none = wegwarte(town, "redecode", "--model", "nwave-nps405", "--since", "2026-01-01")
    assert "no message of a device of model 'nwave-nps405' is kept" in none.stdout

    with psycopg.connect(town) as conn:
        conn.execute("select pg_advisory_lock(hashtextextended('wegwarte.redecode', 0))")
        second = await asyncio.to_thread(wegwarte, town, *redecode("bosch-tps110"))
    assert "another redecode is under way" in second.stderr
    assert second.returncode == 1
