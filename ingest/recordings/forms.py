"""The tables of a mapping. `docs/recordings.md` explains every key."""

from typing import Annotated, Literal

import msgspec

from devices.properties import Direction, Mode, Property

SiteKind = Literal["car_park", "parking_zone", "cross_section", "cycle_track", "station"]
Positive = Annotated[int, msgspec.Meta(gt=0)]
ClockChange = Literal[
    "utc", "fixed-offset", "not-switched", "fold-by-order", "summed-hour", "absent"
]
Hold = Annotated[int, msgspec.Meta(ge=0, le=31 * 86_400)]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every table of a mapping: a key that is not known is an error, not a wish."""


class FileForm(Table, frozen=True, kw_only=True):
    """`[file]`: how the bytes become rows and columns. `.gz` and `.xlsx` are seen by the name."""

    delimiter: str = ","
    encoding: Literal["utf-8", "latin-1"] = "utf-8"
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    sheet: str = ""  #: XLSX: the sheet's name; empty: the first
    form: Literal["table", "json"] = "table"  #: JSON: a list of objects, one a row
    name: str = ""  #: pattern of the files' names in a folder; its named groups are columns
    header: list[str] = []  #: names of the columns, where the file has none
    title_rows: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0  #: lines before the header
    unit_rows: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0  #: rows between header and readings
    capacity_row: str = ""  #: first field of a second header row with capacities, "(743)"
    total_rows: list[str] = []  #: first fields of rows that are sums, not readings
    long_rows: Literal["refuse", "unnamed-after-time"] = "refuse"


class TimeForm(Table, frozen=True, kw_only=True):
    """`[time]`: where the measured time stands and what it means."""

    columns: Annotated[list[str], msgspec.Meta(min_length=1, max_length=2)]
    midnight: str = ""  #: what stands for an empty second column, "00:00"
    format: str  #: of the columns joined by one blank; `iso` for ISO 8601 with offset
    zone: str
    clock_change: ClockChange
    offset: str = ""  #: `fixed-offset` only: "+01:00"
    #: a row in the hour that the clock skips: refuse it, or read it by the clock of before
    skipped_hour: Literal["refuse", "clock-before"] = "refuse"
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
    geometry: str = ""  #: in place of both: WKT; its middle point counts
    direction_a: str = ""  #: columns with the names of the directions
    direction_b: str = ""


class Place(Table, frozen=True, kw_only=True):
    """Whose readings they are: the site of a row, or of the file, or the only one.

    A column may be a named group of `file.name`: it is the same in every row of that file.
    """

    site: str = ""  #: the column that names the site
    site_id: str = ""  #: in place of it: the only site
    site_name: str = ""
    site_name_column: str = ""  #: a column with the site's name
    kind: SiteKind


class Doubt(Table, frozen=True, kw_only=True):
    """A column that says how much of a row's interval was seen, as a share; quality 3 outside.

    Of an hour that holds both of a clock change it may be twice as much.
    """

    column: str
    below: float
    above: float | None = None


class Value(Table, frozen=True, kw_only=True):
    """`[[rows.values]]`: one column of readings of each site."""

    column: str
    property: Property
    channel: str = ""  #: the channel's name; by default the column's
    mode: Mode | None = None
    direction: Direction | None = None  #: by default both of what moves, none of the rest
    role: Literal["part", "check"] = "part"
    check_beside: list[str] = []  #: a check of sites for which one of these columns speaks, too
    speed_class: str = ""  #: of a share: "0-10" [km/h]; the last one open, "70-"
    interval_s: Annotated[int, msgspec.Meta(gt=0)] | None = None  #: where it is another one
    when: Literal["always", "no-clock", "clock"] = "always"  #: rows with or without a time of day
    nothing: list[str] = []  #: cells that say nothing
    states: dict[str, float | Literal["unknown"]] = {}  #: words in place of numbers


class Daylight(Table, frozen=True, kw_only=True):
    """A column that says which counters see by daylight only."""

    column: str
    values: list[str]


class Rows(Place, frozen=True, kw_only=True):
    """`[rows]`: several sites below each other, several values a row."""

    bay: str = ""  #: a column: each of its values is a bay of the site
    hold_max_s: Hold = 0
    doubt: Doubt | None = None
    daylight: Daylight | None = None
    values: Annotated[list[Value], msgspec.Meta(min_length=1)]


class Towards(Table, frozen=True, kw_only=True):
    """`[vehicles.directions.<text>]`: which direction a vehicle drove in."""

    direction: Direction
    name: str = ""


class Vehicles(Place, frozen=True, kw_only=True):
    """`[vehicles]`: one row a vehicle."""

    speed: str = ""  #: columns [km/h], [m]; a class as a code of TLS 8+1
    length: str = ""
    vehicle_class: str = ""
    direction: str = ""
    directions: dict[str, Towards] = {}


class Sessions(Place, frozen=True, kw_only=True):
    """`[sessions]`: one row a stay in a bay, from the time's column on."""

    bay: str
    end: str  #: the column of its end, written like its beginning; empty: it goes on
    hold_max_s: Hold
