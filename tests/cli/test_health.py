"""`wegwarte device health` and the API: from what is stored to the judgement."""

import json
from datetime import datetime, timedelta

import psycopg
import pytest

from cli.health import in_short
from cli.registry.acting import now
from tests.api.conftest import serve
from tests.registry.town import Terminal

pytestmark = pytest.mark.database

FACTS = """
insert into site (id, name, kind) values ('platz', 'Platz', 'parking_zone');
insert into device (id, model, accepted_at)
select id, 'milesight-vs133', now() - interval '200 days' from unnest(%(devices)s::text[]) as id;
insert into channel (device, name, property)
select d, name, property from unnest(%(devices)s::text[]) as d,
  (values ('in', 'count'), ('battery', 'battery_level')) as c (name, property);
insert into datastream (site, property, mode, source_id)
select 'platz', 'count', 'pedestrian', d from unnest(%(devices)s::text[]) as d;
insert into deployment (channel, datastream, valid)
select c.id, s.id, tstzrange(now() - interval '200 days', null)
from channel as c join datastream as s on s.source_id = c.device where c.name = 'in';
insert into run (kind) values ('live');
"""
HEARD = """
insert into latest (channel, time, quality, received)
select id, %(at)s, 0, %(at)s from channel where device = %(device)s and name = 'in'
"""
RADIO = """
insert into device_health (device, heard_at, session, counter, rssi_dbm, snr_db, gateways)
values (%(device)s, %(at)s, 's', 10, -101, 4.5, %(gateways)s)
"""
FRAMES = """
insert into uplink (device, session, counter, payload_hash, measured_at)
select %(device)s, 's', n, '\\x00', now() from unnest(array[1, 2, 3, 4, 6, 8, 9, 10]) as n
"""


@pytest.fixture
def terminal(database: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(database, capsys)


def fill(database: str, silences: dict[str, timedelta], gateway: str = "gw-rathaus") -> None:
    """Register devices that were last heard some time ago."""
    present = now()
    with psycopg.connect(database) as conn:
        for statement in FACTS.split(";\n"):
            conn.execute(statement.encode(), {"devices": list(silences)})
        for device, silence in silences.items():
            heard = {"device": device, "at": present - silence, "gateways": [gateway]}
            conn.execute(HEARD.encode(), heard)
            conn.execute(RADIO.encode(), heard)
            conn.execute(FRAMES.encode(), heard)


def reading(
    database: str, device: str, channel: str, ago: timedelta, value: float, late_s: float = 1
) -> None:
    """Store a reading that was measured some time ago and received `late_s` later."""
    time = now() - ago
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("select ensure_partition(%s::date)", (f"{time:%Y-%m}-01",))
        conn.execute(
            """
            with b as (
              insert into block (source, run, received_from, received_to, messages, readings)
              select 'native', max(id), %(received)s, %(received)s, 1, 1 from run returning id
            )
            insert into observation (channel, time, result, quality, block)
            select c.id, %(time)s, %(value)s, 0, b.id from channel as c, b
            where c.device = %(device)s and c.name = %(channel)s
            """,
            {
                "device": device,
                "channel": channel,
                "time": time,
                "received": time + timedelta(seconds=late_s),
                "value": value,
            },
        )


def of(said: dict[str, list[dict[str, object]]], device: str) -> dict[str, object]:
    return next(one for one in said["devices"] if one["device"] == device)


def test_each_device_is_judged_by_what_is_stored_of_it(terminal: Terminal, database: str) -> None:
    minute, month = timedelta(minutes=1), timedelta(days=30)
    fill(database, {"well": minute, "gone": month, "weak": minute, "wrong": minute})
    for week in range(10):
        reading(database, "weak", "battery", timedelta(days=7 * week, hours=1), 15 + 5 * week)
    for hour in range(3):
        reading(database, "well", "in", timedelta(hours=hour), 1)
        reading(database, "wrong", "in", timedelta(hours=hour + 2), 1, late_s=7_200)

    said = terminal.json("device", "health")

    states = {one["device"]: one["state"] for one in said["devices"]}
    assert states == {
        "well": "ok",
        "gone": "silent",
        "weak": "low battery",
        "wrong": "clock wrong",
    }
    well = of(said, "well")
    assert (well["rssi_dbm"], well["snr_db"], well["gateways"]) == (-101.0, 4.5, ["gw-rathaus"])
    assert well["loss"] == 0.2
    assert well["clock_offset_s"] == pytest.approx(1, abs=0.1)
    assert of(said, "wrong")["clock_offset_s"] == pytest.approx(7_200, abs=0.1)
    weak = of(said, "weak")
    assert (weak["battery"], weak["battery_unit"]) == (15.0, "%")
    ends = datetime.fromisoformat(str(weak["battery_ends_at"]))
    assert abs(ends - now()) < timedelta(hours=3)


def test_a_dead_gateway_is_told_once_and_its_devices_are_not(
    terminal: Terminal, database: str
) -> None:
    fill(database, {f"bay-{n}": timedelta(days=30) for n in range(4)})

    said = terminal.run("device", "health")

    assert "4 silent" in said
    assert "gateway gw-rathaus: 4 of 4 devices behind it are silent" in said
    assert "bay-1" not in said
    assert "bay-1  silent" in terminal.run("device", "health", "bay-1")


def test_what_need_not_speak_is_not_silent(terminal: Terminal, database: str) -> None:
    fill(database, {"ended": timedelta(days=30), "mended": timedelta(days=30)})
    with psycopg.connect(database) as conn:
        conn.execute(
            "update deployment set valid = tstzrange(lower(valid), now() - interval '20 days')"
            " where channel in (select id from channel where device = 'ended')"
        )
        conn.execute("update device set out_of_service_at = now() where id = 'mended'")

    said = terminal.json("device", "health")

    assert [one["state"] for one in said["devices"]] == ["ok", "ok"]


async def test_the_interface_tells_it_with_the_device(database: str) -> None:
    fill(database, {"gone": timedelta(days=30)})
    async with serve(database, now=now()) as client:
        answer = await client.get("/api/v1/devices/gone")
        nobody = await client.get("/api/v1/devices/nobody")
        public = await client.get("/openapi.json")

    said = answer.json()
    assert (said["id"], said["life"], said["health"]["state"]) == ("gone", "silent", "silent")
    assert said["health"]["words"][0].startswith("silent for 30 d")
    assert said["deployments"][0]["site"] == "platz"
    assert nobody.status_code == 404
    assert nobody.json()["type"] == "urn:wegwarte:problem:unknown-device"
    assert "HealthAnswer" in json.dumps(public.json())


async def test_status_says_how_many_devices_are_silent(database: str) -> None:
    assert await in_short(database, now=now()) == []  # there are none

    fill(database, {"steg": timedelta(minutes=5)})
    assert await in_short(database, now=now()) == ["devices: 1 ok"]

    later = now() + timedelta(days=3)
    assert await in_short(database, now=later) == ["devices: 1 silent (`wegwarte device health`)"]
