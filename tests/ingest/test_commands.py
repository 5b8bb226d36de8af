"""`wegwarte ledger` and `wegwarte rejected`: what a person sees, and what the audit finds."""

import itertools

import aiomqtt
import psycopg
import pytest

from store import audit
from store.pool import connect
from tests.cli.terminal import answer, wegwarte
from tests.ingest.running import MUNICIPALITY, Ingest, register, rows, until
from tests.ingest.said import ago, counted, message

pytestmark = [pytest.mark.database, pytest.mark.broker]


_OF = "select count(*) from {} as o join channel as c on c.id = o.channel where c.device = %s"
READINGS, VEHICLES, CONFLICTS = map(_OF.format, ("observation", "passage", "conflict"))
_NUMBER = itertools.count()


async def test_a_rejected_message_is_listed_shown_mended_and_replayed(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    topic = f"mobility/v1/{MUNICIPALITY}/late/up"
    await device.publish(topic, message(counted(3, time=ago(hours=3))), qos=1)
    mine = ("--cause", "unknown_device", "--device", "late")
    await until(lambda: answer(town, "rejected", "list", *mine), "it is rejected")

    [shown] = answer(town, "rejected", "show", *mine)
    assert shown["topic"] == topic
    assert '"bicycles-a"' in shown["payload"]
    assert "is not registered" in wegwarte(town, "rejected", "list", *mine).stdout
    register(town, ["late"])
    assert answer(town, "rejected", "replay", *mine) == {"replayed": 1}

    await until(lambda: count(town, READINGS, "late") == 1, "it is stored")
    assert answer(town, "rejected", "replay", *mine) == {"replayed": 0}
    [line] = answer(town, "ledger", "--device", "late")
    assert (line["source"], line["messages_received"], line["stored"]) == ("replay", 1, 1)
    assert rows(town, "select * from inbox") == []


async def test_the_audit_agrees_and_names_what_was_lost_before_us(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    register(town, ["gappy", "radar"])
    with psycopg.connect(town) as conn:
        conn.execute("update device set model = 'wegwarte-radar-1' where id = 'radar'")
    for seq in (1, 2, 5):
        payload = message(counted(seq, time=ago(hours=seq)), counted(-1), seq=seq, boot="x")
        await device.publish(f"mobility/v1/{MUNICIPALITY}/gappy/up", payload, qos=1)
    vehicle = {"channel": "vehicles-a", "time": ago(hours=1), "speed_km_h": 40}
    await device.publish(f"mobility/v1/{MUNICIPALITY}/radar/up", message(vehicle, vehicle), qos=1)
    await until(lambda: count(town, READINGS, "gappy") == 3, "all is stored")
    await until(lambda: count(town, VEHICLES, "radar") == 2, "two vehicles of one second")

    said = answer(town, "ledger", "--audit")

    assert said["differences"] == []
    assert [g for g in said["lost_before_us"] if g["device"] == "gappy"] == [
        {"device": "gappy", "boot": "x", "first": 1, "last": 5, "missing": 2}
    ]
    text = wegwarte(town, "ledger", "--audit").stdout
    assert "gappy, boot x: 2 of the messages 1..5 were lost before us" in text
    assert "the ledger agrees with the tables" in text


async def test_one_absurd_number_of_a_device_is_no_gap(
    ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    register(town, ["leaping"])
    for hours, seq in enumerate((7, 2**61, 8, 10), start=1):
        payload = message(counted(seq % 100, time=ago(hours=hours)), seq=seq, boot="x")
        await device.publish(f"mobility/v1/{MUNICIPALITY}/leaping/up", payload, qos=1)
    await until(lambda: count(town, READINGS, "leaping") == 4, "all is stored")

    async with connect(town) as conn:
        gaps = await audit.gaps(conn, device="leaping")

    assert gaps == [audit.Gap(device="leaping", boot="x", first=7, last=10, missing=1)]


@pytest.mark.parametrize(
    ("tampering", "what"),
    [
        ("delete from observation where channel in (select id from channel where {d})", "stored"),
        (
            "update ledger set stored = stored + 1, readings_read = readings_read + 1 where {d}",
            "stored",
        ),
        (
            "update ledger set messages_received = messages_received + 1,"
            " messages_read = messages_read + 1 where {d}",
            "messages_received",
        ),
        ("update rejected_group set readings = readings + 1 where {d}", "rejected"),
        ("delete from conflict where channel in (select id from channel where {d})", "conflict"),
    ],
)
async def test_the_audit_finds_what_does_not_agree(
    tampering: str, what: str, ingest: Ingest, town: str, device: aiomqtt.Client
) -> None:
    sender = f"victim-{next(_NUMBER)}"
    register(town, [sender])
    when = ago(hours=1)
    readings = [counted(1, time=when), counted(2, time=when), counted(-1)]
    await device.publish(f"mobility/v1/{MUNICIPALITY}/{sender}/up", message(*readings), qos=1)
    await until(lambda: count(town, CONFLICTS, sender) == 1, "it is stored")

    async with connect(town) as conn, conn.transaction(force_rollback=True):
        assert await audit.differences(conn) == []
        await conn.execute(tampering.format(d=f"device = '{sender}'").encode())
        found = {(d.what, d.device) for d in await audit.differences(conn)}
        of_this_device = {d.what for d in await audit.differences(conn, device=sender)}

    assert (what, "" if what == "messages_received" else sender) in found
    assert (what in of_this_device) == (what != "messages_received")


def test_an_audit_that_finds_something_names_it_and_fails(database: str) -> None:
    with psycopg.connect(database) as conn:
        conn.execute(
            "insert into ledger (source, device, hour, readings_read, stored)"
            " values ('native', 'd', '2026-11-22 10:00Z', 3, 3)"
        )

    done = wegwarte(database, "ledger", "--audit")

    assert done.returncode == 1
    differs = "native d 2026-11-22 10:00Z: stored is 3 in the ledger and 0 in the tables"
    assert differs in done.stdout
    assert "d" in wegwarte(database, "ledger").stdout


def count(database: str, query: str, device: str) -> int:
    """Return how many of a device there are."""
    return int(rows(database, query, device)[0][0])
