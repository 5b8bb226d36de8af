"""Faults put into healthy stretches: what is changed, at a random place, for a random time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Test
from analytics.quality.track import HOUR_MS, Track

Values = NDArray[np.float64]
DAY_MS: Final = 24 * HOUR_MS
MISSING_MAX: Final = 0.6  #: of a stretch: a camera sees by daylight only


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A class of faults.

    Parameters
    ----------
    lasts_h
        Shortest and longest; both equally likely on a log scale. [h]
    tests
        A finding of any of these names it.
    """

    name: str
    lasts_h: tuple[float, float]
    tests: frozenset[Test]


COUNTER_FAULTS: Final = (
    Fault(name="dead", lasts_h=(12, 336), tests=frozenset({Test.DEAD, Test.ZERO_RUN})),
    Fault(name="halved", lasts_h=(72, 504), tests=frozenset({Test.LEVEL_LOW})),
    Fault(name="doubled", lasts_h=(72, 504), tests=frozenset({Test.LEVEL_HIGH})),
    Fault(name="stuck", lasts_h=(6, 168), tests=frozenset({Test.STUCK, Test.ZERO_RUN, Test.DEAD})),
    Fault(
        name="shifted",
        lasts_h=(72, 504),
        tests=frozenset({Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED}),
    ),
    Fault(name="swapped", lasts_h=(72, 504), tests=frozenset({Test.SWAPPED})),
    Fault(name="spiked", lasts_h=(0.25, 0.25), tests=frozenset({Test.SPIKE})),
)
CAR_PARK_FAULTS: Final = (
    Fault(name="dead", lasts_h=(12, 336), tests=frozenset({Test.STUCK, Test.CLOSED_AS_FULL})),
    Fault(name="halved", lasts_h=(72, 504), tests=frozenset({Test.LEVEL_LOW})),
    Fault(
        name="doubled",
        lasts_h=(72, 504),
        tests=frozenset({Test.LEVEL_HIGH, Test.ABOVE_CAPACITY}),
    ),
    Fault(name="stuck", lasts_h=(12, 168), tests=frozenset({Test.STUCK})),
    Fault(
        name="shifted",
        lasts_h=(72, 504),
        tests=frozenset({Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED}),
    ),
    Fault(name="spiked", lasts_h=(1 / 12, 1 / 12), tests=frozenset({Test.SPIKE})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A track with a fault in it, and the other direction where the fault touches it too."""

    track: Track
    partner: Track | None
    from_ms: int
    to_ms: int


def inject(
    fault: str, track: Track, partner: Track | None, at: slice, random: np.random.Generator
) -> Injected:
    """Return the track with a fault in the steps `at`."""
    value = track.value.copy()
    other = None if partner is None else partner.value.copy()
    if fault == "swapped":
        assert other is not None
        value[at], other[at] = other[at], value[at].copy()
    elif fault == "shifted":
        hours = int(random.choice([-1, 1])) * (HOUR_MS // track.step_ms)
        value[at] = np.roll(track.value, hours)[at]
    elif fault == "spiked" and track.step_ms < 900_000:
        highest = np.nanmax(track.value)
        moved = value[at] + random.choice([-1, 1]) * random.uniform(0.3, 0.6) * highest
        value[at] = np.where(moved < 0, value[at] + 0.45 * highest, moved).round()
    else:
        value[at] = _SIMPLE[fault](value[at])
    known = np.isnan(track.value)
    value[known] = np.nan
    return Injected(
        track=replace(track, value=value),
        partner=None if partner is None or other is None else replace(partner, value=other),
        from_ms=track.at_ms(at.start),
        to_ms=track.at_ms(at.stop),
    )


def place(
    fault: Fault, track: Track, from_ms: int, to_ms: int, random: np.random.Generator
) -> slice | None:
    """Return random steps within a stretch, known for the most part; None where it is too short."""
    shortest, longest = (hours * HOUR_MS for hours in fault.lasts_h)
    longest = min(longest, (to_ms - from_ms) / 3)
    if longest < shortest:
        return None
    for _ in range(20):
        lasts_ms = float(np.exp(random.uniform(np.log(shortest), np.log(longest))))
        start_ms = random.uniform(from_ms, to_ms - lasts_ms)
        begin = int(start_ms // track.step_ms) - track.first
        steps = slice(begin, begin + max(1, round(lasts_ms / track.step_ms)))
        around = track.value[max(begin - 1, 0) : steps.stop + 1]
        if begin > 0 and len(around) and np.isnan(around).mean() < MISSING_MAX:
            return steps
    return None


def _stuck(value: Values) -> Values:
    known = value[~np.isnan(value)]
    return np.full(len(value), known[0] if len(known) else np.nan)


_SIMPLE: Final[dict[str, Callable[[Values], Values]]] = {
    "dead": np.zeros_like,
    "halved": lambda value: np.floor(value / 2),
    "doubled": lambda value: value * 2,
    "stuck": _stuck,
    "spiked": lambda value: value * 6 + 20,
}
