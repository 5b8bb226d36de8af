"""How the vehicles of a lane follow each other: free ones, headways, gaps (indicators C9, C13)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.civil import Bucket, Buckets
from analytics.figure import Reason
from analytics.fold import fold
from analytics.indicators import speed_series, speed_sources, speeds, told, vehicles
from analytics.indicators.method import EVERY, Known, Method, Need
from analytics.indicators.speed_series import Kernel
from analytics.indicators.vehicles import Measured
from analytics.quarters import Float, Int, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.speeds import following, free_flow, headways, percentiles
from analytics.speeds.buckets import fold as fold_speeds
from analytics.speeds.buckets import fold_sums
from analytics.speeds.classes import rounded_whole
from analytics.speeds.following import Following
from analytics.speeds.histogram import Histogram, Sums
from analytics.topic import Indicator, Topic
from devices.properties import Direction, Property

NEEDS: Final = frozenset({Need.STATES, Need.SPREAD})
#: A sensor that does not tell directions apart sees vehicles that meet, not that follow.
_LANES: Final = frozenset({Direction.A.value, Direction.B.value, Direction.NONE.value})
_QUARTERS_AN_HOUR: Final = 4
_S_PER_HOUR: Final = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The vehicles of some lanes.

    Parameters
    ----------
    run
        When they were observed, and how many passed.
    """

    run: Quarters
    followed: Following
    lanes: int


def topics(indicator: Indicator, site: Site) -> list[Topic]:
    """Return what can be asked: single vehicles, of sensors that tell directions apart.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> [(topic.mode, topic.direction) for topic in topics(Indicator.HEADWAY, RADAR)]
    [('motor', ''), ('motor', 'a')]
    """
    return [
        Topic(indicator, mode, direction)
        for mode, direction in speed_sources.offered(site, (Property.PASSAGE,))
        if sources(site, Topic(indicator, mode, direction))
    ]


def sources(site: Site, topic: Topic) -> list[Source]:
    """Return the lanes it is computed of; none where one of them is no lane.

    Examples
    --------
    >>> from analytics.indicators.example import RADAR
    >>> [lane.direction for lane in sources(RADAR, Topic(Indicator.HEADWAY, "motor"))]
    ['a']
    """
    told = speed_sources.parts(site, Property.PASSAGE, topic.mode, topic.direction)
    return told if all(one.direction in _LANES for one in told) else []


def lanes_of(site: Site, known: Known, topic: Topic, asked: Question) -> Lanes:
    """Return what is known of the lanes of a topic in a window.

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import RADAR, passed
    >>> topic = Topic(Indicator.HEADWAY, "motor", "a")
    >>> found = lanes_of(RADAR, passed(50.0, 40.0, 60.0), topic, asked())
    >>> found.lanes, float(found.run.total.sum()), found.followed.free.bin.tolist()
    (1, 3.0, [40, 50, 60])
    """
    told = sources(site, topic)
    runs = [
        one.stream(known.states.get(one.id, {}), asked.known_until_ms).quarters(*asked.run())
        for one in told
    ]
    stacked = [following.stack(known.spread.get(one.id, {})) for one in told]
    parts = [one for one in stacked if one is not None]
    none = Following(
        free=following.nothing(rounded_whole()),
        headways=following.nothing(following.TIMES),
        gaps=following.nothing(following.TIMES),
    )
    return Lanes(
        run=volume.cross_section(runs),
        followed=following.added(parts) if parts else none,
        lanes=len(told),
    )


