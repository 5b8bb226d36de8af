"""Runs of days of a datastream: what is read for them, and how the result is packed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analytics.day_state import pack_days
from analytics.derive.days import Days, ranges
from analytics.intervals import Readings
from analytics.quarters import DAY_MS, QUARTERS, Ends, Quarters
from analytics.site import Deployment, Site, Source
from analytics.spans import Span
from devices.quality import Flag
from store import raw
from store.day_states import Key

T = TypeVar("T")
#: (datastream, first day)
RunKey = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A datastream over a run of whole UTC days, and a deployment that speaks in it."""

    source: Source
    deployment: Deployment
    first_day: int
    last_day: int

    @property
    def span(self) -> Span:
        """Return the days as a span."""
        return Span(self.first_day * DAY_MS, (self.last_day + 1) * DAY_MS)

    def asked(self, before_ms: int, long_before_ms: int | None = None) -> raw.Stretch:
        """Return what to read: the days and some time before, long intervals from earlier."""
        begin = self.span.from_ms
        long_first = begin - (before_ms if long_before_ms is None else long_before_ms)
        return raw.Stretch(
            channel=self.deployment.channel,
            first_us=(begin - before_ms) * 1000,
            last_us=self.span.to_ms * 1000,
            long_first_us=long_first * 1000,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A datastream over a run of whole UTC days, of which some are wanted."""

    source: Source
    first_day: int
    last_day: int
    wanted: frozenset[int]

    @property
    def key(self) -> RunKey:
        """What tells it from other runs."""
        return self.source.id, self.first_day

    @property
    def quarters(self) -> tuple[int, int]:
        """Its first quarter since 1970, and how many it has."""
        return self.first_day * QUARTERS, (self.last_day + 1 - self.first_day) * QUARTERS

    def packed(self, run: Quarters, ends: Ends) -> dict[Key, bytes | None]:
        """Pack the wanted days; None for days of which nothing is known.

        Such days have no row: what is expected of them is told by the deployments, and so which
        rows there are depends on readings and registry alone, never on when derive ran.
        """
        told = (run.flag != Flag.MISSING) | (run.closed_ms > 0)
        something = told.reshape(-1, QUARTERS).max(axis=1)
        states = pack_days(run, ends)
        return {
            (self.source.id, day): states[day] if something[day - self.first_day] else None
            for day in sorted(self.wanted)
        }


def runs_of(site: Site, days: Days) -> list[Run]:
    """Return the runs that cover the days, in order."""
    return [
        Run(
            source=site.by_id[datastream],
            first_day=first,
            last_day=last,
            wanted=frozenset(day for day in days[datastream] if first <= day <= last),
        )
        for datastream in sorted(days)
        for first, last in ranges(days[datastream])
    ]


def stretches_of(runs: Iterable[Run]) -> list[Stretch]:
    """Return every run with every deployment that touches it."""
    return [
        Stretch(
            source=run.source,
            deployment=deployment,
            first_day=run.first_day,
            last_day=run.last_day,
        )
        for run in runs
        for deployment in run.source.deployments
        if deployment.span.from_ms < (run.last_day + 1) * DAY_MS
        and deployment.span.to_ms > run.first_day * DAY_MS
    ]


def by_run(stretches: Sequence[Stretch], values: Sequence[T]) -> dict[RunKey, dict[int, T]]:
    """Return what belongs to each run, by channel."""
    found: dict[RunKey, dict[int, T]] = {}
    for stretch, value in zip(stretches, values, strict=True):
        key = (stretch.source.id, stretch.first_day)
        found.setdefault(key, {})[stretch.deployment.channel] = value
    return found


def as_readings(found: raw.RawReadings) -> Readings:
    """Return raw readings as the kernels take them."""
    return Readings(
        start_ms=found.time_us // 1000,
        duration_ms=found.duration_ms.astype(np.int64),
        value=found.result.astype(np.float64),
        quality=found.quality.astype(np.uint8),
        disputed=found.disputed,
    )
