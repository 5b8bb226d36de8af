"""Values that repeat for longer than chance allows: zeros, and any value (E4, E8).

What chance allows follows from what is usual: a quiet street at night counts nothing for hours,
a busy one does not.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import Watched, by_step, middle
from analytics.quality.levels import aligned, sums_of
from analytics.quality.rules import run_lengths
from analytics.quality.track import HOUR_MS, runs
from analytics.quarters import Float

METHOD_VERSION: Final = 1

ZERO_CHANCE: Final = np.log(1e-4)  #: of a run of zeros
STUCK_CHANCE: Final = np.log(1e-6)  #: of a run of equal values
CALM: Final = 0.4  #: part of the usual that a calm hour still counts
FULL_SHARE: Final = 0.1  #: of the usual greatest value: the last spaces go a few at a time
_SHARED_H: Final = 24
_STILL_DAYS: Final = 40  # days of a type looked back on, for how often a state does not move
_STILL_LEAST: Final = 5


def zero_findings(own: Watched, beside: Sequence[Watched] = ()) -> list[Finding]:
    """Return runs of zeros that chance does not explain (E8).

    Notes
    -----
    ``P(run) = exp(-sum of expected) < 1e-4``, where 40 % of the usual is expected, and less where
    the counters beside it count less than usual in the last 24 h: snow, a holiday.

    References
    ----------
    indicators.md E8.
    """
    expected = by_step(own, own.usual.median * shared(own, beside)) * CALM
    expected = np.nan_to_num(expected * own.track.step_ms / HOUR_MS)
    zero = (own.track.value == 0) & own.track.fine()
    return _runs_of(own, zero, -expected, ZERO_CHANCE, Test.ZERO_RUN)


def stuck_count_findings(own: Watched) -> list[Finding]:
    """Return runs of the same count, zeros apart, that chance does not explain (E4).

    Notes
    -----
    A Poisson count equals `k` with at most ``1 / sqrt(1 + 2 pi k)``; a run is found where the
    product over its repetitions is below 1e-6.

    References
    ----------
    indicators.md E4.
    """
    value = own.track.value
    same = _same(value) & (value > 0) & own.track.fine()
    chance = -0.5 * np.log1p(2 * np.pi * np.nan_to_num(value))
    return _runs_of(own, same, chance, STUCK_CHANCE, Test.STUCK)


def stuck_state_findings(own: Watched) -> list[Finding]:
    """Return how long a state, such as free spaces, has not moved although it usually does (E4).

    Notes
    -----
    How often the state did not move within an hour of the day is learned from the last 40 workdays
    or 8 Saturdays and Sundays; a run is found where the product over its hours is below 1e-6. A
    closed night or Sunday adds next to nothing. Zeros that were reached a few at a time are a full
    car park, for as long as they last.

    References
    ----------
    indicators.md E4.
    """
    same = _same(own.track.value) & ~_filled_up(own.track.value)
    still = by_step(own, np.log(_still(own))) * own.track.step_ms / HOUR_MS
    return _runs_of(own, same, np.nan_to_num(still), STUCK_CHANCE, Test.STUCK)


def shared(own: Watched, beside: Sequence[Watched]) -> Float:
    """Return how much of the usual the others counted in the last 24 h, at most 1; by cell."""
    if not beside:
        return np.ones(own.days.value.shape)
    logs = [sums_of(*aligned(other, own.days)).log_ratio(_SHARED_H) for other in beside]
    part = np.exp(np.minimum(middle(np.stack(logs, axis=-1)), 0.0))
    return np.asarray(np.where(np.isnan(part), 1.0, part).reshape(own.days.value.shape))


def _runs_of(
    own: Watched, holds: NDArray[np.bool_], log_chance: Float, most: float, test: Test
) -> list[Finding]:
    """Return the runs of an hour or more whose chance, multiplied up, falls below a limit."""
    added = np.concatenate([[0.0], np.cumsum(np.where(holds, log_chance, 0.0))])
    begin = np.arange(len(holds)) + 1 - run_lengths(holds)
    unlikely = holds & (added[1:] - added[np.minimum(begin, len(holds))] < most)
    findings = []
    for start, end in runs(holds):
        first = start if test is Test.ZERO_RUN else max(start - 1, 0)
        least = max(first + HOUR_MS // own.track.step_ms - start - 1, 0)
        late = least + np.flatnonzero(unlikely[start + least : end])
        if not len(late):
            continue
        span = (own.track.at_ms(first), own.track.at_ms(end))
        seen_ms = own.track.at_ms(start + int(late[0]) + 1)
        hours = (span[1] - span[0]) / HOUR_MS
        said = {
            "hours": hours,
            "intervals": end - first,
            "value": float(own.track.value[start]),
            "expected": round(float(added[start] - added[end]) / CALM, 1),
        }
        if test is Test.STUCK:
            del said["expected"]
        findings.append(found(test, own.track.name, span, seen_ms, evidence=said))
    return findings


def _same(value: Float) -> NDArray[np.bool_]:
    """Whether each value equals the one before."""
    same = np.zeros(len(value), dtype=bool)
    same[1:] = value[1:] == value[:-1]
    return same


def _filled_up(value: Float) -> NDArray[np.bool_]:
    """Whether each value belongs to a run of zeros that was not reached by a jump."""
    filled = np.zeros(len(value), dtype=bool)
    known = value[~np.isnan(value)]
    jump = FULL_SHARE * float(np.quantile(known, 0.95)) if len(known) else 0.0
    for begin, end in runs(value == 0):
        filled[begin:end] = begin > 0 and value[begin - 1] <= jump
    return filled


def _still(own: Watched) -> Float:
    """Return the share of earlier days on which the state did not move in an hour; by cell."""
    parts = HOUR_MS // own.track.step_ms
    track = own.track
    head = track.first % parts
    moved = np.where(np.isnan(track.value), np.nan, 1.0 - _same(track.value))
    padded = np.pad(moved, (head, -(head + len(moved)) % parts), constant_values=np.nan)
    hourly = padded.reshape(-1, parts)
    quiet = np.where(np.isnan(hourly).any(axis=1), np.nan, hourly.max(axis=1) == 0)
    hour = own.days.hour - track.first // parts
    cells = np.where(hour >= 0, quiet[np.clip(hour, 0, len(quiet) - 1)], np.nan)
    share = np.full(cells.shape, np.nan)
    for kind in np.unique(own.days.kind):
        rows = np.flatnonzero(own.days.kind == kind)
        share[rows] = _share_before(cells[rows])
    return share


def _share_before(quiet: Float) -> Float:
    """Return the share of quiet hours among the rows before each row, never quite 0 nor 1."""
    known = ~np.isnan(quiet)
    added = np.cumsum(np.vstack([np.zeros((1, quiet.shape[1])), np.nan_to_num(quiet)]), axis=0)
    count = np.cumsum(np.vstack([np.zeros((1, quiet.shape[1])), known * 1.0]), axis=0)
    first = np.maximum(np.arange(len(quiet)) - _STILL_DAYS, 0)
    rows = np.arange(len(quiet))
    seen = count[rows] - count[first]
    share = (added[rows] - added[first] + 0.5) / (seen + 1.0)
    return np.asarray(np.where(seen >= _STILL_LEAST, share, np.nan))
