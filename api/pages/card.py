"""A site in a few figures: what the list, the plan and the head of its page show."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from analytics.civil import from_ms
from api.pages.kinds import Kind
from api.pages.language import Language
from api.pages.spark import Spark
from devices.model import DeviceModel
from store.pages import NewestValue
from store.sites import Site

State = Literal["live", "silent", "recorded", "waiting"]
STATES: Final[tuple[State, ...]] = ("live", "silent", "waiting", "recorded")
Geometry = Mapping[str, Any] | None  #: GeoJSON
RECORDING: Final = "import"  #: the model of the pseudo-devices of recordings
_HEARTBEAT_S: Final = 3_600  # of a model that this program does not know


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it counts."""

    value: str
    label: str
    main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is shown of a site.

    Parameters
    ----------
    state
        Whether values keep coming, have stopped, came from a recording, or never came.
    figures, notes, share, spark, coverage
        Empty where nothing is known: never 0 and never an empty chart. `share` is 0..1.
    at
        The end of the newest measurement.
    pending
        Whether values have arrived that are not evaluated yet: the page asks again.
    marker, said
        The figure on the plan, and the sentence read out when it changes.
    """

    id: str
    name: str
    kind: Kind
    state: State
    freshness: str
    at: datetime | None
    position: tuple[float, float] | None
    shape: str | None
    figures: Sequence[Figure] = ()
    notes: Sequence[str] = ()
    share: float | None = None
    spark: Spark | None = None
    coverage: str = ""
    pending: bool = False
    marker: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site with its datastreams at one moment: what a card is made of.

    Parameters
    ----------
    models
        Those that come with the program and the operator's own, by id.
    """

    site: Site
    kind: Kind
    values: Sequence[NewestValue]
    now: datetime
    language: Language
    models: Mapping[str, DeviceModel]

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.time_zone)

    @property
    def reporting(self) -> list[NewestValue]:
        """The datastreams that have ever had a value."""
        return [value for value in self.values if value.time is not None]

    @property
    def at(self) -> datetime | None:
        """The end of the newest measurement."""
        return max((ended(value) for value in self.reporting), default=None)

    @property
    def state(self) -> State:
        """Whether values keep coming, by the heartbeat of the devices."""
        if not self.reporting:
            return "waiting"
        heard = [v.received for v in self.reporting if v.received and v.model != RECORDING]
        if not heard:
            return "recorded"
        silence = self.now - max(heard)
        return "silent" if silence > timedelta(seconds=self.heartbeat_s) else "live"

    @property
    def heartbeat_s(self) -> int:
        """The longest silence that is normal here, of the most talkative device [s]."""
        spoken = (self.heartbeat_of(v.model) for v in self.values if v.model)
        return min(spoken, default=_HEARTBEAT_S)

    def heartbeat_of(self, model: str | None) -> int:
        """Return the longest silence that is normal for a model [s]."""
        known = self.models.get(model or "")
        return _HEARTBEAT_S if known is None else known.heartbeat_s

    def local(self, at: datetime) -> datetime:
        """Return an instant in the site's zone."""
        return at.astimezone(self.zone)

    def local_ms(self, at_ms: int) -> datetime:
        """Return an instant given in ms since 1970 in the site's zone."""
        return from_ms(at_ms).astimezone(self.zone)

    def freshness(self) -> str:
        """Say how old the newest value is, and what is normal where none comes."""
        say, at = self.language.say, self.at
        match self.state:
            case "waiting":
                return self._waiting()
            case "recorded" if at is not None:
                return say("recorded_until", day=self.language.moment(self.local(at)))
            case "silent" if at is not None:
                silent = say("silent_since", age=self.language.age(self.now - at))
                return f"{silent}, {self._normal('silent_normal')}"
        return "" if at is None else self.language.age(self.now - at)

    def _waiting(self) -> str:
        since = min((value.since for value in self.values), default=None)
        if since is None or all(value.device is None for value in self.values):
            return self.language.say("waiting_unset")
        day = self.language.moment(self.local(since))
        waiting = self.language.say("waiting_since", day=day)
        return f"{waiting}. {self._normal('waiting_normal')}"

    def _normal(self, key: str) -> str:
        return self.language.say(key, interval=self.language.interval(self.heartbeat_s))


def bare_card(place: Place) -> Card:
    """Return a card with what is told of every site, and no figure."""
    return Card(
        id=place.site.id,
        name=place.site.name,
        kind=place.kind,
        state=place.state,
        freshness=place.freshness(),
        at=place.at,
        position=position_of(place.site.geometry),
        shape=shape_of(place.site.geometry),
    )


def ended(value: NewestValue) -> datetime:
    """Return the end of the newest measurement of a datastream that has one."""
    if value.time is None:
        raise ValueError(f"datastream {value.datastream} has no value yet")
    return value.time + timedelta(milliseconds=value.duration_ms or 0)


def position_of(geometry: Geometry) -> tuple[float, float] | None:
    """Return longitude and latitude of a geometry: the point, or the middle of its box."""
    points = list(_points(geometry["coordinates"])) if geometry else []
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return (
        round((min(longitudes) + max(longitudes)) / 2, 6),
        round((min(latitudes) + max(latitudes)) / 2, 6),
    )


def shape_of(geometry: Geometry) -> str | None:
    """Return a geometry that is more than a point, as GeoJSON for the plan."""
    if not geometry or geometry["type"] == "Point":
        return None
    return json.dumps(geometry, separators=(",", ":"))


def _points(coordinates: Sequence[Any]) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _points(inner)
