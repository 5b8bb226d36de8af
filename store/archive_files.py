"""An archive on disk: one folder a month with compressed CSV files and a manifest.

A folder has its name only when it is complete, verified and synced; what was begun and not ended
is called `….unfinished` and is written anew. Any program that reads gzip and CSV can read it.
"""

import csv
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_UNFINISHED: Final = ".unfinished"
_READ_BYTES: Final = 1 << 20


class ArchiveError(Exception):
    """An archive that cannot be made, read or put back; the message names the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of an archive.

    Parameters
    ----------
    rows
        Without the header.
    sha256
        Of the file as it lies there, in hexadecimal.
    """

    name: str
    rows: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive holds.

    Parameters
    ----------
    month
        `2025-03`, of UTC.
    program
        The version that wrote it.
    """

    month: str
    program: str
    made_at: str
    observations: Part
    passages: Part
    format: int = FORMAT

    def text(self) -> bytes:
        """Return it as it is written."""
        return json.dumps(asdict(self), indent=2).encode() + b"\n"


class Packed:
    """A compressed CSV file on its way to disk; synced when the block ends."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._zip = gzip.GzipFile("", "wb", 6, self._file, mtime=0)
        self._content = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def write(self, block: bytes | bytearray | memoryview) -> None:
        """Take a piece of CSV."""
        self._zip.write(block)
        self._content.update(block)

    @property
    def content_sha256(self) -> str:
        """What the CSV is recognised by when it is read back."""
        return self._content.hexdigest()


def begin(root: Path, month: date) -> Path:
    """Return an empty folder for an archive that is being written."""
    unfinished = root / f"{month:%Y-%m}{_UNFINISHED}"
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if unfinished.exists():
            shutil.rmtree(unfinished)  # of a run that was killed: nothing was dropped for it
        unfinished.mkdir(mode=0o700)
    except OSError as why:
        raise ArchiveError(f"cannot write below {root}: {why.strerror}") from why
    return unfinished


def read_back(path: Path, content_sha256: str | None = None) -> Part:
    """Read a file whole and return what it is.

    Raises
    ------
    ArchiveError
        It cannot be unpacked, or its content is not what was written.
    """
    raw, content, rows = hashlib.sha256(), hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(_READ_BYTES):
                raw.update(block)
        with gzip.open(path, "rb") as unpacked:
            while block := unpacked.read(_READ_BYTES):
                content.update(block)
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            rows = sum(1 for _ in csv.reader(text)) - 1
    except (OSError, EOFError, csv.Error) as why:
        raise ArchiveError(f"{path} cannot be read back: {why}") from why
    if content_sha256 is not None and content.hexdigest() != content_sha256:
        raise ArchiveError(f"{path} is not what was written to it: check the disk, and try again")
    size = path.stat().st_size
    return Part(name=path.name, rows=rows, size_bytes=size, sha256=raw.hexdigest())


def finish(unfinished: Path, manifest: Manifest) -> Path:
    """Write the manifest, sync everything and give the folder its name; return it."""
    with (unfinished / MANIFEST).open("wb") as file:
        file.write(manifest.text())
        file.flush()
        os.fsync(file.fileno())
    _sync(unfinished)
    root, name, number = unfinished.parent, unfinished.name.removesuffix(_UNFINISHED), 1
    target = root / name
    while target.exists():  # an archive of this month from before it was restored
        number += 1
        target = root / f"{name}.{number}"
    unfinished.rename(target)
    _sync(root)
    return target


def opened(folder: Path, manifest_sha256: bytes) -> Manifest:
    """Return the manifest of an archive after reading all of it.

    Raises
    ------
    ArchiveError
        Something is missing or has changed.
    """
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError as why:
        raise ArchiveError(
            f"the archive {folder} is not there ({why.strerror}): bring the folder back, or name "
            "the data folder it lies in with --data"
        ) from why
    if hashlib.sha256(text).digest() != manifest_sha256:
        raise ArchiveError(f"{folder / MANIFEST} has changed since the month was sealed")
    said: dict[str, Any] = json.loads(text)
    parts = {name: Part(**said[name]) for name in ("observations", "passages")}
    for part in parts.values():
        if read_back(folder / part.name) != part:
            raise ArchiveError(
                f"{folder / part.name} has changed since the month was sealed: bring back a copy"
            )
    return Manifest(**(said | parts))


def rows(path: Path, at_once: int) -> Iterator[tuple[list[str], list[tuple[str, ...]]]]:
    """Yield the header and so many rows of a file at a time."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        reader = csv.reader(text)
        header = next(reader)
        part: list[tuple[str, ...]] = []
        for row in reader:
            part.append(tuple(row))
            if len(part) == at_once:
                yield header, part
                part = []
        if part:
            yield header, part


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
