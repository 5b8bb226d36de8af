"""How full a street is: density, the points of the fundamental diagram, utilisation (C10-C12)."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.civil import Buckets
from analytics.counting import design_hour
from analytics.counting.hours import Counts
from analytics.figure import Figure, Reason
from analytics.fold import fold
from analytics.indicators import speed_sources, told, vehicles
from analytics.indicators.counted import Counted, Legs, whole_hours
from analytics.indicators.method import EVERY, Known, Method, Need
from analytics.indicators.periods import DAILY, Detail, Kernel, Range, Said, method_of
from analytics.indicators.vehicles import Measured
from analytics.indicators.volumes import counted as counted_modes
from analytics.indicators.volumes import parts
from analytics.quarters import Float, Int
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.speeds import density, means, service_level
from analytics.speeds.buckets import fold_sums
from analytics.topic import Indicator, Topic
from devices.properties import Direction, Mode, Property

_HOUR_MS: Final = 3_600_000
_ONE_WAY: Final = frozenset({Direction.A.value, Direction.B.value})
_DENSITY: Final = "flow over space-mean speed, of one direction"
_UTILISATION: Final = "busiest clock hour over capacity; of longer times the 30th busiest"


def ways(told: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the modes with their directions: of several together a density says nothing.

    Examples
    --------
    >>> ways([("motor", ""), ("motor", "a"), ("motor", "b")])
    [('motor', 'a'), ('motor', 'b')]
    """
    return [(mode, way) for mode, way in told if way in _ONE_WAY]


def _density_topics(site: Site) -> list[Topic]:
    told = ways(speed_sources.offered(site, (Property.PASSAGE,)))
    return [Topic(Indicator.DENSITY, mode, way) for mode, way in told]


def density_sources(site: Site, topic: Topic) -> list[Source]:
    """Return of which datastreams a density is computed.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> len(density_sources(RADAR, Topic(Indicator.DENSITY, "motor", "a")))
    1
    """
    return speed_sources.parts(site, Property.PASSAGE, topic.mode, topic.direction)


def _density(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = vehicles.measured(site, known, topic, asked)

    def series(divided: Buckets) -> Series:
        said = points(found, divided.edges)
        value = said["density"]
        given = ~np.isnan(value)
        details = {
            "flow": np.where(given, said["flow"], np.nan),
            "space_mean": np.where(given, said["space_mean"], np.nan),
            "vehicles": said["vehicles"],
            "reason": told.withheld(~given),
        }
        folded = fold(found.run, divided.edges)
        return told.series(
            divided, folded, value, details, method=_DENSITY, version=density.METHOD_VERSION
        )

    return with_total(series, asked)


def points(found: Measured, edges: Int) -> dict[str, Float]:
    """Return density, flow, space-mean speed and number of vehicles of each bucket.

    [vehicles/km], [vehicles/h], [km/h]

    Examples
    --------
    >>> from analytics.indicators.example import passed  # one of 48 and one of 52 km/h
    >>> from analytics.indicators.example import RADAR
    >>> from analytics.example import asked
    >>> topic = Topic(Indicator.DENSITY, "motor", "a")
    >>> found = vehicles.measured(RADAR, passed(48.0, 52.0), topic, asked())
    >>> said = points(found, asked().divided().edges)
    >>> said["vehicles"].tolist(), said["density"].tolist()  # below 10 vehicles
    ([2.0], [nan])
    """
    folded = fold(found.run, edges)
    sums = fold_sums(found.histograms[0], edges) if found.histograms else None
    n = np.zeros(len(folded.total), dtype=np.int64) if sums is None else sums.n
    speed = np.full(len(n), np.nan) if sums is None else means.space_means(sums)
    known_ms = folded.observed_ms > 0
    flow = np.where(
        known_ms, folded.total * _HOUR_MS / np.where(known_ms, folded.observed_ms, 1), np.nan
    )
    return {
        "density": density.density(flow, speed, n),
        "flow": flow,
        "space_mean": speed,
        "vehicles": n / 1.0,
    }


def _utilisation_topics(site: Site) -> list[Topic]:
    if not site.road_capacity or not whole_hours(site.zone):
        return []
    told = ways(counted_modes(site))
    motor = {way for mode, way in told if mode in {Mode.MOTOR, Mode.CAR}}
    return [Topic(Indicator.UTILISATION, Mode.MOTOR.value, way) for way in sorted(motor)]


def _motor(site: Site, topic: Topic) -> Legs:
    """Return what counts every motor vehicle; where none does, cars and heavy vehicles."""
    every = parts(site, Mode.MOTOR.value, topic.direction)
    if every:
        return {"": every}
    told = {mode: parts(site, mode.value, topic.direction) for mode in (Mode.CAR, Mode.HEAVY)}
    return {mode.value: sources for mode, sources in told.items() if sources}


def _utilised(counted: Counted, ranges: Sequence[Range]) -> list[Said]:
    return [_of_range(counted.part(*one), single=one[1] - one[0] == 1) for one in ranges]


def _of_range(counted: Counted, *, single: bool) -> Said:
    demand = np.sum([one.hourly for one in counted.counts.values()], axis=0)
    capacity = counted.road_capacity
    some = capacity > 0
    share = np.where(some, demand / np.where(some, capacity, 1.0), np.nan)
    if not some.any():
        return Said(value=Figure(None, Reason.CAPACITY_ZERO))
    any_ = next(iter(counted.counts.values()))
    counts = Counts(days=counted.days, hourly=share, daily=any_.daily, expected=any_.expected)
    hour = design_hour.nth_hour(counts, 1 if single else design_hour.RANK)
    details: dict[str, Detail] = {"level": None, "demand": None, "capacity": None}
    if hour.volume.value is not None:
        (level,) = service_level.of_utilisation(np.array([hour.volume.value]))
        details = {
            "level": level and level.value,
            "demand": float(demand[hour.at]),
            "capacity": float(capacity[hour.at]),
        }
    return Said(value=hour.volume, details=details, doubted=hour.doubted)


METHODS: Final = (
    Method(
        indicator=Indicator.DENSITY,
        topics=_density_topics,
        sources=density_sources,
        answer=_density,
        buckets=EVERY,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.SPEEDS}),
    ),
    method_of(
        Indicator.UTILISATION,
        Kernel(method=_UTILISATION, version=service_level.METHOD_VERSION, answers=_utilised),
        buckets=DAILY,
        topics=_utilisation_topics,
        legs=_motor,
    ),
)
