"""Car parks of the recordings, cut to some columns and days, imported, derived and served."""

import csv
import gzip
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from analytics.derive import derive_once
from ingest.recordings.importing import import_files
from ingest.recordings.summary import Summary, Wanted
from store.pool import connect
from tests.ingest.recordings.samples import mapping
from tests.needs import RECORDINGS

NOW: Final = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DECKS: Final = RECORDINGS / "muenster_parking_decks"
LOTS: Final = RECORDINGS / "german_parking_lots"


class Silent:
    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say nothing."""


def cut(source: Iterable[Path], columns: Sequence[str], into: Path) -> list[Path]:
    """Write files with the first column and some others only."""
    into.mkdir(parents=True, exist_ok=True)
    found = []
    for path in sorted(source):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        at = [0, *(k for k, name in enumerate(rows[0]) if name in columns)]
        target = into / path.name
        with gzip.open(target, "wt", encoding="utf-8", newline="", compresslevel=1) as file:
            csv.writer(file).writerows([row[k] for k in at if k < len(row)] for row in rows)
        found.append(target)
    return found


def days_of(folder: Path, first: str, last: str) -> list[Path]:
    """Return the files of the days of a recording, both ends included."""
    return [path for path in folder.glob("*/*.csv.gz") if first <= path.name.split(".")[0] <= last]


async def load(dsn: str, name: str, files: Sequence[Path], *, now: datetime = NOW) -> None:
    """Import files and derive them."""
    async with connect(dsn, statement_timeout_ms=0) as conn:
        summary = await import_files(
            conn, mapping(name), list(files), Wanted(), clock=lambda: now, progress=Silent()
        )
        assert summary.refused == []
        assert (await derive_once(conn, now)).problems == {}
