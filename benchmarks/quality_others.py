"""Faults of other sizes, and at other times, than those of `quality_report`.

Nothing was fitted to them. `python -m benchmarks.quality_others` prints which share of each was
found, in parts B, C and D.
"""

import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from analytics.civil import day_start_ms, local_date
from analytics.quality.days import local_hours
from analytics.quality.finding import Test
from analytics.quality.track import HOUR_MS, Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import DAY_MS, Fault, Injected, Values, place
from benchmarks.quality_judges import FREE, Counters, on
from benchmarks.quality_report import AFTER_MS, HISTORY_MS, LEARNING_MS, SEED
from benchmarks.quality_subjects import (
    BICYCLES,
    LOOPS,
    OTHER_LOOPS,
    OTHER_STREETS,
    STREETS,
    SUBJECTS,
    TEACHES_MS,
)

ROUNDS: Final = 5
ASKED: Final = (
    *((BICYCLES, "B"), (LOOPS, "C"), (STREETS, "C")),
    *((OTHER_LOOPS, "D"), (OTHER_STREETS, "D")),
)
NIGHT: Final = (22, 5)  #: local hours
_DEAD: Final = frozenset({Test.DEAD, Test.ZERO_RUN})
_LOW: Final = frozenset({Test.LEVEL_LOW, Test.DEAD})
_HIGH: Final = frozenset({Test.LEVEL_HIGH})
_CLOCK: Final = frozenset({Test.CLOCK_SHIFT, Test.CLOCK_NOT_CHANGED})
_LONG: Final = (72, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A fault, how it changes values, and where it is put.

    Parameters
    ----------
    change
        The values of a track with the fault in some steps.
    both
        Whether the other direction has it, too.
    begins
        Dates it may begin on; None: any.
    """

    fault: Fault
    change: Callable[[Track, slice], Values]
    both: bool = False
    begins: Callable[[date], bool] | None = None


def _times(factor: float) -> Callable[[Track, slice], Values]:
    return lambda track, at: np.floor(track.value[at] * factor)


def _zeros(track: Track, at: slice) -> Values:
    return np.zeros_like(track.value[at])


def _nights(track: Track, at: slice) -> Values:
    """Return with zeros from 22 to 5 o'clock."""
    parts = HOUR_MS // track.step_ms
    first = (track.first + at.start) // parts
    hours = local_hours(first, (at.stop - at.start) // parts + 2, data.ZONE) % 24
    place = (track.first + np.arange(at.start, at.stop)) // parts - first
    hour = hours[place]
    return np.where((hour >= NIGHT[0]) | (hour < NIGHT[1]), 0.0, track.value[at])


def _two_hours(track: Track, at: slice) -> Values:
    return np.asarray(np.roll(track.value, 2 * HOUR_MS // track.step_ms)[at])


def _five_times(track: Track, at: slice) -> Values:
    return track.value[at] * 5


def _changes_clock(day: date) -> bool:
    """Whether the clock changes within the two days after a date."""
    spans = [day + timedelta(days=k) for k in range(3)]
    starts = [day_start_ms(one, data.ZONE) for one in spans]
    return any(b - a != DAY_MS for a, b in pairwise(starts))


def _other(
    name: str,
    lasts_h: tuple[float, float],
    tests: frozenset[Test],
    change: Callable[[Track, slice], Values],
    *,
    both: bool = False,
    begins: Callable[[date], bool] | None = None,
) -> Other:
    fault = Fault(name=name, lasts_h=lasts_h, tests=tests)
    return Other(fault=fault, change=change, both=both, begins=begins)


OTHERS: Final = (
    _other("x 0.6", _LONG, _LOW, _times(0.6)),
    _other("x 1.7", _LONG, _HIGH, _times(1.7)),
    _other("70 % lost", _LONG, _LOW, _times(0.3)),
    _other("dead by night", _LONG, _DEAD | _LOW, _nights),
    _other("late by 2 h", _LONG, _CLOCK, _two_hours),
    _other("spike x 5", (0.25, 0.25), frozenset({Test.SPIKE}), _five_times),
    _other("dead for 24 h", (24, 24), _DEAD, _zeros),
    _other("halved for 24 h", (24, 24), _LOW, _times(0.5)),
    _other("both ways dead", (12, 336), _DEAD, _zeros, both=True),
    _other("both ways halved", _LONG, _LOW, _times(0.5), both=True),
    _other("dead on a holiday", (24, 72), _DEAD, _zeros, begins=lambda day: day in FREE),
    _other("dead, clock change", (24, 72), _DEAD, _zeros, begins=_changes_clock),
    _other("halved, clock change", (96, 168), _LOW, _times(0.5), begins=_changes_clock),
)


def put(other: Other, track: Track, partner: Track | None, at: slice) -> Injected:
    """Return a track, and the other direction where it is touched, with a fault in some steps."""

    def with_fault(one: Track) -> Track:
        value = one.value.copy()
        value[at] = np.where(np.isnan(one.value[at]), np.nan, other.change(one, at))
        return replace(one, value=value)

    beside = with_fault(partner) if other.both and partner is not None else partner
    return Injected(
        track=with_fault(track),
        partner=beside,
        from_ms=track.at_ms(at.start),
        to_ms=track.at_ms(at.stop),
    )


def score(recording: str, part: str, rounds: int = ROUNDS) -> Mapping[str, tuple[int, int]]:
    """Return of each fault how many were found and put in."""
    judge, listed = SUBJECTS[recording]()
    assert isinstance(judge, Counters)
    told: dict[str, tuple[int, int]] = {}
    for other in OTHERS:
        found = number = 0
        for stretch in (one for one in listed if one.part == part):
            name = stretch.channel
            track, partner = judge.tracks[name], judge.partners.get(name)
            if other.both and partner is None:
                continue
            partner = None if partner is None else on(partner, track)
            key = f"{name}|{stretch.from_ms}|{other.fault.name}"
            random = np.random.default_rng([SEED, zlib.crc32(key.encode())])
            known = track.at_ms(int(np.argmax(~np.isnan(track.value))))
            begin_ms = max(stretch.from_ms, known + (LEARNING_MS if part == "B" else TEACHES_MS))
            for at in _places(other, track, (begin_ms, stretch.to_ms), random, rounds):
                number += 1
                found += _found(judge, name, other, put(other, track, partner, at), at)
        if number:
            told[other.fault.name] = (found, number)
    return told


def _places(
    other: Other,
    track: Track,
    span_ms: tuple[int, int],
    random: np.random.Generator,
    rounds: int,
) -> list[slice]:
    """Return where a fault is put; on the day that is asked for, where one is."""
    if other.begins is None:
        tries = (place(other.fault, track, *span_ms, random) for _ in range(rounds))
        return [at for at in tries if at is not None]
    first, last = (local_date(one, data.ZONE) for one in span_ms)
    days = [first + timedelta(days=k) for k in range((last - first).days - 4)]
    places = []
    for day in [one for one in days if other.begins(one)]:
        hours = random.uniform(*other.fault.lasts_h)
        start = (day_start_ms(day, data.ZONE) + random.uniform(0, DAY_MS)) // track.step_ms
        begin = int(start) - track.first
        at = slice(begin, begin + round(hours * HOUR_MS / track.step_ms))
        if at.stop < len(track) and np.isnan(track.value[at]).mean() < 0.6:
            places.append(at)
    order = random.permutation(len(places))[:rounds]
    return [places[k] for k in order]


def _found(judge: Counters, name: str, other: Other, injected: Injected, at: slice) -> bool:
    step = injected.track.step_ms
    last = min(at.stop + AFTER_MS // step, len(injected.track))
    findings = judge.after(name, injected, slice(max(at.start - HISTORY_MS // step, 0), last))
    return any(
        one.test in other.fault.tests
        and one.start_ms < injected.to_ms
        and one.end_ms > injected.from_ms
        and injected.from_ms < one.seen_ms <= injected.to_ms + DAY_MS
        for one in findings
    )


def main() -> int:
    """Print what share of each fault is found."""
    if not data.DATA.is_dir():
        sys.stderr.write(f"the recordings are missing: {data.DATA}\n")
        return 2
    for recording, part in ASKED:
        print(f"\n{recording}, part {part}")
        for name, (found, number) in score(recording, part).items():
            print(f"  {name:<22} {number:>4} {found / number:>7.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
