"""What network servers say of devices: who they are, how they are heard, what they push."""

import json
from datetime import timedelta

import psycopg
import pytest

from ingest import clock
from store import health, naming, rejected
from store.pool import connect
from tests.cli.terminal import run
from tests.ingest.heard import Town
from tests.ingest.running import rows, until
from tests.ingest.served import (
    NOON,
    chirpstack_event,
    chirpstack_topic,
    tts,
    tts_join,
    tts_topic,
)

pytestmark = [pytest.mark.database, pytest.mark.broker]


async def test_status_join_and_signal_are_facts_about_the_device(system: Town) -> None:
    device, eui = system.register()
    info = {"applicationId": "a-1", "devEui": eui}
    status = chirpstack_event(deviceInfo=info, margin=8, batteryLevel=88.5)
    await system.say(chirpstack_topic("status", eui=eui), status)
    await system.say(tts_topic(device, "join"), tts_join(eui=eui, device_id=device))
    for counter in (4, 7):
        frame = tts(bytes([counter % 2]), eui=eui, device_id=device, counter=counter)
        await system.say(tts_topic(device), frame)
    await system.received(device, 4)

    async def told() -> bool:
        async with connect(system.dsn) as conn:
            found = await health.known(conn, device=device)
            return bool(found) and found[0].counter == 7

    await until(told, "the newest frame is told of")
    async with connect(system.dsn) as conn:
        [found] = await health.known(conn, device=device)
    assert (found.battery_percent, found.margin_db, found.joined_at) == (88.5, 8, NOON)
    assert (found.rssi_dbm, found.gateways[0] if found.gateways else "") == (
        -80,
        "aa00000000000002",
    )
    assert (found.came, found.lost) == (2, 2)


async def test_an_unknown_device_is_replayed_as_if_it_had_always_been_known(system: Town) -> None:
    known, known_eui = system.register()
    device, eui = system.unregistered()
    frames = [(b"\x01", 1, 0), (b"\x00", 2, 5), (b"\x00", 2, 5), (b"\x01", 3, 9)]
    for payload, counter, minutes in frames:
        at = NOON + timedelta(minutes=minutes)
        for name, sender in ((known, known_eui), (device, eui)):
            message = tts(payload, eui=sender, device_id=name, counter=counter, at=at)
            await system.say(tts_topic(name), message)
    await system.received(eui, 4)
    await system.received(known, 4)
    async with connect(system.dsn) as conn:
        [group] = await rejected.groups(conn, device=eui)
    assert (group.cause, group.device, group.messages) == ("unknown_device", eui, 4)

    with psycopg.connect(system.dsn) as conn:
        conn.execute("insert into device (id, model) values (%s, 'bosch-tps110')", (device,))
        conn.execute(
            "insert into device_alias (alias, device, kind) values (%s, %s, 'dev_eui')",
            (eui, device),
        )
    async with connect(system.dsn) as conn, conn.transaction():
        await rejected.replay(conn, cause="unknown_device", device=eui, now=clock.now())

    await until(lambda: len(system.states(device)) == 3, "it is replayed")
    assert system.states(device) == system.states(known)
    assert len(system.states(known)) == 3


async def test_what_a_server_calls_a_device_is_kept_for_noticing_a_swap(system: Town) -> None:
    device, eui = system.register()
    await system.say(tts_topic("platz-1"), tts(eui=eui, device_id="platz-1"))

    told = "select 1 from device_health where device = %s and heard_as <> '{}'"
    await until(lambda: bool(rows(system.dsn, told, device)), "its name is kept")

    async with connect(system.dsn) as conn:
        assert (await naming.heard(conn))["platz-1"] == device


async def test_an_exchanged_device_is_noticed_and_one_command_accepts_it(system: Town) -> None:
    device, eui = system.register()
    _, new_eui = system.unregistered()
    with psycopg.connect(system.dsn) as conn:
        conn.execute(
            "insert into site (id, name, kind) values (%s, 'Lot', 'parking_zone')", (device,)
        )
    placed = run(
        "device",
        "install",
        device,
        device,
        "--at",
        "2026-11-01T08:00",
        WEGWARTE_DATABASE_URL=system.dsn,
    )
    assert placed.returncode == 0, placed.stderr
    await system.say(tts_topic(device), tts(eui=eui, device_id=device))
    later = NOON + timedelta(minutes=4)
    await system.say(tts_topic(device), tts(b"\x00", eui=new_eui, device_id=device, at=later))
    await system.received(new_eui, 1)
    async with connect(system.dsn) as conn:
        [group] = await rejected.groups(conn, device=new_eui)
    assert (group.cause, group.example and group.example.count("wegwarte device swap")) == (
        "probable_swap",
        1,
    )

    swapped = run(
        "device",
        "swap",
        device,
        new_eui,
        "--at",
        "2026-11-22T12:02Z",
        "--replay",
        WEGWARTE_DATABASE_URL=system.dsn,
    )
    assert swapped.returncode == 0, swapped.stderr

    def replayed() -> list[tuple[object, ...]]:
        return rows(
            system.dsn,
            "select o.time, o.result from observation o join channel c on c.id = o.channel"
            " join device_alias a on a.device = c.device where a.alias = %s and c.name = 'bay'",
            new_eui,
        )

    await until(lambda: replayed() == [(later, 0.0)], "what was kept of it is stored")
    assert system.states(device) == [(NOON, 1.0)]


