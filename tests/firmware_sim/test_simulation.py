"""Whole runs: what the truth file says is what the broker delivers, and stopping is quick."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from cli.embedded.nats import Nats
from devices.topics import parse
from firmware_sim import load as load_module
from firmware_sim import program
from firmware_sim.fleet_file import load
from firmware_sim.simulation import OptionError, Options
from firmware_sim.truth import read
from tests.firmware_sim.conftest import Listener, truth_readings

FAULTY = """
id = "faulty"
name = "Faulty"
municipality = "telgte"

[[site]]
id = "street"
name = "Street"
kind = "cross_section"
lat = 52.0
lon = 7.8

[[site.device]]
id = "radar"
model = "wegwarte-radar-1"
settings = { daily = 400000, report_s = 1 } # many also at night, when the test may run
faults = [{ kind = "duplicate", share = 0.3 }, { kind = "reorder", share = 0.2, hold_s = 30 }]

[[site.device]]
id = "air"
model = "wegwarte-environment-1"
settings = { every_s = 5 }
faults = [{ kind = "late", every_s = 60, for_s = 20 }]
"""


@pytest.mark.broker
def test_the_truth_file_is_what_the_broker_delivers(
    nats_server: Nats, listener: Listener, tmp_path: Path
) -> None:
    truth = tmp_path / "truth.jsonl"
    request = program.Request(
        mqtt_url=f"mqtt://127.0.0.1:{nats_server.port}",
        history="2h",
        duration="3s",
        truth=truth,
    )

    report = program.run(load("telgte-demo"), request, lambda _: None)
    listener.wait_for(report["messages_acked"])

    assert report["readings_acked"] > 2_000
    assert report["messages_open"] == report["messages_given_up"] == 0
    assert listener.readings() == truth_readings(read(truth))
    assert report["connections"] == 29


@pytest.mark.broker
def test_faults_on_the_wire_leave_the_truth_true(
    nats_server: Nats, listener: Listener, tmp_path: Path
) -> None:
    fleet = tmp_path / "faulty.toml"
    fleet.write_text(FAULTY)
    truth = tmp_path / "truth.jsonl"
    request = program.Request(
        mqtt_url=f"mqtt://127.0.0.1:{nats_server.port}",
        speed=100,
        duration="3s",
        truth=truth,
    )

    report = program.run(load(fleet), request, lambda _: None)
    listener.wait_for(report["messages_acked"] + report["copies"])

    assert report["copies"] > 10
    said = read(truth)
    assert truth_readings(said) <= listener.readings() <= truth_readings(said, perhaps=True)
    order = [said.seq for device, said in listener.decoded() if device == "radar"]
    assert order != sorted(order)


@pytest.mark.broker
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_within_two_seconds_with_everything_flushed(
    nats_server: Nats, listener: Listener, tmp_path: Path, number: int
) -> None:
    truth = tmp_path / "truth.jsonl"
    url = f"mqtt://127.0.0.1:{nats_server.port}"
    command = [sys.executable, "-m", "firmware_sim", "telgte-demo", "--mqtt-url", url]
    run = subprocess.Popen(
        [*command, "--history", "6h", "--truth", str(truth)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    listener.wait_for(20)

    told_s = monotonic()
    run.send_signal(number)
    out, _ = run.communicate(timeout=10)
    elapsed_s = monotonic() - told_s

    report = json.loads(out)
    assert run.returncode == 0
    assert elapsed_s < 2
    assert report["messages_open"] == 0
    listener.wait_for(report["messages_acked"])
    assert listener.readings() == truth_readings(read(truth))


def test_without_a_broker_it_says_so_and_still_stops(tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    told: list[str] = []
    request = program.Request(
        mqtt_url="mqtt://127.0.0.1:1", history="1h", duration="1s", truth=truth
    )

    report = program.run(load("telgte-demo"), request, told.append)

    assert any("cannot reach the broker" in sentence for sentence in told)
    assert report["messages_acked"] == 0
    assert report["readings_open"] == len(read(truth)) > 1_000
    assert truth_readings(read(truth)) == set()


@pytest.mark.broker
def test_load_is_confirmed_through_a_killed_broker_with_the_same_bytes(
    nats_server: Nats, listener: Listener, tmp_path: Path
) -> None:
    truth = tmp_path / "truth.jsonl"
    plan = load_module.Plan(
        municipality="telgte",
        end_us=1_795_000_000_000_000,
        devices=20,
        messages=4_000,
        readings_per_message=3,
        connections=2,
        in_flight=50,
        rate_per_s=2_000,
    )
    load = load_module.Load(plan, f"mqtt://127.0.0.1:{nats_server.port}", truth)
    load.start()
    listener.wait_for(1_000)
    nats_server.kill()
    nats_server.start()

    assert load.wait(60)
    report = load.stop()

    assert report["messages_acked"] == 4_000
    assert report["reconnects"] == 2
    lines = read(truth)
    assert len(lines) == 12_000
    assert {line["device"] for line in lines} == set(plan.device_ids)
    assert len({(line["device"], line["channel"], line["time_us"]) for line in lines}) == 12_000
    wanted = truth_readings(lines)
    listener.wait_for_readings(wanted)
    assert listener.readings() == wanted


def test_load_counts_follow_each_other_and_end_before_the_present() -> None:
    plan = load_module.Plan(
        municipality="telgte", end_us=1_795_000_000_000_000, devices=3, messages=100
    )

    messages = load_module.build(plan)

    assert [m.payload for m in messages] == [m.payload for m in load_module.build(plan)]
    counts = [r for m in messages for r in m.measurements]
    assert max(r.due_us for r in counts) <= plan.end_us
    assert all(parse(m.topic).device == m.device for m in messages)


def test_options_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(OptionError, match="needs a past"):
        Options(municipality="telgte", seed=1, speed=60)
    with pytest.raises(OptionError, match="at least 1"):
        Options(municipality="telgte", seed=1, speed=0.5)
    with pytest.raises(OptionError, match="cannot stand in a topic"):
        Options(municipality="Telgte", seed=1)
    with pytest.raises(program.DurationError, match="soon"):
        program.seconds("soon")
