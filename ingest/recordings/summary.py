"""What an import is asked for, and what became of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ingest.recordings.differences import Differences
from ingest.recordings.sources import Part, Refused
from store.fate import Fate
from store.imports import Delivered


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How to import.

    Parameters
    ----------
    who
        The person who corrects: stored values that differ are replaced; None: they stay.
    skip_bad
        Store what can be read of files with problems.
    sample
        Mark new sites as demonstration.
    """

    who: str | None = None
    skip_bad: bool = False
    sample: bool = False


@dataclass(slots=True)
class Summary:
    """What an import did, in files and readings."""

    run: int
    files: int = 0
    readings: int = 0
    stored: int = 0
    duplicate: int = 0
    conflict: int = 0
    corrected: int = 0
    skipped: int = 0
    archived: int = 0  #: of months whose raw readings lie in the archive
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differences: Differences = field(default_factory=Differences)
    hands_off: int = 0
    unread: Counter[str] = field(default_factory=Counter)  #: columns: in how many files

    def count(self, parts: list[Part], said: Delivered) -> None:
        """Take in what became of one transaction."""
        self.files += sum(part.last for part in parts)
        both = np.concatenate([said.fate, said.vehicle_fate])
        self.readings += len(both)
        self.corrected += len(said.corrected)
        self.stored += int(np.count_nonzero(both == Fate.STORED)) - len(said.corrected)
        self.duplicate += int(np.count_nonzero(both == Fate.DUPLICATE))
        self.conflict += int(np.count_nonzero(said.fate == Fate.CONFLICT))
        self._count_archived(parts, said)
        for part in parts:
            if part.last:
                self.skipped += len(part.recording.skipped)
                self.unread.update(part.recording.unread)
                self.notes += [f"{part.recording.name}: {note}" for note in part.recording.notes]

    def _count_archived(self, parts: list[Part], said: Delivered) -> None:
        """Take in what was refused because its month is sealed, and say so of each file."""
        late = said.fate == Fate.REFUSED
        if not late.any():
            return
        self.archived += int(np.count_nonzero(late))
        begin = 0
        for part in parts:
            end = begin + len(part.recording)
            times = part.recording.time_us[late[begin:end]]
            months = times.astype("datetime64[us]").astype("datetime64[M]")
            for month, count in zip(*np.unique(months, return_counts=True), strict=True):
                self.notes.append(
                    f"{part.recording.name}: {count} readings of {month} were not stored, its raw "
                    f"readings lie in the archive: wegwarte archive restore {month}, then import "
                    "the file again"
                )
            begin = end

    def outcome(self) -> dict[str, object]:
        """Return the counts, as the run keeps them."""
        names = ("files", "readings", "stored", "duplicate", "conflict", "corrected", "skipped")
        counted: dict[str, object] = {f"{name}_read": getattr(self, name) for name in names}
        counted |= {"archived_read": self.archived} if self.archived else {}
        return {**counted, "files_refused": len(self.refused)}


class Progress(Protocol):
    """Hears how far an import has come."""

    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say that files of so many bytes are stored."""
