"""Where the value of a channel stands in decoded fields, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from devices.field_paths import Path


class Label(StrEnum):
    """Which end of its interval the time of a count names."""

    START = "start"
    END = "end"


class TimeUnit(StrEnum):
    """How a device writes its time."""

    S = "s"  #: seconds since 1970-01-01T00:00Z
    MS = "ms"  #: milliseconds since then
    ISO = "iso"  #: text, ISO 8601
    PARTS = "parts"  #: an object with year, month, day, hours, minutes, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a value was measured, where that is not the time of the frame.

    Parameters
    ----------
    path
        The device's own time. For array elements, in the same array.
    format
        How the time is written, as `devices.written_time` reads it; None: `unit` says it.
    zone
        Of a time that carries none: `Z`, `+01:00` or `Europe/Berlin`; None: it is not read.
    step_s
        Array elements without a time are so far apart. [s]
    newest_first
        Of such an array: whether its first element is the newest, measured with the frame.
    """

    path: Path | None = None
    unit: TimeUnit = TimeUnit.S
    format: str | None = None
    zone: str | None = None
    step_s: float | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Over how long a value counts; exactly one of `length_s` and `path` is given.

    Parameters
    ----------
    length_s
        Fixed. [s]
    path, unit_s
        A field that holds the length, in units of `unit_s`. [s]
    """

    length_s: float | None = None
    path: Path | None = None
    unit_s: float = 1.0
    label: Label = Label.END


@dataclass(frozen=True, slots=True)
class Condition:
    """A field that must have one of some values, as `devices.field_paths.word` writes them."""

    path: Path
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a channel's value stands in decoded fields, and how it is read.

    Parameters
    ----------
    scale, offset
        The value in the property's unit is `field * scale + offset`.
    plus
        Fields that are added to it; where one is missing, the sum is not known.
    suffix
        Text that stands behind the number; empty: none does.
    words
        Values of an enumeration by their words; empty: the field is a number.
    unknown
        Words by which the source says that it does not know.
    when
        All must hold, else the field is not read.
    ports
        fPorts on which the field is read; empty: on every one.
    n, speed, length, vehicle_class
        Passages: where their attributes stand.
    doubtful
        A field that is true when the device doubts the value.
    """

    path: Path
    plus: tuple[Path, ...] = ()
    suffix: str = ""
    scale: float = 1.0
    offset: float = 0.0
    words: Mapping[str, float] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    when: tuple[Condition, ...] = ()
    ports: frozenset[int] = frozenset()
    interval: Interval | None = None
    timing: Timing | None = None
    n: Path | None = None
    speed: Path | None = None
    length: Path | None = None
    vehicle_class: Path | None = None
    doubtful: Path | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing beside the value is looked at, as with most."""
        beside = (self.n, self.speed, self.length, self.vehicle_class, self.doubtful, self.timing)
        varies = self.interval is not None and self.interval.path is not None
        return not varies and not self.plus and not any(beside)
