"""Which files a person means: paths and folders, in order, and their recordings in portions."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ingest.recordings.mapping import Mapping
from ingest.recordings.problems import RecordingError
from ingest.recordings.read import read_file
from ingest.recordings.recording import Recording

SUFFIXES: Final = (
    ".csv", ".csv.gz", ".txt", ".txt.gz", ".xlsx", ".json", ".json.gz"
)  # fmt: skip
_READ_ME: Final = re.compile(r"read.?me", re.IGNORECASE)
PORTION_ROWS_MIN: Final = 80_000  #: files are stored together until they have as many readings
PORTION_ROWS_MAX: Final = 250_000  #: a larger file is stored in several transactions


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read."""

    path: Path
    why: RecordingError


@dataclass(frozen=True, slots=True)
class Part:
    """A recording, or a slice of one; `last` when the file is complete with it."""

    recording: Recording
    size_bytes: int
    last: bool


def expand(paths: Sequence[Path], mapping: Mapping) -> list[Path]:
    """Return the files of paths and folders, sorted within each.

    Of folders those that a mapping's `file.name` fits, else tables by their ending; neither a site
    file nor a README is a recording, nor is JSON beside tables.
    """
    beside = mapping.site_file.name if mapping.site_file else ""
    json = mapping.file.form == "json"
    pattern = mapping.file.name
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in tables_in(path) if p.name != beside and _is_json(p) == json)
            found += [p for p in inside if not pattern or re.search(pattern, p.name)]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def left_out(paths: Sequence[Path], mapping: Mapping, found: Sequence[Path]) -> list[Path]:
    """Return the tables of folders that `expand` did not take, but for the site file."""
    beside = mapping.site_file.name if mapping.site_file else ""
    taken = {*found}
    inside = (p for folder in paths if folder.is_dir() for p in tables_in(folder))
    return [p for p in inside if p not in taken and p.name != beside]


def _is_json(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith(".json")


def tables_in(folder: Path) -> list[Path]:
    """Return what may be a recording by its ending, sorted: a README is none."""
    inside = (p for p in folder.rglob("*") if p.name.lower().endswith(SUFFIXES))
    return sorted(p for p in inside if p.is_file() and not _READ_ME.search(p.name))


async def portions(
    mapping: Mapping, files: Sequence[Path], *, skip_bad: bool, until_us: int
) -> AsyncIterator[list[Part | Refused]]:
    """Yield recordings in portions for one transaction each; the next one is read meanwhile."""

    def read_next() -> asyncio.Future[list[list[Part | Refused]]]:
        return asyncio.ensure_future(
            asyncio.to_thread(_read_portions, mapping, left, skip_bad, until_us)
        )

    left = iter(files)
    reading = read_next()
    while ready := await reading:
        reading = read_next()
        for portion in ready:
            yield portion


def _read_portions(
    mapping: Mapping, left: Iterator[Path], skip_bad: bool, until_us: int
) -> list[list[Part | Refused]]:
    """Read files until they fill a portion; a file of several slices fills several."""
    portions: list[list[Part | Refused]] = [[]]
    rows = 0
    for file in left:
        said = _read(mapping, file, skip_bad, until_us)
        for part in said if isinstance(said, list) else [said]:
            if rows >= PORTION_ROWS_MIN:
                portions.append([])
                rows = 0
            portions[-1].append(part)
            rows += part.recording.size if isinstance(part, Part) else 0
        if rows >= PORTION_ROWS_MIN:
            break
    return [portion for portion in portions if portion]


def _read(mapping: Mapping, path: Path, skip_bad: bool, until_us: int) -> list[Part] | Refused:
    try:
        recording = read_file(mapping, path, skip_bad=skip_bad, until_us=until_us)
        size = path.stat().st_size
    except RecordingError as why:
        return Refused(path, why)
    return slices(recording, size)


def slices(recording: Recording, size_bytes: int) -> list[Part]:
    """Cut a large recording into parts of at most `PORTION_ROWS_MAX` readings."""
    longer = max(len(recording), len(recording.vehicles), 1)
    cuts = list(range(0, longer, PORTION_ROWS_MAX))
    if len(cuts) == 1:
        return [Part(recording, size_bytes, last=True)]
    return [
        Part(_cut(recording, low), size_bytes // len(cuts), last=low == cuts[-1]) for low in cuts
    ]


def _cut(recording: Recording, low: int) -> Recording:
    rows = slice(low, low + PORTION_ROWS_MAX)
    return replace(
        recording,
        channel=recording.channel[rows],
        time_us=recording.time_us[rows],
        duration_ms=recording.duration_ms[rows],
        result=recording.result[rows],
        quality=recording.quality[rows],
        vehicles=recording.vehicles.take(rows),
    )
