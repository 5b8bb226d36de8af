"""Everything a counter shows, put together: what one finding explains is not said twice."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Finding, Test, by_start
from analytics.quality.learned import Watched
from analytics.quality.levels import level_findings
from analytics.quality.repeats import JOIN_H, stuck_count_findings, zero_findings
from analytics.quality.shapes import shift_findings, swap_findings
from analytics.quality.spikes import count_spikes
from analytics.quality.stretches import WINDOWS_H
from analytics.quality.track import HOUR_MS
from analytics.quality.young import young_findings
from analytics.spans import Span, common

METHOD_VERSION: Final = 4

_AFTER_MS: Final = JOIN_H * HOUR_MS


def counter_findings(
    own: Watched,
    *,
    partner: Watched | None = None,
    beside: Sequence[Watched] = (),
    clocks: Sequence[Watched] | None = None,
) -> list[Finding]:
    """Return what the counts of a datastream show, in the order of their starts.

    Parameters
    ----------
    own
        The datastream, up to the time of asking.
    partner
        The other direction of the cross-section, up to the same time.
    beside
        Other counters of the same mode, the partner among them: the more, the better.
    clocks
        Those of them that have a clock of their own, as the other direction of one device has
        not; None: all.

    Returns
    -------
    list of Finding
        Of one fault the finding that explains most: swapped directions are no change of level, a
        counter at zero is dead rather than low, and what it counts in between is no spike.

    References
    ----------
    indicators.md E2, E4, E8, E12, E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> hourly = np.tile([20.0, 30.0], 14 * 24)
    >>> hourly[-12:] = 0  # half a day of 28
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=hourly)
    >>> [one.test.value for one in counter_findings(watch(track, ZoneInfo("UTC")))]
    ['dead', 'zero_run']
    """
    swapped = swap_findings(own, partner) if partner is not None else []
    zeros = zero_findings(own, beside)
    dead = [one for one in zeros if one.test is Test.DEAD]
    excused = {window: _excused(own, dead, window) for window in WINDOWS_H}
    levels = [
        one
        for one in _levels(own, beside, excused)
        if not _explained(one, dead if one.test is Test.DEAD else [*swapped, *dead])
    ]
    shapes = [
        *stuck_count_findings(own),
        *count_spikes(own, beside),
        *shift_findings(own, beside if clocks is None else clocks),
    ]
    rest = [one for one in shapes if not _explained(one, dead, _AFTER_MS)]
    return by_start([*swapped, *zeros, *levels, *rest])


def _levels(
    own: Watched, beside: Sequence[Watched], excused: Mapping[int, NDArray[np.bool_]]
) -> list[Finding]:
    """Return changed levels by the hours' past and, of young counters, by days; each once."""
    kept: list[Finding] = []
    every = [*level_findings(own, beside, excused), *young_findings(own, beside)]
    for one in sorted(every, key=lambda one: one.seen_ms):
        span = Span(one.start_ms, one.end_ms)
        same = [Span(other.start_ms, other.end_ms) for other in kept if other.test is one.test]
        if not common(same, [span]):
            kept.append(one)
    return kept


def _excused(own: Watched, dead: Sequence[Finding], window: int) -> NDArray[np.bool_]:
    """Whether each cell ends after zeros were seen, and while such a window holds some of them.

    Until then a low level says no more than that.
    """
    hour = own.days.hour.reshape(-1)
    # a cell without an hour, such as one to come, is as late as the one before it
    end_ms = np.maximum.accumulate(np.where(hour >= 0, (hour + 1) * HOUR_MS, 0))
    excused = np.zeros(len(hour), dtype=bool)
    for one in dead:
        excused |= (one.seen_ms <= end_ms) & (end_ms <= one.end_ms + window * HOUR_MS)
    return excused


def _explained(one: Finding, others: Sequence[Finding], after_ms: int = 0) -> bool:
    """Whether others, found no later, cover at least half of what a finding was found by.

    Parameters
    ----------
    after_ms
        The others are taken to last so much longer: a dead counter that counts again is not
        trusted for a day, it may come and go. [ms]
    """
    seen_by = Span(one.start_ms, max(one.seen_ms, one.start_ms + 1))
    spans = [
        Span(other.start_ms, other.end_ms + after_ms)
        for other in others
        if other.seen_ms <= one.seen_ms
    ]
    covered = common(spans, [seen_by])
    return 2 * sum(s.to_ms - s.from_ms for s in covered) >= seen_by.to_ms - seen_by.from_ms
