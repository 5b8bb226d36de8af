"""Frames of network servers, through a real broker into a real database: each once, in its time."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count

import aiomqtt
import psycopg
import pytest

from cli.embedded.nats import Nats
from ingest import clock
from ingest.address import parse_address
from store import health, inbox, naming, rejected, sources
from store.pool import connect
from tests.cli.test_command import run
from tests.ingest.running import Ingest, register, rows, until
from tests.ingest.said import counted, message
from tests.ingest.served import (
    NOON,
    chirpstack,
    chirpstack_event,
    chirpstack_topic,
    tts,
    tts_join,
    tts_topic,
)

pytestmark = [pytest.mark.database, pytest.mark.broker]

_NUMBERS = count(1)


class Town:
    """The running system, and what is stored in it."""

    def __init__(self, dsn: str, server: aiomqtt.Client) -> None:
        self.dsn = dsn
        self._server = server

    async def say(self, topic: str, payload: bytes) -> None:
        """Publish as a network server does."""
        await self._server.publish(topic, payload, qos=1)

    async def push(self, payload: bytes, *, kind: str = "tts", source: str = "pushed") -> None:
        """Bring a message by the webhook's road."""
        async with connect(self.dsn) as conn:
            topic = f"uplinks/{kind}/{source}"
            await inbox.put(conn, [(topic, payload)], source=source, received=NOON)

    def register(self, model: str = "bosch-tps110") -> tuple[str, str]:
        """Make a device known; return its id and DevEUI."""
        device, eui = self.unregistered()
        with psycopg.connect(self.dsn) as conn:
            conn.execute("insert into device (id, model) values (%s, %s)", (device, model))
            conn.execute(
                "insert into device_alias (alias, device, kind) values (%s, %s, 'dev_eui')",
                (eui, device),
            )
        return device, eui

    def unregistered(self) -> tuple[str, str]:
        """Return an id and a DevEUI that nobody has used."""
        number = next(_NUMBERS)
        return f"bay-{number}", f"0004a30b{number:08x}"

    def states(self, device: str) -> list[tuple[datetime, float]]:
        """Return what is stored of a bay, in its order."""
        return [
            (time, value)
            for time, value in rows(
                self.dsn,
                "select time, result from observation join channel c on c.id = channel"
                " where device = %s and name = 'bay' order by time",
                device,
            )
        ]

    def counts(self, device: str) -> tuple[int, int, int, int]:
        """Return received messages, stored, duplicate and conflicting readings."""
        [found] = rows(
            self.dsn,
            "select sum(messages_received)::int, sum(stored)::int, sum(duplicate)::int,"
            " sum(conflict)::int from ledger where device = %s",
            device,
        )
        received, stored, duplicate, conflict = found
        return received or 0, stored or 0, duplicate or 0, conflict or 0

    async def received(self, device: str, messages: int) -> None:
        """Wait until so many messages of a device are accounted for."""
        await until(lambda: self.counts(device)[0] == messages, f"{messages} of {device}")


@pytest.fixture(scope="module")
def servers(ingest: Ingest, broker: Nats, town: str) -> str:
    """Add both network servers to the ingest that runs already; the broker plays them."""
    with psycopg.connect(town) as conn:
        conn.cursor().executemany(
            "insert into source (name, kind, url, topics) values (%s, %s, %s, %s)",
            [
                ("things", "tts", broker.url, ["v3/#"]),
                ("chirp", "chirpstack", broker.url, []),
            ],
        )
    return town


@pytest.fixture
async def system(servers: str, broker: Nats) -> AsyncIterator[Town]:
    """Wait until both servers are listened to."""

    def connected() -> bool:
        found = rows(servers, "select source from source_state where connected_since is not null")
        return {("things",), ("chirp",)} <= set(found)

    await until(connected, "both sources connect without a restart")
    address = parse_address(broker.url)
    async with aiomqtt.Client(
        address.host, address.port, username=address.username, password=address.password
    ) as server:
        yield Town(servers, server)


async def test_a_source_that_is_added_needs_no_restart_and_disturbs_no_other(
    system: Town, ingest: Ingest
) -> None:
    device, eui = system.register()
    await system.say(chirpstack_topic(eui=eui), chirpstack(eui=eui))
    await system.received(device, 1)

    assert ingest.starts == 1
    assert system.states(device) == [(NOON, 1.0)]
    clients = {line["source"]: line["client"] for line in ingest.said("broker_connected")}
    assert len({clients[source] for source in ("native", "things", "chirp")}) == 3


async def test_a_frame_by_mqtt_and_by_webhook_is_one_reading(system: Town) -> None:
    device, eui = system.register()
    payload = tts(eui=eui, device_id=device)
    await system.say(tts_topic(device), payload)
    await system.push(payload)
    await system.received(device, 2)

    assert system.states(device) == [(NOON, 1.0)]
    assert system.counts(device) == (2, 1, 1, 0)


async def test_a_retransmission_has_the_time_of_the_first(system: Town) -> None:
    device, eui = system.register()
    for late_s in (0, 48, 3):
        at = NOON + timedelta(seconds=late_s)
        await system.say(tts_topic(device), tts(eui=eui, device_id=device, at=at))
        await system.received(device, [0, 48, 3].index(late_s) + 1)

    assert system.states(device) == [(NOON, 1.0)]
    assert system.counts(device) == (3, 1, 2, 0)


