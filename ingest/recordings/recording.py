"""What one file of a recording says: columns of readings, and the facts around them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from devices.properties import Direction, Mode, Property
from ingest.recordings.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSite:
    """A place, as far as the file and its mapping know it."""

    id: str
    alias: str  #: the publisher's own id, where it differs
    name: str
    kind: str
    time_zone: str
    direction_a: str
    direction_b: str
    latitude: float | None
    longitude: float | None
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedChannel:
    """A channel of a pseudo-device, and the question (datastream) this file says it answers.

    Parameters
    ----------
    source_id
        The publisher's number or name of the column.
    values
        Cells of the column that say anything, "unknown" included.
    first_us, end_us
        Start of the first and end of the last of them. [us since 1970, UTC]
    """

    device: str
    name: str
    property: Property
    hold_max_s: int
    site: str
    direction: Direction
    mode: Mode | None
    role: str
    source_id: str
    label: str
    nominal_interval_s: int | None
    values: int
    first_us: int
    end_us: int
    bay: str = ""
    speed_class: str = ""  #: of a share, "10-20" [km/h]
    daylight_only: bool = False  #: the counter sees nothing by night


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicles:
    """Single vehicles, in order of the file.

    Parameters
    ----------
    channel : int32
        Index into the recording's `channels`.
    n : int32
        Tells vehicles of the same channel and time apart: 0, 1, … in order of the file.
    speed_km_h, length_m : float32
        NaN where unknown.
    vehicle_class : int16
        -1 where unknown.
    """

    channel: NDArray[np.int32]
    time_us: NDArray[np.int64]
    n: NDArray[np.int32]
    speed_km_h: NDArray[np.float32]
    length_m: NDArray[np.float32]
    vehicle_class: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.time_us)

    def take(self, rows: slice | NDArray[np.intp]) -> "Vehicles":
        """Return these rows, in this order."""
        return Vehicles(
            channel=self.channel[rows],
            time_us=self.time_us[rows],
            n=self.n[rows],
            speed_km_h=self.speed_km_h[rows],
            length_m=self.length_m[rows],
            vehicle_class=self.vehicle_class[rows],
        )


NOBODY: Final = Vehicles(
    channel=np.zeros(0, dtype=np.int32),
    time_us=np.zeros(0, dtype=np.int64),
    n=np.zeros(0, dtype=np.int32),
    speed_km_h=np.zeros(0, dtype=np.float32),
    length_m=np.zeros(0, dtype=np.float32),
    vehicle_class=np.zeros(0, dtype=np.int16),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many spaces a site has, by this file or (`always`) by the mapping."""

    site: str
    spaces: int
    always: bool  #: holds for files that say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file, read.

    Parameters
    ----------
    scope
        What the file is complete for: a channel of the scope that has no value here was not
        deployed. One station, or everything the publisher has.
    channel : int32
        Index into `channels`, one element a reading, like the four arrays below.
    time_us : int64
        Measured time, of a count the start of its interval. [us since 1970, UTC]
    duration_ms : int32
        -1 where the property has no interval. [ms]
    result : float64
        NaN: the publisher said that it does not know.
    quality : int16
        QARTOD flag; 3 where the value may mean something else.
    first_us, end_us
        The span of the file: its first interval's start, its last one's end; 0, 0 without rows.
    skipped
        What could not be read, where the caller wanted the rest.
    unread
        Columns that the mapping does not read.
    """

    mapping: str
    name: str
    sha256: bytes
    scope: str
    sites: tuple[RecordedSite, ...]
    channels: tuple[RecordedChannel, ...]
    channel: NDArray[np.int32]
    time_us: NDArray[np.int64]
    duration_ms: NDArray[np.int32]
    result: NDArray[np.float64]
    quality: NDArray[np.int16]
    first_us: int
    end_us: int
    rows: int
    capacities: tuple[Capacity, ...]
    skipped: tuple[Problem, ...]
    notes: tuple[str, ...]
    vehicles: Vehicles = NOBODY
    unread: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many readings there are beside the single vehicles."""
        return len(self.time_us)

    @property
    def size(self) -> int:
        """How many readings and vehicles there are."""
        return len(self.time_us) + len(self.vehicles)
