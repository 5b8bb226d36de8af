"""Free spaces: more than there are, closed taken for full, and all else they show (E1, E8)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import Watched
from analytics.quality.lot_levels import greatest_findings
from analytics.quality.repeats import JOIN_H, joined, stuck_state_findings
from analytics.quality.shapes import STATES, shift_findings
from analytics.quality.spikes import state_spikes
from analytics.quality.track import HOUR_MS, Track, runs
from analytics.quarters import Float
from devices.quality import Flag

METHOD_VERSION: Final = 4

JUMP_SHARE: Final = 0.15  #: of the capacity: a car park does not fill by it in one step
JUMP_STEPS: Final = 2  #: a jump within a step is seen in two
JUMP_LEAST: Final = 10.0  #: spaces
CLOSED_MAX_H: Final = 96.0  #: a longer run of zeros is a stuck value
ABOVE_SHARE: Final = 0.02  #: above the capacity is within what counting errors make


def car_park_findings(
    own: Watched,
    capacity: float | None = None,
    beside: Sequence[Watched] = (),
    extremes: Sequence[Track] = (),
) -> list[Finding]:
    """Return everything that the free spaces of a car park show.

    Parameters
    ----------
    own
        Watched with `mean=True`.
    capacity
        None: not known. [spaces]
    beside
        Other car parks of the town with clocks of their own: what half of them show too is no
        wrong clock.
    extremes
        The least and the greatest in each step, where it holds several readings. [spaces]

    References
    ----------
    indicators.md A10, E1, E2, E4, E8, E12, E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> free = Track(name="x", first=0, step_ms=HOUR_MS, value=np.array([50.0, 0, 0, 45, 120]))
    >>> own = watch(free, ZoneInfo("UTC"), mean=True)
    >>> [one.test.value for one in car_park_findings(own, 100)]
    ['above_capacity', 'closed_as_full']
    """
    others = [occupied(other) for other in beside]
    found_here = [
        *stuck_state_findings(own),
        *state_spikes(own, extremes),
        *shift_findings(occupied(own, capacity), others, STATES),
        *greatest_findings(own),
    ]
    if capacity is not None:
        found_here += above_capacity(own.track, capacity)
        found_here += closed_as_full(own.track, capacity)
    return found_here


def occupied(own: Watched, capacity: float | None = None) -> Watched:
    """Return the vehicles in a car park where free spaces were watched.

    Without a capacity the most that was ever free up to each day stands for it. [vehicles]

    Parameters
    ----------
    own
        Free spaces, watched with `mean=True`. [spaces]
    capacity
        None: not known. [spaces]

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> free = Track(name="x", first=0, step_ms=HOUR_MS, value=np.array([50.0, 0, 120]))
    >>> own = watch(free, ZoneInfo("UTC"), mean=True)
    >>> occupied(own, 100).days.value[0, :3].tolist()
    [50.0, 100.0, 0.0]
    """
    free = own.days.value
    if capacity is None:
        high = np.where(np.isnan(free), -np.inf, free).max(axis=1, initial=-np.inf)
        built = np.maximum.accumulate(high)[:, None]
    else:
        built = np.full((len(free), 1), capacity)
    built = np.where(np.isinf(built), np.nan, built)
    days = replace(own.days, value=np.maximum(built - free, 0.0))
    usual = replace(own.usual, median=np.maximum(built - own.usual.median, 0.0))
    return replace(own, days=days, usual=usual)


def above_capacity(track: Track, capacity: float) -> list[Finding]:
    """Return when more spaces were free than there are: 3, and 4 from twice as many on (E1).

    Times with less than a day between them are one finding.

    References
    ----------
    indicators.md E1.

    Examples
    --------
    >>> track = Track(name="x", first=0, step_ms=900_000, value=np.array([5.0, 70, 70, 9]))
    >>> [(one.start_ms, one.en) for one in above_capacity(track, 63)]
    [(900000, '70 free spaces of 63: is the capacity still true?')]
    """
    findings = []
    above = track.value > capacity * (1 + ABOVE_SHARE)
    near = JOIN_H * HOUR_MS // track.step_ms
    for begin, end, seen in joined(((a, b, a) for a, b in runs(above)), near):
        most = float(np.nanmax(track.value[begin:end]))
        span = (track.at_ms(begin), track.at_ms(end))
        flag = Flag.FAIL if most >= 2 * capacity else Flag.SUSPECT
        evidence = {"value": most, "capacity": capacity}
        seen_ms = track.at_ms(seen + 1)
        findings.append(
            found(Test.ABOVE_CAPACITY, track.name, span, seen_ms, flag=flag, evidence=evidence)
        )
    return findings


def closed_as_full(track: Track, capacity: float) -> list[Finding]:
    """Return when a car park jumped to no free space and back: closed, stored as full (E8).

    A car park fills a few cars at a time; one that loses 15 % of its spaces within one step, stays
    at 0 and gets as many back within one step was closed. A jump within a step leaves there a mean
    of before and after: so it may also be 30 % within two, and the step between belongs to it.

    References
    ----------
    indicators.md E8, A10.

    Examples
    --------
    >>> track = Track(name="x", first=0, step_ms=3_600_000, value=np.array([50.0, 0, 0, 45]))
    >>> [(one.start_ms, one.end_ms) for one in closed_as_full(track, 100)]
    [(3600000, 10800000)]
    """
    jump = max(JUMP_LEAST, JUMP_SHARE * capacity)
    findings = []
    for begin, end in runs(track.value == 0):
        hours = (end - begin) * track.step_ms / HOUR_MS
        if begin == 0 or end == len(track) or hours > CLOSED_MAX_H:
            continue
        before, after = track.value[:begin][::-1], track.value[end:]
        down, up = _jump_steps(before, jump), _jump_steps(after, jump)
        if down and up:
            begin, end = begin - down + 1, end + up - 1
            span = (track.at_ms(begin), track.at_ms(end))
            hours = (end - begin) * track.step_ms / HOUR_MS
            evidence = {"before": before[down - 1], "after": after[up - 1], "hours": hours}
            seen_ms = track.at_ms(end + 1)
            findings.append(
                found(Test.CLOSED_AS_FULL, track.name, span, seen_ms, evidence=evidence)
            )
    return findings


def _jump_steps(outward: Float, jump: float) -> int:
    """Return within how many steps from zeros outward a value is a jump a step away; 0: never."""
    for steps, value in enumerate(outward[:JUMP_STEPS].tolist(), start=1):
        if value >= steps * jump:
            return steps
    return 0
