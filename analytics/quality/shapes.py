"""Days whose curve is another one's: late or early by whole hours, or of the other direction (E12).

The curve of each day is compared with what was usual, with the usual moved by one or two hours, and
with the usual of the other direction, see `analytics.quality.misfits`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quality.beside import aligned
from analytics.quality.finding import Evidence, Finding, Test, found
from analytics.quality.learned import SCATTER_DAYS, Watched, before
from analytics.quality.levels import cell_ms
from analytics.quality.misfits import change_misfit, lagged, misfit, pair_misfits
from analytics.quality.pairs import DAYS, sure, together
from analytics.quality.spells import Spell, of_one_clock, spells
from analytics.quality.track import HOUR_MS
from analytics.quarters import Float

METHOD_VERSION: Final = 3
LAGS_H: Final = (-2, -1, 1, 2)
KNOWN_LEAST: Final = 3  #: days with a misfit, before one can be called usual
APART_TIMES: Final = 1.5  #: the misfit of two curves at levels of their own: one has changed
OTHERS_SHARE: Final = 0.5  #: of the limits; others that show the same are the world's doing
CLOCK_CHANGE_DAYS: Final = 3  #: a shift that begins so close to a clock change is due to it
_SOME: Final = 1e-9  # of a datastream that never differs from its usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When another curve fits a day better.

    Parameters
    ----------
    share
        Of the misfit that may be left with the other curve. [1]
    gain
        The misfit taken away, in misfits of a usual day. [1]
    left
        How far the other curve may be off itself, in misfits of a usual day: a holiday fits no
        curve well. [1]
    changes
        Whether the changes from hour to hour are compared besides the values: a car park's curve
        is flat, and says when vehicles come and go by how it changes.
    """

    share: float
    gain: float
    left: float = np.inf
    changes: bool = False


COUNTS: Final = Limits(share=0.6, gain=0.8)
STATES: Final = Limits(share=0.75, gain=0.3, left=2.5, changes=True)


def shift_findings(
    own: Watched, beside: Sequence[Watched] = (), limits: Limits = COUNTS
) -> list[Finding]:
    """Return since when a day's curve comes one or two hours early or late (E12).

    Parameters
    ----------
    beside
        Other counters: what half of them show too, as when schools begin later, is no fault.
    limits
        `COUNTS`, or `STATES` for vehicles in a car park.

    Returns
    -------
    list of Finding
        `clock_not_changed` where it begins within three days of a clock change, else `clock_shift`.

    Notes
    -----
    Found where on two days together the misfit of the moved curve is below 60 % of that of the
    usual one, and the difference exceeds 0.8 misfits of a usual day of the last 56. Vehicles in a
    car park: 75 %, 0.3, and at most 2.5 misfits of a usual day are left.

    References
    ----------
    indicators.md E12.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> day = np.array([0.0] * 6 + [5, 20, 60, 30, 10, 5] + [20.0] * 6 + [10.0] * 6)
    >>> hourly = np.concatenate([np.tile(day, 14), np.tile(np.roll(day, 1), 3)])
    >>> own = watch(Track(name="x", first=0, step_ms=HOUR_MS, value=hourly), ZoneInfo("UTC"))
    >>> [(one.test.value, one.evidence["hours"]) for one in shift_findings(own)]
    [('clock_shift', 1)]
    """
    straight, moved = _lagged(own.days.value, own.usual.median, limits)
    usual = _before(straight)
    found_at: list[Spell] = []
    for k, lag in enumerate(LAGS_H):
        holds = _better(straight, moved[k], usual, limits) & (moved[k] <= moved.min(axis=0))
        if holds.any() and beside:
            holds &= ~_same_beside(own, beside, k, limits)
        if limits.changes and holds.any():
            holds &= sure(holds, straight, moved[k])
        found_at += spells(holds, straight, moved[k], share=limits.share, lag=lag)
    return [_shifted(own, one) for one in of_one_clock(found_at)]


