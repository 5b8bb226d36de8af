"""A town in which everything goes wrong once, through the real broker, ingest, store and derive.

Everything that must be exact is; every fault that can be seen is found, every other one is reported
as missed, and nothing is raised falsely. And the comparison fails when the store is wrong.
"""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from analytics.derive import derive_once
from cli.__main__ import main
from cli.embedded.nats import Nats
from cli.proof.check import Check
from cli.proof.findings import Finding, Verdict
from cli.register import register
from cli.verify import verify
from firmware_sim import broker, program, ran
from firmware_sim.faults import KINDS
from firmware_sim.fleet import Fleet
from firmware_sim.fleet_file import load
from firmware_sim.program import Request
from firmware_sim.schedule import Schedule
from firmware_sim.simulation import Simulation
from store.pool import connect
from tests.ingest.running import Ingest, open_session, rows, until

FLEET = Path(__file__).parent / "every_fault.toml"
RADIO_FLEET = Path(__file__).parent / "radio_town.toml"
#: With the whole of a local day in it.
SINCE, UNTIL = "2026-11-18T22:00Z", "2026-11-20T00:00Z"

#: Without QoS, as The Things Stack sends; the user name is not its application here.
TTS_TOPICS = ["v3/+/devices/+/up", "v3/+/devices/+/join"]

#: What no test of plausibility looks at yet.
MISSED = {
    ("dead_direction", "bike-zero"),
    ("stuck", "air-stuck"),
    ("stuck", "bike-stuck"),
    ("swapped", "bike-swapped"),
    ("flapping", "bay-flapping"),
    ("straddle", "bay-across"),
}
OPEN_DAY = """
id = "open"
name = "Open"
municipality = "telgte"
connections = 1
[[site]]
id = "street"
name = "Street"
kind = "cross_section"
lat = 52.0
lon = 7.8
[[site.device]]
id = "radar"
model = "wegwarte-radar-1"
settings = { daily = 20000, report_s = 60 }
[[site]]
id = "bays"
name = "Bays"
kind = "parking_zone"
lat = 52.0
lon = 7.8
capacity = 1
[[site.device]]
id = "bay"
model = "wegwarte-bay-1"
settings = { heartbeat_s = 600 }
"""
WHATS = (
    "readings stored",
    "volume",
    "occupancy",
    "free spaces",
    "stored days",
    "stored months",
    "days against the truth",
    "months against the truth",
)
HARMLESS = {("reorder", "bay-reorder"), ("late", "bay-late")}


@dataclass
class Kept:
    """A run, and what was made of it."""

    database: str
    run: Path
    checks: list[Check]
    findings: list[Finding]

    def judged(self, verdict: Verdict) -> set[tuple[str, str]]:
        return {(f.fault, f.device) for f in self.findings if f.verdict is verdict}


def publish(fleet: Fleet, request: Request) -> dict[str, int]:
    """Run a fleet without signals: they belong to the main thread."""
    simulation = Simulation(
        fleet, broker.parse(request.mqtt_url), program.options_of(fleet, request)
    )
    simulation.run(lambda: False, lambda _: None)
    return simulation.report()


async def keep(
    fleet: Fleet,
    database: str,
    nats: Nats,
    folder: Path,
    *,
    since: str = SINCE,
    until_: str = UNTIL,
) -> Kept:
    """Send a run through ingest and derive, and compare."""
    await register(database, fleet, since=datetime.fromisoformat(since))
    await open_session(folder, nats)
    roads = [
        {"name": "tts", "kind": "tts", "url": nats.url, "topics": TTS_TOPICS},
        {"name": "chirpstack", "kind": "chirpstack", "url": nats.url},
    ]
    ingest = Ingest(folder, database=database, nats=nats, WEGWARTE_BROKERS=json.dumps(roads))
    ingest.start()
    try:
        await until(lambda: len(ingest.said("broker_connected")) == 3, "ingest connects")
        request = Request(
            mqtt_url=f"mqtt://127.0.0.1:{nats.port}",
            speed="max",
            since=since,
            until=until_,
            run=folder / "run",
        )
        report = await asyncio.to_thread(publish, fleet, request)
        assert report["messages_open"] == report["messages_given_up"] == 0
        sent = report["messages_acked"] + report["copies"] + report["hostile"]
        await until(lambda: received(database) >= sent, "all is stored", within_s=120)
    finally:
        assert ingest.stop() == 0
    async with connect(database) as conn:
        await derive_once(conn, datetime.now(UTC))  # noqa: TID251 -- the run lies in the past
    checks, findings = await verify(database, ran.read(folder / "run"))
    return Kept(database, folder / "run", checks, findings)


def received(database: str) -> int:
    """Return how many messages ingest has stored or set aside."""
    (count,) = rows(database, "select coalesce(sum(messages_received), 0)::int8 from ledger")[0]
    return int(count)


