"""A fleet: the sites of a town, the devices on them, and what each channel measures there.

`fleet_file.load` reads them from a file. They serve two readers: the simulator builds its devices
from them, and a registration writes them to the database, so that both speak of the same things.
"""

from dataclasses import dataclass, field
from datetime import time
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict

from devices.properties import Direction, Mode, Property
from firmware_sim.demand import Event
from firmware_sim.faults import Trouble

SiteKind = Literal["car_park", "parking_zone", "cross_section", "cycle_track", "station"]
STRICT: Final = ConfigDict(extra="forbid")  #: a misspelt setting is an error, not a default
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class FleetError(Exception):
    """The fleet cannot be read; the message names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When a car park with barriers is open: local wall time, the same on each of its days."""

    __pydantic_config__ = STRICT

    opens: time
    closes: time
    from_day: str = "Mon"
    to_day: str = "Sun"

    def __str__(self) -> str:
        """Return it as a fact is written: `Mon-Sat 07:00-22:00`."""
        return f"{self.from_day}-{self.to_day} {self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def weekdays(self) -> frozenset[int]:
        """The days on which it opens, Monday = 0."""
        first, last = WEEKDAYS.index(self.from_day), WEEKDAYS.index(self.to_day)
        return frozenset(range(first, last + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatastreamFacts:
    """What one channel of a device measures at its site."""

    channel: str  #: the device's name for it
    observed: Property
    source_id: str  #: unique among the site's datastreams of this property
    direction: Direction = Direction.NONE
    mode: Mode | None = None
    role: Literal["part", "check"] = "part"
    bay: str | None = None
    nominal_interval_s: int | None = None  #: counts only


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """By which network server a LoRaWAN device is heard, and as whom it knows it."""

    server: Literal["tts", "chirpstack"]
    dev_eui: str  #: lower-case hex


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """One device and where it stands."""

    id: str
    model: str  #: a key of `devices.models.MODELS`
    name: str
    settings: object  #: the `Settings` of its model in `firmware_sim.sensors`
    faults: tuple[Trouble, ...] = ()
    link: Link | None = None  #: by which network server; None: native
    datastreams: tuple[DatastreamFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place a planner has a question about."""

    id: str
    name: str
    kind: SiteKind
    lat: float  #: WGS 84 [degrees north]
    lon: float  #: WGS 84 [degrees east]
    capacity: int | None = None  #: parking spaces
    opening: Opening | None = None
    direction_a: str | None = None  #: the site's own words, such as "stadteinwärts"
    direction_b: str | None = None
    devices: tuple[DeviceFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """A town full of devices.

    Parameters
    ----------
    connections
        How many MQTT connections the devices share, as behind gateways; 0: each has its own.
    """

    id: str
    name: str
    municipality: str
    time_zone: ZoneInfo
    seed: int = 1
    connections: int = 0
    market_weekdays: frozenset[int] = frozenset()
    state: str = "NW"  #: whose public holidays are kept, as the package `holidays` names it
    events: tuple[Event, ...] = ()
    sites: tuple[Site, ...] = field(default_factory=tuple)

    @property
    def devices(self) -> tuple[DeviceFacts, ...]:
        """Every device of every site, in the order of the file."""
        return tuple(device for site in self.sites for device in site.devices)