def swap_findings(own: Watched, partner: Watched) -> list[Finding]:
    """Return since when two directions count what the other one used to (E14).

    Directions that are alike in level and curve cannot be told apart: then nothing is found.

    Parameters
    ----------
    own, partner
        The two directions of a cross-section; the finding is of `own`.

    Notes
    -----
    As `shift_findings`, with the misfit of both directions against their own and against the
    other's usual. Where both fit their own curves better, each at a level of its own, one of them
    has changed its level.

    References
    ----------
    indicators.md E14.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> from analytics.quality.learned import watch
    >>> from analytics.quality.track import Track
    >>> into, out = (np.tile(np.roll([60.0] + [5.0] * 23, at), 14) for at in (8, 17))
    >>> into[-48:], out[-48:] = out[:48], into[:48]  # on the last two days
    >>> own, other = (
    ...     watch(Track(name=name, first=0, step_ms=HOUR_MS, value=value), ZoneInfo("UTC"))
    ...     for name, value in (("in", into), ("out", out))
    ... )
    >>> [(one.test.value, one.evidence["days"]) for one in swap_findings(own, other)]
    [('swapped', 2)]
    """
    value, usual = aligned(partner, own.days)
    straight, crossed = pair_misfits(own.days.value, value, own.usual.median, usual)
    typical = _before(straight)
    apart = misfit(own.days.value, own.usual.median) + misfit(value, usual)
    holds = _better(straight, crossed, typical, COUNTS)
    holds &= together(crossed) <= APART_TIMES * together(apart)
    findings = []
    for one in spells(holds, straight, crossed, share=COUNTS.share):
        span, seen_ms = _span(own, one)
        evidence: Evidence = {"other": partner.track.name, "days": one.end - one.begin}
        findings.append(found(Test.SWAPPED, own.track.name, span, seen_ms, evidence=evidence))
    return findings


def _shifted(own: Watched, one: Spell) -> Finding:
    span, seen_ms = _span(own, one)
    near = range(max(one.seen - DAYS + 1 - CLOCK_CHANGE_DAYS, 0), one.seen + 1)
    change = any(_changed_clock(own, row) for row in near)
    test = Test.CLOCK_NOT_CHANGED if change and abs(one.lag) == 1 else Test.CLOCK_SHIFT
    evidence = {"hours": one.lag, "days": one.end - one.begin}
    return found(test, own.track.name, span, seen_ms, evidence=evidence)


def _changed_clock(own: Watched, row: int) -> bool:
    """Whether the local day has 23 or 25 hours."""
    hour = own.days.hour[row]
    cells = np.flatnonzero(hour >= 0)
    return bool(np.any(np.diff(cells) != 1) or np.any(np.diff(hour[cells]) != 1))


def _span(own: Watched, one: Spell) -> tuple[tuple[int, int], int]:
    """Return the time of a spell, and when the day was over that was needed to see it."""
    hour = own.days.hour.reshape(-1)
    end = cell_ms(hour, one.end * 24 - 1) + HOUR_MS
    return (cell_ms(hour, one.begin * 24), end), cell_ms(hour, one.seen * 24 + 23) + HOUR_MS


def _better(straight: Float, other: Float, usual: Float, limits: Limits) -> NDArray[np.bool_]:
    """Whether on each day and the known one before it the other curve fits far better."""
    ours, theirs, typical = together(straight), together(other), DAYS * usual
    better = (theirs < limits.share * ours) & (ours - theirs > limits.gain * typical)
    return np.asarray(better & (theirs < limits.left * np.maximum(typical, _SOME)))


def _lagged(value: Float, usual: Float, limits: Limits) -> tuple[Float, Float]:
    """Return the misfit of each day to its usual curve, and to it moved by each lag."""
    straight, moved = lagged(misfit, value, usual, LAGS_H)
    if not limits.changes:
        return straight, moved
    changed, changed_moved = lagged(change_misfit, value, usual, LAGS_H)
    level, change = (np.maximum(_before(one), _SOME) for one in (straight, changed))
    return straight / level + changed / change, moved / level + changed_moved / change


def _before(misfit: Float) -> Float:
    """Return the usual misfit before each day; a campaign of two weeks has few such days."""
    return before(misfit[:, None], SCATTER_DAYS, KNOWN_LEAST)[0][:, 0]


def _same_beside(
    own: Watched, beside: Sequence[Watched], lag: int, limits: Limits
) -> NDArray[np.bool_]:
    """Whether half of the others are better explained by the same lag, if less clearly."""
    votes = []
    for other in beside:
        straight, moved = _lagged(*aligned(other, own.days), limits)
        ours, theirs = together(straight), together(moved[lag])
        vote = np.where(
            np.isnan(ours), np.nan, theirs < (1 - OTHERS_SHARE * (1 - COUNTS.share)) * ours
        )
        votes.append(vote)
    known = np.count_nonzero(~np.isnan(votes), axis=0)
    return np.asarray(np.nansum(votes, axis=0) > known / 2)
