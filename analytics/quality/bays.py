"""Sensed bays that hang: one state for longer than happens there, or no change for days (A14).

What usually happens is learned from the bays of the site before the state began, never after it.
A silent sensor is unknown, not stuck: its state ends where its last reading holds no longer.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from analytics.civil import day_start_ms, local_date
from analytics.parking import durations, stuck
from analytics.parking.stays import Stays, Stretches, together
from analytics.quality.finding import Finding, Test, by_start, found
from analytics.quality.track import runs
from analytics.quarters import Float, Int
from analytics.site import Site
from analytics.spans import Span, common
from devices.quality import Flag

METHOD_VERSION: Final = 1
LEARNED_MS: Final = 26 * 7 * 86_400_000  #: before a state begins
LEARNED_MIN_MS: Final = 28 * 86_400_000
FLOOR_MIN: Final = stuck.RESIDENTIAL_MIN  #: nobody has said where residents park
_WEEK_MS: Final = 7 * 86_400_000
_HOUR_MS: Final = 3_600_000
_DAY_KNOWN: Final = 0.75
_DAY: Final = timedelta(days=1)


def bay_findings(
    site: Site, told: Mapping[int, Stretches], names: Mapping[int, str], until_ms: int
) -> dict[int, list[Finding]]:
    """Return what the stretches of the bays of a site show, by datastream.

    Parameters
    ----------
    told
        Of each bay, as far as it is known.
    until_ms
        What is later is not looked at. [ms since 1970]

    References
    ----------
    indicators.md A14.

    Examples
    --------
    >>> from analytics.parking.stays import stretches
    >>> def bay(number, changes_h):
    ...     begin, end = (np.array(changes_h[k:][: len(changes_h) - 1]) * _HOUR_MS for k in (0, 1))
    ...     seen, taken = np.ones(len(begin), dtype=bool), np.arange(len(begin)) % 2 == 1
    ...     said = {"occupied": taken, "arrived": seen, "departed": seen, "resumed": ~seen}
    ...     return stretches(number, begin, end, said, None)
    >>> told = {number: bay(number, range(0, 121, 4)) for number in range(5)}  # six changes a day
    >>> told[5] = bay(5, [0, 8, 120])
    >>> site = Site(id="s", zone=ZoneInfo("UTC"), sources=())
    >>> found_there = bay_findings(site, told, dict.fromkeys(told, "bay"), 120 * _HOUR_MS)
    >>> [(bay, one.test.value) for bay, those in found_there.items() for one in those]
    [(5, 'bay_inactive')]
    """
    until = {bay: _until(one, until_ms) for bay, one in told.items()}
    every = together(list(until.values()))
    learned = {True: _Limits(every.stays), False: _Limits(every.vacancies)}
    days = _Days(until, site.zone, until_ms)
    result = {}
    for bay, one in until.items():
        longest = _durations(site, one, names[bay], learned)
        quiet = _quiet(days, bay, one, names[bay])
        result[bay] = by_start([*quiet, *longest])
    return result


class _Limits:
    """How long a state may last, learned a week at a time from what was before."""

    def __init__(self, stretches: Stays) -> None:
        self._stretches = stretches
        self._known: dict[int, float | None] = {}
        begun = stretches.begin_ms
        self._begun = int(begun.min()) if len(begun) else 0

    def before(self, instant_ms: int) -> float | None:
        """Return the limit by what ended before the week of an instant; None: unknown. [ms]."""
        week = instant_ms // _WEEK_MS
        if week not in self._known:
            self._known[week] = self._learned(week * _WEEK_MS)
        return self._known[week]

    def _learned(self, until_ms: int) -> float | None:
        if until_ms - self._begun < LEARNED_MIN_MS:
            return None
        seen = durations.in_window(self._stretches, Span(until_ms - LEARNED_MS, until_ms))
        limit = stuck.duration_limit(
            seen.duration_min, seen.ended, seen.entry_min, floor_min=FLOOR_MIN
        )
        return None if limit.value is None else limit.value * 60_000


class _Days:
    """Changes of each bay by local day; NaN where less than 75 % of a day is known."""

    def __init__(self, told: Mapping[int, Stretches], zone: ZoneInfo, until_ms: int) -> None:
        begins = [one.begin_ms for s in told.values() for one in (s.stays, s.vacancies)]
        first = min((int(part.min()) for part in begins if len(part)), default=until_ms)
        day = local_date(first, zone)
        edges: list[int] = []
        while not edges or edges[-1] < until_ms:
            edges.append(day_start_ms(day, zone))
            day += _DAY
        self.edges: Int = np.array(edges, dtype=np.int64)
        self.events = {bay: self._of(one) for bay, one in told.items()}

    def _of(self, told: Stretches) -> Float:
        count = len(self.edges) - 1
        changes, known = np.zeros(count), np.zeros(count)
        for one in (told.stays, told.vacancies):
            seen = one.begin_ms[one.arrived]
            at = np.searchsorted(self.edges, seen, side="right") - 1
            changes += np.bincount(at[(at >= 0) & (at < count)], minlength=count)[:count]
            known += _covered(one, self.edges)
        length = np.diff(self.edges)
        return np.where(known >= _DAY_KNOWN * length, changes, np.nan)


def _covered(stretches: Stays, edges: Int) -> Float:
    """Return how much of each day stretches cover, that do not overlap. [ms]."""
    order = np.argsort(stretches.begin_ms, kind="stable")
    begin, end = stretches.begin_ms[order], stretches.end_ms[order]
    whole = np.append(0, np.cumsum(end - begin))
    at = np.searchsorted(begin, edges, side="right")
    open_ms = np.where(at > 0, np.maximum(end[np.maximum(at, 1) - 1] - edges, 0), 0)
    before = whole[at] - open_ms if len(begin) else np.zeros(len(edges), dtype=np.int64)
    covered: Float = np.diff(before).astype(np.float64)
    return covered


def _durations(
    site: Site, told: Stretches, name: str, learned: Mapping[bool, _Limits]
) -> list[Finding]:
    findings = []
    for occupied, one in ((True, told.stays), (False, told.vacancies)):
        length = one.end_ms - one.begin_ms
        for at in np.flatnonzero(length > FLOOR_MIN * 60_000).tolist():
            begin, end = int(one.begin_ms[at]), int(one.end_ms[at])
            limit = learned[occupied].before(begin)
            if limit is None or end - begin <= limit or _shut(site, begin, end):
                continue
            evidence = {"hours": (end - begin) / _HOUR_MS, "limit": limit / _HOUR_MS}
            seen = begin + int(limit)
            findings.append(found(Test.BAY_STUCK, name, (begin, end), seen, evidence=evidence))
    return findings


def _quiet(days: _Days, bay: int, told: Stretches, name: str) -> list[Finding]:
    """Return when a bay had no event for days while the median of its neighbours had over three."""
    others = [events for other, events in days.events.items() if other != bay]
    if not others:
        return []
    flags = stuck.inactive(days.events[bay], np.array(others))
    findings = []
    for begin, end in runs(flags >= Flag.SUSPECT):
        first = begin - stuck.QUIET_SUSPECT_DAYS + 1
        start = _state_began(told, int(days.edges[max(first, 0)]))
        span = (start, int(days.edges[end]))
        evidence = {"days": end - first, "others": len(others)}
        flag = Flag(int(flags[begin:end].max()))
        seen = int(days.edges[begin + 1])
        findings.append(found(Test.BAY_INACTIVE, name, span, seen, flag=flag, evidence=evidence))
    return findings


def _state_began(told: Stretches, instant_ms: int) -> int:
    """Return when the state at an instant began, else the instant: one fault has one start."""
    for one in (told.stays, told.vacancies):
        here = (one.begin_ms <= instant_ms) & (one.end_ms > instant_ms)
        if here.any():
            return int(one.begin_ms[np.argmax(here)])
    return instant_ms


def _shut(site: Site, begin: int, end: int) -> bool:
    """Whether the site was closed for half of the time: nobody could come or go."""
    shut = common(site.spaces(Span(begin, end)).shut(), [Span(begin, end)])
    return 2 * sum(s.to_ms - s.from_ms for s in shut) >= end - begin


def _until(told: Stretches, until_ms: int) -> Stretches:
    return told.until(until_ms)
