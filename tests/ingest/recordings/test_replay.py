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
PASSED = (
    "select c.device, c.name, p.time, p.n, p.speed_km_h, p.length_m, p.vehicle_class, p.quality"
    " from passage as p join channel as c on c.id = p.channel order by 1, 2, 3, 4"
)
DEPLOYED = (
    "select c.device, c.name, d.site, d.direction, d.mode, d.role, p.valid::text,"
    " d.bay, d.speed_class, d.daylight_only"
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
        *rows_and_vehicles(folder),
    ]


def rows_and_vehicles(folder: Path) -> list[tuple[str, Path]]:
    """Write a campaign of a radar box, a month of air, an hour of a camera and a stay."""
    written = {
        "moers-radar": (
            "weg-1t3024102016.txt",
            "24.10.16 08:37:29;00;032;01;0 \n24.10.16 08:37:29;00;035;09;0 \n"
            "24.10.16 08:37:42;00;035;01;1 \n",
        ),
        "saxony-air": (
            "2017-10_Nord.csv",
            "Datum,Zeit,NO2,PM10_HVS,PM10_TEOM\nyyyy-mm-dd,hh:mm,µg/m³,µg/m³,µg/m³\n"
            "2017-10-29,,,15.5,\n2017-10-29,03:00,12,,6\n2017-10-29,04:00,14,,7\n",
        ),
        "telraam": (
            "telraam_2024-10.csv",
            "segment_id,date_local,uptime,hardware_version,ped_total,bike_total,car_total,v85,"
            "car_speed0,car_speed70\n"
            "9,2024-10-27 00:00:00,0.4,1.0,3.0,2.0,5.0,34.5,60.0,40.0\n"
            "9,2024-10-27 02:00:00,0.9,1.0,3.0,2.0,0.0,,0.0,0.0\n"
            "9,2024-10-27 02:00:00,0.9,1.0,1.0,2.0,0.0,,0.0,0.0\n",
        ),
        "ev-bays": (
            "stays.json",
            '[{"connectionTime": "Sat, 01 May 2021 20:42:47 GMT", "spaceID": "CA-1",'
            ' "disconnectTime": "Sat, 01 May 2021 21:32:12 GMT"}]',
        ),
    }
    found = []
    for name, (file, text) in written.items():
        path = folder / name / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        found.append((name, path))
    return found


def test_messages_are_the_same_every_time(tmp_path: Path) -> None:
    for name, path in files(tmp_path):
        recording = read_file(mapping(name), path)
        said = list(messages(recording, "telgte"))
        assert said == list(messages(read_file(mapping(name), path), "telgte"))
        readings = [r for _, p in said for r in msgspec.json.decode(p)["readings"]]
        assert len(readings) == recording.size


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
    expected, passed = rows(database, ROWS), rows(database, PASSED)
    assert len(passed) == 3
    for _ in range(2):
        for name, path in files(tmp_path):
            wegwarte(
                "replay", "--database-url", town, "--mqtt-url", device,
                "--municipality", MUNICIPALITY, "-m", name, str(path),
            )  # fmt: skip
        await until(
            lambda: len(rows(town, ROWS)) >= len(expected) and len(rows(town, PASSED)) >= 3,
            "all readings are stored",
            within_s=60,
        )
    assert rows(town, ROWS) == expected
    assert rows(town, PASSED) == passed
    assert rows(town, DEPLOYED) == rows(database, DEPLOYED)
    assert rows(town, "select count(*) from rejected") == [(0,)]
