"""A site as the indicators see it: its datastreams, what is deployed, and what people have said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from analytics import week_hours
from analytics.calendar.daylight import Daylight
from analytics.calendar.region import Region
from analytics.closures import Closure, windows
from analytics.occupancy import Capacity
from analytics.quarters import QUARTER_MS, Int
from analytics.question import Stream
from analytics.said import Bound, Judgement
from analytics.spans import Span, common, gaps, union
from devices.properties import DEFINITIONS, Kind, Property

NW: Final = Region(land="NW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A channel that speaks for a datastream during `span`.

    Parameters
    ----------
    factor
        Calibration: the true number for one counted. [1]
    hold_max_ms
        States: how long a reading holds. [ms]
    heartbeat_ms
        The longest silence of the healthy device; None: not known. [ms]
    wrap
        Running counters: starts again at 0 when it reaches this; None: never. [counts]
    angle_deg
        Between the beam of a radar and the road: it shows v cos(a). [degrees]
    campaign
        It has a planned end: what it counts is a part of a year and stands for none.
    """

    channel: int
    device: str
    span: Span
    factor: float = 1.0
    hold_max_ms: int = 0
    heartbeat_ms: int | None = None
    wrap: int | None = None
    angle_deg: float = 0.0
    campaign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A datastream of a site.

    Parameters
    ----------
    nominal_ms
        The interval in which completeness is stated. [ms]
    speed_class
        Of a histogram: from and to in km/h, the last class open: `0-10`, `70-`.
    daylight
        It sees by daylight only: by night nothing is expected of it. None: at all times.
    """

    id: int
    observed: Property
    direction: str = "none"
    mode: str = ""
    role: str = "part"
    nominal_ms: int = QUARTER_MS
    speed_class: str = ""
    daylight: Daylight | None = None
    deployments: tuple[Deployment, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @property
    def kind(self) -> Kind:
        """How its readings behave."""
        return DEFINITIONS[self.observed].kind

    def deployed(self) -> list[Span]:
        """Return when it is expected to speak: deployed and in service."""
        away = self._when("out_of_service")
        return [
            span
            for span in union(d.span for d in self.deployments)
            for span in gaps(common(away, [span]), span)
        ]

    def expected(self, first: int, count: int, told: Iterable[tuple[Int, Int]] = ()) -> list[Span]:
        """Return when it is expected to speak within a run of quarters.

        Parameters
        ----------
        told
            Start and length of the readings there are. [ms]
        """
        spans = self.deployed()
        if self.daylight is None:
            return spans
        return self.daylight.within(spans, first, count, told)

    def counted(self) -> Iterator[tuple[Deployment, Span, float]]:
        """Yield when the readings of which deployment count, and with which factor.

        Neither while out of service nor while somebody calls them anomalous.

        Examples
        --------
        >>> hung = Deployment(channel=1, device="a", span=Span(0, 90), factor=2.0)
        >>> checked = Judgement(kind="calibrated", span=Span(60, 90), factor=1.1)
        >>> count, hung, said = Property.COUNT, (hung,), (checked,)
        >>> counter = Source(id=1, observed=count, deployments=hung, judgements=said)
        >>> [(span.from_ms, span.to_ms, factor) for _, span, factor in counter.counted()]
        [(60, 90, 2.2), (0, 60, 2.0)]
        """
        shut = [*self._when("out_of_service"), *self._when("anomalous")]
        calibrated = [j for j in self.judgements if j.kind == "calibrated" and j.factor]
        for deployment in self.deployments:
            for span in gaps(common(shut, [deployment.span]), deployment.span):
                rest = [span]
                for said in calibrated:
                    for part in common(rest, [said.span]):
                        yield deployment, part, deployment.factor * (said.factor or 1.0)
                    rest = [left for piece in rest for left in gaps([said.span], piece)]
                for part in rest:
                    yield deployment, part, deployment.factor

    def stream(self, states: Mapping[int, bytes], known_until_ms: int | None = None) -> Stream:
        """Return it with what is known of it."""
        return Stream(
            states=states,
            deployed=self.deployed(),
            daylight=self.daylight,
            nominal_ms=self.nominal_ms,
            known_until_ms=known_until_ms,
            extremes=self.kind in {Kind.STATE, Kind.INSTANT},
        )

    def _when(self, kind: str) -> list[Span]:
        return union(j.span for j in self.judgements if j.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site with its datastreams and facts.

    Parameters
    ----------
    region
        Whose public and school holidays hold.
    capacity
        Number of spaces by validity. [spaces]
    regulated
        Hours of the week in which parking is regulated, by validity, as written.
    opening
        Hours of the week in which a car park is open, by validity, as written; where none is said
        it always is.
    anchors
        Instants at which the vehicles in a car park are known, rising. [ms since 1970, vehicles]
    max_stay
        How long one may park in these hours, by validity. [min]
    stay_grace
        What is tolerated beyond that, by validity. [min]
    speed_limit
        By validity. [km/h]
    road_capacity
        What one direction of the road can carry, by validity. [vehicles/h]
    lanes
        How many one direction of the road has, by validity. [lanes]
    expected
        What is expected of measured properties, where that is not what is expected anywhere.
    reference, weather
        A permanent counter that expands short counts, a station with the weather of the site.
    """

    id: str
    zone: ZoneInfo
    sources: tuple[Source, ...]
    region: Region = NW
    capacity: Sequence[tuple[Span, float]] = ()
    regulated: Sequence[tuple[Span, str]] = ()
    opening: Sequence[tuple[Span, str]] = ()
    closures: Sequence[Closure] = ()
    anchors: Sequence[tuple[int, int]] = ()
    max_stay: Sequence[tuple[Span, float]] = ()
    stay_grace: Sequence[tuple[Span, float]] = ()
    speed_limit: Sequence[tuple[Span, float]] = ()
    road_capacity: Sequence[tuple[Span, float]] = ()
    lanes: Sequence[tuple[Span, float]] = ()
    expected: Sequence[Bound] = ()
    reference: "Site | None" = None
    weather: "Site | None" = None

    @cached_property
    def by_id(self) -> dict[int, Source]:
        """Its datastreams by id."""
        return {source.id: source for source in self.sources}

    def parts(self, observed: Property, *, mode: str = "", direction: str = "") -> list[Source]:
        """Return the datastreams that add up to an indicator; '' stands for every direction.

        Examples
        --------
        >>> ways = [Source(id=k, observed=Property.COUNT, direction=way, mode="bicycle")
        ...         for k, way in enumerate("ab")]
        >>> site = Site(id="P1", zone=ZoneInfo("UTC"), sources=tuple(ways))
        >>> [len(site.parts(Property.COUNT, mode="bicycle", direction=way)) for way in ("", "a")]
        [2, 1]
        """
        return [
            source
            for source in self.sources
            if source.observed is observed
            and source.role == "part"
            and source.mode == mode
            and direction in {"", source.direction}
        ]

    def spaces(self, window: Span) -> Capacity:
        """Return its capacity in a window, less what is closed. [spaces].

        Examples
        --------
        >>> night = [(Span(0, 86_400_000), "daily 06:00-24:00")]
        >>> site = Site(id="P1", zone=ZoneInfo("UTC"), sources=(), opening=night)
        >>> site.spaces(Span(0, 86_400_000)).shut()
        [Span(from_ms=0, to_ms=21600000)]
        """
        closed = windows(self.closures, window, self.zone)
        closed += [(span, None) for span in week_hours.shut(self.opening, window, self.zone)]
        return Capacity(facts=self.capacity, closures=closed)

    def regulated_hours(self, window: Span) -> list[Span]:
        """Return the regulated hours in a window; where no fact holds, the default ones."""
        return week_hours.regulated(self.regulated, window, self.zone)

    def regulated_label(self, window: Span) -> str:
        """Return the regulated hours of a window as written; if they changed, all with '|'."""
        return week_hours.label(self.regulated, window)
