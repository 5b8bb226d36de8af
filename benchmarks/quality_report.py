"""`make quality-report`: faults put into healthy stretches of real recordings, and what is found.

Thresholds were fixed on the stations of part A; part B is scored and nothing was fitted to it. Part
C are other towns, of which one month is there, whose first half is all that is learned: why faults
are missed there was looked into. Part D are other stations of these towns, and other months: they
were chosen before, and nothing was changed after they were scored.

The report prints, for each part and class, how many faults were found and after how long, and how
often a healthy datastream was suspected; and how often, less what is listed as proved to be wrong
in the recording. The seed is fixed: the same program prints the same numbers.
"""

import argparse
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import numpy as np

from analytics.quality.finding import Test
from analytics.quality.track import HOUR_MS, Track
from benchmarks import quality_data as data
from benchmarks.quality_faults import (
    CAR_PARK_FAULTS,
    COUNTER_FAULTS,
    DAY_MS,
    Fault,
    inject,
    place,
)
from benchmarks.quality_judges import Judge, on
from benchmarks.quality_subjects import MONTH_MS, SUBJECTS, TEACHES_MS

SEED: Final = 20261122
ROUNDS: Final = 10  #: faults of each class in each healthy stretch
LEARNING_MS: Final = 70 * DAY_MS  #: of a datastream, before the first fault
HISTORY_MS: Final = 120 * DAY_MS  #: the detectors see so much before a fault ...
AFTER_MS: Final = 3 * DAY_MS  #: ... and so much after it
#: What a healthy device may show: gaps and what the publisher stored are facts, not alarms.
ALARMS: Final = frozenset(
    test for fault in (*COUNTER_FAULTS, *CAR_PARK_FAULTS) for test in fault.tests
) - {Test.CLOSED_AS_FULL, Test.ABOVE_CAPACITY}


