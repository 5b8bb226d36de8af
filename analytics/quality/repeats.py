"""Values that repeat for longer than chance allows: zeros, and any value (E4, E8).

What chance allows follows from what is usual: a quiet street at night counts nothing for hours,
a busy one does not.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.beside import aligned
from analytics.quality.finding import Finding, Test, found
from analytics.quality.learned import Watched, by_step, middle
from analytics.quality.stillness import filled_up, same_as_before, still_share
from analytics.quality.sums import sums_of
from analytics.quality.track import HOUR_MS, Track, runs
from analytics.quality.zeros import zeros_told
from analytics.quarters import Float, Int

METHOD_VERSION: Final = 5

ZERO_CHANCE: Final = np.log(1e-4)  #: of a run of zeros
STILL_MAX_H: Final = 168.0  #: nothing stands still for so long
STUCK_CHANCE: Final = np.log(1e-6)  #: of a run of equal states
STUCK_A_YEAR: Final = 0.1  #: runs of equal counts that chance may make, if all were known
COUNTING: Final = 0.5  #: part of the usual from which on counters beside it count as ever
CALM: Final = 0.4  #: part of the usual that a calm hour still counts
CALM_NEW: Final = 0.1  #: where a Sunday morning is compared with Saturdays, for want of Sundays
JOIN_H: Final = 24  #: runs of zeros closer than this are one fault: a counter that comes and goes
_SHARED_H: Final = 24
_YEAR_MS: Final = 365 * 24 * HOUR_MS
_NEVER_LEAST: Final = 0.25  # of the first week, known: a camera sees by daylight only


def zero_findings(own: Watched, beside: Sequence[Watched] = ()) -> list[Finding]:
    """Return runs of zeros of an hour or more that chance does not explain (E8).

    Returns
    -------
    list of Finding
        `dead` where the counters beside it count at least half of what they used to, else
        `zero_run`.

    Notes
    -----
    Runs with less than a day between them are one finding: a counter that comes and goes.
    ``P(run) = exp(-sum of expected) < 1e-4``, where 40 % of the usual is expected, and less where
    the counters beside it count less than usual in the last 24 h: snow, a holiday. One that counts
    nothing at all for a day says nothing of the weather: both directions of a device die at once.
    At weekends of which fewer than three are known, 10 % is expected.

    A counter that has not counted anything in its first week never worked.

    References
    ----------
    indicators.md E8.

    Examples
    --------
    28 days of 20 an hour, then half a day of nothing:

    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> hourly = np.repeat([20.0, 0.0], [28 * 24, 12])
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> [(one.test.value, one.evidence["hours"]) for one in zero_findings(own)]
    [('zero_run', 12)]
    """
    track = own.track
    votes = by_step(own, _votes(own, beside))
    part = np.where(np.isnan(votes), 1.0, votes)
    usual = np.nan_to_num(by_step(own, own.usual.median) * part) * track.step_ms / HOUR_MS
    calm = np.where(by_step(own, own.usual.together.astype(np.float64)) > 0, CALM_NEW, CALM)
    zero = (track.value == 0) & track.fine()
    findings = []
    found_runs = _unlikely(zero, -calm * usual, ZERO_CHANCE, _hour(track))
    near = JOIN_H * HOUR_MS // track.step_ms
    for begin, end, seen in [*_never(track), *joined(found_runs, near)]:
        span = (track.at_ms(begin), track.at_ms(end))
        test = Test.DEAD if votes[seen] >= COUNTING else Test.ZERO_RUN
        evidence, words = zeros_told(track, zero, usual, slice(begin, end))
        seen_ms = track.at_ms(seen + 1)
        findings.append(found(test, track.name, span, seen_ms, evidence=evidence, words=words))
    return findings


def stuck_count_findings(own: Watched) -> list[Finding]:
    """Return runs of the same count, zeros apart, that chance does not explain (E4).

    Notes
    -----
    A Poisson count equals `k` with at most ``1 / sqrt(1 + 2 pi k)``; a run is found where the
    product over its repetitions is below 0.1 over the intervals of a year: 3e-6 of quarters, 1e-5
    of hours. What is missing in between, such as the night of a camera, ends no run.

    References
    ----------
    indicators.md E4.

    Examples
    --------
    Hours of 10 and 30 in turn, then 10 of 20 each:

    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> hourly = np.append(np.tile([10.0, 30.0], 14 * 24), np.full(10, 20.0))
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> [(one.evidence["value"], one.evidence["hours"]) for one in stuck_count_findings(own)]
    [(20, 10)]
    """
    known = np.flatnonzero(own.track.fine())
    value = own.track.value[known]
    same = same_as_before(value) & (value > 0)
    chance = -0.5 * np.log1p(2 * np.pi * value)
    most = float(np.log(STUCK_A_YEAR * own.track.step_ms / _YEAR_MS))
    return _stuck(own.track, known, same, chance, most)


def stuck_state_findings(own: Watched) -> list[Finding]:
    """Return how long a state, such as free spaces, has not moved although it usually does (E4).

    Notes
    -----
    How often the state did not move within an hour of the day is learned from the last 40 days of
    its type, workdays, Saturdays, or Sundays and public holidays, of which 5 have to be known; a
    run is found where the product over its hours is below 1e-6. A closed night or Sunday adds next
    to nothing. Zeros that were reached a few at a time are a full car park, for as long as they
    last. A week without any movement is found in any case.

    References
    ----------
    indicators.md E4.

    Examples
    --------
    Free spaces that moved every hour for 28 days stand still for a day:

    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> free = np.append(np.tile([40.0, 30.0], 14 * 24), np.full(24, 35.0))
    >>> track = Track(name="x", first=0, step_ms=HOUR_MS, value=free)
    >>> own = watch(track, ZoneInfo("UTC"), mean=True)
    >>> [(one.evidence["value"], one.evidence["hours"]) for one in stuck_state_findings(own)]
    [(35, 24)]
    """
    same = same_as_before(own.track.value) & ~filled_up(own.track.value)
    least = STUCK_CHANCE / STILL_MAX_H
    still = np.fmin(by_step(own, np.log(still_share(own))), least) * own.track.step_ms / HOUR_MS
    every = np.arange(len(own.track))
    return _stuck(own.track, every, same, still, float(STUCK_CHANCE))


def _votes(own: Watched, beside: Sequence[Watched]) -> Float:
    """Return how much of the usual the others counted in the last 24 h, at most 1; by cell.

    NaN where none of them is known to have counted anything.
    """
    if not beside:
        return np.full(own.days.value.shape, np.nan)
    logs = []
    for other in beside:
        sums = sums_of(*aligned(other, own.days))
        nothing = sums.counted_in(_SHARED_H) == 0
        logs.append(np.where(nothing, np.nan, sums.log_ratio(_SHARED_H)))
    part = np.exp(np.minimum(middle(np.stack(logs, axis=-1)), 0.0))
    return np.asarray(part.reshape(own.days.value.shape))


def _never(track: Track) -> Iterator[tuple[int, int, int]]:
    """Yield the beginning of a counter that counted nothing in its first week."""
    known = np.flatnonzero(~np.isnan(track.value))
    counted = np.flatnonzero(track.value > 0)
    week = int(STILL_MAX_H * HOUR_MS // track.step_ms)
    if not len(known) or len(track) < known[0] + week:
        return
    end = int(counted[0]) if len(counted) else len(track)
    first = int(known[0])
    inside = np.count_nonzero(known < first + week)
    if end >= first + week and inside >= _NEVER_LEAST * week:
        yield first, end, first + week - 1


def joined(found_runs: Iterator[tuple[int, int, int]], most: int) -> Iterator[tuple[int, int, int]]:
    """Join runs with at most so many steps between them; the first one says when it was seen.

    Parameters
    ----------
    found_runs
        Begin, end (exclusive) and the step that was needed to find it, rising.

    Examples
    --------
    >>> list(joined(iter([(0, 2, 1), (3, 5, 4), (9, 10, 9)]), most=2))
    [(0, 5, 1), (9, 10, 9)]
    """
    begin, end, seen = next(found_runs, (-1, -1, -1))
    if begin < 0:
        return
    for one in found_runs:
        if one[0] - end > most:
            yield begin, end, seen
            begin, seen = one[0], one[2]
        end = one[1]
    yield begin, end, seen


def _unlikely(
    holds: NDArray[np.bool_], log_chance: Float, most: float, least: int
) -> Iterator[tuple[int, int, int]]:
    """Yield begin, end and the step that made it too unlikely, of runs of `least` steps or more."""
    added = np.concatenate([[0.0], np.cumsum(np.where(holds, log_chance, 0.0))])
    for begin, end in runs(holds, least):
        chance = added[begin + least : end + 1] - added[begin]
        late = np.flatnonzero(chance < most)
        if len(late):
            yield begin, end, begin + least - 1 + int(late[0])


def _stuck(
    track: Track, at: Int, same: NDArray[np.bool_], log_chance: Float, most: float
) -> list[Finding]:
    """Return runs of equal values of the steps `at`; `same` holds from the second value on."""
    findings = []
    for begin, end, seen in _unlikely(same, log_chance, most, _hour(track)):
        first = max(begin - 1, 0)
        span = (track.at_ms(int(at[first])), track.at_ms(int(at[end - 1]) + 1))
        evidence = {
            "hours": (span[1] - span[0]) / HOUR_MS,
            "intervals": end - first,
            "value": float(track.value[at[begin]]),
        }
        seen_ms = track.at_ms(int(at[seen]) + 1)
        findings.append(found(Test.STUCK, track.name, span, seen_ms, evidence=evidence))
    return findings


def _hour(track: Track) -> int:
    """Return how many steps an hour has: shorter runs are left to the other tests."""
    return HOUR_MS // track.step_ms