async def test_a_vendors_javascript_decodes_what_has_no_codec_of_ours(system: Town) -> None:
    model = (
        'id = "clicker"\nname = "Button"\ncodec = "javascript:clicker.js"\nheartbeat_s = 3600\n'
        '[[channel]]\nname = "bay"\nproperty = "bay_state"\nhold_max_s = 3600\n'
        'field = "pressed"\nvalues = { true = 1, false = 0 }\n'
    )
    script = "function decodeUplink(input) { return {data: {pressed: input.bytes[0] === 9}}; }"
    with psycopg.connect(system.dsn) as conn:
        conn.execute("insert into device_model (id, file) values ('clicker', %s)", (model,))
        conn.execute(
            "insert into codec (sha256, name, source) values (%s, 'clicker.js', %s)",
            ("ab" * 32, script),
        )
    device, eui = system.register("clicker")
    await system.say(tts_topic(device), tts(b"\x09", eui=eui, device_id=device))
    await system.received(device, 1)

    assert (
        rows(
            system.dsn,
            "select cause, detail from rejected r join rejected_group g"
            " on g.id = group_id where g.device = %s",
            device,
        )
        == []
    )
    assert system.states(device) == [(NOON, 1.0)]


async def test_a_counter_that_pushes_json_itself_is_stored_by_its_own_clock(system: Town) -> None:
    device, eui = system.register("axis-people-counter")
    began, ended = NOON - timedelta(minutes=1), NOON
    items = [{"direction": "in", "count": 3}, {"direction": "out", "count": 0}]
    span = {"utcFrom": began.isoformat(), "utcTo": ended.isoformat()}
    report = {
        "sensor": {"serial": eui},
        "data": {"measurements": [{"kind": "people-counts", **span, "items": items}]},
    }
    for _ in range(2):
        await system.push(json.dumps(report).encode(), kind="axis", source="hall")
    await system.received(device, 2)

    assert rows(
        system.dsn,
        "select c.name, time, duration_ms, result from observation join channel c on c.id = channel"
        " where device = %s order by c.name",
        device,
    ) == [("in", began, 60_000, 3.0), ("out", began, 60_000, 0.0)]
    assert system.counts(device) == (2, 2, 2, 0)


@pytest.mark.parametrize("written", ["B8:A4:4F:00:{:02X}:01", "b8-a4-4f-00-{:02x}-01"])
async def test_a_serial_number_is_known_however_it_is_written(system: Town, written: str) -> None:
    device, _ = system.unregistered()
    number = int(device.removeprefix("bay-"))
    said = f"B8A44F00{number:02X}01"
    report = {"sensor": {"serial": said}, "data": {"measurements": []}}
    await system.push(json.dumps(report).encode(), kind="axis", source="hall")
    await system.received(said.lower(), 1)
    added = run(
        "device",
        "add",
        device,
        "--model",
        "axis-people-counter",
        "--serial",
        written.format(number),
        WEGWARTE_DATABASE_URL=system.dsn,
    )
    assert added.returncode == 0, added.stderr
    async with connect(system.dsn) as conn, conn.transaction():
        assert await rejected.replay(conn, cause=None, device=device, now=clock.now()) == 1

    await system.received(device, 1)


async def test_what_the_server_read_otherwise_is_counted_and_shown(system: Town) -> None:
    device, eui = system.register()
    for counter, occupied in ((1, True), (2, False)):
        frame = tts(
            b"\x01",
            eui=eui,
            device_id=device,
            counter=counter,
            at=NOON + timedelta(minutes=counter),
            decoded_payload={"occupied": occupied},
        )
        await system.say(tts_topic(device), frame)
    await system.received(device, 2)

    async def told() -> bool:
        async with connect(system.dsn) as conn:
            found = await health.known(conn, device=device)
            return bool(found) and (found[0].compared, found[0].differed) == (2, 1)

    await until(told, "both are compared")
    shown = run("source", "heard", "--device", device, WEGWARTE_DATABASE_URL=system.dsn).stdout
    assert "1 of 2 frames the server reads otherwise" in shown
    assert "occupied: we read true, the server false" in shown
    assert "-80 dBm by aa00000000000002, 2 gateways" in shown
