"""What was set aside is told, mended and replayed; the store is then as if nothing had happened."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import aiomqtt
import psycopg
import pytest

from cli import status
from cli.embedded.nats import Nats
from ingest import clock
from ingest.address import parse_address
from ingest.shifting import road, shift_us
from tests.cli.terminal import answer, wegwarte
from tests.ingest.running import MUNICIPALITY, Ingest, register, rows, until
from tests.ingest.said import ago, counted, message
from tests.ingest.served import NOON, tts, tts_topic

pytestmark = [pytest.mark.database, pytest.mark.broker, pytest.mark.usefixtures("ingest")]
_NUMBERS = count(1)


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


def new_eui() -> str:
    """Return a DevEUI that nobody has used."""
    return f"70b3d57ed00{next(_NUMBERS):05x}"


def kept(town: str, sender: str) -> int:
    """Return how many messages of a sender wait to be replayed."""
    [(found,)] = rows(
        town,
        "select count(*) from rejected r join rejected_group g on g.id = group_id"
        " where (device = %s or topic like %s) and replayed_at is null",
        sender,
        f"%/{sender}/%",
    )
    return int(found)


def readings(town: str, device: str) -> list[tuple[Any, ...]]:
    """Return the readings of a device, all but the block."""
    return rows(
        town,
        "select c.name, c.property, o.time, o.duration_ms, o.result, o.quality from observation o"
        " join channel c on c.id = channel where device = %s order by 1, 3",
        device,
    )


def frames(town: str, device: str) -> list[tuple[Any, ...]]:
    """Return the frames of a device that are known."""
    return rows(
        town,
        "select session, counter, payload_hash, epoch, measured_at from uplink"
        " where device = %s order by 2, 3",
        device,
    )


def stored(town: str, device: str) -> list[tuple[Any, ...]]:
    """Return everything that is stored of a device."""
    return readings(town, device) + frames(town, device)


async def test_registering_and_replaying_gives_the_same_store_as_registering_first(
    server: aiomqtt.Client, town: str
) -> None:
    early, late = new_eui(), new_eui()
    add = ("device", "add", "--model", "bosch-tps110")
    assert wegwarte(town, *add, "bay-early", "--dev-eui", early).returncode == 0
    for number in range(6):
        for eui in (early, late):
            at = None if number == 5 else NOON + timedelta(minutes=7 * number)
            payload = tts(
                bytes([number % 2]), eui=eui, device_id=f"eui-{eui}", counter=number, at=at
            )
            copies = 2 if number == 3 else 1  # a frame that came by two gateways' roads
            for _ in range(copies):
                await server.publish(tts_topic(f"eui-{eui}"), payload, qos=1)
    await until(lambda: kept(town, late) == 7, "the late one is set aside")
    await until(lambda: len(stored(town, "bay-early")) == 12, "the early one is stored")

    [seen] = [s for s in answer(town, "rejected", "list", "--unknown") if s["sender"] == late]
    assert (seen["messages"], seen["sources"]) == (7, ["things"])
    assert "bosch-tps110" in seen["looks_like"]
    line = wegwarte(town, "rejected", "list", "--unknown").stdout
    assert f"{late}: seen, not registered: 7 messages since " in line
    assert f"`wegwarte device add NAME --dev-eui {late} --model " in line
    assert wegwarte(town, *add, "bay-late", "--dev-eui", late).returncode == 0
    assert all(s["sender"] != late for s in answer(town, "rejected", "list", "--unknown"))
    replayed = answer(town, "rejected", "replay", "--device", "bay-late")
    assert replayed == {"replayed": 6}  # two copies of one frame are one message
    assert answer(town, "rejected", "list", "--device", late) == []
    listed = wegwarte(town, "rejected", "list", "--device", late).stdout
    assert listed == "put back and read again: 1 group (--all shows them)\n"
    by_cause = wegwarte(town, "rejected", "list", "--device", late, "--by", "cause").stdout
    assert by_cause == listed
    everything = wegwarte(town, "rejected", "list", "--device", late, "--all").stdout
    assert "nothing of it waits" in everything
    assert "0 kept" not in everything
    assert "register it" not in everything  # it is

    await until(lambda: len(stored(town, "bay-late")) == 12, "it is stored")
    assert _without_receipt(stored(town, "bay-late")) == _without_receipt(stored(town, "bay-early"))
    received = rows(town, "select max(received) from rejected where topic like %s", f"%{late}%")
    assert [
        (row[2],) for row in stored(town, "bay-late") if len(row) == 6 and row[2] > AFTER
    ] == received
    said = answer(town, "ledger", "--audit")
    assert said["differences"] == []


def _without_receipt(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Leave out when the frame without any time was received: each at its own moment."""
    return [
        tuple("receipt" if isinstance(v, datetime) and v > AFTER else v for v in row)
        for row in found
    ]


#: Frames of these tests are measured at `NOON` or soon after; later is the time of a receipt.
AFTER = NOON + timedelta(hours=1)


