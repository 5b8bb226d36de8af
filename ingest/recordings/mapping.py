"""A recording format: one TOML mapping, read strictly. `docs/recordings.md` explains every key."""

import re
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from devices.properties import DEFINITIONS, Direction, Kind, Mode, Property
from devices.topics import is_identifier
from ingest.recordings.problems import MappingError

ClockChange = Literal["utc", "fixed-offset", "fold-by-order", "summed-hour", "absent"]
SiteKind = Literal["car_park", "parking_zone", "cross_section", "cycle_track", "station"]
Positive = Annotated[int, msgspec.Meta(gt=0)]
_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every table of a mapping: a key that is not known is an error, not a wish."""


class FileForm(Table, frozen=True, kw_only=True):
    """`[file]`: how the bytes become rows and columns. `.gz` and `.xlsx` are seen by the name."""

    delimiter: str = ","
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    sheet: str = ""  #: XLSX: the sheet's name; empty: the first
    title_rows: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0  #: lines before the header
    capacity_row: str = ""  #: first field of a second header row with capacities, "(743)"
    total_rows: list[str] = []  #: first fields of rows that are sums, not readings
    long_rows: Literal["refuse", "unnamed-after-time"] = "refuse"


class TimeForm(Table, frozen=True, kw_only=True):
    """`[time]`: where the measured time stands and what it means."""

    columns: Annotated[list[str], msgspec.Meta(min_length=1, max_length=2)]
    format: str  #: of the columns joined by one blank; `iso` for ISO 8601 with offset
    zone: str
    clock_change: ClockChange
    offset: str = ""  #: `fixed-offset` only: "+01:00"
    label: Literal["start", "end"] = "start"
    interval_s: Positive  #: the usual distance of two rows; of counts, the interval


class Word(Table, frozen=True, kw_only=True):
    """`[[modes]]` and `[[directions]]`: a pattern in a column's label, and what it means."""

    pattern: str
    mode: Mode | None = None
    direction: Direction | None = None
    name: str = ""  #: directions: what the site calls it


class Wide(Table, frozen=True, kw_only=True):
    """`[columns]`: one column a channel."""

    site: Literal["total-column", "each-column", "one"]
    site_id: str = ""  #: `one`: the id of the only site
    site_name: str = ""
    kind: SiteKind
    property: Property
    pattern: str = r"(?P<id>(?P<label>.+))"  #: groups `id` and `label`
    ignore: list[str] = []  #: patterns of columns without readings
    mode: Mode | None = None  #: unless a word of `[[modes]]` says otherwise
    hold_max_s: Annotated[int, msgspec.Meta(ge=0, le=31 * 86_400)] = 0
    operating_state: bool = False  #: a number also says that the car park is open
    #: values that, in a file without any of the tokens, may stand for one of them: quality 3
    doubtful_without_tokens: list[float] = []
    total: bool = False  #: the site's own column is a publisher's total over the others
    total_column: str = ""  #: `one`: the id of the column that is a total over the others


class Token(Table, frozen=True, kw_only=True):
    """`[tokens.<text>]`: what a text in place of a number says. `"unknown"` is stored as null."""

    operating_state: Literal["open", "closed", "unknown"] | None = None
    value: float | Literal["unknown"] | None = None


class SiteWord(Table, frozen=True, kw_only=True):
    """`[sites.<id>]`: what the files do not say, or not always, about a site."""

    name: str = ""
    direction_a: str = ""
    direction_b: str = ""
    capacity: int | None = None  #: for files that carry none
    latitude: float | None = None
    longitude: float | None = None


class SiteFile(Table, frozen=True, kw_only=True):
    """`[site_file]`: a CSV beside the recordings that describes the sites."""

    name: str
    id: str
    label: list[str]  #: columns that make the name
    capacity: str = ""
    latitude: str = ""
    longitude: str = ""


class Mapping(Table, frozen=True, kw_only=True):
    """One recording format."""

    id: str
    title: str
    attribution: str = ""
    recognise: Annotated[list[str], msgspec.Meta(min_length=1)]  #: each must match some column
    file: FileForm = FileForm()
    time: TimeForm
    columns: Wide
    tokens: dict[str, Token] = {}
    modes: list[Word] = []
    directions: list[Word] = []
    sites: dict[str, SiteWord] = {}
    site_file: SiteFile | None = None

    @property
    def is_interval(self) -> bool:
        """Whether readings are counts over an interval."""
        return DEFINITIONS[self.columns.property].kind is Kind.INTERVAL


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
    if mapping.columns.property is Property.PASSAGE:
        found.append(("columns.property", "single vehicles cannot be read yet"))
    if mapping.is_interval and mapping.columns.hold_max_s:
        found.append(("columns.hold_max_s", "counts do not hold; leave it out"))
    if mapping.columns.doubtful_without_tokens and not mapping.tokens:
        found.append(("columns.doubtful_without_tokens", "there are no [tokens]; leave it out"))
    if (mapping.columns.site == "one") != is_identifier(mapping.columns.site_id):
        found.append(("columns.site_id", 'give an id (a-z, 0-9, hyphens) with site = "one" only'))
    try:
        ZoneInfo(time.zone)
    except (ZoneInfoNotFoundError, ValueError):
        found.append(("time.zone", f"{time.zone!r} is no IANA time zone such as Europe/Berlin"))
    return found + _bad_patterns(mapping)


def _bad_patterns(mapping: Mapping) -> list[tuple[str, str]]:
    patterns = [("columns.pattern", mapping.columns.pattern)]
    patterns += [(f"recognise[{i}]", text) for i, text in enumerate(mapping.recognise)]
    patterns += [(f"columns.ignore[{i}]", text) for i, text in enumerate(mapping.columns.ignore)]
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
