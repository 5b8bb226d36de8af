"""What a site counted on civil days, as the kernels of counters take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics import volume
from analytics.calendar.day_types import DayTypes, day_types
from analytics.calendar.region import Region
from analytics.civil import local_date
from analytics.counting.hours import Bool, Counts, Days, civil_days
from analytics.counting.quarter_hours import of_quarters, quarter_volumes
from analytics.indicators.method import Known
from analytics.quarters import QUARTER_MS, Float, Quarters, empty
from analytics.question import Question
from analytics.section import owed_by_parts
from analytics.site import Site, Source
from analytics.spans import Span, covered_ms, union
from devices.quality import Flag

#: Datastreams that are added up, by a name: '' where all of them are.
Legs = Mapping[str, Sequence[Source]]
_EPOCH: Final = date(1970, 1, 1)
_HOUR: Final = timedelta(hours=1)
_QUARTER: Final = timedelta(minutes=15)
_HOUR_MS: Final = 3_600_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Counted:
    """What was counted on civil days in a row.

    Parameters
    ----------
    runs
        Quarters that cover the days, by the name of a leg.
    counts
        Their hours and days.
    atypical
        Of each hour: somebody calls it true, but not typical. It stays in every volume and mean
        and leaves profiles, factors and estimates.
    road_capacity
        Of one direction at each hour, as the site says; 0: nobody said it. [vehicles/h]
    """

    days: Days
    region: Region
    zone: ZoneInfo
    runs: Mapping[str, Quarters]
    counts: Mapping[str, Counts]
    atypical: Bool
    road_capacity: Float

    @property
    def all(self) -> Counts:
        """Everything that was counted."""
        return self.counts[""]

    @cached_property
    def typical(self) -> Counts:
        """What was counted, without the hours that were not typical."""
        return typical_of(self.all, self.atypical)

    @cached_property
    def types(self) -> DayTypes:
        """The days, told apart."""
        return day_types(self.days.number, self.region)

    @cached_property
    def quarters(self) -> Float:
        """Volume of each quarter of the days; NaN where not known. [vehicles/15 min]."""
        return quarter_volumes(self.runs[""], self.days)

    def told(self, leg: str) -> Float:
        """Return what each quarter got of what was counted, in intervals however long.

        For sums of the days alone. NaN where it is not known, or its interval is longer than the
        days. [vehicles/15 min]
        """
        run = self.runs[leg]
        first, count = self.days.first_quarter - run.first, len(self.days.hour) * 4
        cut = slice(first, first + count)
        known = (run.observed_ms[cut] > 0) & (run.grain[cut] <= count)
        enough = run.observed_ms[cut] * 100 >= run.expected_ms[cut] * volume.COVERAGE_MIN_PERCENT
        return np.where(known & enough, run.total[cut], np.nan)

    @cached_property
    def untypical_days(self) -> Bool:
        """Which days have an hour that was not typical."""
        some: Bool = np.logical_or.reduceat(self.atypical, self.days.begins[:-1])
        return some

    def part(self, begin: int, end: int) -> "Counted":
        """Return the days from place `begin` to before `end`."""
        if (begin, end) == (0, len(self.days)):
            return self
        first, last = (_EPOCH + timedelta(days=int(self.days.number[k])) for k in (begin, end - 1))
        days = civil_days(first, last, self.zone)
        hours = slice(int(self.days.begins[begin]), int(self.days.begins[end]))
        return Counted(
            days=days,
            region=self.region,
            zone=self.zone,
            runs=self.runs,
            counts={
                name: Counts(
                    days=days,
                    hourly=one.hourly[hours],
                    daily=one.daily[begin:end],
                    expected=one.expected[hours],
                )
                for name, one in self.counts.items()
            },
            atypical=self.atypical[hours],
            road_capacity=self.road_capacity[hours],
        )


def typical_of(counts: Counts, atypical: Bool) -> Counts:
    """Return counts without some hours, and without the days that have one of them.

    Parameters
    ----------
    atypical
        Of each hour: somebody calls it not typical.

    Examples
    --------
    >>> from analytics.indicators.example import laid
    >>> counts = laid(3.0).all
    >>> fair = counts.days.hour == 20
    >>> left = typical_of(counts, fair)
    >>> left.hourly[19:22].tolist(), left.daily.tolist()
    ([24.0, nan, 24.0], [nan])
    """
    if not atypical.any():
        return counts
    some: Bool = np.logical_or.reduceat(atypical, counts.days.begins[:-1])
    return Counts(
        days=counts.days,
        hourly=np.where(atypical, np.nan, counts.hourly),
        daily=np.where(some, np.nan, counts.daily),
        expected=counts.expected,
    )


def whole_hours(zone: ZoneInfo) -> bool:
    """Whether the days of a zone are made of whole hours, as the kernels of counters need.

    They may begin at any quarter hour in UTC. On Lord Howe Island the clock goes half an hour
    forward, and two days of the year are no whole hours.

    Examples
    --------
    >>> [whole_hours(ZoneInfo(f"A{name}")) for name in ("sia/Kolkata", "ustralia/Lord_Howe")]
    [True, False]
    """
    january, july = (
        datetime(2020, month, 1, tzinfo=zone).utcoffset() or timedelta() for month in (1, 7)
    )
    return not january % _QUARTER and not (july - january) % _HOUR


def lay(
    site: Site,
    known: Known,
    legs: Legs,
    asked: Question,
    *,
    before_days: int = 0,
    after_days: int = 0,
) -> Counted:
    """Lay what is known of a site on the days of a window, and on some before and after it.

    Of the days of the window itself nothing counts that lies outside it.

    Parameters
    ----------
    legs
        The datastreams that are added up, see `Legs`.
    before_days, after_days
        Days beside the window that are laid, too. [days]

    Examples
    --------
    >>> from analytics.example import asked
    >>> from analytics.indicators.example import COUNTER, counted
    >>> found = lay(COUNTER, counted(3.0), {"": COUNTER.sources}, asked(), after_days=1)
    >>> found.all.daily.tolist(), found.quarters[:2].tolist()
    ([576.0, nan], [6.0, 6.0])
    """
    first = local_date(asked.window.from_ms, asked.zone) - timedelta(days=before_days)
    last = local_date(asked.window.to_ms - 1, asked.zone) + timedelta(days=after_days)
    days = civil_days(first, last, asked.zone)
    start, count = days.first_quarter, len(days.hour) * 4
    runs = {}
    for name, sources in legs.items():
        laid = [
            replace(
                one.stream(known.states.get(one.id, {}), asked.known_until_ms), owed=owed
            ).quarters(start, count)
            for one, owed in zip(sources, owed_by_parts(sources), strict=True)
        ]
        run = volume.cross_section(laid) if laid else empty(start, count, extremes=False)
        _cut(run, asked, before=before_days == 0, after=after_days == 0)
        runs[name] = run
    return Counted(
        days=days,
        region=site.region,
        zone=asked.zone,
        runs=runs,
        counts={name: of_quarters(run, days) for name, run in runs.items()},
        atypical=_atypical([one for sources in legs.values() for one in sources], start, count),
        road_capacity=_held(site.road_capacity, days),
    )


def _held(facts: Sequence[tuple[Span, float]], days: Days) -> Float:
    """Return the fact that holds at the beginning of each hour; 0 where none does."""
    begins = days.first_quarter * QUARTER_MS + np.arange(len(days.hour)) * _HOUR_MS
    found = np.zeros(len(begins))
    for span, value in facts:
        found[(begins >= span.from_ms) & (begins < span.to_ms)] = value
    return found


def _cut(run: Quarters, asked: Question, *, before: bool, after: bool) -> None:
    """Take away what lies outside the window."""
    begin = asked.window.from_ms // QUARTER_MS - run.first if before else 0
    end = -(-asked.window.to_ms // QUARTER_MS) - run.first if after else len(run)
    for part in (slice(0, begin), slice(end, len(run))):
        for values in (run.total, run.observed_ms, run.expected_ms, run.grain):
            values[part] = 0
        run.flag[part] = Flag.MISSING


def _atypical(sources: Sequence[Source], first: int, count: int) -> Bool:
    """Return which hours of a run somebody calls not typical."""
    spans: list[Span] = union(
        said.span for one in sources for said in one.judgements if said.kind == "atypical"
    )
    if not spans:
        return np.zeros(count // 4, dtype=bool)
    covered = covered_ms(first, count, spans).reshape(-1, 4)
    return np.asarray(covered.sum(axis=1) > 0)
