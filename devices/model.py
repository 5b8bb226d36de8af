"""What a device model says: channels, where their values stand in decoded fields, limits.

Model files (`devices.model_file`) are read into these types; `devices.modelled` reads decoded
fields with them. A channel that its model does not name is not guessed: its readings are set
aside as `unknown_channel` until somebody says what it measures.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from devices.field_paths import Path
from devices.orientation import USUALLY_A, Toward
from devices.place import Condition, Place
from devices.properties import DEFINITIONS, Direction, Kind, Mode, Property

#: `codec` of a model begins with one of these, or is empty.
BUILTIN: Final = "builtin:"
JAVASCRIPT: Final = "javascript:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSpec:
    """What one channel of a model measures.

    Parameters
    ----------
    observed
        The observed property; its kind says how readings behave.
    mode
        Who is counted, for counts and passages.
    hold_max_s
        For states: how long a reading holds when nothing follows. [s]
    role
        `part`, or `check` where it repeats what other channels of the device count.
    direction
        The site's direction, until somebody says otherwise.
    toward
        Which way what is counted moves, as the sensor sees it; with the deployment's orientation
        it becomes a direction of the site (`devices.orientation`).
    optional
        Not every device of the model uses it: it answers for a place only when it is named.
    wrap
        Running totals: the counter starts again at 0 when it reaches this; None: it never does.
    places
        Where the value stands in decoded fields; empty for native devices.
    """

    observed: Property
    mode: Mode | None = None
    hold_max_s: int = 0
    role: str = "part"
    direction: Direction | None = None
    toward: Toward | None = None
    optional: bool = False
    wrap: int | None = None
    places: tuple[Place, ...] = ()

    @property
    def kind(self) -> Kind:
        """How its readings behave."""
        return DEFINITIONS[self.observed].kind

    @property
    def usual_direction(self) -> Direction | None:
        """The site's direction where nobody says where the sensor looks; None: it has none."""
        if self.direction is not None or self.toward is None:
            return self.direction
        return Direction.A if self.toward in USUALLY_A else Direction.B


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """From which value of a channel on the battery is low, in the unit of its property."""

    channel: str
    low: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """Frames after which states are unknown until the next reading, and which channels' states."""

    when: tuple[Condition, ...]
    channels: tuple[str, ...]


class Sought(NamedTuple):
    """A place with its channel; `order` is that of the model file."""

    order: int
    channel: str
    is_passage: bool
    is_plain: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceModel:
    """What a kind of hardware can say, and how often it says something.

    Parameters
    ----------
    codec
        `builtin:<name>`, `javascript:<file name or sha256>`, or empty: the device speaks natively,
        or its messages are decoded by the time they arrive (channels then have places).
    heartbeat_s
        The longest expected silence of a healthy device. [s]
    reporting_s
        The usual time between two reports of its counts; None: it has none. [s]
    settling_s
        How long after its acceptance its readings are still settling. [s]
    ports
        fPorts it speaks on; empty: any. The same bytes mean something else on another one.
    firmware
        Beginnings of the firmware versions it holds for; empty: all.
    firmware_path
        Where a frame tells the firmware version.
    ignored
        Patterns of decoded fields that are known and not kept.
    directions
        Usual words for the directions of a site, by `a` and `b`.
    source
        Where this is documented.
    """

    id: str
    name: str
    heartbeat_s: int
    channels: dict[str, ChannelSpec]
    maker: str = ""
    codec: str = ""
    reporting_s: int | None = None
    settling_s: int = 0
    ports: frozenset[int] = frozenset()
    firmware: tuple[str, ...] = ()
    firmware_path: Path | None = None
    battery: Battery | None = None
    reset: Reset | None = None
    ignored: tuple[str, ...] = ()
    directions: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    #: Where values stand, by the first name of their path: a frame has few of a model's fields.
    sought: Mapping[str, list[Sought]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Sought]] = {}
        places = [(n, spec, p) for n, spec in self.channels.items() for p in spec.places]
        for order, (name, spec, place) in enumerate(places):
            one = Sought(order, name, spec.kind is Kind.PASSAGE, place.is_plain, place)
            found.setdefault(str(place.path.steps[0]), []).append(one)
        object.__setattr__(self, "sought", found)

    @property
    def is_native(self) -> bool:
        """Whether it speaks Wegwarte's own payload: nothing of it has to be decoded."""
        return not self.codec and not any(spec.places for spec in self.channels.values())

    def fits(self, firmware: str) -> bool:
        """Whether the model holds for a firmware version."""
        return not self.firmware or any(
            firmware == begin or firmware.startswith(f"{begin}.") for begin in self.firmware
        )

    def nominal_interval_s(self, channel: str) -> int | None:
        """Return the usual interval of a channel that counts, None where none is known. [s]."""
        spec = self.channels[channel]
        if spec.kind not in {Kind.INTERVAL, Kind.TOTAL}:
            return None
        told = [p.interval.length_s for p in spec.places if p.interval and p.interval.length_s]
        return round(told[0]) if told else self.reporting_s
