"""Where mappings are: shipped with the program, or confirmed by a person in the data folder."""

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from ingest.recordings.mapping import Mapping, parse
from ingest.recordings.problems import MappingError


def shipped() -> dict[str, Mapping]:
    """Return the mappings that come with the program, by id."""
    folder = resources.files("ingest") / "mappings"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [parse(file.read_bytes(), file.name) for file in files]
    return {mapping.id: mapping for mapping in sorted(found, key=lambda m: m.id)}


def confirmed(folder: Path | None) -> dict[str, Mapping]:
    """Return the mappings a person has confirmed, by id; `folder` is `mappings/` of the data."""
    if folder is None or not folder.is_dir():
        return {}
    found = [parse(file.read_bytes(), str(file)) for file in sorted(folder.glob("*.toml"))]
    return {mapping.id: mapping for mapping in found}


def find(name: str, folder: Path | None = None) -> Mapping:
    """Return the mapping of an id or of a TOML file.

    Raises
    ------
    MappingError
        There is none; the message lists those there are.
    """
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise MappingError(f"there is no file {name}")
        return parse(path.read_bytes(), name)
    known = shipped() | confirmed(folder)
    if name not in known:
        raise MappingError(
            f"there is no mapping {name!r}: known are {', '.join(known)}; "
            "or name a TOML file, or begin with `wegwarte import --guess FILE`"
        )
    return known[name]


def recognise(header: Sequence[str], folder: Path | None = None) -> Mapping | None:
    """Return the mapping whose patterns a header fits; the most demanding one wins."""
    fitting = [m for m in (shipped() | confirmed(folder)).values() if fits(m, header)]
    fitting.sort(key=lambda m: (-len(m.recognise), m.id))
    return fitting[0] if fitting else None


def fits(mapping: Mapping, header: Sequence[str]) -> bool:
    """Whether every pattern of `recognise` matches some column of this header."""
    return all(
        any(re.search(pattern, column) for column in header) for pattern in mapping.recognise
    )
