"""Replay = import: the same rows, whether a recording comes by MQTT or straight into the store."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from cli.embedded.nats import Nats
from ingest.recordings.messages import messages
from ingest.recordings.read import read_file
from tests.ingest.recordings.samples import BIKES, PARKING, bikes, day, mapping, parking
from tests.ingest.running import MUNICIPALITY, Ingest, rows, until

ROWS = (
    "select c.device, c.name, c.property, c.hold_max_s, o.time, o.duration_ms, o.result, o.quality"
    " from observation as o join channel as c on c.id = o.channel order by 1, 2, 5"
)
DEPLOYED = (
    "select c.device, c.name, d.site, d.direction, d.mode, d.role, p.valid::text"
    " from deployment as p join channel as c on c.id = p.channel"
    " join datastream as d on d.id = p.datastream order by 1, 2, 7"
)


def files(folder: Path) -> list[tuple[str, Path]]:
    counts = day("2024-10-26", "5", "3", "2") + day("2024-10-27", "6", "3", "")
    header = "Datum und Uhrzeit,PH Theater,PP Süd\n"
    hours = [("02", "ges"), ("02", "kei"), ("03", "bes"), ("04", "12")]
    lines = [f"2022-10-30 {h}:{m},{v},7" for h, v in hours for m in ("00", "15", "30", "45")]
    return [
        (BIKES, bikes(folder, "2024-10.csv", counts)),
        (PARKING, parking(folder, "2022-10-30.csv", header + "\n".join(lines) + "\n")),
        (PARKING, parking(folder, "2022-10-31.csv", header + "2022-10-31 00:00,0,7\n")),
    ]


def test_messages_are_the_same_every_time(tmp_path: Path) -> None:
    for name, path in files(tmp_path):
        recording = read_file(mapping(name), path)
        said = list(messages(recording, "telgte"))
        assert said == list(messages(read_file(mapping(name), path), "telgte"))
        readings = [r for _, p in said for r in msgspec.json.decode(p)["readings"]]
        assert len(readings) == len(recording)


def wegwarte(command: str, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", command, *words], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.database
@pytest.mark.broker
async def test_replay_is_import(
    ingest: Ingest, town: str, broker: Nats, database: str, tmp_path: Path
) -> None:
    device = f"mqtt://127.0.0.1:{broker.port}"
    for name, path in files(tmp_path):
        wegwarte("import", "--database-url", database, "-m", name, str(path))
    expected = rows(database, ROWS)
    for _ in range(2):
        for name, path in files(tmp_path):
            wegwarte(
                "replay", "--database-url", town, "--mqtt-url", device,
                "--municipality", MUNICIPALITY, "-m", name, str(path),
            )  # fmt: skip
        await until(
            lambda: len(rows(town, ROWS)) >= len(expected), "all readings are stored", within_s=60
        )
    assert rows(town, ROWS) == expected
    assert rows(town, DEPLOYED) == rows(database, DEPLOYED)
    assert rows(town, "select count(*) from rejected") == [(0,)]
