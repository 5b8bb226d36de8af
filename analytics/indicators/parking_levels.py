"""Vehicles in a car park by the quarter hour, before and after their correction by anchors.

Gates give a balance since an anchor. Of published free spaces the changes from quarter hour to
quarter hour stand for the passages, of which they are the least number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.parking import balance, limits
from analytics.parking.anchors import Anchors, Flow, Since, since_anchor
from analytics.parking.drift import ANCHORS_MAX, drift_rate, drifts, rates, told_by
from analytics.parking.stays import Bool
from analytics.quarters import DAY_MS, QUARTER_MS, Float, Int, Quarters

#: An anchor tells nothing of what is farther from it, so that a number is the same in whatever
#: window it is asked for. [days]
REACH_DAYS: Final = 62
REACH_MS: Final = REACH_DAYS * DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Vehicles there in each quarter of a run, before and after correction; NaN: not known.

    Parameters
    ----------
    raw
        As it was told, or as the balance since the last anchor has it.
    online
        Corrected by what was known then.
    corrected
        Corrected by the anchor after it, too.
    doubted
        The last anchor is too old for so many passages, or the balance was impossible.
    moved
        The balance left [0, 1.05 C], so that its anchor was moved: a drift violation.
    error
        Standard error since the last anchor; NaN: fewer than three anchors. [vehicles]
    """

    raw: Float
    online: Float
    corrected: Float
    doubted: Bool
    moved: Bool
    error: Float


