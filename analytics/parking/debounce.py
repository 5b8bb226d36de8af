"""Stays of single bays from their states, debounced (indicators A13, A6).

The order matters and is fixed: sort and drop duplicates, *merge* what a short vacancy parts, only
then *drop* stays that are too short. The other way round, on 20 s, off 5 s, on 50 s would be lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.held import Segments
from analytics.parking.stays import Bool, Removed, Stays
from analytics.quarters import Float, Int

METHOD: Final = "vacancies below 30 s merged, then stays below 60 s dropped"
METHOD_VERSION: Final = 1
#: A vacancy that is shorter parts no stay. [ms]
GAP_MIN_MS: Final = 30_000
#: A stay that is shorter is none; 120 s beside trams and bus lanes. [ms]
STAY_MIN_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Debounced:
    """What the states of bays say once flapping is taken out.

    Parameters
    ----------
    stays
        Occupied stretches.
    vacancies
        Vacant stretches in the same form: `arrived` is the beginning of the vacancy.
    n_raw
        Occupied stretches before debouncing.
    removed
        When vacancies began that were too short to part a stay, and stays that were too short.
    """

    stays: Stays
    vacancies: Stays
    n_raw: int
    removed: Removed

    @property
    def n_merged(self) -> int:
        """How many vacancies were too short to part a stay.

        Examples
        --------
        >>> time, state = np.array([0, 20, 25, 75]) * 1000, np.array([1.0, 0, 1, 0])
        >>> bay = np.zeros(4, np.int64)
        >>> debounce(bay, time, state, bay, until_ms=10**6, hold_max_ms=10**6).n_merged
        1
        """
        return len(self.removed.merged_ms)

    @property
    def n_dropped(self) -> int:
        """How many stays were too short.

        Examples
        --------
        >>> time, state = np.array([0, 60, 62]) * 1000, np.array([0.0, 1, 0])
        >>> bay = np.zeros(3, np.int64)
        >>> debounce(bay, time, state, bay, until_ms=10**6, hold_max_ms=10**6).n_dropped
        1
        """
        return len(self.removed.dropped_ms)


@dataclass(frozen=True, slots=True)
class Runs:
    """Known stretches, sorted by bay and time; `linked`: it begins where the one before ends."""

    bay: Int
    begin: Int
    end: Int
    occupied: Bool
    linked: Bool


def debounce(
    bay: Int,
    time_ms: Int,
    state: Float,
    sequence: Int,
    *,
    until_ms: int,
    hold_max_ms: int,
    gap_min_ms: int = GAP_MIN_MS,
    stay_min_ms: int = STAY_MIN_MS,
) -> Debounced:
    """Return the stays of bays from raw states, in any order and however often they were sent.

    A state holds until the next one of its bay, at most `hold_max_ms`; then nothing is known.
    Between known states an arrival or departure is seen; at the edge of unknown time it is not,
    and the stay is censored there. Only what is seen on both sides is merged or dropped.
    Recomputed from all raw states, so a late one joins or parts stays as if it had been in time.

    Parameters
    ----------
    bay, time_ms, state, sequence
        One entry a message: bay, instant [ms since 1970], 1 occupied, 0 vacant, NaN unknown, and
        the device's number of the message, which orders what has the same instant (all 0 where
        there is none: then unknown comes before vacant before occupied).
    until_ms
        What came by then counts. [ms since 1970]
    hold_max_ms
        How long a state holds when nothing follows. [ms]
    gap_min_ms, stay_min_ms
        Shorter vacancies are merged, shorter stays dropped; strictly shorter. [ms]

    References
    ----------
    Catalogue of indicators A13; PARK-035, PARK-036.

    Examples
    --------
    >>> time, state = np.array([0, 20, 25, 75]) * 1000, np.array([1.0, 0, 1, 0])
    >>> bay = np.zeros(4, np.int64)
    >>> found = debounce(bay, time, state, bay, until_ms=10**6, hold_max_ms=10**6)
    >>> found.stays.end_ms.tolist(), found.stays.departed.tolist(), found.n_merged
    ([75000], [True], 1)
    """
    told = np.nan_to_num(state, nan=-1.0)
    order = np.lexsort((told, sequence, time_ms, bay))
    order = order[time_ms[order] < until_ms]
    keys = [column[order] for column in (bay, time_ms, sequence, told)]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    who, at, _, what = (key[fresh] for key in keys)
    end = np.minimum(at + hold_max_ms, until_ms)
    next_is_same = who[1:] == who[:-1]
    end[:-1] = np.where(next_is_same, np.minimum(end[:-1], at[1:]), end[:-1])
    known = what >= 0
    linked = np.zeros(len(at), dtype=bool)
    linked[1:] = next_is_same & known[:-1] & (end[:-1] == at[1:])
    runs = Runs(
        who[known].astype(np.int64),
        at[known].astype(np.int64),
        end[known].astype(np.int64),
        what[known] > 0,
        linked[known],
    )
    return _debounced(runs, gap_min_ms, stay_min_ms)


def debounce_held(
    bays: Sequence[Segments], *, gap_min_ms: int = GAP_MIN_MS, stay_min_ms: int = STAY_MIN_MS
) -> Debounced:
    """Return the stays of bays whose states are known as `held.segments`; see `debounce`.

    Parameters
    ----------
    bays
        One entry a bay; it is numbered by its place.

    Examples
    --------
    >>> bay = Segments(from_ms=np.array([0, 600_000]), to_ms=np.array([600_000, 900_000]),
    ...                value=np.array([1.0, 0.0]), suspect=np.zeros(2, bool))
    >>> debounce_held([bay]).stays.departed.tolist()
    [True]
    """
    return _debounced(runs_of(bays), gap_min_ms, stay_min_ms)


def runs_of(bays: Sequence[Segments]) -> Runs:
    """Return the known stretches of bays, each numbered by its place.

    Examples
    --------
    >>> bay = Segments(from_ms=np.array([0, 600]), to_ms=np.array([600, 900]),
    ...                value=np.array([1.0, 0.0]), suspect=np.zeros(2, bool))
    >>> found = runs_of([bay, bay])
    >>> found.bay.tolist(), found.occupied.tolist(), found.linked.tolist()
    ([0, 0, 1, 1], [True, False, True, False], [False, True, False, True])
    """
    none = np.zeros(0, dtype=np.int64)
    begin = np.concatenate([none, *(known.from_ms for known in bays)])
    end = np.concatenate([none, *(known.to_ms for known in bays)])
    occupied = np.concatenate([none.astype(bool), *(known.value > 0 for known in bays)])
    bay = np.repeat(np.arange(len(bays)), [len(known.from_ms) for known in bays])
    linked = np.zeros(len(begin), dtype=bool)
    linked[1:] = (bay[1:] == bay[:-1]) & (end[:-1] == begin[1:])
    return Runs(bay, begin, end, occupied, linked)


def _debounced(raw: Runs, gap_min_ms: int, stay_min_ms: int) -> Debounced:
    runs = encoded(raw)
    n_raw = int(runs.occupied.sum())
    brief = ~runs.occupied & _seen(runs) & (runs.end - runs.begin < gap_min_ms)
    merged = encoded(Runs(runs.bay, runs.begin, runs.end, runs.occupied | brief, runs.linked))
    small = merged.occupied & _seen(merged) & (merged.end - merged.begin < stay_min_ms)
    left = encoded(
        Runs(merged.bay, merged.begin, merged.end, merged.occupied & ~small, merged.linked)
    )
    told = _as_stays(left)
    return Debounced(
        stays=told.only(left.occupied),
        vacancies=told.only(~left.occupied),
        n_raw=n_raw,
        removed=Removed(merged_ms=runs.begin[brief], dropped_ms=merged.begin[small]),
    )


def encoded(runs: Runs) -> Runs:
    """Join neighbours that touch and have the same state.

    Examples
    --------
    >>> bay = Segments(from_ms=np.array([0, 600]), to_ms=np.array([600, 900]),
    ...                value=np.ones(2), suspect=np.zeros(2, bool))
    >>> found = encoded(runs_of([bay]))
    >>> found.begin.tolist(), found.end.tolist()
    ([0], [900])
    """
    first = ~runs.linked
    first[1:] |= runs.occupied[1:] != runs.occupied[:-1]
    first[:1] = True
    last = np.append(first[1:], True)[: len(first)]
    return Runs(
        runs.bay[first], runs.begin[first], runs.end[last], runs.occupied[first], runs.linked[first]
    )


def _followed(runs: Runs) -> Bool:
    """Whether another state is known to follow at once."""
    return np.append(runs.linked[1:], False)[: len(runs.linked)]


def _seen(runs: Runs) -> Bool:
    return runs.linked & _followed(runs)


def _as_stays(runs: Runs) -> Stays:
    again = np.zeros(len(runs.bay), dtype=bool)
    again[1:] = (runs.bay[1:] == runs.bay[:-1]) & (runs.occupied[1:] == runs.occupied[:-1])
    return Stays(
        bay=runs.bay,
        begin_ms=runs.begin,
        end_ms=runs.end,
        arrived=runs.linked,
        departed=_followed(runs),
        vehicle=np.cumsum(~again),
    )
