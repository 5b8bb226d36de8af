"""The level of service by density: vehicles on a km of a lane, indicative (indicators C10, C12)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.civil import Buckets, day_start_ms, local_date
from analytics.counting.design_hour import RANK
from analytics.fold import fold
from analytics.indicators import flow, speed_sources, told, vehicles
from analytics.indicators.method import EVERY, Known, Method, Need
from analytics.indicators.vehicles import Measured
from analytics.quarters import QUARTER_MS, QUARTERS, Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.spans import Span
from analytics.speeds import service_level
from analytics.topic import Indicator, Topic
from devices.properties import Mode, Property

METHOD: Final = "density of a lane; of a day its densest clock hour, of longer times the 30th"
_HOUR: Final = 4  #: quarters
_DAY_MAX: Final = QUARTERS + _HOUR  #: quarters of the day on which the clock goes back
_TOLD: Final = ("density", "flow", "space_mean", "vehicles", "lanes", "over")
_MOTOR: Final = frozenset({Mode.MOTOR.value, Mode.CAR.value})


def _topics(site: Site) -> list[Topic]:
    if not site.lanes:
        return []
    every = flow.ways(speed_sources.offered(site, (Property.PASSAGE,)))
    return [Topic(Indicator.LANE_DENSITY, mode, way) for mode, way in every if mode in _MOTOR]


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = vehicles.measured(site, known, topic, asked)
    whole = _clock_hours(found.run.first, found.run.first + len(found.run), asked.zone)
    by_hour = _of_lanes(site, found, whole)
    by_hour["density"][~_enough(found.run, whole)] = np.nan

    def series(divided: Buckets) -> Series:
        short = bool((np.diff(divided.edges) <= _HOUR).all())
        points = _of_lanes(site, found, divided.edges) if short else by_hour
        rows = (
            np.arange(len(divided.edges) - 1)
            if short
            else _densest(points["density"], whole, divided.edges)
        )
        value = _taken(points["density"], rows)
        given = ~np.isnan(value)
        details = {
            name: np.where(given, _taken(points[name], rows), np.nan)
            for name in ("lanes", "flow", "space_mean", "vehicles")
        }
        levels = service_level.of_freeway(
            service_level.per_mile(value), over_capacity=_taken(points["over"], rows) > 0
        )
        folded = fold(found.run, divided.edges)
        return told.series(
            divided,
            folded,
            value,
            {
                "level": np.array([one and one.value for one in levels], dtype=object),
                **details,
                "reason": told.withheld(~given),
            },
            method=METHOD,
            version=service_level.METHOD_VERSION,
        )

    return with_total(series, asked)


def _clock_hours(first: int, end: int, zone: ZoneInfo) -> Int:
    """Return where the hours on the wall begin that lie within some quarters, and where they end.

    Examples
    --------
    >>> [_clock_hours(1, 13, ZoneInfo(f"Asia/{city}")).tolist() for city in ("Tokyo", "Kolkata")]
    [[4, 8, 12], [2, 6, 10]]
    """
    midnight = day_start_ms(local_date(first * QUARTER_MS, zone), zone) // QUARTER_MS
    return np.arange(first + (midnight - first) % _HOUR, end - (end - midnight) % _HOUR + 1, _HOUR)


def _enough(run: Quarters, hours: Int) -> NDArray[np.bool_]:
    """Whether 75 % of each hour are known: a busy minute is not the densest hour of a day."""
    if len(hours) < 2:
        return np.empty(0, dtype=bool)
    told = fold(run, hours)
    return volume.enough(told.observed_ms, told.expected_ms, told.quarters, told.grain)


def _taken(values: Float, rows: Int) -> Float:
    """Return the values of rows; NaN for -1, which is none of them."""
    return np.append(values, np.nan)[rows]


def _of_lanes(site: Site, found: Measured, edges: Int) -> dict[str, Float]:
    """Return what is known of each bucket, and whether more came than the road can carry."""
    if len(edges) < 2:
        return {name: np.empty(0) for name in _TOLD}
    points = flow.points(found, edges)
    lanes = _at(site.lanes, edges)
    capacity = _at(site.road_capacity, edges)
    density = points["density"] / lanes
    over = (points["flow"] > capacity).astype(np.float64)
    return {**points, "density": density, "lanes": lanes, "over": over}


def _at(facts: Sequence[tuple[Span, float]], edges: Int) -> Float:
    """Return the fact that holds where each bucket begins; NaN where none does."""
    begins = edges[:-1] * QUARTER_MS
    found = np.full(len(begins), np.nan)
    for span, value in facts:
        found[(begins >= span.from_ms) & (begins < span.to_ms)] = value
    return found


def _densest(density: Float, hours: Int, edges: Int) -> Int:
    """Return which clock hour stands for each bucket; -1 where too few are known.

    Parameters
    ----------
    density
        Of each hour. [vehicles/km/lane]
    hours
        Where each hour begins, and where the last one ends. [quarters since 1970]
    """
    found = np.full(len(edges) - 1, -1)
    for at, (begin, end) in enumerate(pairwise(edges.tolist())):
        inside = np.flatnonzero((hours[:-1] >= begin) & (hours[1:] <= end))
        known = inside[~np.isnan(density[inside])]
        rank = 1 if end - begin <= _DAY_MAX else RANK
        if len(known) >= rank:
            found[at] = known[np.argsort(-density[known], kind="stable")[rank - 1]]
    return found


METHODS: Final = (
    Method(
        indicator=Indicator.LANE_DENSITY,
        topics=_topics,
        sources=flow.density_sources,
        answer=_answer,
        buckets=EVERY,
        stored=frozenset(),
        needs=frozenset({Need.STATES, Need.SPEEDS}),
    ),
)
