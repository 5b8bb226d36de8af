"""What an import is asked for, and what became of it."""

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
    refused: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    differences: Differences = field(default_factory=Differences)
    hands_off: int = 0

    def count(self, parts: list[Part], said: Delivered) -> None:
        """Take in what became of one transaction."""
        self.files += sum(part.last for part in parts)
        self.readings += len(said.fate)
        self.corrected += len(said.corrected)
        self.stored += int(np.count_nonzero(said.fate == Fate.STORED)) - len(said.corrected)
        self.duplicate += int(np.count_nonzero(said.fate == Fate.DUPLICATE))
        self.conflict += int(np.count_nonzero(said.fate == Fate.CONFLICT))
        for part in parts:
            if part.last:
                self.skipped += len(part.recording.skipped)
                self.notes += [f"{part.recording.name}: {note}" for note in part.recording.notes]

    def outcome(self) -> dict[str, object]:
        """Return the counts, as the run keeps them."""
        names = ("files", "readings", "stored", "duplicate", "conflict", "corrected", "skipped")
        counted: dict[str, object] = {f"{name}_read": getattr(self, name) for name in names}
        return {**counted, "files_refused": len(self.refused)}


class Progress(Protocol):
    """Hears how far an import has come."""

    def advance(self, summary: Summary, size_bytes: int) -> None:
        """Say that files of so many bytes are stored."""
