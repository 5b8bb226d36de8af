"""Each source of messages comes, goes and fails without the others."""

import json

import aiomqtt
import pytest

from cli.embedded.nats import Nats
from store import sources
from store.pool import connect
from tests.ingest.heard import Town
from tests.ingest.running import Ingest, register, rows, until
from tests.ingest.said import counted, message
from tests.ingest.served import (
    NOON,
    chirpstack,
    chirpstack_topic,
    tts,
    tts_topic,
)

pytestmark = [pytest.mark.database, pytest.mark.broker]


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
