"""Shares of a site's volume: directions, the design hour's direction, heavy vehicles."""

from typing import Final

import numpy as np

from analytics.counting import design_hour, split
from analytics.counting.hours import Counts
from analytics.figure import Figure, Reason
from analytics.indicators.counted import Counted, Legs, whole_hours
from analytics.indicators.periods import DAILY, YEARLY, Kernel, Said, each, method_of
from analytics.indicators.volumes import counted as counted_modes
from analytics.indicators.volumes import parts
from analytics.quarters import Float
from analytics.site import Site
from analytics.topic import Indicator, Topic
from devices.properties import Direction, Mode

A: Final = Direction.A.value
B: Final = Direction.B.value
_CAR: Final = Mode.CAR.value
_HEAVY: Final = Mode.HEAVY.value
_MOTOR: Final = Mode.MOTOR.value


def _both_ways(indicator: Indicator, site: Site) -> list[Topic]:
    told = set(counted_modes(site)) if whole_hours(site.zone) else set()
    modes = sorted({mode for mode, _ in told})
    return [Topic(indicator, m) for m in modes if {(m, A), (m, B)} <= told]


def _directions(site: Site, topic: Topic) -> Legs:
    return {way: parts(site, topic.mode, way) for way in (A, B)}


def _split(counted: Counted) -> Said:
    return Said(value=split.direction_share(counted.told(A), counted.told(B)))


def _balance(counted: Counted) -> Said:
    """Return how far both directions of a closed place differ, over the days whole in both."""
    entered, left = counted.counts[A].daily, counted.counts[B].daily
    both = ~np.isnan(entered) & ~np.isnan(left)
    if not both.any():
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA))
    first, second = float(entered[both].sum()), float(left[both].sum())
    value = split.relative_balance(first, second)
    details = {"a": first, "b": second, "days": float(both.sum())}
    doubted = value.value is not None and value.value > split.BALANCE_ALARM
    return Said(value=value, details=details, doubted=doubted)


def _directional_factor(counted: Counted) -> Said:
    first, second = counted.counts[A], counted.counts[B]
    both = Counts(
        days=counted.days,
        hourly=first.hourly + second.hourly,
        daily=first.daily + second.daily,
        expected=first.expected,
    )
    hour = design_hour.of_year(both)
    if hour.volume.value is None:
        return Said(value=hour.volume, details={"heavier": None})
    value = design_hour.directional_factor_at(first, second)
    heavier = None if value.value is None else value.value * hour.volume.value
    return Said(value=value, details={"heavier": heavier}, doubted=hour.doubted)


def _heavy_topics(site: Site) -> list[Topic]:
    if not whole_hours(site.zone):
        return []
    told = set(counted_modes(site))
    motor = [way for mode, way in sorted(told) if mode in {_MOTOR, _CAR}]
    ways = dict.fromkeys(way for way in motor if (_HEAVY, way) in told)
    return [Topic(Indicator.HEAVY_SHARE, _HEAVY, way) for way in ways]


def _classes(site: Site, topic: Topic) -> Legs:
    legs = {mode: parts(site, mode, topic.direction) for mode in (_HEAVY, _MOTOR, _CAR)}
    return {mode: sources for mode, sources in legs.items() if sources}


def _heavy(counted: Counted) -> Said:
    """Return heavy over motor vehicles, of the quarters in which every class is known."""
    told = {mode: counted.told(mode) for mode in counted.runs}
    known = ~np.isnan(np.array([*told.values()])).any(axis=0)
    if not known.any():
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA))
    heavy, car, motor = (_sum(told.get(mode), known) for mode in (_HEAVY, _CAR, _MOTOR))
    if heavy is None:
        return Said(value=Figure(None, Reason.INSUFFICIENT_DATA))
    every = heavy + (car or 0.0) if motor is None else motor
    unclassified = 0.0 if car is None or motor is None else max(motor - car - heavy, 0.0)
    value = split.heavy_share(heavy, every, unclassified)
    return Said(value=value, details={"heavy": heavy, "motor": every})


def _sum(told: Float | None, known: np.ndarray) -> float | None:
    return None if told is None else float(told[known].sum())


METHODS: Final = (
    method_of(
        Indicator.DIRECTIONAL_SPLIT,
        Kernel(
            method="first direction over both",
            version=split.METHOD_VERSION,
            answers=each(_split),
        ),
        buckets=DAILY,
        topics=lambda site: _both_ways(Indicator.DIRECTIONAL_SPLIT, site),
        legs=_directions,
    ),
    method_of(
        Indicator.BALANCE,
        Kernel(
            method="difference of both directions over their sum, of whole days",
            version=split.METHOD_VERSION,
            answers=each(_balance),
        ),
        buckets=DAILY,
        topics=lambda site: _both_ways(Indicator.BALANCE, site),
        legs=_directions,
    ),
    method_of(
        Indicator.DIRECTIONAL_FACTOR,
        Kernel(
            method="heavier direction in the 30th highest hour",
            version=design_hour.METHOD_VERSION,
            answers=each(_directional_factor),
        ),
        buckets=YEARLY,
        topics=lambda site: _both_ways(Indicator.DIRECTIONAL_FACTOR, site),
        legs=_directions,
    ),
    method_of(
        Indicator.HEAVY_SHARE,
        Kernel(
            method="heavy over all motor vehicles",
            version=split.METHOD_VERSION,
            answers=each(_heavy),
        ),
        buckets=DAILY,
        topics=_heavy_topics,
        legs=_classes,
    ),
)
