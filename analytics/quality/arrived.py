"""What came twice, and the hour of a clock change that holds two (E11, E13)."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from analytics.quality.duplicates import Arrival, arrivals
from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import Watched
from analytics.quality.track import HOUR_MS
from analytics.quarters import Byte, Float, Int
from devices.quality import Flag

METHOD_VERSION: Final = 1

SUMMED: Final = (1.4, 3.0)  #: times the usual: two hours, give or take


def duplicate_findings(
    name: str, time_ms: Int, value: Float, until_ms: int, sequence: Int | None = None
) -> list[Finding]:
    """Return stretches in which readings of one time came more than once (E13).

    Parameters
    ----------
    name
        Of the datastream or channel.
    time_ms, value
        In the order of arrival. [ms since 1970; any unit]
    until_ms
        What was measured later is not looked at. [ms since 1970]
    sequence
        Part of the key, where the device numbers its readings.

    Returns
    -------
    list of Finding
        One a UTC day: `duplicate` (flag 1) for equal values, of which each counts once, `conflict`
        (flag 3) for different ones, which wait for a decision.

    References
    ----------
    indicators.md E13.

    Examples
    --------
    >>> at = np.array([0, 900_000, 900_000])
    >>> [one.test.value for one in duplicate_findings("x", at, np.array([1.0, 2, 5]), 10**9)]
    ['conflict']
    """
    kept = time_ms <= until_ms
    time_ms, value = time_ms[kept], value[kept]
    kind = arrivals(time_ms, value, None if sequence is None else sequence[kept])
    findings = []
    for which, test, flag in (
        (Arrival.REPEATED, Test.DUPLICATE, Flag.GOOD),
        (Arrival.CONFLICT, Test.CONFLICT, Flag.SUSPECT),
    ):
        findings += [
            found(test, name, (begin, end), end, flag=flag, evidence={"count": count})
            for begin, end, count in _by_day(time_ms, kind == which)
        ]
    return findings


def summed_hour_findings(own: Watched, zone: ZoneInfo) -> list[Finding]:
    """Explain the hour of the autumn's clock change that holds both (E11): flag 1.

    A source that writes local time without an offset has one row for two hours. Read as two hours
    by the mapping it is right; as one hour it looks like the double. Either way it is no fault.

    References
    ----------
    indicators.md E11.

    Examples
    --------
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> first = 488_614  # four weeks before the 26th of October 2025, midnight in Berlin
    >>> coarse = np.isin(np.arange(697), [674, 675])  # the two hours are one row
    >>> six, berlin = np.full(697, 6.0), ZoneInfo("Europe/Berlin")
    >>> track = Track(name="x", first=first, step_ms=HOUR_MS, value=six, coarse=coarse)
    >>> [one.en for one in summed_hour_findings(watch(track, berlin), berlin)]
    ['The hour of the clock change holds two hours (12, usual 6): explained, not doubted.']
    """
    track = own.track
    findings = []
    for row, hour in enumerate(own.days.hour):
        twice = _twice(hour, zone)
        if twice is None:
            continue
        span = (twice * HOUR_MS, (twice + 2) * HOUR_MS)
        a, b = (at // track.step_ms - track.first for at in span)
        if a < 0 or b > len(track):
            continue
        value, cell = track.value[a:b], 2
        usual = float(own.usual.median[row, cell])
        known = value[~np.isnan(value)]
        total = float(known.sum())
        spread = track.coarse is not None and bool(track.coarse[a:b].any())
        half = (b - a) // 2
        lacks = bool(np.isnan(value[:half]).all() != np.isnan(value[half:]).all())
        if not len(known) or not (spread or (lacks and _double(total, usual))):
            continue
        evidence = {"value": round(total), "usual": 0 if np.isnan(usual) else round(usual)}
        findings.append(
            found(Test.SUMMED_HOUR, track.name, span, span[1], flag=Flag.GOOD, evidence=evidence)
        )
    return findings


def _double(total: float, usual: float) -> bool:
    return usual > 0 and SUMMED[0] * usual <= total <= SUMMED[1] * usual


def _twice(hour: Int, zone: ZoneInfo) -> int | None:
    """Return the UTC hour at which a local hour begins that comes twice, of a day that has one."""
    inside = hour[hour >= 0]
    if len(inside) < 4 or not np.any(np.diff(inside) == 2):
        return None
    at = int(inside[np.argmax(np.diff(inside) == 2)])
    local = [datetime.fromtimestamp(one * 3600, UTC).astimezone(zone).hour for one in (at, at + 1)]
    return at if local[0] == local[1] else None


def _by_day(time_ms: Int, holds: NDArray[np.bool_] | Byte) -> list[tuple[int, int, int]]:
    """Return first and last time and the number of the readings of each UTC day."""
    times = np.sort(time_ms[holds.astype(bool)])
    days, begin, count = np.unique(times // (24 * HOUR_MS), return_index=True, return_counts=True)
    ends = times[begin + count - 1] if len(days) else times
    return [(int(a), int(b) + 1, int(n)) for a, b, n in zip(times[begin], ends, count, strict=True)]
