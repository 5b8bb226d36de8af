"""Where mappings are: shipped with the program, or confirmed by a person in the data folder."""

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from ingest.recordings.mapping import Mapping, parse
from ingest.recordings.problems import MappingError, RecordingError
from ingest.recordings.table import content, is_xlsx, read_table

HEAD_LINES: Final = 200  #: enough to see a header, below any title rows


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


def fits(mapping: Mapping, header: Sequence[str]) -> bool:
    """Whether every pattern of `recognise` matches some column of this header."""
    return all(
        any(re.search(pattern, column) for column in header) for pattern in mapping.recognise
    )


def recognise_file(path: Path, folder: Path | None = None) -> Mapping | None:
    """Return the mapping whose patterns the header of a file fits; None where none does."""
    data = content(path, path.name)
    head = data if is_xlsx(path) else b"\n".join(data.split(b"\n", HEAD_LINES)[:HEAD_LINES])
    fitting = []
    for mapping in (shipped() | confirmed(folder)).values():
        if mapping.file.header or mapping.file.form == "json":
            if not is_xlsx(path) and fits(mapping, _lines(head, mapping)):
                fitting.append(mapping)
            continue
        try:
            table = read_table(head, path.name, mapping.file, xlsx=is_xlsx(path))
        except RecordingError:
            continue  # not even of this mapping's encoding or delimiter
        if fits(mapping, table.header):
            fitting.append(mapping)
    fitting.sort(key=lambda m: (-len(m.recognise), m.id))
    return fitting[0] if fitting else None


def _lines(head: bytes, mapping: Mapping) -> list[str]:
    """Return the first lines of a file without a header: they are recognised by what they say."""
    return head.decode(mapping.file.encoding, errors="replace").splitlines()


def keep(mapping_text: str, folder: Path) -> Path:
    """Keep a mapping that a person has confirmed; return its file.

    Raises
    ------
    MappingError
        It cannot be read, or another one has its id.
    """
    mapping = parse(mapping_text, "the proposed mapping")
    path = folder / f"{mapping.id}.toml"
    if mapping.id in shipped() or path.exists():
        raise MappingError(f"there is a mapping {mapping.id!r} already: give this one another id")
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    path.write_text(mapping_text, encoding="utf-8")
    return path
