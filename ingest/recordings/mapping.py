"""A recording format: one TOML mapping, read strictly. `docs/recordings.md` explains every key."""

import re
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from devices.properties import DEFINITIONS, Kind, Property
from devices.topics import is_identifier
from ingest.recordings.forms import (
    ClockChange,
    FileForm,
    Place,
    Rows,
    Sessions,
    SiteFile,
    SiteKind,
    SiteWord,
    TimeForm,
    Token,
    Vehicles,
    Wide,
    Word,
)
from ingest.recordings.problems import MappingError

__all__ = [
    "ClockChange",
    "FileForm",
    "Mapping",
    "SiteFile",
    "SiteKind",
    "SiteWord",
    "TimeForm",
    "Token",
    "Wide",
    "Word",
    "parse",
    "parse_builtins",
]

HOUR_S: Final = 3_600
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One recording format."""

    id: str
    title: str
    attribution: str = ""
    recognise: Annotated[list[str], msgspec.Meta(min_length=1)]  #: each must match some column
    file: FileForm = FileForm()
    time: TimeForm
    columns: Wide | None = None  #: exactly one of these four
    rows: Rows | None = None
    vehicles: Vehicles | None = None
    sessions: Sessions | None = None
    tokens: dict[str, Token] = {}
    modes: list[Word] = []
    directions: list[Word] = []
    sites: dict[str, SiteWord] = {}
    site_file: SiteFile | None = None

    @property
    def wide(self) -> Wide:
        """The table of files with one column a channel; only they are read by it."""
        if self.columns is None:
            raise MappingError(f"mapping {self.id} has no [columns]")
        return self.columns

    @property
    def place(self) -> Place | None:
        """Where the other forms say whose readings they are."""
        return self.rows or self.vehicles or self.sessions

    @property
    def is_interval(self) -> bool:
        """Whether readings are counts over an interval."""
        return DEFINITIONS[self.wide.property].kind is Kind.INTERVAL


def parse(text: str | bytes, name: str) -> Mapping:
    """Read a mapping.

    Parameters
    ----------
    name
        What error messages call the file.

    Raises
    ------
    MappingError
        Not TOML, an unknown key, a wrong type or value: with file and key.
    """
    try:
        said = msgspec.toml.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise MappingError(f"{name}: this is not TOML: {why}") from why
    return parse_builtins(said, name)


def parse_builtins(said: dict[str, Any], name: str) -> Mapping:
    """Read a mapping from plain tables, as strictly as from TOML."""
    try:
        mapping = msgspec.convert(said, type=Mapping)
    except msgspec.ValidationError as why:
        raise MappingError(f"{name}: {_key(str(why))}; see docs/recordings.md") from why
    for key, fault in _faults(mapping):
        raise MappingError(f"{name}: key {key}: {fault}")
    return mapping


def _key(sentence: str) -> str:
    """Turn msgspec's "… - at `$.time.zone`" into "key time.zone: …"."""
    what, at, path = sentence.rpartition(" - at `$.")
    return f"key {path.rstrip('`')}: {what}" if at else sentence


def _faults(mapping: Mapping) -> list[tuple[str, str]]:
    """Return what the types cannot say: (key, sentence)."""
    time, found = mapping.time, []
    if not is_identifier(mapping.id) or len(mapping.id) > 24:
        found.append(("id", f"{mapping.id!r}: use at most 24 of a-z, 0-9 and hyphens"))
    if (time.clock_change == "fixed-offset") != bool(_OFFSET.fullmatch(time.offset)):
        found.append(("time.offset", 'give "+01:00" with clock_change = "fixed-offset" only'))
    if time.clock_change != "utc" and time.format == "iso":
        found.append(("time.clock_change", '"iso" times carry an offset: say "utc"'))
    try:
        ZoneInfo(time.zone)
    except (ZoneInfoNotFoundError, ValueError):
        found.append(("time.zone", f"{time.zone!r} is no IANA time zone such as Europe/Berlin"))
    forms = (mapping.columns, mapping.rows, mapping.vehicles, mapping.sessions)
    if sum(form is not None for form in forms) != 1:
        return [*found, ("columns", "say one of [columns], [rows], [vehicles] and [sessions]")]
    found += _wide_faults(mapping) if mapping.columns else _place_faults(mapping)
    return found + _bad_patterns(mapping)


def _wide_faults(mapping: Mapping) -> list[tuple[str, str]]:
    wide, found = mapping.wide, []
    if wide.property is Property.PASSAGE:
        found.append(("columns.property", "single vehicles are read by a table [vehicles]"))
    if mapping.is_interval and wide.hold_max_s:
        found.append(("columns.hold_max_s", "counts do not hold; leave it out"))
    if wide.doubtful_without_tokens and not mapping.tokens:
        found.append(("columns.doubtful_without_tokens", "there are no [tokens]; leave it out"))
    if (wide.site == "one") != is_identifier(wide.site_id):
        found.append(("columns.site_id", 'give an id (a-z, 0-9, hyphens) with site = "one" only'))
    return found


def _place_faults(mapping: Mapping) -> list[tuple[str, str]]:
    place, found = mapping.place, []
    table = "rows" if mapping.rows else "vehicles" if mapping.vehicles else "sessions"
    if place and bool(place.site) == is_identifier(place.site_id):
        found.append((f"{table}.site", "name the column of the site, or (site_id) the only one"))
    time = mapping.time
    if mapping.rows and time.clock_change == "summed-hour" and time.interval_s < HOUR_S:
        found.append(("time.interval_s", "rows of a summed hour are read from one hour on"))
    for key, value in (("tokens", mapping.tokens), ("modes", mapping.modes)):
        if value:
            found.append((key, f"a mapping with [{table}] has no [{key}]; leave it out"))
    return found


def _bad_patterns(mapping: Mapping) -> list[tuple[str, str]]:
    patterns = [("file.name", mapping.file.name)]
    wide = mapping.columns
    patterns += [("columns.pattern", wide.pattern)] if wide else []
    patterns += [(f"recognise[{i}]", text) for i, text in enumerate(mapping.recognise)]
    patterns += [
        (f"columns.ignore[{i}]", text) for i, text in enumerate(wide.ignore if wide else [])
    ]
    patterns += [(f"modes[{i}].pattern", word.pattern) for i, word in enumerate(mapping.modes)]
    patterns += [(f"directions[{i}].pattern", w.pattern) for i, w in enumerate(mapping.directions)]
    found = []
    for key, text in patterns:
        try:
            compiled = re.compile(text)
        except re.error as why:
            found.append((key, f"{text!r} is no regular expression: {why}"))
            continue
        if key == "columns.pattern" and not {"id", "label"} <= set(compiled.groupindex):
            found.append((key, "needs the groups (?P<id>…) and (?P<label>…)"))
    return found