@pytest.mark.database
@pytest.mark.broker
async def test_a_town_in_which_everything_goes_wrong_is_told_exactly(
    database: str, nats_server: Nats, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = await keep(load(FLEET), database, nats_server, tmp_path)

    assert [check for check in kept.checks if check.failed] == []
    exact = [check for check in kept.checks if check.must_be_exact]
    compared = {what: sum(c.compared for c in exact if c.what == what) for what in WHATS}
    assert compared["volume"] > 1_000
    assert compared["occupancy"] > 90
    assert compared["free spaces"] > 50
    assert compared["readings stored"] > 15_000
    assert compared["stored days"] > 150
    assert compared["stored months"] > 50
    assert compared["days against the truth"] > 50
    assert compared["months against the truth"] > 10
    assert kept.judged(Verdict.MISSED) == MISSED
    assert kept.judged(Verdict.HARMLESS) == HARMLESS
    assert kept.judged(Verdict.FALSE) == set()
    found = kept.judged(Verdict.FOUND)
    of_native_devices = set(KINDS) - {"outage"}
    assert {kind for kind, _ in found | MISSED | HARMLESS} == of_native_devices
    assert {device for _, device in found}.isdisjoint({"sound-bike", "sound-radar", "air"})
    await asyncio.to_thread(_row_told_wrong, kept, capsys)
    await asyncio.to_thread(_told_wrong, kept, capsys)


@pytest.mark.database
@pytest.mark.broker
async def test_field_hardware_behind_network_servers_is_told_as_exactly_as_it_speaks(
    database: str, nats_server: Nats, tmp_path: Path
) -> None:
    kept = await keep(load(RADIO_FLEET), database, nats_server, tmp_path)

    assert [check for check in kept.checks if check.failed] == []
    compared = {what: sum(c.compared for c in kept.checks if c.what == what) for what in WHATS}
    assert compared["readings stored"] > 5_000
    assert compared["volume"] > 400
    assert compared["occupancy"] > 150
    # What its memory sent again is as exact as if it had been heard at once.
    (away,) = [
        c for c in kept.checks if c.what == "volume" and c.of == "radio-away: pedestrian all"
    ]
    assert away.must_be_exact
    assert away.compared > 20
    assert kept.judged(Verdict.FOUND) == {
        ("corrupt", "bosch-corrupt"),
        ("corrupt", "nwave-corrupt"),
        ("duplicate", "bosch-twice"),
        ("loss", "vs133-far"),
        ("outage", "nwave-away"),
        ("outage", "vs133-away"),
        ("reboot", "nwave-reboot"),
    }
    assert kept.judged(Verdict.HARMLESS) == {
        ("late", "nwave-late"),
        ("reorder", "bosch-twice"),
        ("rollover", "vs133"),
    }
    assert kept.judged(Verdict.MISSED) == kept.judged(Verdict.FALSE) == set()


@pytest.mark.database
@pytest.mark.broker
async def test_a_run_that_reaches_into_the_present_is_told_exactly(
    database: str, nats_server: Nats, tmp_path: Path
) -> None:
    """The row of an open day holds the quarter in progress, too."""
    file = tmp_path / "open.toml"
    file.write_text(OPEN_DAY)
    now = datetime.now(UTC)  # noqa: TID251 -- the run ends now
    since = (now - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)

    kept = await keep(
        load(file),
        database,
        nats_server,
        tmp_path,
        since=since.isoformat(),
        until_=now.isoformat(),
    )

    assert [check for check in kept.checks if check.failed] == []
    whats = {check.what for check in kept.checks if check.must_be_exact}
    assert {"stored days", "days against the truth"} <= whats


def _row_told_wrong(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """Change a stored day, take a stored month away: the command names both."""
    command = ["verify", str(kept.run), "--database-url", kept.database, "--json"]
    with psycopg.connect(kept.database) as conn:
        conn.execute(
            "update indicator set value = value + 1 where site = 'sound-track'"
            " and direction = 'a' and bucket = 'day' and start = '2026-11-19'"
        )
        conn.execute(
            "create table lost as select * from indicator"
            " where site = 'sound-bays' and variant = '24h' and bucket = 'month'"
        )
        conn.execute(
            "delete from indicator"
            " where site = 'sound-bays' and variant = '24h' and bucket = 'month'"
        )

    assert _status(command) == 1

    failed = [c for c in json.loads(capsys.readouterr().out)["checks"] if c["failed"]]
    assert {(c["what"], c["of"]) for c in failed} == {
        ("stored days", "sound-track: volume bicycle a"),
        ("days against the truth", "sound-track: volume bicycle a 2026-11-19"),
        ("stored months", "sound-bays: occupancy 24h"),
    }
    assert "2026-11-01 holds no number" in next(
        c["detail"] for c in failed if c["what"] == "stored months"
    )
    with psycopg.connect(kept.database) as conn:
        conn.execute(
            "update indicator set value = value - 1 where site = 'sound-track'"
            " and direction = 'a' and bucket = 'day' and start = '2026-11-19'"
        )
        conn.execute("insert into indicator select * from lost")


def _told_wrong(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """Take one reading away, change another: the command names both and ends with status 1."""
    command = ["verify", str(kept.run), "--database-url", kept.database, "--json"]
    assert _status(command) == 0
    assert json.loads(capsys.readouterr().out)["failed"] == 0
    assert _status(command[:-1]) == 0
    assert capsys.readouterr().out.rstrip().endswith("all that must be exact is")
    with psycopg.connect(kept.database) as conn:
        (channel,) = conn.execute(
            "select id from channel where device = 'sound-bike' and name = 'bicycles-a'"
        ).fetchone() or (0,)
        times = conn.execute(
            "select time from observation where channel = %s order by time limit 2", (channel,)
        ).fetchall()
        conn.execute(
            "delete from observation where channel = %s and time = %s", (channel, times[0][0])
        )
        conn.execute(
            "update observation set result = result + 1 where channel = %s and time = %s",
            (channel, times[1][0]),
        )

    assert _status(command) == 1

    failed = [c for c in json.loads(capsys.readouterr().out)["checks"] if c["failed"]]
    assert {(c["what"], c["of"]) for c in failed} == {
        ("readings stored", "sound-bike"),
        ("ledger against the tables", "all"),
    }
    assert {c["differing"] for c in failed if c["what"] == "readings stored"} == {2}


def _status(command: list[str]) -> int:
    with pytest.raises(SystemExit) as end:
        main(command)
    return int(end.value.code or 0)


def _hash(seed: int) -> str:
    schedule = Schedule(
        load(FLEET), municipality="telgte", seed=seed, started_us=program.instant_us(SINCE)
    )
    digest = hashlib.sha256()
    for message in schedule.until(program.instant_us(UNTIL)):
        digest.update(message.topic.encode() + message.payload)
    return digest.hexdigest()


def test_the_same_seed_gives_the_same_bytes_with_every_fault() -> None:
    assert _hash(7) == _hash(7)
    assert _hash(7) != _hash(8)


@pytest.mark.database
async def test_a_run_whose_devices_nobody_registered_is_refused_with_the_remedy(
    database: str, tmp_path: Path
) -> None:
    request = Request(
        mqtt_url="mqtt://127.0.0.1:1",
        since=SINCE,
        until=SINCE.replace("22:00", "23:00"),
        run=tmp_path,
    )
    simulation = Simulation(
        load(FLEET), broker.parse(request.mqtt_url), program.options_of(load(FLEET), request)
    )
    simulation.run(lambda: False, lambda _: None)

    with pytest.raises(ran.RunError, match="wegwarte register every-fault --since"):
        await verify(database, ran.read(tmp_path))
    said = tmp_path / "said.jsonl"
    said.write_bytes(said.read_bytes()[:-20])
    with pytest.raises(ran.RunError, match="damaged"):
        ran.read(tmp_path)


@pytest.mark.database
@pytest.mark.broker
async def test_a_source_that_nobody_added_is_told_once_with_the_command_that_adds_it(
    database: str, nats_server: Nats, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = load(RADIO_FLEET)
    await register(database, fleet, since=datetime.fromisoformat(SINCE))
    request = Request(
        mqtt_url=f"mqtt://127.0.0.1:{nats_server.port}",
        speed="max",
        since=SINCE,
        until=SINCE.replace("22:00", "23:00"),
        run=tmp_path / "run",
    )
    await asyncio.to_thread(publish, fleet, request)
    command = ["verify", str(tmp_path / "run"), "--database-url", database]

    assert await asyncio.to_thread(_status, command) == 1

    said = capsys.readouterr().out.splitlines()
    failed = [line for line in said if line.startswith("FAILED")]
    assert len(failed) == 2
    for line, kind in zip(failed, ("tts", "chirpstack"), strict=True):
        assert f"`wegwarte source add {kind} --kind {kind} " in line
    assert "--topic 'v3/+/devices/+/up'" in failed[0]
    assert not any("raised falsely" in line or "missed" in line for line in said[:-2])
    assert said[-2] == "faults: 0 found, 0 harmless, 0 missed, 0 raised falsely"


def test_a_folder_without_a_finished_run_is_refused_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["verify", str(tmp_path), "--database-url", "postgresql://127.0.0.1:1/none"]

    assert _status(command) == 1

    assert "wegwarte simulate" in capsys.readouterr().err
