"""The mean speed of a site: of its vehicles, or of the means that its devices send."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analytics import volume
from analytics.civil import Buckets
from analytics.environment import capture
from analytics.figure import Reason
from analytics.fold import fold
from analytics.indicators import speed_series, speed_sources, speeds, told, vehicles
from analytics.indicators.method import EVERY, Known, Method
from analytics.indicators.speed_series import Kernel
from analytics.indicators.speed_sources import TOLD_BY
from analytics.indicators.volumes import parts as counted_parts
from analytics.quarters import Float, Quarters
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site, Source
from analytics.speeds import means
from analytics.topic import Indicator, Topic
from devices.properties import Property
from devices.quality import Flag

_METHOD: Final = "sum of speeds over their number"
_DETAILS: Final = ("space_mean", "deviation", "rejected")
_OF_MEANS: Final = "means of intervals, weighted by vehicles"
_UNWEIGHTED: Final = "means of intervals, weighted by time: the device counts nothing"
_KERNEL: Final = Kernel(
    method=_METHOD, version=means.METHOD_VERSION, says=speeds.time_mean, details=_DETAILS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Mean speeds as sums over quarters: `total / weight` is the mean.

    Parameters
    ----------
    run
        When they are known; `total` holds speed times weight. [km/h * vehicles, or * ms]
    weight
        Vehicles, or observed time. [vehicles, or ms]
    passed
        Vehicles that were counted, with or without a mean speed; observed time where none were.
    """

    run: Quarters
    weight: Float
    passed: Float
    by_vehicles: bool


def _topics(site: Site) -> list[Topic]:
    which = speed_sources.offered(site, (*TOLD_BY, Property.MEAN_SPEED))
    return [Topic(Indicator.MEAN_SPEED, mode, direction) for mode, direction in which]


def _sources(site: Site, topic: Topic) -> list[Source]:
    if speed_sources.measured_by(site, topic.mode, topic.direction) is not None:
        return speed_sources.sources(site, topic.mode, topic.direction)
    told = speed_sources.parts(site, Property.MEAN_SPEED, topic.mode, topic.direction)
    beside = [one for source in told for one in _beside(site, source)]
    return list({source.id: source for source in [*told, *beside]}.values())


def _beside(site: Site, source: Source) -> list[Source]:
    """Return what the same device counts of the same vehicles."""
    devices = {d.device for d in source.deployments}
    return [
        one
        for one in counted_parts(site, source.mode, source.direction)
        if devices & {d.device for d in one.deployments}
    ]


def _answer(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    if speed_sources.measured_by(site, topic.mode, topic.direction) is not None:
        found = vehicles.measured(site, known, topic, asked)
        return speed_series.series(found, asked, _KERNEL)
    return _of_means(_weighed(site, known, topic, asked), asked)


def _weighed(site: Site, known: Known, topic: Topic, asked: Question) -> Weighed:
    """Weigh the means of each device with what it counted; by time where one counts nothing."""
    first, count = asked.run()

    def run_of(source: Source) -> Quarters:
        states = known.states.get(source.id, {})
        return source.stream(states, asked.known_until_ms).quarters(first, count)

    told = speed_sources.parts(site, Property.MEAN_SPEED, topic.mode, topic.direction)
    pairs = [(run_of(one), [run_of(other) for other in _beside(site, one)]) for one in told]
    counted = all(beside for _, beside in pairs)
    runs, weights, passed = [], [], np.zeros(count)
    for run, beside in pairs:
        speed = run.total / np.where(run.observed_ms > 0, run.observed_ms, 1)
        weight = run.observed_ms / 1.0
        if counted:
            weight = volume.cross_section(beside).total.copy()
        passed += weight
        weight[run.observed_ms == 0] = 0.0
        run.total[:] = speed * weight
        runs.append(run)
        weights.append(weight)
    whole = volume.cross_section(runs)
    weight = np.where(whole.observed_ms > 0, np.sum(weights, axis=0), 0.0)
    return Weighed(run=whole, weight=weight, passed=passed, by_vehicles=counted)


def _of_means(found: Weighed, asked: Question) -> Series:
    run = found.run

    def series(divided: Buckets) -> Series:
        folded = fold(run, divided.edges)
        at = divided.edges - run.first
        weight = np.add.reduceat(found.weight[: int(at[-1])], at[:-1])
        passed = np.add.reduceat(found.passed[: int(at[-1])], at[:-1])
        fine = folded.grain > folded.quarters
        # No vehicle, no mean: quiet hours without one are no gap where vehicles are counted.
        known = capture.enough(weight, passed) & ~fine
        known &= (weight >= means.N_MIN) | (not found.by_vehicles)
        flag = folded.flag()
        if not found.by_vehicles:
            flag[flag == Flag.GOOD] = Flag.SUSPECT
        nothing = np.full(len(weight), np.nan)
        details: dict[str, NDArray[Any]] = dict.fromkeys(_DETAILS, nothing)
        details["vehicles"] = weight if found.by_vehicles else nothing
        reason = told.withheld(~known)
        reason[fine] = Reason.TOO_FINE.value
        details["reason"] = reason
        value = np.where(known, folded.total / np.where(weight > 0, weight, 1.0), np.nan)
        method = _OF_MEANS if found.by_vehicles else _UNWEIGHTED
        return told.series(
            divided,
            folded,
            value,
            details,
            method=method,
            version=means.METHOD_VERSION,
            flag=flag,
        )

    return with_total(series, asked)


MEAN_SPEED: Final = Method(
    indicator=Indicator.MEAN_SPEED,
    topics=_topics,
    sources=_sources,
    answer=_answer,
    buckets=EVERY,
    stored=frozenset(),
    needs=speed_series.NEEDS,
)
