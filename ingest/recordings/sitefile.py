"""The table beside recordings that describes their sites: names, capacities, coordinates."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingest.recordings import table
from ingest.recordings.forms import FileForm, SiteFile

PARENTS_SEARCHED: Final = 3  #: the recording's own folder and two above it
_POINT: Final = re.compile(r"(-?\d+\.?\d*)\s+(-?\d+\.?\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One row of it."""

    name: str
    capacity: int | None
    latitude: float | None
    longitude: float | None
    direction_a: str = ""
    direction_b: str = ""


def described(form: SiteFile, recording: Path) -> dict[str, Described] | None:
    """Return what is known of each site, by its id; None where there is no such file.

    A CSV or XLSX, with commas; of several rows of a site the first counts.
    """
    for folder in recording.resolve().parents[:PARENTS_SEARCHED]:
        path = folder / form.name
        if path.is_file():
            wanted = (form.capacity, form.latitude, form.longitude, form.geometry)
            directions = (form.direction_a, form.direction_b)
            changed = path.stat().st_mtime_ns
            return _read(path, changed, form.id, tuple(form.label), wanted, directions)
    return None


@lru_cache(maxsize=8)
def _read(
    path: Path,
    _changed_ns: int,
    key: str,
    label: tuple[str, ...],
    columns: tuple[str, str, str, str],
    directions: tuple[str, str],
) -> dict[str, Described]:
    capacity, latitude, longitude, geometry = columns
    data = table.content(path, path.name)
    said = table.read_table(data, path.name, FileForm(), xlsx=table.is_xlsx(path))
    found: dict[str, Described] = {}
    for cells in said.rows:
        row = dict(zip(said.header, cells, strict=False))
        spaces = _number(row.get(capacity))
        middle = _middle(row.get(geometry, "")) or (
            _number(row.get(latitude)),
            _number(row.get(longitude)),
        )
        found.setdefault(
            row.get(key, ""),
            Described(
                name=" ".join(row[column] for column in label if row.get(column)),
                capacity=int(spaces) if spaces else None,
                latitude=middle[0],
                longitude=middle[1],
                direction_a=row.get(directions[0], ""),
                direction_b=row.get(directions[1], ""),
            ),
        )
    return found


def _middle(written: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) of the middle point of a WKT geometry."""
    points = _POINT.findall(written)
    if not points:
        return None
    longitude, latitude = points[len(points) // 2]
    return float(latitude), float(longitude)


def _number(text: str | None) -> float | None:
    """Return the number; None where the publisher left it out or wrote something else."""
    try:
        return float(text or "")
    except ValueError:
        return None