async def test_what_an_unknown_native_device_looks_like_is_told(
    device: aiomqtt.Client, town: str
) -> None:
    topic = f"mobility/v1/{MUNICIPALITY}/stranger/up"
    await device.publish(topic, message(counted(3, time=ago(hours=3))), qos=1)
    await until(lambda: kept(town, "stranger"), "it is set aside")

    [seen] = [s for s in answer(town, "rejected", "list", "--unknown") if s["sender"] == "stranger"]

    assert seen["looks_like"] == ["wegwarte-bicycle-counter-1"]
    assert seen["messages"] == 1


async def test_a_wrong_clock_is_shifted_for_its_own_device_only(
    device: aiomqtt.Client, town: str
) -> None:
    register(town, ["ahead", "punctual"])
    right = clock.now().replace(microsecond=0) - timedelta(hours=1)
    wrong = (right + timedelta(hours=2)).isoformat()
    for name in ("ahead", "punctual"):
        payload = message(counted(5, time=wrong))
        await device.publish(f"mobility/v1/{MUNICIPALITY}/{name}/up", payload, qos=1)
    await until(lambda: kept(town, "ahead") and kept(town, "punctual"), "both are set aside")

    refused = wegwarte(town, "rejected", "replay", "--shift", "-2h")
    assert refused.returncode == 1
    assert "say which one with --device" in refused.stderr
    mistyped = wegwarte(town, "rejected", "replay", "--device", "ahead", "--shift", "2 hours")
    assert "no length of time" in mistyped.stderr
    mine = ("--device", "ahead", "--cause", "time_in_future", "--shift", "-2h")
    assert answer(town, "rejected", "replay", *mine) == {"replayed": 1}

    await until(lambda: readings(town, "ahead"), "it is stored")
    assert readings(town, "ahead")[0][2] == right
    assert kept(town, "punctual") == 1
    sources = rows(town, "select source from block where source like 'replay-%%'")
    assert sources == [("replay-7200s",)]


async def test_only_what_came_since_a_moment_is_replayed(device: aiomqtt.Client, town: str) -> None:
    topic = f"mobility/v1/{MUNICIPALITY}/since/up"
    await device.publish(topic, message(counted(1, time=ago(hours=3)), seq=1), qos=1)
    await until(lambda: kept(town, "since") == 1, "the first is set aside")
    between = clock.now()
    await device.publish(topic, message(counted(2, time=ago(hours=2)), seq=2), qos=1)
    await until(lambda: kept(town, "since") == 2, "the second is set aside")
    register(town, ["since"])

    mine = ("--device", "since", "--since", between.isoformat())
    assert answer(town, "rejected", "replay", *mine) == {"replayed": 1}

    await until(lambda: readings(town, "since"), "it is stored")
    assert [row[4] for row in readings(town, "since")] == [2]
    assert kept(town, "since") == 1
    assert (
        "has no zone" in wegwarte(town, "rejected", "replay", "--since", "2026-11-03T12:00").stderr
    )


async def test_causes_models_and_devices_are_added_up_with_an_example(
    device: aiomqtt.Client, town: str
) -> None:
    register(town, ["sum-1", "sum-2"])
    for name in ("sum-1", "sum-2"):
        payload = message(counted(-1), counted(-2, time=ago(hours=9)))
        await device.publish(f"mobility/v1/{MUNICIPALITY}/{name}/up", payload, qos=1)
    await until(lambda: kept(town, "sum-1") and kept(town, "sum-2"), "both are set aside")

    model = ("--model", "wegwarte-bicycle-counter-1", "--cause", "value_out_of_range")
    [by_model] = answer(town, "rejected", "list", *model, "--by", "model")
    assert by_model["model"] == "wegwarte-bicycle-counter-1"
    assert (by_model["readings"], by_model["senders"]) == (4, 2)
    assert "lies between 0" in by_model["example"]
    by_device = answer(town, "rejected", "list", *model, "--by", "device")
    assert {one["device"]: one["readings"] for one in by_device} == {"sum-1": 2, "sum-2": 2}
    assert "value_out_of_range" in wegwarte(town, "rejected", "list", "--by", "cause").stdout
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert answer(town, "rejected", "list", "--since", tomorrow) == []


@pytest.mark.parametrize("shift_s", [0, -3_600, 5_400, 1])
def test_a_road_says_how_its_times_are_shifted(shift_s: int) -> None:
    assert shift_us(road(shift_s)) == shift_s * 1_000_000


@pytest.mark.parametrize("source", ["native", "replay", "replay-s", "replay-1", "replay+5s "])
def test_other_roads_are_not_shifted(source: str) -> None:
    assert shift_us(source) == 0


async def test_status_names_who_speaks_and_is_not_registered(
    device: aiomqtt.Client, town: str
) -> None:
    topic = f"mobility/v1/{MUNICIPALITY}/newcomer/up"
    await device.publish(topic, message(counted(3, time=ago(hours=3))), qos=1)
    await until(lambda: kept(town, "newcomer"), "it is set aside")

    lags, new, trouble = await status._lags(town, clock.now().date())

    assert (lags is not None, trouble) == (True, None)
    [line] = [one.line() for one in new if one.seen.sender == "newcomer"]
    assert "newcomer: seen, not registered: 1 message since " in line
    assert ", looks like model wegwarte-bicycle-counter-1\n" in line
    command = "`wegwarte device add newcomer --model wegwarte-bicycle-counter-1`"
    assert line.endswith(command)