async def test_copies_in_one_batch_are_one_reading(system: Town) -> None:
    device, eui = system.register()
    for late_ms in range(5):
        at = NOON + timedelta(milliseconds=late_ms)
        await system.say(chirpstack_topic(eui=eui), chirpstack(eui=eui, at=at))
    await system.received(device, 5)

    assert len(system.states(device)) == 1
    assert system.counts(device) == (5, 1, 4, 0)


async def test_a_frame_without_any_clock_is_stored_once_however_late_it_is_repeated(
    system: Town,
) -> None:
    device, eui = system.register()
    payload = tts(eui=eui, device_id=device, at=None)
    await system.say(tts_topic(device), payload)
    await system.received(device, 1)
    await system.say(tts_topic(device), payload)
    await system.received(device, 2)

    assert len(system.states(device)) == 1
    assert system.counts(device) == (2, 1, 1, 0)


async def test_a_counter_that_begins_again_after_a_join_is_a_new_frame(system: Town) -> None:
    device, eui = system.register()
    later = NOON + timedelta(minutes=10)
    await system.say(tts_topic(device), tts(eui=eui, device_id=device, counter=0))
    await system.say(tts_topic(device, "join"), tts_join(eui=eui, device_id=device))
    again = tts(eui=eui, device_id=device, counter=0, session="s2", at=later)
    await system.say(tts_topic(device), again)
    await system.received(device, 3)

    assert system.states(device) == [(NOON, 1.0), (later, 1.0)]


@pytest.mark.parametrize("payload", [b"\x01", b"\x00"], ids=["the same bytes", "other bytes"])
async def test_a_number_that_returns_hours_later_is_a_new_frame(
    system: Town, payload: bytes
) -> None:
    device, eui = system.register()
    later = NOON + timedelta(hours=5)
    await system.say(chirpstack_topic(eui=eui), chirpstack(b"\x01", eui=eui, at=NOON))
    await system.received(device, 1)
    await system.say(chirpstack_topic(eui=eui), chirpstack(payload, eui=eui, at=later))
    await system.received(device, 2)

    assert system.states(device) == [(NOON, 1.0), (later, float(payload[0]))]


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
    number = next(_NUMBERS)
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


async def test_a_native_device_and_a_network_server_are_stored_side_by_side(
    system: Town, device: aiomqtt.Client
) -> None:
    register(system.dsn, ["native-9"])
    bay, eui = system.register()
    await device.publish("mobility/v1/telgte/native-9/up", message(counted(3)), qos=1)
    await system.say(tts_topic(bay), tts(eui=eui, device_id=bay))
    await system.received(bay, 1)
    await system.received("native-9", 1)

    assert system.counts("native-9") == (1, 1, 0, 0)
    assert system.counts(bay) == (1, 1, 0, 0)


async def test_a_message_that_bears_a_native_topic_is_no_native_message(system: Town) -> None:
    native = json.dumps({"v": 1, "boot": "b", "seq": 1, "readings": []}).encode()
    await system.push(native, kind="native")

    def refused() -> bool:
        return rows(
            system.dsn,
            "select count(*) from rejected where topic = 'uplinks/native/pushed'",
        ) == [(1,)]

    await until(refused, "nothing reads native messages that are pushed")


async def test_each_source_says_how_it_does(system: Town) -> None:
    device, eui = system.register()
    await system.say(tts_topic(device), tts(eui=eui, device_id=device))
    await system.push(tts(eui=eui, device_id=device, counter=8), source="gate")
    await system.received(device, 2)

    async def told() -> bool:
        async with connect(system.dsn) as conn:
            found = {s.source: s for s in await sources.states(conn)}
        return "gate" in found and bool(found["things"].messages)

    await until(told, "messages are counted by their roads")


async def test_a_source_that_cannot_be_reached_says_why_in_words(system: Town) -> None:
    async with connect(system.dsn) as conn:
        await sources.add(conn, "nowhere", kind="tts", url="mqtt://x@127.0.0.1:9", now=NOON)
        await sources.add(conn, "nonsense", kind="tts", url="http://x", now=NOON)

    def told() -> dict[str, str]:
        return dict(rows(system.dsn, "select source, error from source_state where error <> ''"))

    await until(lambda: {"nowhere", "nonsense"} <= told().keys(), "both say why")
    assert told()["nowhere"].startswith("nothing answers at this address and port")
    assert "write mqtt://" in told()["nonsense"]
    async with connect(system.dsn) as conn:
        await sources.remove(conn, "nowhere")
        await sources.remove(conn, "nonsense")


async def test_a_removed_source_is_left_and_the_others_go_on(
    system: Town, broker: Nats, ingest: Ingest
) -> None:
    async with connect(system.dsn) as conn:
        await sources.add(conn, "brief", kind="tts", url=broker.url, topics=("v3/#",), now=NOON)
    await until(
        lambda: any(line["source"] == "brief" for line in ingest.said("broker_connected")),
        "it connects",
    )
    async with connect(system.dsn) as conn:
        await sources.remove(conn, "brief")
    await until(
        lambda: any(line["source"] == "brief" for line in ingest.said("source_left")), "it is left"
    )
    state = "select 1 from source_state where source = 'brief'"
    await until(lambda: rows(system.dsn, state) == [], "nothing is said of it any more")

    device, eui = system.register()
    await system.say(tts_topic(device), tts(eui=eui, device_id=device))
    await system.received(device, 1)
    assert system.counts(device) == (1, 1, 0, 0)
