"""What did not come: gaps, cut days, month ends, and signs of life (E7, E9, E10)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.civil import day_span, local_date
from analytics.quality.alive import OFFLINE
from analytics.quality.finding import Evidence, Finding, Test, found
from analytics.quality.habits import habitual
from analytics.quality.track import HOUR_MS, Track, runs
from analytics.quarters import Int
from analytics.spans import Span
from devices.quality import Flag

METHOD_VERSION: Final = 3

GAP_MIN_H: Final = 1.0
BESIDE_SHARE: Final = 0.5  #: of a gap, for which the others have values


def gap_findings(
    track: Track, beside: Sequence[Track], zone: ZoneInfo, until_ms: int
) -> list[Finding]:
    """Return when values are missing, and in which way (E9, E10).

    Before the first value nothing is missing: the datastream had not begun. Nor is what is missing
    day by day at the same hours, such as the nights of a camera, from the fourth day on.

    Parameters
    ----------
    beside
        Tracks that usually have values at the same time: the other directions of the site.
    zone
        Of the site: days are its local days.
    until_ms
        Up to when values should have come. [ms since 1970]

    Returns
    -------
    list of Finding
        Each gap once: `month_end_missing` where it holds the whole last day of a month and not the
        whole day before nor after; `silent` where the others have values meanwhile;
        `truncated_day` where it lies within one local day and reaches its begin or end; else
        `gap`. Less than an hour of a day is none of it: a last value may hold into it. Flag 9.

    References
    ----------
    indicators.md E9, E10.

    Examples
    --------
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=np.array([5.0, np.nan, np.nan, 7]))
    >>> [one.en for one in gap_findings(track, [], ZoneInfo("UTC"), 4 * HOUR_MS)]
    ['No values for 2 h.']
    """
    until = track.until(until_ms)
    known = np.flatnonzero(~np.isnan(until.value))
    if not len(known):
        return []
    begin = int(known[0])
    missing, usual = np.isnan(until.value[begin:]), habitual(until)[begin:]
    late = until_ms // track.step_ms - until.first - begin
    missing = np.pad(missing, (0, max(late - len(missing), 0)), constant_values=True)
    usual = np.pad(usual, (0, len(missing) - len(usual)))  # what has not come is no habit
    spans = [
        (until.at_ms(begin + a), until.at_ms(begin + b))
        for a, b in runs(missing)
        if not usual[a:b].all()
    ]
    return [
        _told(track, span, beside, zone)
        for span in spans
        if span[1] - span[0] >= GAP_MIN_H * HOUR_MS
    ]


def _told(track: Track, span: tuple[int, int], beside: Sequence[Track], zone: ZoneInfo) -> Finding:
    hours = (span[1] - span[0]) / HOUR_MS
    others = [one.name for one in beside if _share(one, span) >= BESIDE_SHARE]
    first, last = local_date(span[0], zone), local_date(span[1] - 1, zone)
    whole = [day for day in _days(first, last) if _covers(span, day_span(day, zone))]
    month_ends = [day for day in whole if (day + timedelta(days=1)).day == 1]
    evidence: Evidence = {"hours": hours}
    seen_ms = int(span[0] + GAP_MIN_H * HOUR_MS)
    if month_ends and len(whole) == 1:
        test, seen_ms = Test.MONTH_END, day_span(month_ends[0], zone).to_ms
        evidence = {"hours": hours, "day": month_ends[0].isoformat()}
    elif others:
        test, evidence = Test.SILENT, {"hours": hours, "others": ", ".join(sorted(others))}
    elif first == last and not whole and _cuts(span, day_span(first, zone)):
        day = day_span(first, zone)
        expected = (day.to_ms - day.from_ms) / HOUR_MS
        test = Test.TRUNCATED_DAY
        evidence = {"day": first.isoformat(), "hours": expected - hours, "expected": expected}
    else:
        test = Test.GAP
    return found(test, track.name, span, seen_ms, flag=Flag.MISSING, evidence=evidence)


def heartbeat_findings(
    name: str, signs_ms: Int, nominal_ms: int, until_ms: int, offline: float = OFFLINE
) -> list[Finding]:
    """Return when a device gave no sign of life for longer than it should (E7).

    Parameters
    ----------
    name
        Of the device.
    signs_ms
        When it was heard, in any order; what is later than `until_ms` is not looked at.
        [ms since 1970]
    nominal_ms
        How often it should be heard. [ms]
    until_ms
        The time of asking: the last silence may be open. [ms since 1970]
    offline
        How many nominal intervals may pass; LoRaWAN: 3.

    References
    ----------
    indicators.md E7.

    Examples
    --------
    >>> signs = np.array([0, 600_000, 9_600_000])
    >>> [(one.start_ms, one.end_ms) for one in heartbeat_findings("x", signs, 600_000, 9_700_000)]
    [(600000, 9600000)]
    """
    signs = np.unique(signs_ms[signs_ms <= until_ms])
    if not len(signs):
        return []
    ends = np.append(signs[1:], until_ms)
    spans = [Span(a, b) for a, b in zip(signs.tolist(), ends.tolist(), strict=True)]
    return silences(name, spans, nominal_ms, offline)


def silences(
    name: str, spans: Sequence[Span], nominal_ms: int, offline: float = OFFLINE
) -> list[Finding]:
    """Return those times without a sign of life that are longer than they should be (E7).

    Parameters
    ----------
    name, nominal_ms, offline
        As for `heartbeat_findings`.
    spans
        In which the device was not heard.

    References
    ----------
    indicators.md E7.

    Examples
    --------
    >>> spans = [Span(0, 1_200_000), Span(1_200_000, 8_400_000)]
    >>> [one.evidence["hours"] for one in silences("x", spans, 600_000)]
    [2]
    """
    return [
        found(
            Test.HEARTBEAT,
            name,
            (span.from_ms, span.to_ms),
            int(span.from_ms + offline * nominal_ms),
            flag=Flag.MISSING,
            evidence={
                "hours": round((span.to_ms - span.from_ms) / HOUR_MS, 1),
                "nominal": nominal_ms / 60_000,
            },
        )
        for span in spans
        if span.to_ms - span.from_ms > offline * nominal_ms
    ]


def _share(track: Track, span: tuple[int, int]) -> float:
    """Return for what part of a span a track has values."""
    a, b = span[0] // track.step_ms - track.first, -(-span[1] // track.step_ms) - track.first
    inside: NDArray[np.float64] = track.value[max(a, 0) : max(b, 0)]
    return float(np.count_nonzero(~np.isnan(inside))) / max(b - a, 1)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def _covers(span: tuple[int, int], day: Span) -> bool:
    """Whether less than an hour is left of a day."""
    return max(span[0] - day.from_ms, 0) + max(day.to_ms - span[1], 0) < GAP_MIN_H * HOUR_MS


def _cuts(span: tuple[int, int], day: Span) -> bool:
    """Whether less than an hour is left of a day before or after."""
    return min(span[0] - day.from_ms, day.to_ms - span[1]) < GAP_MIN_H * HOUR_MS
