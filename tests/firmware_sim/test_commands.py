"""Devices follow commands on `down` and answer on `ack`."""

import itertools
import json
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from cli.embedded.nats import Nats
from firmware_sim import broker
from firmware_sim.commands import Heard
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from firmware_sim.payload import Measurement
from firmware_sim.schedule import LIVE_US, Schedule
from firmware_sim.simulation import Options, Simulation
from tests.firmware_sim.conftest import HOUR_US, NOW_US, City, Listener
from tests.patience import PATIENCE_S

FLEET = """
id = "obedient"
name = "Obedient"
municipality = "telgte"
connections = 1

[[site]]
id = "station"
name = "Station"
kind = "station"
lat = 52.0
lon = 7.8

[[site.device]]
id = "air"
model = "wegwarte-environment-1"
settings = { every_s = 600 }

[[site]]
id = "track"
name = "Track"
kind = "cycle_track"
lat = 52.0
lon = 7.8

[[site.device]]
id = "bike"
model = "wegwarte-bicycle-counter-1"
settings = { interval_s = 900 }
faults = [{ kind = "clock", offset_s = -40 }]
"""


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    file = tmp_path / "obedient.toml"
    file.write_text(FLEET)
    return load(file)


@pytest.fixture
def schedule(fleet: Fleet) -> Schedule:
    return Schedule(
        fleet, municipality="telgte", seed=1, started_us=NOW_US - HOUR_US, ahead_us=LIVE_US
    )


def _told(schedule: Schedule, device: str, command: dict[str, Any], now_us: int) -> dict[str, Any]:
    answer = schedule.command(Heard(device=device, payload=json.dumps(command).encode()), now_us)
    assert answer is not None
    assert answer.topic == f"mobility/v1/telgte/{device}/ack"
    said: dict[str, Any] = json.loads(answer.payload)
    return said


def _counts(schedule: Schedule, until_us: int) -> list[Measurement]:
    return [
        said
        for message in schedule.until(until_us)
        for said in message.measurements
        if message.device == "bike" and said.channel == "bicycles-a"
    ]


def test_a_setting_takes_effect_and_no_interval_is_counted_twice(schedule: Schedule) -> None:
    before = _counts(schedule, NOW_US)

    answer = _told(schedule, "bike", {"v": 1, "id": "c-1", "set": {"interval_s": 300}}, NOW_US)

    before += _counts(schedule, NOW_US + LIVE_US)  # made up before the command came
    after = _counts(schedule, NOW_US + HOUR_US)
    assert answer == {"v": 1, "id": "c-1", "ok": True}
    assert {said.duration_ms for said in before} == {900_000}
    assert {said.duration_ms for said in after} == {300_000}
    ends = max(said.time_us + 900_000_000 for said in before)
    assert min(said.time_us for said in after) >= ends


def test_a_clock_that_is_told_the_time_is_right_from_then_on(schedule: Schedule) -> None:
    before = _counts(schedule, NOW_US)

    answer = _told(schedule, "bike", {"v": 1, "id": "c-2", "time": "2026-11-19T09:00:00Z"}, NOW_US)

    before += _counts(schedule, NOW_US + LIVE_US)
    after = _counts(schedule, NOW_US + HOUR_US)
    assert answer["ok"]
    assert {said.time_us % 60_000_000 for said in before} == {20_000_000}
    assert {said.time_us % 60_000_000 for said in after} == {0}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ({"v": 1, "id": "c", "set": {"colour": "red"}}, "colour"),
        ({"v": 1, "id": "c", "set": {"interval_s": 7}}, "must divide an hour"),
        ({"v": 1, "id": "c", "time": "2026-11-19T09:00:00"}, "zone"),
        ({"v": 1, "id": "c", "reboot": True}, "reboot"),
    ],
)
def test_a_command_it_cannot_follow_is_answered_with_the_reason(
    schedule: Schedule, command: dict[str, Any], says: str
) -> None:
    answer = _told(schedule, "bike", command, NOW_US)

    assert not answer["ok"]
    assert says in answer["error"]


def test_a_command_for_nobody_is_not_answered(schedule: Schedule) -> None:
    assert schedule.command(Heard(device="nobody", payload=b"{}"), NOW_US) is None


@pytest.mark.broker
def test_a_command_goes_through_the_broker_and_is_answered(
    nats_server: Nats, listener: Listener, city: City, fleet: Fleet
) -> None:
    client, answers = city("mobility/v1/telgte/+/ack", 1)
    simulation = Simulation(
        fleet,
        broker.parse(f"mqtt://127.0.0.1:{nats_server.port}"),
        Options(municipality="telgte", seed=1, speed=600, history_s=86_400),
    )
    stop = Event()
    run = Thread(target=simulation.run, args=(stop.is_set, lambda _: None))
    run.start()
    try:
        listener.wait_until(lambda: len(_steps(listener, "air")) > 0)
        command = json.dumps({"v": 1, "id": "c-9", "set": {"every_s": 60}})
        client.publish("mobility/v1/telgte/air/down", command, qos=1)
        answer = answers.get(timeout=PATIENCE_S)
        count = len(listener.messages)
        listener.wait_until(
            lambda: (
                _steps(listener, "air")[-3:] == [60_000_000] * 3 and len(listener.messages) > count
            )
        )
    finally:
        stop.set()
        run.join(10)

    assert answer.topic == "mobility/v1/telgte/air/ack"
    assert json.loads(answer.payload) == {"v": 1, "id": "c-9", "ok": True}
    assert _steps(listener, "air")[0] == 600_000_000
    assert simulation.report()["messages_open"] == 0


def _steps(listener: Listener, device: str) -> list[int]:
    times = [said.readings[0].time_us for who, said in listener.decoded() if who == device]
    return [b - a for a, b in itertools.pairwise(times)][1:]