@dataclass(slots=True)
class Score:
    """What became of the faults of a class."""

    put_in: int = 0
    latency_h: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the faults that was found. [1]."""
        return len(self.latency_h) / self.put_in if self.put_in else float("nan")


@dataclass(slots=True)
class Part:
    """Scores of the stations of one part."""

    faults: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    alarms: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    months: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    tests: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    proved: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def false(self) -> dict[str, float]:
        """Alarms a month by datastream, less what was proved to be wrong."""
        return {k: (self.alarms[k] - self.proved[k]) / self.months[k] for k in self.months}


def score(recording: str, rounds: int = ROUNDS) -> dict[str, Part]:
    """Return the scores of the parts of a recording."""
    parts: dict[str, Part] = defaultdict(Part)
    judge, listed = SUBJECTS[recording]()
    proved, whole = data.proved(recording), cache(judge.whole)
    for stretch in listed:
        name = stretch.channel if stretch.channel in judge.tracks else stretch.station
        part = parts[stretch.part]
        part.months[name] += (stretch.to_ms - stretch.from_ms) / MONTH_MS
        for one in whole(name):
            if one.test in ALARMS and stretch.from_ms <= one.start_ms < stretch.to_ms:
                part.alarms[name] += 1
                part.tests[one.test.value] += 1
                part.proved[name] += any(
                    real.explains(stretch.station, one.start_ms, one.end_ms) for real in proved
                )
        for fault in judge.faults:
            for result in _rounds(judge, name, stretch, fault, rounds):
                part.faults[fault.name].put_in += 1
                part.faults[fault.name].latency_h += [] if result is None else [result]
    return parts


def _rounds(
    judge: Judge, name: str, stretch: data.Stretch, fault: Fault, rounds: int
) -> Iterator[float | None]:
    """Yield for each fault after how many hours it was found, None where it was not."""
    track, partner = judge.tracks[name], judge.partners.get(name)
    if fault.name == "swapped" and partner is None:
        return
    if partner is not None:
        partner = on(partner, track)
    key = f"{name}|{stretch.from_ms}|{fault.name}"
    random = np.random.default_rng([SEED, zlib.crc32(key.encode())])
    teaches = TEACHES_MS if stretch.part in "CD" else LEARNING_MS
    begin_ms = max(stretch.from_ms, _begin_ms(track) + teaches)
    for _ in range(rounds):
        at = place(fault, track, begin_ms, stretch.to_ms, random)
        if at is None:
            return
        injected = inject(fault.name, track, partner, at, random)
        per_ms = track.step_ms
        window = slice(
            max(at.start - HISTORY_MS // per_ms, 0), min(at.stop + AFTER_MS // per_ms, len(track))
        )
        findings = judge.after(name, injected, window)
        seen = [
            one.seen_ms
            for one in findings
            if one.test in fault.tests
            and one.start_ms < injected.to_ms
            and one.end_ms > injected.from_ms
            and injected.from_ms < one.seen_ms <= injected.to_ms + DAY_MS
        ]
        yield (min(seen) - injected.from_ms) / HOUR_MS if seen else None


def _begin_ms(track: Track) -> int:
    return track.at_ms(int(np.argmax(~np.isnan(track.value))))


def _print(recording: str, parts: dict[str, Part]) -> None:
    for part in sorted(parts):
        of = parts[part]
        print(f"\n{recording}, part {part} ({_MEANT[part]})")
        print(f"  {'fault':<9} {'put in':>6} {'recall':>7} {'latency median':>15} {'95 %':>7}")
        for name, one in of.faults.items():
            late = np.array(one.latency_h or [np.nan])
            print(
                f"  {name:<9} {one.put_in:>6} {one.recall:>7.3f} "
                f"{np.median(late):>13.1f} h {np.quantile(late, 0.95):>5.0f} h"
            )
        alarms, proved, months = (sum(one.values()) for one in (of.alarms, of.proved, of.months))
        worst = max(of.false, key=lambda name: of.false[name])
        print(
            f"  alarms: {alarms} in {months:.0f} months = {alarms / months:.2f} a datastream and "
            f"month; {proved} of them are proved faults of the recording\n"
            f"  false alarms: {(alarms - proved) / months:.2f}; the most: {worst} "
            f"{of.false[worst]:.2f}"
        )
        print(f"    by test: {dict(sorted(of.tests.items()))}")
        print("    by datastream: " + ", ".join(f"{k} {v:.2f}" for k, v in of.false.items()))


_MEANT: Final = {
    "A": "thresholds",
    "B": "scored",
    "C": "elsewhere, half a month to learn from; looked into",
    "D": "elsewhere, half a month to learn from; held out",
}


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 where part B misses a target, 0 else."""
    parser = argparse.ArgumentParser("python -m benchmarks.quality_report", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="faults a class and stretch")
    parser.add_argument("--recording", choices=sorted(SUBJECTS), help="only this one")
    asked = parser.parse_args(arguments)
    if not data.DATA.is_dir():
        print(f"the recordings are missing: {data.DATA}", file=sys.stderr)
        return 2
    missed: list[str] = []
    for recording in [asked.recording] if asked.recording else SUBJECTS:
        parts = score(recording, asked.rounds)
        _print(recording, parts)
        if "B" in parts:
            missed += _missed(recording, parts["B"])
    print("\ntargets on part B: " + ("; ".join(missed) if missed else "all reached"))
    return 1 if missed else 0


def _missed(recording: str, part: Part) -> list[str]:
    low = [
        f"{recording} {k} recall {v.recall:.2f}" for k, v in part.faults.items() if v.recall < 0.9
    ]
    loud = [f"{recording} {k} {v:.2f} false alarms a month" for k, v in part.false.items() if v > 1]
    rate = sum(part.alarms.values()) / sum(part.months.values())
    return low + loud + ([f"{recording} {rate:.2f} alarms a month"] if rate > 1 else [])


if __name__ == "__main__":
    sys.exit(main())
