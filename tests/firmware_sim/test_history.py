"""What no gateway has heard, a people counter sends again with its own times; others lose it."""

from pathlib import Path

import pytest

from devices import modelled
from devices.codecs.catalogue import CODECS
from devices.envelopes import chirpstack
from devices.models import MODELS
from devices.uplink import Event
from firmware_sim.fleet import FleetError
from firmware_sim.fleet_file import load
from firmware_sim.frames import milesight_vs133
from firmware_sim.frames.milesight_vs133 import Line
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.schedule import Schedule
from tests.firmware_sim.conftest import HOUR_US, NOW_US

FLEET = """
id = "away"
name = "Away"
municipality = "telgte"
[[site]]
id = "promenade"
name = "Promenade"
kind = "cycle_track"
lat = 52.0
lon = 7.8
[[site.device]]
id = "{device}"
model = "milesight-vs133"
server = "chirpstack"
faults = [{faults}]
"""
OUTAGE = '{ kind = "outage", every_s = 7200, for_s = 3600, until_s = 12000 }'


def hours(tmp_path: Path, faults: str, device: str = "people") -> list[Outgoing]:
    file = tmp_path / "away.toml"
    file.write_text(FLEET.format(device=device, faults=faults))
    schedule = Schedule(load(file), municipality="telgte", seed=1, started_us=NOW_US)
    return schedule.until(NOW_US + 6 * HOUR_US)


def test_a_history_record_is_the_maker_s() -> None:
    """Source: VS133 user guide, Device Payload: 20 ce, seconds, channel, value; little-endian."""
    records = milesight_vs133.history(1_700_000_000, Line(72, 200), Line(5, 7))

    assert records.hex(" ", 11) == " ".join(
        ("20ce00f153650348000000", "20ce00f1536504c8000000", "20ce00f153650505000700")
    )


@pytest.mark.parametrize("device", ["near-1", "near-2", "people", "far-away-7"])
def test_every_count_of_an_outage_comes_again_with_the_time_it_had(
    tmp_path: Path, device: str
) -> None:
    sound, messages = hours(tmp_path, "", device), hours(tmp_path, OUTAGE, device)

    lost = [m for m in messages if m.nature is Nature.LOST]
    missing = {s.due_us for m in lost for s in m.measurements if s.duration_ms is not None}
    assert len(missing) == 6
    found: dict[tuple[str, int], float | None] = {}
    for message in messages:
        if message.nature is not Nature.HONEST:
            continue
        uplink = chirpstack.read(message.topic, message.payload)
        if uplink.event is not Event.UP:
            continue
        assert uplink.payload is not None
        assert uplink.server_time_us is not None
        fields = CODECS["milesight-vs133"](uplink.port, uplink.payload)
        read = {
            (said.channel, said.starts_us(uplink.server_time_us)): said.value
            for said in modelled.said(MODELS["milesight-vs133"], fields, uplink.port)
        }
        assert read == {(s.channel, s.time_us): s.value for s in message.measurements}
        if "history" in fields:
            found |= read
    periods = {
        (s.channel, s.due_us // 1_000_000 - 600): s.value
        for m in sound
        for s in m.measurements
        if s.due_us in missing and s.duration_ms is not None
    }
    again = {
        (channel, time_us // 1_000_000): value
        for (channel, time_us), value in found.items()
        if channel.endswith("-interval")
    }
    assert again == periods


def test_lost_frames_leave_a_gap_and_no_frame_is_longer_than_the_air_takes(
    tmp_path: Path,
) -> None:
    messages = hours(tmp_path, OUTAGE)
    ups = [chirpstack.read(m.topic, m.payload) for m in messages if m.nature is Nature.HONEST]
    counters = [up.counter for up in ups if up.event is Event.UP and up.counter is not None]

    assert sorted(counters) == counters
    lost = {m.seq for m in messages if m.nature is Nature.LOST}
    assert set(range(counters[-1] + 1)) - set(counters) == lost
    for up in ups:
        if up.payload is not None and up.spreading_factor is not None:
            assert len(up.payload) <= (222 if up.spreading_factor < 9 else 115)


def test_a_native_device_has_no_gateway_to_lose(tmp_path: Path) -> None:
    file = tmp_path / "away.toml"
    native = FLEET.format(device="bike", faults=OUTAGE)
    native = native.replace("milesight-vs133", "wegwarte-bicycle-counter-1")
    file.write_text(native.replace('server = "chirpstack"\n', ""))

    with pytest.raises(FleetError, match="no gateway hears it; write `late`"):
        load(file)
