"""What simulated devices say through network servers is read by those who know only the documents.

The encoders share no code with envelopes, codecs and models: reading the one with the other
compares two programs.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from devices import modelled
from devices.codecs.catalogue import CODECS
from devices.envelopes import chirpstack, tts
from devices.models import MODELS
from devices.uplink import Event, Uplink
from firmware_sim.fleet import FleetError
from firmware_sim.fleet_file import load
from firmware_sim.outgoing import Nature, Outgoing
from firmware_sim.program import instant_us
from firmware_sim.radio import airtime
from firmware_sim.schedule import Schedule

FLEET = Path(__file__).parent / "radio_town.toml"
HEAD = 'id = "t"\nname = "T"\nmunicipality = "t"\n'
SITE = '[[site]]\nid = "s"\nname = "S"\nkind = "parking_zone"\nlat = 52.0\nlon = 7.8\n'


@pytest.fixture(scope="module")
def messages() -> list[Outgoing]:
    """Return a day of the town."""
    schedule = Schedule(
        load(FLEET), municipality="telgte", seed=3, started_us=instant_us("2026-11-19T00:00Z")
    )
    messages = schedule.until(instant_us("2026-11-20T00:00Z"))
    return [m for m in messages if m.nature in {Nature.HONEST, Nature.COPY}]


def read(message: Outgoing) -> Uplink:
    envelope = tts if message.topic.startswith("v3/") else chirpstack
    return envelope.read(message.topic, message.payload)


def test_every_reading_is_read_as_it_was_meant(messages: list[Outgoing]) -> None:
    models = {device.id: MODELS[device.model] for device in load(FLEET).devices}
    euis = {device.id: device.link.dev_eui for device in load(FLEET).devices if device.link}
    readings = 0
    for message in messages:
        uplink = read(message)
        assert uplink.sender == euis[message.device]
        if uplink.event is not Event.UP:
            continue
        assert uplink.payload is not None
        assert uplink.server_time_us is not None
        model = models[message.device]
        fields = CODECS[model.codec.removeprefix("builtin:")](uplink.port, uplink.payload)
        found = {
            (said.channel, said.starts_us(uplink.server_time_us)): said.value
            for said in modelled.said(model, fields, uplink.port)
        }
        meant = {(m.channel, m.time_us): m.value for m in message.measurements}
        assert found == pytest.approx(meant)
        assert modelled.unmapped(model, fields) == []
        readings += len(meant)
    assert readings > 4_000


def test_counters_begin_at_zero_with_each_join_and_leave_nothing_out(
    messages: list[Outgoing],
) -> None:
    counters: dict[tuple[str, str], list[int]] = defaultdict(list)
    joined = set()
    for message in messages:
        uplink = read(message)
        if uplink.event is Event.JOIN:
            joined.add((message.device, uplink.session))
        elif message.nature is not Nature.COPY:
            assert uplink.counter is not None
            counters[message.device, uplink.session].append(uplink.counter)

    assert counters.keys() == joined
    assert {device for device, _ in joined} == {device.id for device in load(FLEET).devices}
    lossy = {"vs133-far", "bosch-corrupt", "nwave-corrupt", "vs133-away", "nwave-away"}
    assert len([device for device, _ in joined if device == "nwave-reboot"]) == 3
    for (device, _), numbers in counters.items():
        assert len(set(numbers)) == len(numbers)
        assert device in lossy or sorted(numbers) == list(range(len(numbers)))


def test_frames_of_a_device_keep_their_order_however_close_its_measurements_are(
    messages: list[Outgoing],
) -> None:
    """A change seconds after the start waits for the join, as the state found at the start does."""
    said: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for message in messages:
        uplink = read(message)
        if uplink.event is Event.UP:
            assert uplink.counter is not None
            assert uplink.server_time_us is not None
            said[message.device, uplink.session].append((uplink.counter, uplink.server_time_us))

    for times in said.values():
        in_order = [time_us for _, time_us in sorted(set(times))]
        assert in_order == sorted(in_order)


def test_a_frame_is_heard_by_gateways_of_the_town(messages: list[Outgoing]) -> None:
    uplinks = [u for u in map(read, messages) if u.event is Event.UP]
    gateways = {gateway.id for uplink in uplinks for gateway in uplink.gateways}

    assert 3 < len(gateways) <= 12
    assert {len(uplink.gateways) for uplink in uplinks} == {1, 2, 3}
    assert {uplink.spreading_factor for uplink in uplinks} <= set(range(7, 13))
    for uplink in uplinks:
        for gateway in uplink.gateways:
            assert gateway.rssi_dbm is not None
            assert -140 < gateway.rssi_dbm < -20


def test_what_is_zero_is_left_out_by_the_things_stack(messages: list[Outgoing]) -> None:
    """Source: The Things Stack, Data Formats: empty fields are omitted."""
    told = [m for m in messages if m.topic.startswith("v3/") and m.topic.endswith("/up")]
    ups = [json.loads(m.payload)["uplink_message"] for m in told]
    first = [up for up in ups if "f_cnt" not in up]

    assert first
    assert all(up.get("f_cnt", 1) != 0 for up in ups)


def test_time_on_air_is_the_maker_s() -> None:
    """Source: Semtech's LoRa calculator: 20 bytes, SF7 and SF12, 125 kHz, 4/5, explicit header."""
    assert airtime(20, 7) == 56_576
    assert airtime(20, 12) == 1_318_912


@pytest.mark.parametrize(
    ("device", "says"),
    [
        ('model = "bosch-tps110"', 'server = "tts" or "chirpstack"'),
        ('model = "wegwarte-bay-1"\nserver = "tts"', "no server"),
        ('model = "netvox-r711"\nserver = "tts"', "nobody plays"),
        ('model = "bosch-tps110"\nserver = "tts"\ndev_eui = "70B3"', "16 lower-case"),
        ('model = "bosch-tps110"\nserver = "tts"\nfaults = [{ kind = "clock" }]', "no time"),
        ('model = "wegwarte-bay-1"\nfaults = [{ kind = "tired" }]', "firmware-sim/README.md"),
        ('model = "wegwarte-bay-1"\nfaults = [{ kind = "loss", share = 5 }]', "less than or equal"),
        ('model = "wegwarte-bay-1"\nfaults = [{ kind = "late", every_s = 0 }]', "greater than 0"),
        (
            'model = "wegwarte-bay-1"\nfaults = [{ kind = "straddle", neighbour = "x" }]',
            "no neighbour 'x'",
        ),
    ],
)
def test_a_wrong_device_is_refused_with_the_remedy(tmp_path: Path, device: str, says: str) -> None:
    file = tmp_path / "fleet.toml"
    file.write_text(f'{HEAD}{SITE}[[site.device]]\nid = "d"\n{device}\n')

    with pytest.raises(FleetError, match=says):
        load(file)