def _free(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = lanes_of(site, known, topic, asked)
    free, calm = found.followed.free, _calm(found)
    if topic.variant:
        free, calm = (vehicles.of_group(one, topic.variant) for one in (free, calm))
    measured = Measured(run=found.run, histograms=[free])
    answer = speed_series.series(measured, asked, _FREE)

    def beside(series: Series, edges: Int) -> Series:
        # How many of a group passed without being free is not in what is kept of followers.
        passed = fold(found.run, edges).total * (not topic.variant)
        alone = series.details["vehicles"]
        sums = fold_sums(calm, edges)
        told = {
            "free_share": np.where(passed > 0, alone / np.where(passed > 0, passed, 1), np.nan),
            "free_flow_speed": np.where(np.isnan(series.value), np.nan, _mean(sums)),
        }
        return replace(series, details={**series.details, **told})

    divided = asked.divided()
    total = None if answer.total is None else beside(answer.total, divided.edges[[0, -1]])
    return replace(beside(answer, divided.edges), total=total)


def _calm(found: Lanes) -> Histogram:
    """Return the free vehicles of the quarters in which the lanes carried little."""
    free, run = found.followed.free, found.run
    most = free_flow.FLOW_MAX_H * found.lanes / _QUARTERS_AN_HOUR
    at = np.clip(free.sum_quarter - run.first, 0, len(run) - 1)
    keep = run.total[at] < most
    sums = Sums(**{name: getattr(free.sums, name)[keep] for name in Sums.__slots__})
    return replace(
        free, sum_quarter=free.sum_quarter[keep], sum_vehicle=free.sum_vehicle[keep], sums=sums
    )


def _mean(sums: Sums) -> Float:
    """Return the mean of values that are summed in thousandths."""
    some = sums.n > 0
    return np.where(some, sums.speed / np.where(some, sums.n, 1) / 1000, np.nan)


def _headway(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = lanes_of(site, known, topic, asked)

    def series(divided: Buckets) -> Series:
        sums = fold_sums(found.followed.headways, divided.edges)
        mean = _mean(sums)
        enough = sums.n >= headways.PAIRS_MIN
        some = enough & (mean > 0)
        details: dict[str, NDArray[Any]] = {
            "flow": np.where(some, _S_PER_HOUR / np.where(some, mean, 1), np.nan),
            "pairs": sums.n / 1.0,
            "reason": told.withheld(~enough),
        }
        value = np.where(enough, mean, np.nan)
        return _series(_HEADWAY, found, divided, value, details)

    return with_total(series, asked)


def _close(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    found = lanes_of(site, known, topic, asked)

    def series(divided: Buckets) -> Series:
        counts = fold_speeds(found.followed.gaps, divided.edges).counts
        pairs = counts.sum(axis=1)
        followers = fold_sums(found.followed.headways, divided.edges).n
        enough = pairs >= headways.PAIRS_MIN
        of = np.where(enough, pairs, 1)
        reason = told.withheld(~enough)
        # Many follow, and of none the gap is known: whole seconds, or no lengths.
        reason[(pairs == 0) & (followers >= headways.PAIRS_MIN)] = Reason.TOO_FINE.value
        details: dict[str, NDArray[Any]] = {
            "dangerous": np.where(enough, counts[:, 0] / of, np.nan),
            "pairs": pairs / 1.0,
            "reason": reason,
        }
        value = np.where(enough, counts[:, :2].sum(axis=1) / of, np.nan)
        return _series(_CLOSE, found, divided, value, details)

    return with_total(series, asked)


def _series(
    method: str, found: Lanes, divided: Buckets, value: Float, details: dict[str, NDArray[Any]]
) -> Series:
    folded = fold(found.run, divided.edges)
    version = headways.METHOD_VERSION
    return told.series(divided, folded, value, details, method=method, version=version)


_FREE: Final = Kernel(
    method=f"{free_flow.METHOD}; {percentiles.METHOD}",
    version=free_flow.METHOD_VERSION,
    says=speeds.percentile_of(85, {"v50": 50}),
    details=("v50", "low", "high"),
)
_HEADWAY: Final = "mean from front to front of vehicles at most 60 s behind another one"
_CLOSE: Final = "gaps below 1.8 s over all known gaps"


def _method(
    indicator: Indicator,
    answer: Callable[[Site, Known, Topic, Question], Series],
    buckets: frozenset[Bucket],
) -> Method:
    """Return an indicator of followers; it is computed when it is asked for."""
    return Method(
        indicator=indicator,
        topics=lambda site: topics(indicator, site),
        sources=sources,
        answer=answer,
        buckets=buckets,
        stored=frozenset(),
        needs=NEEDS,
    )


METHODS: Final = (
    _method(Indicator.V85_FREE, _free, speed_series.BUCKETS),
    _method(Indicator.HEADWAY, _headway, EVERY),
    _method(Indicator.CLOSE_FOLLOWING, _close, EVERY),
)
