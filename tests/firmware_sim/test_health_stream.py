"""Native devices say on `health` that they are there, how they do, and that they are gone."""

import json
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from cli.embedded.nats import Nats
from devices.topics import Stream, parse
from firmware_sim.fleet_file import load
from firmware_sim.outgoing import Outgoing
from firmware_sim.payload import iso
from firmware_sim.schedule import Schedule
from tests.firmware_sim.conftest import HOUR_US, NOW_US, Listener

FLEET = """
id = "well"
name = "Well"
municipality = "telgte"
connections = {connections}
[[site]]
id = "track"
name = "Track"
kind = "cycle_track"
lat = 52.0
lon = 7.8
[[site.device]]
id = "bike"
model = "wegwarte-bicycle-counter-1"
settings = {{ interval_s = 900 }}
faults = [{faults}]
"""


def said(tmp_path: Path, faults: str = "") -> list[Outgoing]:
    """Return what the counter says on `health` in six hours."""
    file = tmp_path / "well.toml"
    file.write_text(FLEET.format(connections=1, faults=faults))
    schedule = Schedule(load(file), municipality="telgte", seed=1, started_us=NOW_US)
    messages = schedule.until(NOW_US + 6 * HOUR_US)
    return [m for m in messages if m.topic == "mobility/v1/telgte/bike/health"]


def test_a_device_says_that_it_is_born_and_every_hour_that_it_is_alive(tmp_path: Path) -> None:
    born, *alive = [json.loads(message.payload) for message in said(tmp_path)]

    assert born == {"v": 1, "boot": born["boot"], "time": iso(NOW_US), "state": "born"}
    assert [one["state"] for one in alive] == ["alive"] * 6
    uptimes = [one["uptime_s"] for one in alive]
    assert [b - a for a, b in pairwise(uptimes)] == [3_600] * 5
    assert {one["boot"] for one in alive} == {born["boot"]}


def test_a_reboot_is_a_birth_and_a_dead_device_is_silent(tmp_path: Path) -> None:
    reboot = 'kind = "reboot", every_s = 10000'
    dead = 'kind = "dead", after_s = 8000'

    states = [json.loads(m.payload) for m in said(tmp_path, f"{{ {reboot} }}")]
    silent = [json.loads(m.payload) for m in said(tmp_path, f"{{ {dead} }}")]

    assert [one["state"] for one in states].count("born") == 3
    assert len({one["boot"] for one in states}) == 3
    assert [one["state"] for one in silent] in (["born", "alive"], ["born", "alive", "alive"])


def test_what_has_no_number_is_neither_damaged_nor_imitated(tmp_path: Path) -> None:
    faults = '{ kind = "corrupt", share = 1.0 }, { kind = "hostile", share = 1.0 }'

    for message in said(tmp_path, faults):
        assert json.loads(message.payload)["v"] == 1


@pytest.mark.broker
@pytest.mark.parametrize(("connections", "gone"), [(0, True), (1, False)])
def test_the_broker_says_that_a_device_is_gone_whose_line_was_cut(
    nats_server: Nats, listener: Listener, tmp_path: Path, connections: int, gone: bool
) -> None:
    file = tmp_path / "well.toml"
    file.write_text(FLEET.format(connections=connections, faults=""))
    url = f"mqtt://127.0.0.1:{nats_server.port}"
    run = subprocess.Popen(
        [sys.executable, "-m", "firmware_sim", str(file), "--mqtt-url", url, "--history", "1h"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listener.wait_until(lambda: len(listener.health) > 0 and len(listener.messages) > 0)

    run.send_signal(signal.SIGKILL)
    run.wait(10)

    def states() -> list[str]:
        return [json.loads(bytes(m.payload))["state"] for m in list(listener.health)]

    if gone:
        listener.wait_until(lambda: states()[-1] == "gone")
        topic = parse(listener.health[-1].topic)
        assert (topic.device, topic.stream) == ("bike", Stream.HEALTH)
    assert "born" in states()
    assert states().count("gone") == (1 if gone else 0)
