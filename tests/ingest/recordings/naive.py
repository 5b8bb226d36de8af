"""The same files, read as simply as possible: the csv module, cell by cell, the standard clock."""

import csv
import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
Reading = tuple[int, int, float]  # seconds since 1970, length in seconds (0: none), value
UNKNOWN = -1e9  # stands for null
Readings = dict[tuple[str, str], list[Reading]]  # (source, property)


def rows_of(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@cache
def wall(text: str, fold: int = 0) -> tuple[int, bool]:
    """Return what the standard library makes of a local time, and whether it is a doubled one."""
    local = datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)
    return int(local.timestamp()), local.utcoffset() != local.replace(fold=1 - fold).utcoffset()


def bikes(path: Path) -> Readings:
    """Count per channel number; the four rows 02:00 to 02:45 of the day in October are one."""
    header, *rows = rows_of(path)
    found: Readings = defaultdict(list)
    summed: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row in rows:
        second, doubled = wall(row[0])
        for name, cell in zip(header[1:], row[1:], strict=True):
            if name.endswith("-status") or not cell:
                continue
            key = (name.split(" ")[0], "count")
            if doubled:
                summed[key[0], second // 3_600 * 3_600].append(float(cell))
            else:
                found[key].append((second, 900, float(cell)))
    for (source, second), cells in summed.items():
        if len(cells) == 4:
            found[source, "count"].append((second, 7_200, sum(cells)))
    return found


def parking(path: Path) -> Readings:
    """Free spaces and open or closed; a step back in time is the second hour of the change."""
    header, *rows = rows_of(path)
    found: Readings = defaultdict(list)
    before = ""
    fold = 0
    for row in rows:
        if len(row) == len(header) + 1:
            del row[1]
        if row[0] < before:
            fold = 1
        before = row[0]
        second, _ = wall(row[0], fold)
        for name, cell in zip(header[1:], row[1:], strict=True):
            if not name:
                continue
            if cell == "ges":
                found[name, "operating_state"].append((second, 0, 0.0))
            elif cell == "kei":
                found[name, "free_spaces"].append((second, 0, UNKNOWN))
            elif cell:
                value = 0.0 if cell == "bes" else float(cell)
                found[name, "free_spaces"].append((second, 0, value))
                found[name, "operating_state"].append((second, 0, 1.0))
    return found


def lots(path: Path) -> Readings:
    """Free spaces where a cell says something."""
    header, *rows = rows_of(path)
    found: Readings = defaultdict(list)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    for row in rows:
        second = (datetime.fromisoformat(row[0]) - epoch) // timedelta(seconds=1)
        for name, cell in zip(header[1:], row[1:], strict=True):
            if cell:
                found[name, "free_spaces"].append((second, 0, float(cell)))
    return found
