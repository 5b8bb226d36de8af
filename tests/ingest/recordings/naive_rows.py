"""Files with rows, vehicles and stays, read as simply as possible: cell by cell."""

import csv
import gzip
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.ingest.recordings.naive import BERLIN, UNKNOWN

#: (site, channel) -> (second, seconds long or 0, value, quality)
Cells = dict[tuple[str, str], list[tuple[int, int, float, int]]]
#: (site, direction) -> (second, n, km/h, m)
Passed = dict[tuple[str, str], list[tuple[int, int, float, float]]]
CET = timezone(timedelta(hours=1))


def text_of(path: Path, encoding: str = "utf-8") -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith(".gz") else data).decode(encoding)


def _numbered(found: dict[tuple[str, str], list[tuple[int, float, float]]]) -> Passed:
    said: Passed = {}
    for key, rows in found.items():
        seen: dict[int, int] = defaultdict(int)
        said[key] = []
        for second, speed, length in rows:
            said[key].append((second, seen[second], speed, length))
            seen[second] += 1
    return said


def moers(path: Path) -> Passed:
    found = defaultdict(list)
    site = path.name.split("t30")[0]
    for line in text_of(path).splitlines():
        written, _, speed, length, lane = line.strip().split(";")
        at = datetime.strptime(written, "%d.%m.%y %H:%M:%S").replace(tzinfo=BERLIN)
        direction = {"0": "a", "1": "b"}[lane]
        found[site, direction].append((int(at.timestamp()), float(speed), float(length)))
    return _numbered(found)


def basel(path: Path) -> Passed:
    """The clock of the box keeps the offset of its first row."""
    found = defaultdict(list)
    site = path.name.split("_dir")[0].lower().replace("_", "-").replace(".", "-")
    offset = None
    for line in text_of(path, "latin-1").splitlines()[6:]:
        if not line.strip():
            continue
        speed, clock, date, direction, length = line.split("\t")
        local = datetime.strptime(f"{date} {clock}", "%d.%m.%y %H:%M:%S").replace(tzinfo=UTC)
        if offset is None:
            offset = local.replace(tzinfo=ZoneInfo("Europe/Zurich")).utcoffset()
        assert offset is not None
        second = int((local - offset).timestamp())
        letter = {"1": "a", "2": "b"}[direction]
        found[site, letter].append((second, float(speed), float(length)))
    return _numbered(found)


def air(path: Path) -> Cells:
    """Hourly means are named by their end, in CET all year; a row without a time is a day."""
    found: Cells = defaultdict(list)
    site = path.name[8:].removesuffix(".csv.gz").lower()
    header, _, *rows = csv.reader(text_of(path).splitlines())
    for row in rows:
        day = datetime.fromisoformat(row[0]).replace(tzinfo=CET)
        if row[1]:
            hour, minute = row[1].split(":")
            at, length = day + timedelta(hours=int(hour) - 1, minutes=int(minute)), 3_600
        else:
            at, length = day, 86_400
        for name, cell in zip(header[2:], row[2:], strict=True):
            if cell.strip():
                found[site, name].append((int(at.timestamp()), length, float(cell), 1))
    return found


def berlin(path: Path) -> Cells:
    """The hour 02 of the day in October holds both; -1 is no speed."""
    found: Cells = defaultdict(list)
    for row in csv.DictReader(text_of(path).splitlines(), delimiter=";"):
        day = datetime.strptime(row["tag"], "%d.%m.%Y").replace(tzinfo=BERLIN)
        at = day.replace(hour=int(row["stunde"]))
        doubled = at.utcoffset() != at.replace(fold=1).utcoffset()
        share = float(row["qualitaet"]) / (2 if doubled else 1)
        quality = 1 if 0.75 <= share <= 1 else 3
        for column in row:
            if column.endswith("_mq_hr") and row[column] not in {"", "-1"}:
                found[row["mq_name"].lower(), column].append(
                    (int(at.timestamp()), 7_200 if doubled else 3_600, float(row[column]), quality)
                )
    return found


def telraam(path: Path) -> Cells:
    """The second row of a repeated hour is the later one."""
    found: Cells = defaultdict(list)
    before: dict[str, str] = {}
    rows = csv.DictReader(text_of(path).splitlines())
    for row in rows:
        fold = int(before.get(row["segment_id"]) == row["date_local"])
        before[row["segment_id"]] = row["date_local"]
        at = datetime.fromisoformat(row["date_local"]).replace(tzinfo=BERLIN, fold=fold)
        quality = 3 if float(row["uptime"]) < 0.5 else 1
        for column, cell in row.items():
            if column.endswith("_total") or (column.startswith(("car_speed", "v85")) and cell):
                found[row["segment_id"], column].append(
                    (int(at.timestamp()), 3_600, float(cell), quality)
                )
    return found


def stays(path: Path) -> Cells:
    found: Cells = defaultdict(list)
    for stay in json.loads(text_of(path)):
        for column, state in (("connectionTime", 1.0), ("disconnectTime", 0.0)):
            second = int(parsedate_to_datetime(stay[column]).timestamp())
            found["caltech-0002", stay["spaceID"]].append((second, 0, state, 1))
    return found


def munich(path: Path) -> Cells:
    """Days of the wall clock: 23 hours in spring, 25 in autumn."""
    found: Cells = defaultdict(list)
    for row in csv.DictReader(text_of(path).splitlines()):
        day = datetime.strptime(row["datum"], "%Y.%m.%d").replace(tzinfo=BERLIN)
        following = (day + timedelta(days=1)).replace(tzinfo=BERLIN)
        length = int(following.timestamp() - day.timestamp())
        for column in ("richtung_1", "richtung_2", "gesamt"):
            if row[column]:
                found[row["zaehlstelle"].lower(), column].append(
                    (int(day.timestamp()), length, float(row[column]), 1)
                )
    return found


def meters(path: Path) -> Cells:
    found: Cells = defaultdict(list)
    for row in csv.DictReader(text_of(path).splitlines()):
        at = datetime.strptime(row["EventTime_UTC"], "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)
        state = {"OCCUPIED": 1.0, "VACANT": 0.0, "UNKNOWN": UNKNOWN}[row["OccupancyState"]]
        quality = 9 if state == UNKNOWN else 1
        found["ladot", row["SpaceID"]].append((int(at.timestamp()), 0, state, quality))
    return found


def melbourne(path: Path) -> Cells:
    found: Cells = defaultdict(list)
    at = datetime.strptime(path.name[10:40], "%Y-%m-%d_sensors_T%H-%M.csv").replace(
        tzinfo=ZoneInfo("Australia/Melbourne")
    )
    for row in csv.DictReader(text_of(path).splitlines()):
        state = float(row["status"] == "Present")
        found["melbourne", row["bay_id"]].append((int(at.timestamp()), 0, state, 1))
    return found
