"""The CSV beside recordings that describes their sites: names, capacities, coordinates."""

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingest.recordings.mapping import SiteFile

PARENTS_SEARCHED: Final = 3  #: the recording's own folder and two above it


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One row of it."""

    name: str
    capacity: int | None
    latitude: float | None
    longitude: float | None


def described(form: SiteFile, recording: Path) -> dict[str, Described] | None:
    """Return what is known of each site, by its id; None where there is no such file."""
    for folder in recording.resolve().parents[:PARENTS_SEARCHED]:
        path = folder / form.name
        if path.is_file():
            return _read(path, path.stat().st_mtime_ns, form.id, tuple(form.label), _columns(form))
    return None


def _columns(form: SiteFile) -> tuple[str, str, str]:
    return form.capacity, form.latitude, form.longitude


@lru_cache(maxsize=8)
def _read(
    path: Path, _changed_ns: int, key: str, label: tuple[str, ...], columns: tuple[str, str, str]
) -> dict[str, Described]:
    capacity, latitude, longitude = columns
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    found = {}
    for row in rows:
        spaces = _number(row.get(capacity))
        found[row[key]] = Described(
            name=" ".join(row[column] for column in label if row.get(column)),
            capacity=int(spaces) if spaces else None,
            latitude=_number(row.get(latitude)),
            longitude=_number(row.get(longitude)),
        )
    return found


def _number(text: str | None) -> float | None:
    """Return the number; None where the publisher left it out or wrote something else."""
    try:
        return float(text or "")
    except ValueError:
        return None