def anchors_of(told: Sequence[tuple[int, int]], ends_ms: Int) -> Anchors:
    """Return the anchors of a run, each at the end of the quarter hour it is in.

    Parameters
    ----------
    told
        Instants and vehicles counted then. [ms since 1970], [vehicles]
    ends_ms
        Where each quarter of the run ends. [ms since 1970]

    Examples
    --------
    >>> found = anchors_of([(1_000_000, 45)], np.array([900_000, 1_800_000]))
    >>> found.time_ms.tolist(), found.present.tolist()
    ([1800000], [45.0])
    """
    found = {
        -(-instant // QUARTER_MS) * QUARTER_MS: float(vehicles)
        for instant, vehicles in told
        if ends_ms[0] - QUARTER_MS <= instant <= ends_ms[-1]
    }
    return Anchors(
        time_ms=np.array(sorted(found), dtype=np.int64),
        present=np.array([found[at] for at in sorted(found)], dtype=np.float64),
    )


def of_gates(ways: list[Quarters], ends_ms: Int, anchors: Anchors, spaces: Float) -> Level:
    """Return the vehicles by entries and exits.

    Parameters
    ----------
    ways
        Entries and exits.
    ends_ms
        Where each quarter ends. [ms since 1970]
    spaces
        In service in each quarter. [spaces]

    References
    ----------
    Indicators A10: see `analytics.parking.balance`.

    Examples
    --------
    Two in and one out a quarter hour, from an empty car park on:

    >>> from analytics.example import run
    >>> ends_ms = (np.arange(96) + 1) * QUARTER_MS
    >>> empty_at_first = Anchors(time_ms=np.array([0]), present=np.array([0.0]))
    >>> spaces = np.full(96, 200.0)
    >>> of_gates([run(2.0), run(1.0)], ends_ms, empty_at_first, spaces).corrected[:3].tolist()
    [1.0, 1.5, 2.5]
    """
    entries, exits = ways
    missing = np.any([(w.expected_ms > 0) & (w.observed_ms < w.expected_ms) for w in ways], axis=0)
    flow = Flow(time_ms=ends_ms, entries=entries.total, exits=exits.total)
    told = since_anchor(flow, anchors)
    lost = np.append(0, np.cumsum(missing))
    at = np.searchsorted(ends_ms, anchors.time_ms, side="right")
    base = at[np.maximum(told.anchor, 0)] if len(anchors) else np.zeros(len(flow), dtype=np.int64)
    # A count that is lost is in no balance: nothing is known until the next anchor.
    valid = _valid(flow, anchors, told)
    broken = ~valid | (lost[1:] > lost[base])
    usual = _usual(spaces, told, valid)
    online, moved = _possible(balance.online(flow, anchors, REACH_MS), told, valid, usual)
    closed = np.append(balance.between_near(anchors, REACH_MS), False)[told.anchor]
    corrected = np.where(closed, balance.corrected(flow, anchors, REACH_MS), online)
    if len(anchors) > 1:
        torn = np.append(lost[at[1:]] > lost[at[:-1]], False)
        corrected = np.where(torn[np.maximum(told.anchor, 0)], online, corrected)
    levels = [np.where(broken, np.nan, one) for one in (told.raw, online, corrected)]
    means = [_mean(one) for one in levels]
    return Level(
        raw=means[0],
        online=means[1],
        corrected=means[2],
        doubted=_doubted(flow, anchors, told, usual) | moved,
        moved=moved & ~broken,
        error=_error(flow, anchors, told),
    )


def of_published(run: Quarters, spaces: Float, ends_ms: Int, anchors: Anchors) -> Level:
    """Return the vehicles by published free spaces; see `of_gates`.

    Parameters
    ----------
    run
        Free spaces.
    spaces
        In service in each quarter. [spaces]

    Examples
    --------
    Five are free; somebody counts 17 of 20 vehicles there, two more than were told, at noon:

    >>> from analytics.day_state import stack
    >>> from analytics.example import held
    >>> free, ends_ms = stack(0, 96, held(5.0)), (np.arange(96) + 1) * QUARTER_MS
    >>> noon = Anchors(time_ms=ends_ms[47:48], present=np.array([17.0]))
    >>> found = of_published(free, np.full(96, 20.0), ends_ms, noon)
    >>> found.raw[[0, 95]].tolist(), found.corrected[[0, 95]].tolist()  # [vehicles]
    ([15.0, 15.0], [15.0, 17.0])
    """
    present = spaces - run.last
    known = ~np.isnan(present)
    held = np.maximum.accumulate(np.where(known, np.arange(len(present)), -1))
    steady = np.where(held >= 0, present[np.maximum(held, 0)], np.nan)
    step = np.nan_to_num(np.diff(steady, prepend=steady[:1]))
    flow = Flow(time_ms=ends_ms, entries=np.maximum(step, 0), exits=np.maximum(-step, 0))
    mean = spaces - run.total / np.where(run.observed_ms > 0, run.observed_ms, np.nan)
    told = since_anchor(flow, anchors)
    valid = _valid(flow, anchors, told)

    def shifted(by: Float) -> Float:
        return mean + np.where(valid, by - steady, 0.0)

    return Level(
        raw=mean,
        online=shifted(balance.online(flow, anchors, REACH_MS)),
        corrected=shifted(balance.corrected(flow, anchors, REACH_MS)),
        doubted=_doubted(flow, anchors, told, _usual(spaces, told, valid)),
        moved=np.zeros(len(mean), dtype=bool),  # an impossible number of free spaces is told so
        error=_error(flow, anchors, told),
    )


def _mean(at_ends: Float) -> Float:
    """Return the mean of each quarter of what is known at their ends."""
    before = np.append(np.nan, at_ends[:-1])
    return np.where(np.isnan(before), at_ends, (at_ends + before) / 2)


def _valid(flow: Flow, anchors: Anchors, told: Since) -> Bool:
    """Whether the last anchor still tells something of each quarter."""
    if not len(anchors):
        return np.zeros(len(flow), dtype=bool)
    age = flow.time_ms - anchors.time_ms[np.maximum(told.anchor, 0)]
    valid: Bool = (told.anchor >= 0) & (age <= REACH_MS)
    return valid


def _usual(spaces: Float, told: Since, valid: Bool) -> Float:
    """Return the median of the spaces since each anchor, 0 where none is known. [spaces]."""
    found = np.zeros(int(told.anchor.max(initial=-1)) + 2)  # the last one: before any anchor
    for anchor in np.unique(told.anchor[valid]).tolist():
        since = spaces[valid & (told.anchor == anchor)]
        found[anchor] = 0.0 if np.isnan(since).all() else float(np.nanmedian(since))
    return found


def _possible(present: Float, told: Since, valid: Bool, usual: Float) -> tuple[Float, Bool]:
    """Return a balance kept within [0, 1.05 C] since each anchor, and where it was moved."""
    found, moved = present.copy(), np.zeros(len(present), dtype=bool)
    for anchor in np.flatnonzero(usual > 0).tolist():
        at = np.flatnonzero(valid & (told.anchor == anchor) & ~np.isnan(present))
        kept = limits.kept(present[at], float(usual[anchor]))
        found[at], moved[at] = kept.present, kept.moved
    return found, moved


def _error(flow: Flow, anchors: Anchors, told: Since) -> Float:
    """Return the standard error, of each anchor by what the ones before it had told."""
    found = np.full(len(flow), np.nan)
    if not len(anchors):
        return found
    drift, passages = drifts(flow, anchors)
    for anchor in range(2, len(anchors)):  # the first two have too little before them
        before = told_by(anchors, anchor, REACH_MS)
        known = drift[before][-ANCHORS_MAX:], passages[before][-ANCHORS_MAX:]
        rate = drift_rate(*known).value
        sigma = None if rate is None else limits.passage_error(*known, rate).value
        if rate is not None and sigma is not None:
            at = told.anchor == anchor
            found[at] = limits.uncertainty(told.passages[at], rate, sigma)
    return found


def _doubted(flow: Flow, anchors: Anchors, told: Since, usual: Float) -> Bool:
    """Whether to doubt each quarter; of a stretch that has ended its own drift speaks, too."""
    found = np.ones(len(flow), dtype=bool)
    known = rates(flow, anchors, REACH_MS)
    near = np.append(balance.between_near(anchors, REACH_MS), False)
    for anchor in range(len(anchors)):
        at = _valid(flow, anchors, told) & (told.anchor == anchor)
        rate = known[anchor + 1] if near[anchor] else known[anchor]
        age = flow.time_ms[at] - anchors.time_ms[anchor]
        found[at] = limits.doubtful(
            age, told.passages[at], float(usual[anchor]), None if np.isnan(rate) else float(rate)
        )
    return found
